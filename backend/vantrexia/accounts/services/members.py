"""People of a practice: invite, change, deactivate, unlock, take a lost authenticator away.

Public: `invite_member`, `change_member`, `deactivate_member`, `unlock_member`, `reset_member_totp`,
`send_new_invitation`.

An administrator never chooses or sees a password: an invited person gets a link (ASVS 6.4.6). A person may
belong to several practices; each decides about its own membership, and only the practice where the account
was made may change the name or take the authenticator away: no other practice could weaken an account by
inviting it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from vantrexia.accounts.models import Membership, User
from vantrexia.accounts.selectors.members import MemberView, get_member
from vantrexia.accounts.selectors.people import as_person, find_user_id, get_user, normalise_email
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.accounts.services.endings import end_sessions_here, end_sessions_of
from vantrexia.accounts.services.factors import drop_factor
from vantrexia.accounts.services.hashing import unusable_password
from vantrexia.accounts.services.lockout import unlock
from vantrexia.accounts.services.own_record import unlink_record
from vantrexia.accounts.services.resets import INVITATION_LIFETIME, open_reset
from vantrexia.audit.services import record
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.domain.access import ROLES
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.domain.wordings import say


@dataclass(frozen=True, slots=True)
class Invitation:
    """`reset_id` is the link to mail; None for somebody who signs in elsewhere already."""

    user_id: int
    membership_id: UUID
    reset_id: UUID | None


def invite_member(
    *,
    actor: Actor,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    now: datetime,
    language: str = "en",
) -> Invitation:
    """Make somebody a member. A person with an account elsewhere keeps name, password and factor.

    Raises Conflict for somebody who is (or was) a member here: change or reactivate that membership instead.
    """
    _check_role(role)
    if actor.practice_id == NO_PRACTICE:
        raise InvalidInput("A member belongs to a practice.")
    email = normalise_email(email)
    user_id = find_user_id(email=email)
    is_new = user_id is None
    if user_id is None:
        user_id = _create_user(
            actor, email=email, first_name=first_name, last_name=last_name, language=language, now=now
        )
    elif Membership.objects.filter(practice_id=practice_of(actor), user_id=user_id).exists():
        raise Conflict("This person is a member of the practice already.")
    membership = Membership(practice_id=practice_of(actor), user_id=user_id, role=role, created_at=now)
    membership.save(force_insert=True)
    reset_id = None
    if is_new:
        reset_id = open_reset(
            user_id=user_id, requested_by=actor.user_id, lifetime=INVITATION_LIFETIME, now=now
        )
    record(
        actor=actor,
        action="membership.created",
        entity="membership",
        entity_id=membership.id,
        detail={"user_id": user_id, "role": role, "new_account": is_new},
        at=now,
    )
    return Invitation(user_id=user_id, membership_id=membership.id, reset_id=reset_id)


def change_member(*, actor: Actor, user_id: int, changes: Mapping[str, object], now: datetime) -> MemberView:
    """Change role, name, language, or bring a deactivated member back (`is_active: true`).

    A changed role ends the member's sessions here. Raises Conflict for one's own role and for the last
    administrator.
    """
    _lock_admins(actor)
    membership = _get_membership(actor, user_id)
    changed: list[str] = []
    if "role" in changes and changes["role"] != membership.role:
        role = str(changes["role"])
        _check_role(role)
        _keep_an_admin(actor, membership)
        detail = {"user_id": user_id, "from": membership.role, "to": role}
        membership.role = role
        membership.save(update_fields=["role"])
        if membership.patient_id is not None:
            unlink_record(actor=actor, membership=membership, now=now)
        end_sessions_here(membership_id=membership.id, reason="role_changed", now=now)
        record(
            actor=actor,
            action="membership.role_changed",
            entity="membership",
            entity_id=membership.id,
            detail=detail,
            at=now,
        )
    if changes.get("is_active") is False:
        deactivate_member(actor=actor, user_id=user_id, now=now)
    elif changes.get("is_active") is True and not membership.is_active:
        membership.is_active, membership.ended_at = True, None
        membership.save(update_fields=["is_active", "ended_at"])
        record(
            actor=actor,
            action="membership.reactivated",
            entity="membership",
            entity_id=membership.id,
            detail={"user_id": user_id},
            at=now,
        )
    names = {name: str(changes[name]) for name in ("first_name", "last_name", "language") if name in changes}
    changed = _change_user(actor, user_id, names)
    if changed:
        record(
            actor=actor,
            action="user.changed",
            entity="user",
            entity_id=user_id,
            detail={"fields": changed},
            at=now,
        )
    return get_member(viewer=actor, user_id=user_id, now=now)


def deactivate_member(*, actor: Actor, user_id: int, now: datetime) -> MemberView:
    """End a membership: its sessions and tokens die at once. What the person did stays theirs."""
    _lock_admins(actor)
    membership = _get_membership(actor, user_id)
    if membership.is_active:
        _keep_an_admin(actor, membership)
        membership.is_active, membership.ended_at = False, now
        membership.save(update_fields=["is_active", "ended_at"])
        ended = end_sessions_here(membership_id=membership.id, reason="deactivated", now=now)
        record(
            actor=actor,
            action="membership.deactivated",
            entity="membership",
            entity_id=membership.id,
            detail={"user_id": user_id, "sessions_ended": ended},
            at=now,
        )
    return get_member(viewer=actor, user_id=user_id, now=now)


def unlock_member(*, actor: Actor, user_id: int, now: datetime) -> MemberView:
    """Forget a member's failed sign-ins."""
    membership = _get_membership(actor, user_id)
    counters = unlock(email=membership.user.email)
    record(
        actor=actor,
        action="account.unlocked",
        entity="user",
        entity_id=user_id,
        detail={"counters": counters},
        at=now,
    )
    return get_member(viewer=actor, user_id=user_id, now=now)


