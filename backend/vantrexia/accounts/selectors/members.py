"""The people of the viewer's practice: roles, credentials, factor and lock state.

Public: `list_members`, `get_member`, `is_member`, `list_admin_emails`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vantrexia.accounts.models import Credential, Membership, SignInFailures, User
from vantrexia.accounts.selectors.people import email_fingerprint
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class CredentialView:
    """A profession held for a time, `[valid_from, valid_to)`."""

    id: UUID
    profession: str
    npi: str
    licence_number: str
    licence_state: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the users page shows it. `id` is the person's integer id, `membership_id` the row here."""

    id: int
    uuid: UUID
    membership_id: UUID
    email: str
    first_name: str
    last_name: str
    role: str
    patient_id: UUID | None
    is_active: bool
    is_2fa_enabled: bool
    has_password: bool
    locked_until: datetime | None
    created_at: datetime
    ended_at: datetime | None
    credentials: list[CredentialView]


def is_member(*, viewer: Actor, membership_id: UUID) -> bool:
    """Whether the membership is one of the viewer's practice."""
    return Membership.objects.filter(practice_id=practice_of(viewer), id=membership_id).exists()


def list_members(*, viewer: Actor, now: datetime, active: bool | None = None) -> list[MemberView]:
    """The practice's members by last name; a practice has tens of them, so the list is whole."""
    rows = Membership.objects.filter(practice_id=practice_of(viewer))
    if active is not None:
        rows = rows.filter(is_active=active)
    ordered = rows.select_related("user").order_by("user__last_name", "user__first_name", "user_id")
    return _views(viewer, list(ordered), now=now)


def get_member(*, viewer: Actor, user_id: int, now: datetime) -> MemberView:
    """One member; raises NotFound, also for people of other practices only."""
    rows = Membership.objects.filter(practice_id=practice_of(viewer), user_id=user_id).select_related("user")
    views = _views(viewer, list(rows), now=now)
    if not views:
        raise NotFound("There is no such user in this practice.")
    return views[0]


def list_admin_emails(*, viewer: Actor) -> list[tuple[str, str]]:
    """Address and language of each active administrator, for notices about accounts."""
    rows = Membership.objects.filter(
        practice_id=practice_of(viewer), role="admin", is_active=True, user__is_active=True
    )
    return list(rows.order_by("id").values_list("user__email", "user__language"))


def _views(viewer: Actor, memberships: list[Membership], *, now: datetime) -> list[MemberView]:
    credentials: dict[UUID, list[CredentialView]] = defaultdict(list)
    held = Credential.objects.filter(
        practice_id=practice_of(viewer), membership_id__in=[membership.id for membership in memberships]
    )
    for row in held.order_by("valid_from", "id"):
        credentials[row.membership_id].append(
            CredentialView(
                id=row.id,
                profession=row.profession,
                npi=row.npi,
                licence_number=row.licence_number,
                licence_state=row.licence_state,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
        )
    locks = _locks([membership.user for membership in memberships], now=now)
    return [
        MemberView(
            id=membership.user_id,
            uuid=membership.user.uuid,
            membership_id=membership.id,
            email=membership.user.email,
            first_name=membership.user.first_name,
            last_name=membership.user.last_name,
            role=membership.role,
            patient_id=membership.patient_id,
            is_active=membership.is_active and membership.user.is_active,
            is_2fa_enabled=membership.user.is_2fa_enabled,
            has_password=bool(membership.user.password) and not membership.user.password.startswith("!"),
            locked_until=locks.get(email_fingerprint(membership.user.email)),
            created_at=membership.created_at,
            ended_at=membership.ended_at,
            credentials=credentials[membership.id],
        )
        for membership in memberships
    ]


def _locks(users: list[User], *, now: datetime) -> dict[bytes, datetime]:
    """The latest running lock of each address, by fingerprint."""
    fingerprints = [email_fingerprint(user.email) for user in users]
    rows = SignInFailures.objects.filter(email_hash__in=fingerprints, locked_until__gt=now)
    latest: dict[bytes, datetime] = {}
    for email_hash, until in rows.order_by("locked_until").values_list("email_hash", "locked_until"):
        if until is not None:
            latest[bytes(email_hash)] = until
    return latest
