"""Deliveries: stored before they are understood, claimed in batches, settled once.

`store_delivery` is the one database round trip of a webhook; when it returns, the row is committed and synced.
`claim_deliveries` hands due rows to one worker at a time (SKIP LOCKED, with a lease that a killed worker loses).
`load_claimed`, `settle`, `postpone_or_fail`, `wait_for_database`, `quarantine`, `replay`, `discard_delivery`, `erase_bodies` run inside the
practice's scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import psycopg
from django.db import connection
from django.db.models import F

from vantrexia.audit.services import record
from vantrexia.core import crypto
from vantrexia.core.actor import Actor
from vantrexia.core.bodies import BodyBroken, BodyTooLarge, expand
from vantrexia.core.ids import uuid7
from vantrexia.devices.models import BODY_LABEL, Delivery
from vantrexia.domain.errors import Conflict, NotFound
from vantrexia.domain.wordings import say

LEASE = timedelta(seconds=60)
MOST_WEIGHT = 16 * 1024 * 1024  # expanded bytes one claim may hold in memory
MAX_ATTEMPTS = 5
AFTER_OUTAGE = timedelta(seconds=15)


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
    origin: str  # what the connection's readings count as
    attempts: int  # how often it was claimed, this time included
    body: bytes


class TriedBefore(Exception):
    """Too many for one transaction: some were claimed before (`attempts` by id), and nobody knows how that ended."""

    def __init__(self, attempts: dict[UUID, int]) -> None:
        super().__init__()
        self.attempts = attempts


_RECEIVE = (
    "SELECT outcome, delivery_id FROM devices_receive(%s::uuid, %s::uuid, %s::uuid, %s::text, %s::text, %s::bytea, "
    "%s::bytea, %s::integer, %s::text, %s::text, %s::timestamptz)"
)


def store_delivery(
    *, practice_id: UUID, connection_id: UUID, key_id: str, delivery_key: str | None, body: bytes, content_type: str,
    content_encoding: str, received_at: datetime,
) -> Receipt:  # fmt: skip
    """Seal and keep a verified raw body; refused when the connection or key was closed since it was read."""
    delivery_id = uuid7()
    digest = sha256(body).digest()
    sealed = crypto.seal_bytes(body, label=BODY_LABEL, practice_id=practice_id, row_id=delivery_id)
    key = delivery_key if delivery_key and len(delivery_key) <= 128 else digest.hex()
    connection.ensure_connection()
    # Prepared and with binary parameters: this statement is the whole cost of a webhook.
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        cursor.execute(
            _RECEIVE,
            [
                delivery_id, practice_id, connection_id, key_id, key, digest, sealed, len(body), content_type[:100],
                content_encoding, received_at,
            ],
            prepare=True,
        )  # fmt: skip
        row = cursor.fetchone()
    if row is None:
        raise RuntimeError("devices_receive always answers")
    outcome, stored_id = row
    return Receipt(outcome=outcome, delivery_id=stored_id)


def claim_deliveries(*, most: int, now: datetime) -> list[Claimed]:
    """Due deliveries of any practice, oldest first, now leased to the caller. Commits by itself in autocommit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT delivery_id, received_at, practice_id FROM devices_claim_deliveries(%s, %s, %s, %s::interval)",
            [most, MOST_WEIGHT, now, f"{LEASE.total_seconds()} seconds"],
        )
        return [Claimed(*row) for row in cursor.fetchall()]


