"""Alerts for lists and for one page, with the names people need beside the ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.names import name_people
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.triage.models import Alert, AlertEvent
from vantrexia.triage.selectors.called import list_called_roles, may_take_over

STATES = ("open", "acknowledged", "resolved", "unresolved")
SEVERITIES = ("warning", "critical")
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as plain fields; the API adds words in the reader's language."""

    fields: dict[str, Any]
    may_take_over: bool  # by the viewer, whoever has claimed it


def list_alerts(
    viewer: Actor,
    *,
    state: str,
    severity: str | None,
    patient_id: UUID | None,
    mine: bool,
    limit: int,
    offset: int,
) -> tuple[int, list[AlertRow]]:
    """A page of alerts: graver first, then the earlier deadline; resolved ones by when they were resolved.

    The count is exact up to MOST_COUNTED and says no more than "at least so many" beyond, so that it costs the same however
    many alerts a practice has had.
    """
    if state not in STATES:
        raise InvalidInput(
            "Unknown state.", fields={"state": [say("must be one of {choices}", choices=", ".join(STATES))]}
        )
    if severity is not None and severity not in SEVERITIES:
        raise InvalidInput(
            "Unknown severity.",
            fields={"severity": [say("must be one of {choices}", choices=", ".join(SEVERITIES))]},
        )
    rows = Alert.objects.filter(practice_id=viewer.practice_id)
    rows = rows.exclude(state="resolved") if state == "unresolved" else rows.filter(state=state)
    if severity:
        rows = rows.filter(severity=severity)
    if patient_id:
        rows = rows.filter(patient_id=patient_id)
    if mine:
        rows = rows.filter(claimed_by_id=viewer.user_id)
    order = ["-resolved_at"] if state == "resolved" else ["severity", "due_at"]
    page = list(rows.select_related("patient").order_by(*order, "id")[offset : offset + limit])
    if len(page) < limit and (page or not offset):
        return offset + len(page), _show(viewer, page)  # the last page: what is before it and what it shows
    # Resolved alerts never go: they are counted as far as somebody pages, and always a row beyond this page.
    most = max(MOST_COUNTED, offset + limit + 1)
    return rows.order_by()[:most].count(), _show(viewer, page)


def get_alert(viewer: Actor, alert_id: UUID) -> AlertRow:
    """One alert; raises NotFound, also for another practice's."""
    alert = (
        Alert.objects.filter(practice_id=viewer.practice_id, id=alert_id).select_related("patient").first()
    )
    if alert is None:
        raise NotFound("There is no such alert.")
    return _show(viewer, [alert])[0]


def list_alert_events(viewer: Actor, alert_id: UUID) -> list[dict[str, Any]]:
    """Every step of an alert, oldest first: what, who, when."""
    events = list(
        AlertEvent.objects.filter(practice_id=viewer.practice_id, alert_id=alert_id).order_by("at", "id")
    )
    names = name_people(viewer, {event.actor_user_id for event in events if event.actor_user_id})
    return [
        {
            "id": event.id,
            "action": event.action,
            "at": event.at,
            "actor_kind": event.actor_kind,
            "actor_name": names.get(event.actor_user_id) if event.actor_user_id else None,
            "actor_role": event.actor_role,
            "reading_id": event.reading_id,
            "comment": event.comment,
            "detail": event.detail,
        }
        for event in events
    ]


def _show(viewer: Actor, alerts: list[Alert]) -> list[AlertRow]:
    names = name_people(viewer, {alert.claimed_by_id for alert in alerts if alert.claimed_by_id})
    called = list_called_roles(alert.id for alert in alerts if alert.claimed_by_id)
    return [
        AlertRow(
            {
                "id": alert.id,
                "patient_id": alert.patient_id,
                "patient_name": f"{alert.patient.first_name} {alert.patient.last_name}",
                "timezone": alert.patient.timezone,
                "rule": alert.rule_key,
                "severity": alert.severity,
                "state": alert.state,
                "vital": alert.vital,
                "direction": alert.direction,
                "value": alert.value,
                "limit": alert.limit,
                "opened_at": alert.opened_at,
                "due_at": alert.due_at,
                "is_late_data": alert.is_late_data,
                "breach_count": alert.breach_count,
                "last_breach_at": alert.last_breach_at,
                "reading_id": alert.reading_id,
                "claimed_by": alert.claimed_by_id,
                "claimed_by_name": names.get(alert.claimed_by_id) if alert.claimed_by_id else None,
                "acknowledged_at": alert.acknowledged_at,
                "held_since": None
                if alert.state != "acknowledged"
                else alert.claimed_at or alert.acknowledged_at,
                "resolve_by": alert.resolve_by if alert.state == "acknowledged" else None,
                "resolved_at": alert.resolved_at,
                "outcome": alert.outcome,
                "version": alert.row_version,
            },
            may_take_over(viewer, called.get(alert.id, ())),
        )
        for alert in alerts
    ]
