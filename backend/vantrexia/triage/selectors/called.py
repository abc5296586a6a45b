"""Who may act on what another has claimed: providers and managers always, and the roles that are called because of the alert.

`list_called_roles(alert_ids)`, `may_take_over(viewer, called)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.triage.models import Escalation

OVERRIDING_ROLES = frozenset({"clinical_manager", "provider"})


def list_called_roles(alert_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Roles called because of these alerts, where the call is not over; of the running transaction's practice."""
    found: dict[UUID, set[str]] = {}
    calls = Escalation.objects.filter(alert_id__in=list(alert_ids)).exclude(state="closed")
    for alert_id, role in calls.values_list("alert_id", "to_role"):
        if alert_id is not None:
            found.setdefault(alert_id, set()).add(role)
    return found


def may_take_over(viewer: Actor, called: Collection[str]) -> bool:
    """Whether this person may act although another has claimed the alert."""
    return viewer.role in OVERRIDING_ROLES or viewer.role in called
