"""Telling people that readings wait: what came and could be given to nobody (held, not understood, set aside) raises no alert, however
bad its values, until somebody has decided. `tell_of_held(actor)`: once a day to whoever watches the data, by day of UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.notifications.services.notify import notify_role

FIRST_TOLD = ("data_monitor",)
OTHERWISE = ("nurse", "clinical_manager")  # the other roles that may resolve deliveries


def tell_of_held(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Last in its transaction: workers who hold something at the same time take turns at a day's first notice."""
    notify_role(
        actor=actor,
        roles=FIRST_TOLD,
        otherwise=OTHERWISE,
        kind="system",
        message_key="readings_held",
        params={},
        entity="delivery",
        entity_id=delivery_id,
        dedup=f"held:{now.astimezone(UTC):%Y-%m-%d}",
        now=now,
    )
