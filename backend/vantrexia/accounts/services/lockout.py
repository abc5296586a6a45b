"""Counting failed tries: five in a row lock an account for thirty minutes, for the address they came from.

Public: `open_attempt`, `count_failure`, `count_success`, `unlock`, `address_key`.

Two counters stand side by side (ASVS 6.1.1, 6.3.1). The first belongs to (e-mail, address): an outsider who
fails five times locks himself out, not the practice. The second belongs to the e-mail alone and holds back
guessing from many addresses (NIST SP 800-63B-4 3.2.2: at most 100 consecutive failures): from the hundredth
failure on, addresses the person has not signed in from lately get one try per thirty minutes altogether,
while the person at a known address goes on undisturbed. A success or a mailed reset clears both. Unknown
e-mails are counted the same way.

A try while locked is refused without being counted: it does not restart the timer. Addresses are whole IPv4
addresses and /64 networks of IPv6, because one subscriber has all of those.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from vantrexia.accounts.models import Session, SignInFailures
from vantrexia.accounts.selectors.people import email_fingerprint, list_memberships
from vantrexia.core.tenancy import practice_scope

FAILURES_PER_ADDRESS = 5
FAILURES_PER_ACCOUNT = 100
LOCK = timedelta(minutes=30)
KNOWN_FOR = timedelta(days=90)
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try under way; its counter's row is locked until the transaction ends, so parallel tries queue up."""

    email_hash: bytes
    address: str
    count: int
    locked_until: datetime | None


def address_key(address: str | None) -> str:
    """What counts as one address."""
    if address is None:
        return "unknown"
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def open_attempt(*, email: str, address: str | None, user_id: int | None, now: datetime) -> Attempt:
    """Begin a try: `locked_until` is set when it must be refused unseen."""
    email_hash, key = email_fingerprint(email), address_key(address)
    SignInFailures.objects.bulk_create(
        [SignInFailures(email_hash=email_hash, address=key, last_at=now)], ignore_conflicts=True
    )
    row = SignInFailures.objects.select_for_update().get(email_hash=email_hash, address=key)
    count, until = row.count, row.locked_until
    if until is not None and until <= now:
        count, until = 0, None
    if until is None:
        until = _account_lock(email_hash, address=address, user_id=user_id, now=now)
    return Attempt(email_hash=email_hash, address=key, count=count, locked_until=until)


def count_failure(attempt: Attempt, *, now: datetime) -> datetime | None:
    """Count a failed try; answers the end of the lock when this one brought it about."""
    count = attempt.count + 1
    until = now + LOCK if count >= FAILURES_PER_ADDRESS else None
    SignInFailures.objects.filter(email_hash=attempt.email_hash, address=attempt.address).update(
        count=count, locked_until=until, last_at=now
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_signinfailures AS f (email_hash, address, count, locked_until, last_at)
            VALUES (%(hash)s, %(everywhere)s, 1, NULL, %(now)s)
            ON CONFLICT (email_hash, address) DO UPDATE SET count = f.count + 1, last_at = %(now)s,
                locked_until = CASE WHEN f.count + 1 >= %(bound)s THEN %(until)s ELSE f.locked_until END
            RETURNING count
            """,
            {
                "hash": attempt.email_hash,
                "everywhere": EVERYWHERE,
                "now": now,
                "until": now + LOCK,
                "bound": FAILURES_PER_ACCOUNT,
            },
        )
        everywhere: int = cursor.fetchone()[0]
    if until is None and everywhere == FAILURES_PER_ACCOUNT:
        return now + LOCK
    return until


def count_success(attempt: Attempt) -> None:
    """A right password (and code) ends both rows of failures."""
    SignInFailures.objects.filter(
        email_hash=attempt.email_hash, address__in=[attempt.address, EVERYWHERE]
    ).delete()


def unlock(*, email: str) -> int:
    """Forget every failure of an account, from everywhere; answers how many counters there were."""
    removed, _ = SignInFailures.objects.filter(email_hash=email_fingerprint(email)).delete()
    return removed


def _account_lock(
    email_hash: bytes, *, address: str | None, user_id: int | None, now: datetime
) -> datetime | None:
    rows = SignInFailures.objects.filter(email_hash=email_hash, address=EVERYWHERE, locked_until__gt=now)
    until = rows.values_list("locked_until", flat=True).first()
    if until is None or (user_id is not None and _is_known(user_id, address=address, now=now)):
        return None
    return until


def _is_known(user_id: int, *, address: str | None, now: datetime) -> bool:
    """Whether the person signed in from this very address lately, in any of their practices."""
    if address is None:
        return False
    for membership in list_memberships(user_id=user_id):
        with practice_scope(membership.practice_id):
            rows = Session.objects.filter(user_id=user_id, address=address, created_at__gt=now - KNOWN_FOR)
            if rows.exists():
                return True
    return False
