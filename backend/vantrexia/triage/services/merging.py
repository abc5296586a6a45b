"""Alerts of two records that become one: where both have an unresolved alert of the same cause, one of them
goes on.

`join_alerts(...)` before the rows move, `part_alerts(...)` when a merge is undone. The graver alert goes
on, among equals the one nobody has seen, then the one due earlier; the other is resolved with outcome
`merged` and can be restored as it was. Its readings are evidence of the one that goes on: where a reading of that one turns out
wrong, the alert stands by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from vantrexia.core.actor import Actor
from vantrexia.core.bulk import insert_rows
from vantrexia.domain.alert_states import transition
from vantrexia.triage.models import Alert
from vantrexia.triage.services.alerting import alert_event
from vantrexia.triage.services.call_records import close_of_alert
from vantrexia.triage.services.recompute import list_evidence


def join_alerts(*, actor: Actor, keep_id: UUID, merge_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """Leave one unresolved alert per cause over both patients; returns what `part_alerts` needs, as JSON."""
    rows = Alert.objects.filter(practice_id=actor.practice_id, patient_id__in=[keep_id, merge_id])
    by_rule: dict[str, list[Alert]] = {}
    for alert in rows.exclude(state="resolved").select_for_update().order_by("id"):
        by_rule.setdefault(alert.rule_key, []).append(alert)
    joined: list[dict[str, Any]] = []
    for alerts in by_rule.values():
        if len(alerts) < 2:
            continue
        survivor, other = sorted(
            alerts, key=lambda one: (one.severity != "critical", one.state != "open", one.due_at)
        )
        joined.append(_snapshot(other, into=survivor))
        survivor.breach_count += other.breach_count
        survivor.last_breach_at = max(survivor.last_breach_at, other.last_breach_at)
        survivor.row_version += 1
        survivor.save(update_fields=["breach_count", "last_breach_at", "row_version"])
        _carry_over(other, into=survivor, actor=actor, now=now)
        other.state = transition(other.state, "auto_resolve")
        other.resolved_at, other.outcome, other.next_step_at = now, "merged", None
        other.row_version += 1
        other.save()
        detail: dict[str, object] = {"outcome": "merged", "into": str(survivor.id)}
        alert_event(other, "withdrawn", actor=actor, now=now, detail=detail).save(force_insert=True)
        # What the clock called goes on with the other alert; what a person called a person closes.
        close_of_alert(actor=actor, alert=other, leaves=("stat", "manual"), now=now)
    return joined


def _carry_over(other: Alert, *, into: Alert, actor: Actor, now: datetime) -> None:
    """The readings that speak for the one that gives way speak for the other from now on."""
    insert_rows(
        [
            alert_event(
                into,
                "joined",
                actor=actor,
                now=now,
                reading_id=one.reading_id,
                detail={
                    "severity": one.severity,
                    "value": one.value,
                    "limit": one.limit,
                    "late": other.is_late_data,
                    "from": str(other.id),
                },
            )
            for one in list_evidence(other)
        ]
    )


def part_alerts(*, actor: Actor, joined: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Restore the alerts that gave way, as they were; one that somebody has since touched stays as it is, and so does one whose
    cause has a newer alert by now, which speaks for it."""
    for before in joined:
        other = Alert.objects.select_for_update().filter(
            practice_id=actor.practice_id, id=before["id"], state="resolved", outcome="merged"
        )
        alert = other.first()
        if alert is None or _has_newer(alert):
            continue
        alert.state, alert.outcome, alert.resolved_at = before["state"], "", None
        alert.next_step_at = (
            datetime.fromisoformat(before["next_step_at"]) if before["next_step_at"] else None
        )
        alert.row_version += 1
        alert.save()
        alert_event(alert, "restored", actor=actor, now=now).save(force_insert=True)
        Alert.objects.filter(practice_id=actor.practice_id, id=before["into"]).update(
            breach_count=F("breach_count") - before["breach_count"], row_version=F("row_version") + 1
        )


def _has_newer(alert: Alert) -> bool:
    rows = Alert.objects.filter(practice_id=alert.practice_id, patient_id=alert.patient_id)
    return rows.filter(rule_key=alert.rule_key).exclude(state="resolved").exists()


def _snapshot(alert: Alert, *, into: Alert) -> dict[str, Any]:
    return {
        "id": str(alert.id),
        "into": str(into.id),
        "state": alert.state,
        "breach_count": alert.breach_count,
        "next_step_at": alert.next_step_at.isoformat() if alert.next_step_at else None,
    }
