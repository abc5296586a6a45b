"""Files as sent and received: `keep_file` stores one sealed, and knows one it has seen."""

from __future__ import annotations

import hashlib
from datetime import datetime

from vantrexia.billing.models import EdiFile
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

MOST_BYTES = 5 * 1024 * 1024


def keep_file(*, actor: Actor, kind: str, name: str, body: bytes, now: datetime) -> tuple[EdiFile, bool]:
    """The file's row and whether it was there before. Raises `too_large`. `body` is ASCII: readers refuse others."""
    if len(body) > MOST_BYTES:
        raise DomainError(
            "too_large", say("The file may have {most} MB at most.", most=MOST_BYTES // 1024 // 1024)
        )
    digest = hashlib.sha256(body).hexdigest()
    known = EdiFile.objects.filter(practice_id=actor.practice_id, kind=kind, digest=digest).first()
    if known is not None:
        return known, True
    row = EdiFile(
        practice_id=actor.practice_id, kind=kind, name=name[:200], digest=digest, body=body.decode("ascii"),
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    return row, False
