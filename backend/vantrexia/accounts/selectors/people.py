"""People across practices: what signing in must know before any practice is chosen.

Public: `normalise_email`, `email_fingerprint`, `find_user_id`, `find_user`, `get_user`, `as_person`,
`list_memberships`, `choose_membership`, `find_reset`.

Row-level security shows a person only to a practice they belong to, or to themselves (`app.user`).
`as_person` sets the latter for a block, so that a service can read and write the person's own rows (factors,
resets).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from vantrexia.accounts.models import Membership, PasswordReset, Practice, User
from vantrexia.core.crypto import PLATFORM, blind_token, normalise_exact
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class MembershipView:
    """One practice a person may enter, with what the session there needs to know."""

    id: UUID
    practice_id: UUID
    practice_name: str
    practice_timezone: str
    role: str
    mfa_required: bool
    session_idle_minutes: int
    session_absolute_hours: int
    is_synthetic: bool
    patient_id: UUID | None  # whose record it is, for the role patient


@dataclass(frozen=True, slots=True)
class ResetView:
    """A link that can still be used; `invited` when an administrator asked for it."""

    invited: bool
    expires_at: datetime


def normalise_email(email: str) -> str:
    """E-mail addresses as stored and compared: lower case, no blanks around."""
    return email.strip().lower()


def email_fingerprint(email: str) -> bytes:
    """A keyed hash of an address: enough to count and to compare, useless without the key."""
    return blind_token(normalise_exact(email), practice_id=PLATFORM, field="user.email")


@contextmanager
def as_person(user_id: int) -> Iterator[None]:
    """Let the running transaction see one person's own rows; what was set before comes back at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.user', true), '')")
        before: str = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(user_id)])
    yield
    # After an error the transaction is rolled back, and the setting with it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user', %s, true)", [before])


def find_user_id(*, email: str) -> int | None:
    """The id behind an address, in whichever practice; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT auth_find_user(%s)", [normalise_email(email)])
        found: int | None = cursor.fetchone()[0]
    return found


def find_user(*, email: str) -> User | None:
    """The person behind an address."""
    user_id = find_user_id(email=email)
    return None if user_id is None else get_user(user_id=user_id)


def get_user(*, user_id: int, lock: bool = False) -> User:
    """A person by id; raises NotFound."""
    with as_person(user_id):
        rows = User.objects.select_for_update() if lock else User.objects.all()
        user = rows.filter(id=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    return user


def list_memberships(*, user_id: int) -> list[MembershipView]:
    """The active memberships of a person, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, practice_id FROM auth_memberships(%s)", [user_id])
        rows: list[tuple[UUID, UUID]] = cursor.fetchall()
    found: list[MembershipView] = []
    for membership_id, practice_id in rows:
        with practice_scope(practice_id):
            role, patient_id = Membership.objects.values_list("role", "patient_id").get(id=membership_id)
            practice = Practice.objects.get(id=practice_id)
        found.append(
            MembershipView(
                id=membership_id,
                practice_id=practice_id,
                practice_name=practice.name,
                practice_timezone=practice.timezone,
                role=role,
                mfa_required=role in practice.mfa_required_roles,
                session_idle_minutes=practice.session_idle_minutes,
                session_absolute_hours=practice.session_absolute_hours,
                is_synthetic=practice.is_synthetic,
                patient_id=patient_id if role == "patient" else None,
            )
        )
    return found


def choose_membership(memberships: list[MembershipView], *, preferred: UUID | None) -> MembershipView | None:
    """The membership a sign-in opens: the person's default practice, else the oldest."""
    for membership in memberships:
        if membership.practice_id == preferred:
            return membership
    return memberships[0] if memberships else None


def find_reset(*, reset_id: UUID, user_id: int, now: datetime) -> ResetView | None:
    """An open reset of a person; None when it was used, ran out or never was."""
    with as_person(user_id):
        rows = PasswordReset.objects.filter(
            id=reset_id, user_id=user_id, used_at__isnull=True, expires_at__gt=now
        )
        row = rows.first()
    return (
        None if row is None else ResetView(invited=row.requested_by_id is not None, expires_at=row.expires_at)
    )
