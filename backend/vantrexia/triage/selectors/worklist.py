"""The triage list: one row per monitored patient, most urgent first, without touching readings or building model objects.

`list_worklist(viewer, …) -> (count, rows)` and `read_stats(viewer, now)` for the four cards with their trend.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say
from vantrexia.triage.selectors.listed import LEVELS, count_by_level, count_listed

ORDERINGS = {
    "-risk_score": "s.rank DESC, s.unacknowledged_alerts DESC, s.id",
    "last_reading_at": "s.last_reading_at ASC NULLS FIRST, s.id",
    "-last_reading_at": "s.last_reading_at DESC NULLS LAST, s.id",
}
_COLUMNS = """
SELECT s.patient_id, p.first_name, p.last_name, p.mrn, p.date_of_birth, p.gender, p.timezone, s.level, s.score, s.reasons, s.latest,
    s.last_reading_at, s.last_reviewed_at, u.email, btrim(u.first_name || ' ' || u.last_name),
    s.open_alerts, s.unacknowledged_alerts, s.active_escalations, s.adherence, s.row_version,
    a.id, a.severity, a.state, a.due_at, a.rule_key, a.vital, a.direction, a.value, a."limit", a.claimed_by_id, a.opened_at,
    btrim(c.first_name || ' ' || c.last_name)
FROM triage_patientstate s
JOIN patients_patient p ON p.practice_id = s.practice_id AND p.id = s.patient_id
LEFT JOIN triage_alert a ON a.practice_id = s.practice_id AND a.id = s.top_alert_id
LEFT JOIN accounts_user u ON u.id = s.last_reviewed_by_id
LEFT JOIN accounts_user c ON c.id = a.claimed_by_id
WHERE s.practice_id = %(practice)s AND s.is_monitored {where}
ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; names in the clear, values in canonical units."""

    patient_id: UUID
    first_name: str
    last_name: str
    mrn: str
    date_of_birth: date
    gender: str
    timezone: str
    level: str
    score: int | None
    reasons: list[dict[str, Any]]
    latest: dict[str, dict[str, Any]]
    last_reading_at: datetime | None
    last_reviewed_at: datetime | None
    last_reviewed_by: str | None
    last_reviewed_by_name: str | None
    open_alerts: int
    unacknowledged_alerts: int
    active_escalations: int
    adherence: float | None
    row_version: int
    top_alert: dict[str, Any] | None


def list_worklist(
    viewer: Actor,
    *,
    level: str | None = None,
    has_unack: bool | None = None,
    ordering: str = "-risk_score",
    limit: int = 20,
    offset: int = 0,
) -> tuple[int, list[Row]]:
    """One page of the list and how many rows the filter has in all. Raises InvalidInput for an unknown filter."""
    if level is not None and level not in LEVELS:
        raise InvalidInput(
            "Unknown risk level.",
            fields={"risk_level": [say("must be one of {choices}", choices=", ".join(LEVELS))]},
        )
    if ordering not in ORDERINGS:
        raise InvalidInput(
            "Unknown ordering.",
            fields={"ordering": [say("must be one of {choices}", choices=", ".join(ORDERINGS))]},
        )
    where = ""
    params: dict[str, Any] = {
        "practice": viewer.practice_id,
        "limit": limit,
        "offset": offset,
        "level": level,
    }
    if level is not None:
        where += " AND s.level = %(level)s"
    if has_unack is not None:
        where += " AND s.unacknowledged_alerts > 0" if has_unack else " AND s.unacknowledged_alerts = 0"
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS.format(where=where, order=ORDERINGS[ordering]), params)
        rows = [_row(viewer, line) for line in cursor.fetchall()]
    return count_listed(_practice(viewer), level=level, has_unack=has_unack), rows


def _practice(viewer: Actor) -> UUID:
    if viewer.practice_id == NO_PRACTICE:
        raise ValueError("a list belongs to a practice")
    return viewer.practice_id


def _row(viewer: Actor, line: tuple[Any, ...]) -> Row:
    (
        patient_id,
        first_name,
        last_name,
        mrn,
        born,
        gender,
        zone,
        level,
        score,
        reasons,
        latest,
        last_reading,
        reviewed_at,
        reviewed_by,
        reviewed_by_name,
        open_alerts,
        unacknowledged,
        escalations,
        adherence,
        version,
        *alert,
    ) = line

    def plain(envelope: str, label: str) -> str:
        return crypto.unseal(
            envelope, label=f"patient.{label}", practice_id=str(viewer.practice_id), row_id=patient_id
        )

    top = None
    if alert[0] is not None:
        names = (
            "id",
            "severity",
            "state",
            "due_at",
            "rule_key",
            "vital",
            "direction",
            "value",
            "limit",
            "claimed_by",
            "opened_at",
            "claimed_by_name",
        )
        top = dict(zip(names, alert, strict=True))
    return Row(
        patient_id=patient_id,
        first_name=plain(first_name, "first_name"),
        last_name=plain(last_name, "last_name"),
        mrn=plain(mrn, "mrn"),
        date_of_birth=date.fromisoformat(plain(born, "date_of_birth")),
        gender=gender,
        timezone=zone,
        level=level,
        score=score,
        reasons=json.loads(reasons),
        latest=json.loads(latest),
        last_reading_at=last_reading,
        last_reviewed_at=reviewed_at,
        last_reviewed_by=reviewed_by,
        last_reviewed_by_name=reviewed_by_name,
        open_alerts=open_alerts,
        unacknowledged_alerts=unacknowledged,
        active_escalations=escalations,
        adherence=adherence,
        row_version=version,
        top_alert=top,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """How many patients stand at a level, and how many did 24 hours before (None: nobody counted then)."""

    count: int
    previous: int | None

    @property
    def trend(self) -> str:
        if self.previous is None or self.count == self.previous:
            return "stable"
        return "increasing" if self.count > self.previous else "decreasing"


def read_stats(viewer: Actor, *, now: datetime) -> dict[str, Card]:
    """The four cards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT critical, warning, normal, no_data FROM triage_levelcount "
            "WHERE practice_id = %s AND hour <= %s ORDER BY hour DESC LIMIT 1",
            [viewer.practice_id, now - timedelta(hours=24)],
        )
        before = cursor.fetchone()
    previous = dict(zip(("critical", "warning", "normal", "no_data"), before, strict=True)) if before else {}
    counts = count_by_level(_practice(viewer))
    return {level: Card(counts[level], previous.get(level)) for level in LEVELS}
