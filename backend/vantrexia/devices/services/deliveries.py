"""Deliveries: stored before they are understood, claimed in batches, settled once.

`store_delivery` is the one database round trip of a webhook; when it returns, the row is committed and synced.
`claim_deliveries` hands due rows to one worker at a time (SKIP LOCKED, with a lease that a killed worker loses).
`load_claimed`, `settle`, `postpone`, `quarantine`, `fail`, `replay` run inside the practice's scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.core.bodies import expand
from vantrexia.core.ids import uuid7
from vantrexia.devices.models import Delivery

BODY_LABEL = "delivery.body"
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a body: accepted, duplicate, key_reused (kept, quarantined) or refused (door closed meanwhile)."""

    outcome: str
    delivery_id: UUID | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery this worker holds until its lease ends."""

    id: UUID
    received_at: datetime
    practice_id: UUID


@dataclass(frozen=True, slots=True)
class Loaded:
    """A claimed delivery with its body opened and expanded."""

    id: UUID
    received_at: datetime
    connection_id: UUID
    gateway: str
    attempts: int
    body: bytes


def store_delivery(
    *, practice_id: UUID, connection_id: UUID, key_id: str, delivery_key: str | None, body: bytes, content_type: str,
    content_encoding: str, received_at: datetime,
) -> Receipt:  # fmt: skip
    """Seal and keep a verified raw body; refused when the connection or key was closed since it was read."""
    delivery_id = uuid7()
    digest = sha256(body).digest()
    sealed = crypto.seal_bytes(body, label=BODY_LABEL, practice_id=practice_id, row_id=delivery_id)
    key = delivery_key if delivery_key and len(delivery_key) <= 128 else digest.hex()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, delivery_id FROM devices_receive(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [delivery_id, practice_id, connection_id, key_id, key, digest, sealed, len(body), content_type[:100], content_encoding, received_at],
        )  # fmt: skip
        outcome, stored_id = cursor.fetchone()
    return Receipt(outcome=outcome, delivery_id=stored_id)


def claim_deliveries(*, most: int, now: datetime) -> list[Claimed]:
    """Due deliveries of any practice, oldest first, now leased to the caller. Commits by itself in autocommit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT delivery_id, received_at, practice_id FROM devices_claim_deliveries(%s, %s, %s)", [most, now, LEASE])
        return [Claimed(*row) for row in cursor.fetchall()]


def load_claimed(claimed: Sequence[Claimed]) -> tuple[list[Loaded], list[tuple[Claimed, str]]]:
    """Open the bodies; returns what opened and what did not, with the reason."""
    loaded: list[Loaded] = []
    broken: list[tuple[Claimed, str]] = []
    by_id = {item.id: item for item in claimed}
    rows = Delivery.objects.filter(
        id__in=list(by_id), received_at__gte=min(c.received_at for c in claimed), received_at__lte=max(c.received_at for c in claimed)
    ).values_list("id", "received_at", "practice_id", "connection_id", "gateway", "attempts", "content_encoding", "body")
    for row_id, received_at, practice_id, connection_id, gateway, attempts, encoding, sealed in rows:
        try:
            raw = crypto.unseal_bytes(bytes(sealed), label=BODY_LABEL, practice_id=practice_id, row_id=row_id)
            loaded.append(Loaded(row_id, received_at, connection_id, gateway, attempts, expand(raw, encoding)))
        except crypto.Unreadable:
            broken.append((by_id[row_id], "unreadable"))
        except Exception:
            broken.append((by_id[row_id], "body_broken"))
    return loaded, broken


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one delivery gave."""

    delivery_id: UUID
    received_at: datetime
    readings: int
    duplicates: int
    held: int


def settle(outcomes: Iterable[Outcome], *, now: datetime) -> None:
    """Mark deliveries processed, with their counts."""
    rows = list(outcomes)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE devices_delivery d SET status = 'processed', processed_at = %s, leased_until = NULL, next_attempt_at = NULL, reason = '',
                error = '', readings = o.readings, duplicates = o.duplicates, held = o.held
            FROM unnest(%s::uuid[], %s::timestamptz[], %s::int[], %s::int[], %s::int[])
                AS o(id, received_at, readings, duplicates, held)
            WHERE d.id = o.id AND d.received_at = o.received_at
            """,
            [
                now, [r.delivery_id for r in rows], [r.received_at for r in rows], [r.readings for r in rows],
                [r.duplicates for r in rows], [r.held for r in rows],
            ],
        )  # fmt: skip


def quarantine(*, delivery_id: UUID, received_at: datetime, reason: str, now: datetime) -> None:
    """Verified but not understood: kept, shown, replayable; never dropped."""
    Delivery.objects.filter(id=delivery_id, received_at=received_at).update(
        status="quarantined", reason=reason[:64], processed_at=now, leased_until=None, next_attempt_at=None
    )


def count_attempts(*, delivery_id: UUID, received_at: datetime) -> int:
    """How often this delivery was claimed so far."""
    return Delivery.objects.filter(id=delivery_id, received_at=received_at).values_list("attempts", flat=True).get()


def postpone_or_fail(*, delivery_id: UUID, received_at: datetime, attempts: int, error: str, now: datetime) -> str:
    """A delivery whose processing raised: tried again later, set aside after MAX_ATTEMPTS. Returns the new status."""
    rows = Delivery.objects.filter(id=delivery_id, received_at=received_at)
    if attempts >= MAX_ATTEMPTS:
        rows.update(status="failed", reason="poisoned", error=error, leased_until=None, next_attempt_at=None, processed_at=now)
        return "failed"
    rows.update(error=error, leased_until=None, next_attempt_at=now + timedelta(seconds=2**attempts))
    return "received"


def replay(*, delivery_ids: Sequence[UUID], now: datetime) -> int:
    """Put set-aside or processed deliveries back in the queue; what they already gave is refused as duplicate."""
    return Delivery.objects.filter(id__in=list(delivery_ids), body_erased_at__isnull=True).exclude(status="received").update(
        status="received", attempts=0, next_attempt_at=now, leased_until=None, reason="", error="", processed_at=None
    )
