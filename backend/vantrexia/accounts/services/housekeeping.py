"""What sign-in leaves behind and nobody needs any more. Idempotent; run once a day.

Public: `purge_expired(now)`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vantrexia.accounts.models import RefreshToken, SignInFailures
from vantrexia.accounts.selectors.practices import list_practice_ids
from vantrexia.core.tenancy import practice_scope

# Longer than any lock, short enough that tries at invented addresses do not pile up.
FAILURES_KEPT = timedelta(days=7)
TOKENS_KEPT = timedelta(days=7)


def purge_expired(*, now: datetime) -> dict[str, int]:
    """Remove old failure counters and refresh tokens; answers how many of each. Sessions stay, the audit
    names them.
    """
    failures, _ = SignInFailures.objects.filter(last_at__lt=now - FAILURES_KEPT).delete()
    tokens = 0
    for practice_id in list_practice_ids():
        with practice_scope(practice_id):
            tokens += RefreshToken.objects.filter(expires_at__lt=now - TOKENS_KEPT).delete()[0]
    return {"failures": failures, "refresh_tokens": tokens}
