"""Taking a delivery in: keep it, then ring. The only step of the path that runs inside a gateway's request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.devices.services.deliveries import Receipt, store_delivery
from vantrexia.workflows.doorbell import ring


def receive_delivery(
    *,
    practice_id: UUID,
    connection_id: UUID,
    key_id: str,
    delivery_key: str | None,
    body: bytes,
    content_type: str,
    content_encoding: str,
    received_at: datetime,
) -> Receipt:
    """Commit the raw body (one round trip), then say that work waits. The answer tells what became of it."""
    receipt = store_delivery(
        practice_id=practice_id,
        connection_id=connection_id,
        key_id=key_id,
        delivery_key=delivery_key,
        body=body,
        content_type=content_type,
        content_encoding=content_encoding,
        received_at=received_at,
    )
    if receipt.outcome == "accepted":
        ring()
    return receipt
