"""Choosing a password by a mailed link: forgotten ones, and the first one of an invited person.

Public: `request_reset`, `open_reset`, `confirm_reset`, `reset_token`, `token_to_mail`.

The link's token is made from the row's id with the server's own key, so that the process that mails it can
make it again: no token travels through a queue, and the table alone opens nothing. The row keeps the token's
hash, so a link that was mailed opens whatever the server's key is by then. A link does not bypass the
second factor (ASVS 6.4.3), and no e-mail address is confirmed or denied: every request takes the same steps
and writes one entry.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from vantrexia.accounts.models import PasswordReset
from vantrexia.accounts.selectors.people import (
    as_person,
    choose_membership,
    find_user,
    get_user,
    list_memberships,
    normalise_email,
)
from vantrexia.accounts.services.endings import end_sessions_of
from vantrexia.accounts.services.factors import verify_factor
from vantrexia.accounts.services.lockout import count_failure, open_attempt, unlock
from vantrexia.accounts.services.passwords import check_new_password, store_password
from vantrexia.accounts.services.refusals import Refused
from vantrexia.accounts.services.sessions import Origin, hash_token
from vantrexia.accounts.services.sign_in import audit_refusal
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.errors import DomainError

RESET_LIFETIME = timedelta(hours=1)
INVITATION_LIFETIME = timedelta(hours=72)
# A mailbox is not to be flooded by whoever knows the address.
RESETS_PER_HOUR = 3


def reset_token(reset_id: UUID) -> str:
    """The token of a row: its id and 256 bits nobody can make without the server's key."""
    proof = salted_hmac("vantrexia.accounts.reset", reset_id.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(reset_id.bytes + proof).decode()


def token_to_mail(*, reset_id: UUID, user_id: int) -> str:
    """The token for the mail; an open row opens with it from now on, whichever key it was written under.

    SECRET_KEY may have been rotated since, and during a deploy one process asks with the old key while another
    mails with the new one.
    """
    token = reset_token(reset_id)
    with as_person(user_id):
        open_rows = PasswordReset.objects.filter(id=reset_id, user_id=user_id, used_at__isnull=True)
        open_rows.exclude(token_hash=hash_token(token)).update(token_hash=hash_token(token))
    return token


def open_reset(*, user_id: int, requested_by: int | None, lifetime: timedelta, now: datetime) -> UUID:
    """Write the row a link stands on; answers its id."""
    reset_id = uuid7()
    with as_person(user_id):
        # What ran out or was used is no longer needed.
        PasswordReset.objects.filter(user_id=user_id, expires_at__lt=now - timedelta(days=7)).delete()
        PasswordReset(
            id=reset_id,
            user_id=user_id,
            token_hash=hash_token(reset_token(reset_id)),
            requested_by_id=requested_by,
            created_at=now,
            expires_at=now + lifetime,
        ).save(force_insert=True)
    return reset_id


def request_reset(*, email: str, origin: Origin, now: datetime) -> tuple[UUID, int] | None:
    """Forgotten: ids of the reset and the person, for the mail; None when there is none to send."""
    email = normalise_email(email)
    user = find_user(email=email)
    memberships = [] if user is None else list_memberships(user_id=user.id)
    home = None if user is None else choose_membership(memberships, preferred=user.default_practice_id)
    if user is None or home is None or not user.is_active:
        audit_refusal(
            email=email,
            user=None,
            home=None,
            code="unknown",
            origin=origin,
            now=now,
            action="password.reset_requested",
        )
        return None
    with as_person(user.id):
        recent = PasswordReset.objects.filter(
            user_id=user.id, created_at__gt=now - timedelta(hours=1)
        ).count()
    mailed = recent < RESETS_PER_HOUR
    reset_id = (
        open_reset(user_id=user.id, requested_by=None, lifetime=RESET_LIFETIME, now=now) if mailed else None
    )
    actor = Actor(
        kind="user",
        practice_id=home.practice_id,
        user_id=user.id,
        address=origin.address,
        request_id=origin.request_id,
    )
    with practice_scope(home.practice_id):
        record(
            actor=actor,
            action="password.reset_requested",
            entity="user",
            entity_id=user.id,
            outcome="success" if mailed else "failure",
            at=now,
        )
    return None if reset_id is None else (reset_id, user.id)


def confirm_reset(
    *, token: str, new_password: str, totp_code: str | None, origin: Origin, now: datetime
) -> Refused | None:
    """Store the password chosen through a link; every session of the person ends, locks are lifted.

    Raises DomainError `reset_not_valid` for a link that is unknown, used or too old, InvalidInput for a
    password the rules do not accept; answers Refused where the second factor is missing or wrong.
    """
    found = _find_reset(token)
    if found is None:
        raise _not_valid()
    reset_id, user_id = found
    user = get_user(user_id=user_id, lock=True)
    with as_person(user_id):
        held = PasswordReset.objects.select_for_update().filter(id=reset_id).first()
    memberships = list_memberships(user_id=user_id)
    home = choose_membership(memberships, preferred=user.default_practice_id)
    if (
        held is None
        or held.used_at is not None
        or held.expires_at <= now
        or home is None
        or not user.is_active
    ):
        raise _not_valid()
    check_new_password(user=user, memberships=memberships, password=new_password)
    if user.is_2fa_enabled:
        if not totp_code:
            return Refused("totp_required")
        attempt = open_attempt(email=user.email, address=origin.address, user_id=user.id, now=now)
        if attempt.locked_until is not None:
            return Refused("account_locked", locked_until=attempt.locked_until)
        if not verify_factor(user=user, code=totp_code, now=now):
            until = count_failure(attempt, now=now)
            audit_refusal(email=user.email, user=user, home=home, code="totp_invalid", origin=origin, now=now)
            return Refused("totp_invalid", locked_user_id=user.id if until is not None else None)
    store_password(user=user, password=new_password, now=now)
    with as_person(user_id):
        # Every other link of the person dies with the one that was used.
        PasswordReset.objects.filter(user_id=user_id, used_at__isnull=True).update(used_at=now)
    unlock(email=user.email)
    ended = end_sessions_of(user_id=user_id, reason="password_reset", now=now)
    actor = Actor(
        kind="user",
        practice_id=home.practice_id,
        user_id=user_id,
        role=home.role,
        address=origin.address,
        request_id=origin.request_id,
    )
    with practice_scope(home.practice_id):
        record(
            actor=actor,
            action="password.reset",
            entity="user",
            entity_id=user_id,
            detail={"sessions_ended": ended},
            at=now,
        )
    return None


def _find_reset(token: str) -> tuple[UUID, int] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reset_id, user_id FROM auth_find_reset(%s)", [hash_token(token)])
        row: tuple[UUID, int] | None = cursor.fetchone()
    return row


def _not_valid() -> DomainError:
    return DomainError("reset_not_valid", "This link is not valid any more; ask for a new one.")