def load_claimed(
    claimed: Sequence[Claimed], *, company: Callable[[int], int]
) -> tuple[list[Loaded], list[tuple[Claimed, str]]]:
    """Lock and open the bodies; returns what opened and what did not, with the reason.

    `company` says how many may be together with one claimed so often; raises TriedBefore, before any body is opened.

    A delivery that another worker holds or has settled (our lease ran out meanwhile) is left out: that worker counts it.
    """
    loaded: list[Loaded] = []
    broken: list[tuple[Claimed, str]] = []
    by_id = {item.id: item for item in claimed}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id, d.received_at, d.practice_id, d.connection_id, d.gateway, c.origin, d.attempts,
                d.content_encoding, d.body
            FROM devices_delivery d
            JOIN devices_connection c ON c.practice_id = d.practice_id AND c.id = d.connection_id
            WHERE d.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND d.id = ANY (%s)
                AND d.received_at BETWEEN %s AND %s AND d.status = 'received'
            ORDER BY d.received_at, d.id FOR UPDATE OF d SKIP LOCKED
            """,
            [list(by_id), min(one.received_at for one in claimed), max(one.received_at for one in claimed)],
        )
        rows = cursor.fetchall()
    attempts = {row[0]: row[6] for row in rows if row[6] > 1}
    if attempts and len(claimed) > company(max(attempts.values())):
        raise TriedBefore(attempts)
    for row_id, received_at, practice_id, connection_id, gateway, origin, tries, encoding, sealed in rows:
        try:
            raw = crypto.unseal_bytes(bytes(sealed), label=BODY_LABEL, practice_id=practice_id, row_id=row_id)
            body = expand(raw, encoding)
            loaded.append(Loaded(row_id, received_at, connection_id, gateway, origin, tries, body))
        except crypto.Unreadable:
            broken.append((by_id[row_id], "unreadable"))
        except (BodyBroken, BodyTooLarge):
            broken.append((by_id[row_id], "body_broken"))
    return loaded, broken


def give_back(claimed: Sequence[Claimed]) -> None:
    """Claimed and not begun: due again at once, as if it had not been claimed."""
    if not claimed:
        return
    times = [one.received_at for one in claimed]
    Delivery.objects.filter(
        id__in=[one.id for one in claimed], received_at__range=(min(times), max(times)), status="received"
    ).update(leased_until=None, attempts=F("attempts") - 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one delivery gave this time: `measurements` placed, of which `readings` were new, and `held` ones."""

    delivery_id: UUID
    received_at: datetime
    connection_id: UUID
    measurements: int
    readings: int
    held: int


def settle(outcomes: Iterable[Outcome], *, now: datetime) -> None:
    """Mark deliveries processed, with their counts; a replay adds to the readings and recounts the rest."""
    rows = list(outcomes)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE devices_delivery d SET status = 'processed', processed_at = %s, leased_until = NULL,
                next_attempt_at = NULL, reason = '', error = '', readings = d.readings + o.readings,
                duplicates = greatest(o.measurements - d.readings - o.readings, 0), held = o.held
            FROM unnest(%s::uuid[], %s::timestamptz[], %s::int[], %s::int[], %s::int[])
                AS o(id, received_at, measurements, readings, held)
            WHERE d.practice_id = nullif(current_setting('app.practice', true), '')::uuid
                AND d.id = o.id AND d.received_at = o.received_at AND d.received_at BETWEEN %s AND %s
            """,
            [
                now, [r.delivery_id for r in rows], [r.received_at for r in rows], [r.measurements for r in rows],
                [r.readings for r in rows], [r.held for r in rows], min(r.received_at for r in rows),
                max(r.received_at for r in rows),
            ],
        )  # fmt: skip
        latest: dict[UUID, datetime] = {}
        for row in rows:
            latest[row.connection_id] = max(row.received_at, latest.get(row.connection_id, row.received_at))
        # When a connection last delivered is for people to look at: to the minute is enough.
        cursor.execute(
            """
            UPDATE devices_connection c SET last_delivery_at = n.at FROM unnest(%s::uuid[], %s::timestamptz[]) AS n(id, at)
            WHERE c.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND c.id = n.id
                AND (c.last_delivery_at IS NULL OR c.last_delivery_at < n.at - interval '1 minute')
            """,
            [list(latest), list(latest.values())],
        )


def quarantine(*, delivery_id: UUID, received_at: datetime, reason: str, now: datetime) -> None:
    """Verified but not understood: kept, shown, replayable; never dropped."""
    Delivery.objects.filter(id=delivery_id, received_at=received_at).update(
        status="quarantined", reason=reason[:64], processed_at=now, leased_until=None, next_attempt_at=None
    )


def count_attempts(*, delivery_id: UUID, received_at: datetime) -> int:
    """How often this delivery was claimed so far."""
    return (
        Delivery.objects.filter(id=delivery_id, received_at=received_at)
        .values_list("attempts", flat=True)
        .get()
    )


def postpone_or_fail(
    *, delivery_id: UUID, received_at: datetime, attempts: int, error: str, now: datetime
) -> str:
    """A delivery whose processing raised: tried again later, set aside after MAX_ATTEMPTS. Returns the new status."""
    rows = Delivery.objects.filter(id=delivery_id, received_at=received_at)
    if attempts >= MAX_ATTEMPTS:
        rows.update(
            status="failed",
            reason="poisoned",
            error=error,
            leased_until=None,
            next_attempt_at=None,
            processed_at=now,
        )
        return "failed"
    rows.update(error=error, leased_until=None, next_attempt_at=now + timedelta(seconds=2**attempts))
    return "received"


def wait_for_database(*, delivery_id: UUID, received_at: datetime, error: str, now: datetime) -> None:
    """A delivery whose processing failed by no fault of its own: this try is not counted, and it is due again in a while."""
    Delivery.objects.filter(id=delivery_id, received_at=received_at).update(
        error=error,
        leased_until=None,
        attempts=F("attempts") - 1,
        next_attempt_at=now + AFTER_OUTAGE,
    )


def replay(*, delivery_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Put set-aside or processed deliveries back in the queue; what they already gave is refused as duplicate.

    Returns which: those on their way already and those whose body is erased are left.
    """
    rows = Delivery.objects.filter(id__in=list(delivery_ids), body_erased_at__isnull=True).exclude(
        status="received"
    )
    ids = list(rows.select_for_update().values_list("id", flat=True))
    Delivery.objects.filter(id__in=ids).update(
        status="received",
        attempts=0,
        next_attempt_at=now,
        leased_until=None,
        reason="",
        error="",
        processed_at=None,
    )
    return ids


