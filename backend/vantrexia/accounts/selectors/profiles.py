"""Who is signed in, as login and `me/` answer it: the published fields, and beside them what a client needs.

Public: `get_profile(user, current, scope, permissions)`, `build_profile` where its parts are read already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from vantrexia.accounts.models import User
from vantrexia.accounts.selectors.people import MembershipView, get_user, list_memberships
from vantrexia.accounts.selectors.viewers import person_of
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class PracticeName:
    """The practice a session is in; `timezone` is its IANA zone."""

    id: UUID
    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class PracticeChoice:
    """A practice the person may change to, and the role they have there."""

    id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Profile:
    """`id` is the published integer; `must_enrol_totp` says that the session can do nothing else yet; `own_patient_id` is whose
    record a patient's account opens."""

    id: int
    uuid: UUID
    email: str
    first_name: str
    last_name: str
    role: str
    is_2fa_enabled: bool
    practice: PracticeName
    practices: list[PracticeChoice]
    permissions: list[str]
    language: str
    must_enrol_totp: bool
    own_patient_id: UUID | None


def build_profile(
    *,
    user: User,
    current: MembershipView,
    memberships: Iterable[MembershipView],
    permissions: Iterable[str],
    must_enrol: bool,
) -> Profile:
    """The profile of a person in one of their practices."""
    return Profile(
        id=user.id,
        uuid=user.uuid,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        role=current.role,
        is_2fa_enabled=user.is_2fa_enabled,
        practice=PracticeName(
            id=current.practice_id, name=current.practice_name, timezone=current.practice_timezone
        ),
        practices=[
            PracticeChoice(id=membership.practice_id, name=membership.practice_name, role=membership.role)
            for membership in memberships
        ],
        permissions=[] if must_enrol else sorted(permissions),
        language=user.language,
        must_enrol_totp=must_enrol,
        own_patient_id=None if must_enrol else current.patient_id,
    )


def get_profile(*, viewer: Actor) -> Profile:
    """The viewer's own profile in the practice of the session."""
    if viewer.user_id is None or viewer.practice_id == NO_PRACTICE:
        raise NotFound("Only a person has a profile.")
    user = get_user(user_id=person_of(viewer))
    memberships = list_memberships(user_id=user.id)
    set_practice(viewer.practice_id)
    current = next((found for found in memberships if found.id == viewer.membership_id), None)
    if current is None:
        raise NotFound("The membership has ended.")
    return build_profile(
        user=user,
        current=current,
        memberships=memberships,
        permissions=viewer.permissions,
        must_enrol=current.mfa_required and not user.is_2fa_enabled,
    )
