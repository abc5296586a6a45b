"""Opening a practice, and bringing people into it: what takes more than the accounts app.

Public: `open_practice(...) -> Opened`, `change_settings(...)`, `invite(...)`, `change(...)`, `deactivate(...)`,
`recover(...) -> Recovered`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.members import MemberView, get_member
from vantrexia.accounts.selectors.people import find_user_id
from vantrexia.accounts.selectors.practices import DEADLINES, PracticeView
from vantrexia.accounts.services.credentials import add_credential
from vantrexia.accounts.services.members import (
    change_member,
    deactivate_member,
    invite_member,
    reset_member_totp,
    send_new_invitation,
)
from vantrexia.accounts.services.own_record import link_record
from vantrexia.accounts.services.practices import NewPractice, change_practice, create_practice
from vantrexia.accounts.services.resets import reset_token
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.services.register import register_default_models
from vantrexia.domain.access import allows
from vantrexia.domain.errors import Conflict, NotFound
from vantrexia.patients.selectors.patients import check_patient
from vantrexia.triage.services.actions import release_alerts_of
from vantrexia.triage.services.steps import plan_anew
from vantrexia.workflows.account_mail import ring_reset_mail


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who is invited as the practice's first administrator."""

    email: str
    first_name: str
    last_name: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Opened:
    """A practice with its first administrator; `reset_token` is the token of the invitation's link, None for
    somebody who has a password already.
    """

    practice_id: UUID
    admin_id: int
    reset_token: str | None


@dataclass(frozen=True, slots=True)
class Recovered:
    """Whom a new link lets in, and its token."""

    user_id: int
    reset_token: str


def open_practice(
    *, new: NewPractice, admin: FirstAdmin, now: datetime, practice_id: UUID | None = None
) -> Opened:
    """Found a practice with the shipped device models and invite its first administrator; the link is mailed.

    Thresholds need no row: until the practice sets its own, the published defaults hold.
    """
    practice_id = create_practice(new=new, now=now, practice_id=practice_id)
    actor = system_actor("open_practice", practice_id=practice_id)
    with practice_scope(practice_id):
        register_default_models(actor=actor, now=now)
        invitation = invite_member(
            actor=actor,
            email=admin.email,
            first_name=admin.first_name,
            last_name=admin.last_name,
            language=admin.language,
            role="admin",
            now=now,
        )
        if invitation.reset_id is not None:
            ring_reset_mail(reset_id=invitation.reset_id, user_id=invitation.user_id)
    return Opened(
        practice_id=practice_id,
        admin_id=invitation.user_id,
        reset_token=None if invitation.reset_id is None else reset_token(invitation.reset_id),
    )


def change_settings(*, actor: Actor, changes: Mapping[str, object], now: datetime) -> PracticeView:
    """Change settings as `change_practice`; new deadlines hold for the alerts that stand, too."""
    changed = change_practice(actor=actor, changes=changes, now=now)
    if DEADLINES in changes:
        plan_anew(actor=actor, now=now)
    return changed


def invite(*, actor: Actor, given: Mapping[str, Any], now: datetime) -> int:
    """Make somebody a member with their professions or their own record, and mail the link; answers the
    person's id.
    """
    invitation = invite_member(
        actor=actor,
        email=given["email"],
        first_name=given["first_name"],
        last_name=given["last_name"],
        role=given["role"],
        language=given.get("language", "en"),
        now=now,
    )
    for credential in given.get("credentials", ()):
        add_credential(actor=actor, user_id=invitation.user_id, now=now, **credential)
    if given.get("patient_id") is not None:
        _link(actor, invitation.user_id, given["patient_id"], now)
    if invitation.reset_id is not None:
        ring_reset_mail(reset_id=invitation.reset_id, user_id=invitation.user_id)
    return invitation.user_id


def change(*, actor: Actor, user_id: int, changes: Mapping[str, Any], now: datetime) -> MemberView:
    """Change a member as `change_member`; `patient_id` says whose own record a patient's account is."""
    member = change_member(actor=actor, user_id=user_id, changes=changes, now=now)
    _release_what_is_held(actor, member, now)
    if "patient_id" not in changes:
        return member
    _link(actor, user_id, changes["patient_id"], now)
    return get_member(viewer=actor, user_id=user_id, now=now)


def deactivate(*, actor: Actor, user_id: int, now: datetime) -> MemberView:
    """End a membership; the alerts the person had claimed are everybody's again, and their deadlines run."""
    member = deactivate_member(actor=actor, user_id=user_id, now=now)
    _release_what_is_held(actor, member, now)
    return member


def recover(*, practice_id: UUID, email: str, has_lost_factor: bool, now: datetime) -> Recovered:
    """A new link for a member whom nobody in the practice can help; with `has_lost_factor` without the authenticator.

    Raises NotFound for somebody who is no member, Conflict for a membership that has ended, an account of another practice, or an
    authenticator that is not there.
    """
    actor = system_actor("recover_member", practice_id=practice_id)
    user_id = find_user_id(email=email)
    with practice_scope(practice_id):
        if user_id is None:
            raise NotFound("There is no such user in this practice.")
        if not get_member(viewer=actor, user_id=user_id, now=now).is_active:
            raise Conflict("The membership has ended.")
        if has_lost_factor:
            reset_member_totp(actor=actor, user_id=user_id, now=now)
        reset_id = send_new_invitation(actor=actor, user_id=user_id, now=now)
        ring_reset_mail(reset_id=reset_id, user_id=user_id)
    return Recovered(user_id=user_id, reset_token=reset_token(reset_id))


def _release_what_is_held(actor: Actor, member: MemberView, now: datetime) -> None:
    if not member.is_active or not allows(member.role, "alert.work"):
        release_alerts_of(actor=actor, user_id=member.id, now=now)


def _link(actor: Actor, user_id: int, patient_id: UUID | None, now: datetime) -> None:
    if patient_id is not None:
        check_patient(actor, patient_id)
    link_record(actor=actor, user_id=user_id, patient_id=patient_id, now=now)
