"""Raw bodies of deliveries under a new key: `reseal_bodies(...)` a few at a time,
`count_stale_bodies(...)`. Erased bodies stay erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.devices.models import BODY_LABEL

_STALE = """
practice_id = %(practice)s AND octet_length(body) > 0
AND substring(body FROM 1 FOR octet_length(%(prefix)s)) <> %(prefix)s
"""
_SELECT = f"""
SELECT id, received_at, body FROM devices_delivery WHERE {_STALE} AND id > %(after)s
ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""  # noqa: S608
_COUNT = f"SELECT count(*) FROM devices_delivery WHERE {_STALE}"  # noqa: S608
_UPDATE = """
UPDATE devices_delivery SET body = %(body)s
WHERE practice_id = %(practice)s AND id = %(id)s AND received_at = %(at)s
"""


@dataclass(frozen=True, slots=True)
class Resealed:
    """One batch: how many were sealed again, how many no loaded key opens, where to go on (None at the
    end).
    """

    sealed: int
    unreadable: int
    next_after: UUID | None


def reseal_bodies(*, practice_id: UUID, after: UUID, limit: int) -> Resealed:
    """Seal the next bodies that are not under the present key; inside the practice's scope."""
    sealed = unreadable = 0
    with connection.cursor() as cursor:
        cursor.execute(
            _SELECT, {"practice": practice_id, "after": after, "limit": limit, "prefix": _prefix()}
        )
        rows = cursor.fetchall()
        for row_id, received_at, body in rows:
            try:
                plain = crypto.unseal_bytes(
                    bytes(body), label=BODY_LABEL, practice_id=practice_id, row_id=row_id
                )
            except crypto.Unreadable:
                unreadable += 1
                continue
            again = crypto.seal_bytes(plain, label=BODY_LABEL, practice_id=practice_id, row_id=row_id)
            cursor.execute(_UPDATE, {"body": again, "practice": practice_id, "id": row_id, "at": received_at})
            sealed += 1
    return Resealed(sealed, unreadable, rows[-1][0] if len(rows) == limit else None)


def count_stale_bodies(practice_id: UUID) -> int:
    """Bodies not under the present key."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"practice": practice_id, "prefix": _prefix()})
        stale: int = cursor.fetchone()[0]
    return stale


def _prefix() -> bytes:
    return f"v1.{crypto.primary_key_id()}.".encode()
