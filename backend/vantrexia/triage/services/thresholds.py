"""Setting thresholds: a new version each time, by a clinician, dated; the old one is kept, superseded.

`set_practice_thresholds`, `set_patient_thresholds`, `clear_patient_thresholds`. Every patient the change
touches is evaluated again: one for an override, in the sweep's batches for a default (their rows are made
due).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.plain import run_statement
from vantrexia.domain.errors import NotFound
from vantrexia.domain.thresholds import ThresholdRules, as_json, from_json
from vantrexia.patients.selectors.monitoring import read_monitoring
from vantrexia.triage.models import ThresholdSet
from vantrexia.triage.selectors.rules import find_set, of_patient
from vantrexia.triage.services.evaluate import reevaluate

# Locked in the order of whoever evaluates, or the two would wait for each other.
_MAKE_DUE = """
WITH mine AS (
    SELECT id FROM triage_patientstate WHERE practice_id = %s AND is_monitored ORDER BY patient_id FOR UPDATE
)
UPDATE triage_patientstate s SET next_score_at = %s FROM mine WHERE s.id = mine.id
"""


def set_practice_thresholds(
    *, actor: Actor, rules: Mapping[str, object], now: datetime, note: str | None = None
) -> ThresholdSet:
    """A new default for the practice. Raises InvalidInput naming each wrong field."""
    made = _supersede(actor=actor, patient_id=None, rules=from_json(rules), note=note, now=now)
    run_statement(_MAKE_DUE, [actor.practice_id, now])
    return made


def set_patient_thresholds(
    *, actor: Actor, patient_id: UUID, rules: Mapping[str, object], now: datetime, note: str | None = None
) -> ThresholdSet:
    """A patient's own limits; vitals it does not name keep the practice's."""
    if patient_id not in read_monitoring([patient_id], now=now):
        raise NotFound("There is no such active patient.")
    made = _supersede(actor=actor, patient_id=patient_id, rules=from_json(rules), note=note, now=now)
    reevaluate(actor=actor, patient_ids=[patient_id], cause="threshold", now=now)
    return made


def clear_patient_thresholds(*, actor: Actor, patient_id: UUID, now: datetime) -> None:
    """Back to the practice's default."""
    current = find_set(patient_id)
    if current is None:
        return
    ThresholdSet.objects.filter(id=current.id).update(superseded_at=now)
    record(
        actor=actor,
        action="threshold.cleared",
        entity="threshold_set",
        entity_id=current.id,
        patient_ids=[patient_id],
        at=now,
    )
    reevaluate(actor=actor, patient_ids=[patient_id], cause="threshold", now=now)


def _supersede(
    *, actor: Actor, patient_id: UUID | None, rules: ThresholdRules, note: str | None, now: datetime
) -> ThresholdSet:
    history = ThresholdSet.objects.filter(of_patient(patient_id), practice_id=actor.practice_id)
    last = history.aggregate(last=Max("version"))["last"] or 0
    history.filter(superseded_at__isnull=True).update(superseded_at=now)
    made = ThresholdSet(
        practice_id=actor.practice_id,
        patient_id=patient_id,
        version=last + 1,
        rules=as_json(rules),
        rules_hash=rules.version[:64],
        valid_from=now,
        set_by_id=actor.user_id,
        note=note,
        created_at=now,
    )
    made.save(force_insert=True)
    record(
        actor=actor,
        action="threshold.set",
        entity="threshold_set",
        entity_id=made.id,
        patient_ids=[patient_id] if patient_id else [],
        detail={"version": made.version, "rules_hash": made.rules_hash},
        at=now,
    )
    return made