def reset_member_totp(*, actor: Actor, user_id: int, now: datetime) -> MemberView:
    """Take a lost authenticator away; every session of the person ends. The password alone then opens no more
    than enrolment, where the practice asks for a factor.
    """
    membership = _get_membership(actor, user_id)
    if user_id == actor.user_id:
        raise Conflict("Use your own settings to give up your authenticator.")
    user = _get_own_account(actor, membership)
    if not user.is_2fa_enabled and user.totp_secret is None:
        raise Conflict("This person has no authenticator.")
    drop_factor(user=user)
    end_sessions_of(user_id=user_id, reason="factor_reset", now=now)
    record(actor=actor, action="totp.reset", entity="user", entity_id=user_id, at=now)
    return get_member(viewer=actor, user_id=user_id, now=now)


def send_new_invitation(*, actor: Actor, user_id: int, now: datetime) -> UUID:
    """A new link for a member of this practice's own making (an invitation that ran out, a forgotten
    password).
    """
    user = _get_own_account(actor, _get_membership(actor, user_id))
    reset_id = open_reset(user_id=user.id, requested_by=actor.user_id, lifetime=INVITATION_LIFETIME, now=now)
    record(actor=actor, action="password.reset_requested", entity="user", entity_id=user_id, at=now)
    return reset_id


def _create_user(
    actor: Actor, *, email: str, first_name: str, last_name: str, language: str, now: datetime
) -> int:
    # The policies show a row to its own person only, and RETURNING reads it: the id comes first.
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_user', 'id'))")
        user_id: int = cursor.fetchone()[0]
    with as_person(user_id):
        User(
            id=user_id,
            email=email,
            first_name=first_name,
            last_name=last_name,
            language=language,
            password=unusable_password(),
            default_practice_id=practice_of(actor),
            created_at=now,
        ).save(force_insert=True)
    return user_id


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidInput(
            "There is no such role.",
            fields={"role": [say("must be one of {choices}", choices=", ".join(ROLES))]},
        )


def _get_membership(actor: Actor, user_id: int) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user")
    membership = rows.filter(practice_id=practice_of(actor), user_id=user_id).first()
    if membership is None:
        raise NotFound("There is no such user in this practice.")
    return membership


def _get_own_account(actor: Actor, membership: Membership) -> User:
    if membership.user.default_practice_id != actor.practice_id:
        raise Conflict("This person's account belongs to another practice; it must be changed there.")
    return membership.user


def _keep_an_admin(actor: Actor, membership: Membership) -> None:
    """Nobody takes the administrator's role (or membership) from themselves, and the last one stays."""
    if membership.user_id == actor.user_id:
        raise Conflict("Another administrator must do this.")
    if membership.role != "admin" or not membership.is_active:
        return
    if _lock_admins(actor) == [membership.id]:
        raise DomainError("conflict", "The practice would be left without an administrator.")


def _lock_admins(actor: Actor) -> list[UUID]:
    """Lock the administrators' rows, always first and in one order: so two can neither remove each other at
    the same moment nor wait for each other.
    """
    rows = Membership.objects.select_for_update().filter(
        practice_id=practice_of(actor), role="admin", is_active=True
    )
    return [row.id for row in rows.order_by("id")]


def _change_user(actor: Actor, user_id: int, names: Mapping[str, str]) -> list[str]:
    user = get_user(user_id=user_id, lock=True)
    changed = [name for name, value in names.items() if getattr(user, name) != value]
    if not changed:
        return []
    if user.default_practice_id != actor.practice_id:
        raise Conflict("This person's account belongs to another practice; it must be changed there.")
    for name in changed:
        setattr(user, name, names[name])
    user.save(update_fields=changed)
    return sorted(changed)