def discard_delivery(*, actor: Actor, delivery_id: UUID, reason: str, now: datetime) -> None:
    """A quarantined or failed delivery nobody needs: kept until its body's time is over, out of the way.

    Raises NotFound, Conflict for one that is not set aside.
    """
    row = Delivery.objects.filter(practice_id=actor.practice_id, id=delivery_id).select_for_update().first()
    if row is None:
        raise NotFound("There is no such delivery.")
    if row.status not in ("quarantined", "failed"):
        raise Conflict(
            say("A delivery that is {status} is not discarded; its held measurements are.", status=row.status)
        )
    Delivery.objects.filter(
        practice_id=actor.practice_id, id=delivery_id, received_at=row.received_at
    ).update(status="processed", reason="discarded", processed_at=now)
    record(
        actor=actor, action="delivery.discarded", entity="delivery", entity_id=delivery_id,
        detail={"was": row.status, "code": row.reason}, reason=reason, at=now,
    )  # fmt: skip


def erase_bodies(*, actor: Actor, before: datetime, now: datetime, most: int = 1000) -> int:
    """Erase bodies of deliveries settled before a time; the row, its counts and its key stay. Returns how many.

    What still waits for a person (quarantined, failed, open held measurements) keeps its body however old it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE devices_delivery d SET body = ''::bytea, body_erased_at = %(now)s
            FROM (SELECT e.id, e.received_at FROM devices_delivery e
                  WHERE e.practice_id = %(practice)s AND e.received_at < %(before)s AND e.status = 'processed'
                      AND e.processed_at < %(before)s AND e.body_erased_at IS NULL
                      AND NOT EXISTS (SELECT 1 FROM devices_heldmeasurement h
                          WHERE h.practice_id = e.practice_id AND h.delivery_id = e.id AND h.state = 'open')
                  LIMIT %(most)s FOR UPDATE SKIP LOCKED) old
            WHERE d.practice_id = %(practice)s AND d.id = old.id AND d.received_at = old.received_at
            """,
            {"now": now, "practice": actor.practice_id, "before": before, "most": most},
        )
        done: int = cursor.rowcount
    if done:
        record(
            actor=actor, action="deliveries.bodies_erased", entity="delivery",
            detail={"count": done, "before": before.isoformat()}, at=now,
        )  # fmt: skip
    return done
