"""Which limits held when: the practice's versions overlaid by the patient's, cut where either changed.

`list_limits_over(viewer, patient_id, …)` for the shading behind a chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from vantrexia.core.actor import Actor
from vantrexia.domain.threshold_rules import ThresholdRules
from vantrexia.domain.thresholds import build_default_rules, merge
from vantrexia.triage.models import ThresholdSet
from vantrexia.triage.selectors.rules import read_rules

_SIDES = ("warning_low", "warning_high", "critical_low", "critical_high")


def list_limits_over(
    viewer: Actor, patient_id: UUID, *, vitals: Sequence[str], since: datetime, until: datetime
) -> list[dict[str, Any]]:
    """Per vital the limits in force over [since, until), in order: `{vital, from, to, warning_low, …}`; `to` None: still.

    A vital nobody set limits for has no entry.
    """
    sets = list(
        ThresholdSet.objects.filter(
            Q(patient_id=patient_id) | Q(patient__isnull=True), practice_id=viewer.practice_id
        )
        .filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=since), valid_from__lt=until)
        .order_by("valid_from")
    )
    edges = (
        {since} | {one.valid_from for one in sets} | {one.superseded_at for one in sets if one.superseded_at}
    )
    starts = sorted(edge for edge in edges if since <= edge < until)
    pieces = [(start, _rules_at(sets, patient_id, start)) for start in starts]
    found: list[dict[str, Any]] = []
    for vital in vitals:
        mine: list[dict[str, Any]] = []
        for start, rules in pieces:
            limit = rules.limits.get(vital)
            sides = {side: getattr(limit, side) if limit else None for side in _SIDES}
            if mine and mine[-1]["to"] is None:
                if all(mine[-1][side] == sides[side] for side in _SIDES):
                    continue
                mine[-1]["to"] = start
            if any(value is not None for value in sides.values()):
                mine.append({"vital": vital, "from": start, "to": None, **sides})
        found += mine
    return found


def _rules_at(sets: Sequence[ThresholdSet], patient_id: UUID, at: datetime) -> ThresholdRules:
    practice: ThresholdSet | None = None
    own: ThresholdSet | None = None
    for one in sets:
        if one.valid_from <= at and (one.superseded_at is None or at < one.superseded_at):
            if one.patient_id == patient_id:
                own = one
            else:
                practice = one
    return merge(read_rules(practice) or build_default_rules(), read_rules(own))
