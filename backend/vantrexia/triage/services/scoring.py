"""Scores: from what is known of patients now to their triage rows and one stored evaluation each, in bulk.

`score_states(...)` copies the outcome in once; the rows are updated and the evaluations inserted from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vantrexia.core.ids import uuid7_texts
from vantrexia.core.plain import fetch_rows, run_statement, uuid_array
from vantrexia.core.staging import Staging, field, json, text
from vantrexia.domain.thresholds import CompiledRules
from vantrexia.domain.triage import Evaluation, TriageInputs, as_json, evaluate, list_current_breaches
from vantrexia.patients.selectors.monitoring import ADHERENCE_DAYS, Monitoring
from vantrexia.triage.models import Alert
from vantrexia.triage.services.missing import plan_silences
from vantrexia.triage.services.states import State, list_current_values
from vantrexia.vitals.selectors.counts import count_recent

_SCORED = Staging(
    "scored",
    {
        "id": "uuid", "patient_id": "uuid", "level": "varchar(16)", "score": "smallint", "rank": "smallint", "reasons": "jsonb",
        "latest": "jsonb", "last_reading_at": "timestamptz", "open_alerts": "integer", "unacknowledged_alerts": "integer",
        "active_escalations": "integer", "top_alert_id": "uuid", "adherence": "float8", "rules_version": "varchar(64)",
        "next_score_at": "timestamptz", "expected_next_at": "timestamptz", "is_monitored": "boolean", "inputs": "jsonb",
        "threshold_version": "varchar(64)",
    },
)  # fmt: skip
_UPDATE = """
UPDATE triage_patientstate s SET level = v.level, score = v.score, rank = v.rank, reasons = v.reasons, latest = v.latest,
    last_reading_at = v.last_reading_at, open_alerts = v.open_alerts, unacknowledged_alerts = v.unacknowledged_alerts,
    active_escalations = v.active_escalations, top_alert_id = v.top_alert_id, adherence = v.adherence,
    rules_version = v.rules_version, next_score_at = v.next_score_at, expected_next_at = v.expected_next_at,
    is_monitored = v.is_monitored, evaluated_at = %s, row_version = s.row_version + 1
