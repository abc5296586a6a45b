"""Thresholds as a screen shows them: what holds, and from which versions it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.names import name_people
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound
from vantrexia.domain.thresholds import as_json, build_default_rules, merge
from vantrexia.patients.selectors.monitoring import read_monitoring
from vantrexia.triage.models import ThresholdSet
from vantrexia.triage.selectors.rules import find_set, read_rules


def read_practice_thresholds(viewer: Actor) -> dict[str, Any]:
    """The practice's rules; the shipped defaults where it set none (`practice` is then None)."""
    current = find_set(None)
    rules = read_rules(current) or build_default_rules()
    return {"effective": as_json(rules), "practice": _show(viewer, current), "own": None}


def read_patient_thresholds(viewer: Actor, patient_id: UUID, *, now: datetime) -> dict[str, Any]:
    """One patient's rules; raises NotFound for a patient who is not active in the practice."""
    if patient_id not in read_monitoring([patient_id], now=now):
        raise NotFound("There is no such active patient.")
    default, own = find_set(None), find_set(patient_id)
    practice = read_rules(default) or build_default_rules()
    return {
        "effective": as_json(merge(practice, read_rules(own))),
        "practice": _show(viewer, default),
        "own": _show(viewer, own),
    }


def _show(viewer: Actor, found: ThresholdSet | None) -> dict[str, Any] | None:
    if found is None:
        return None
    setter = name_people(viewer, [found.set_by_id]).get(found.set_by_id) if found.set_by_id else None
    return {
        "version": found.version,
        "rules": found.rules,
        "valid_from": found.valid_from,
        "set_by": setter,
        "note": found.note,
    }