FROM scored v WHERE s.practice_id = %s AND s.patient_id = v.patient_id
"""
_INSERT = """
INSERT INTO triage_evaluation (id, practice_id, patient_id, at, cause, inputs, score, level, reasons, rules_version, threshold_version)
SELECT id, %s, patient_id, %s, %s, inputs, score, level, reasons, rules_version, threshold_version FROM scored
"""
Windows = tuple[int, int, datetime | None]


def score_states(
    states: Mapping[UUID, State],
    monitoring: Mapping[UUID, Monitoring],
    rules: Mapping[UUID, CompiledRules],
    unresolved: Mapping[tuple[UUID, str], Alert],
    *,
    practice_id: UUID,
    cause: str,
    now: datetime,
) -> None:
    """Evaluate every patient of `states` (rows locked by the caller) and write what came of it."""
    ids = list(states)
    windows = _alert_windows(ids, now=now)
    received = count_recent(ids, since=now - timedelta(days=ADHERENCE_DAYS), until=now)
    escalations, stat = _count_escalations(ids)
    open_alerts: dict[UUID, list[Alert]] = {}
    for (patient_id, _), alert in unresolved.items():
        open_alerts.setdefault(patient_id, []).append(alert)
    silences = plan_silences(states, monitoring, rules, unresolved, now=now)
    tomorrow = _next_day(now)
    lines = []
    for row_id, (patient_id, state) in zip(uuid7_texts(len(ids)), states.items(), strict=True):
        mine = open_alerts.get(patient_id, [])
        watched = monitoring.get(patient_id)
        expected = watched.count_expected(now=now) if watched else 0
        week, month, next_leave = windows.get(patient_id, (0, 0, None))
        limits = rules[patient_id]
        inputs = TriageInputs(
            breaches=list_current_breaches(list_current_values(state), limits),
            open_critical=sum(alert.severity == "critical" for alert in mine),
            open_warning=sum(alert.severity == "warning" for alert in mine),
            alerts_7d=week,
            alerts_30d=month,
            readings_expected=expected,
            readings_received=min(received.get(patient_id, 0), expected),
            last_reading_at=state.last_reading_at,
            last_reviewed_at=state.last_reviewed_at,
            stat_escalation=patient_id in stat,
            no_reading_days=limits.no_reading_days,
            inputs_change_at=_earliest(
                next_leave, tomorrow if expected else None, watched.changes_at if watched else None
            ),
        )
        result = evaluate(inputs, now=now)
        lines.append(
            _line(
                row_id,
                state,
                mine,
                watched,
                limits,
                inputs,
                result,
                escalations.get(patient_id, 0),
                silences.get(patient_id),
            )
        )
        state.row_version += 1
    _SCORED.fill(lines)
    run_statement(_UPDATE, [now, practice_id])
    run_statement(_INSERT, [practice_id, now, cause])


def _line(
    row_id: str,
    state: State,
    mine: Sequence[Alert],
    watched: Monitoring | None,
    rules: CompiledRules,
    inputs: TriageInputs,
    result: Evaluation,
    escalations: int,
    silent_at: datetime | None,
) -> str:
    """The row of `_SCORED`, in the order of its columns."""
    top = min(
        mine,
        key=lambda alert: (alert.severity != "critical", alert.state != "open", alert.due_at),
        default=None,
    )
    reasons = [{"key": key, "params": params, "points": points} for key, params, points in result.reasons]
    adherence = inputs.readings_received / inputs.readings_expected if inputs.readings_expected else None
    return "\t".join(
        (
            row_id, state.patient_id.hex, result.level, field(result.score), "-1" if result.score is None else str(result.score),
            json(reasons), json(state.latest), field(state.last_reading_at), str(len(mine)),
            str(sum(alert.state == "open" for alert in mine)), str(escalations), field(top.id if top else None),
            field(adherence), result.rules_version, field(result.next_score_at),
            field(silent_at), "t" if (watched and watched.since) or mine or escalations else "f",
            json(as_json(inputs)), text(rules.version[:64]),
        )
    )  # fmt: skip


def _count_escalations(ids: list[UUID]) -> tuple[dict[UUID, int], set[UUID]]:
    """Calls that are not closed, by patient, and who has a STAT one among them."""
    rows = fetch_rows(
        """
        SELECT patient_id, count(*), bool_or(kind = 'stat') FROM triage_escalation
        WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
            AND state <> 'closed' GROUP BY patient_id
        """,
        [uuid_array(ids)],
    )
    return {row[0]: row[1] for row in rows}, {row[0] for row in rows if row[2]}


_WINDOWS = """
SELECT patient_id, count(*) FILTER (WHERE opened_at > %(week)s), count(*), min(opened_at),
    min(opened_at) FILTER (WHERE opened_at > %(week)s)
FROM triage_alert
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%(ids)s::uuid[])
    AND opened_at > %(month)s
    -- What a correction took back was no alert; what a person judged to be an error was one.
    AND NOT (outcome = 'measurement_error' AND resolved_by_id IS NULL)
GROUP BY patient_id
"""


def _alert_windows(ids: list[UUID], *, now: datetime) -> dict[UUID, Windows]:
    """Per patient: alerts opened in 7 and 30 days, and when the next one leaves a window."""
    week, month = now - timedelta(days=7), now - timedelta(days=30)
    rows = fetch_rows(_WINDOWS, {"ids": uuid_array(ids), "week": week, "month": month})
    return {
        patient_id: (
            of_week,
            of_month,
            _earliest(
                first + timedelta(days=30), first_of_week + timedelta(days=7) if first_of_week else None
            ),
        )
        for patient_id, of_week, of_month, first, first_of_week in rows
    }


def _earliest(*moments: datetime | None) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def _next_day(now: datetime) -> datetime:
    return (now + timedelta(days=1)).replace(hour=5, minute=0, second=0, microsecond=0)
