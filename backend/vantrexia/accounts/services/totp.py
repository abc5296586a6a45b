"""Enrolling, using and giving up an authenticator.

Public: `begin_enrolment`, `confirm_enrolment`, `disable_totp`, `replace_recovery_codes`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import segno

from vantrexia.accounts.models import Session, User
from vantrexia.accounts.selectors.people import MembershipView, as_person
from vantrexia.accounts.selectors.viewers import session_of
from vantrexia.accounts.services.endings import end_sessions_of
from vantrexia.accounts.services.factors import (
    drop_factor,
    make_recovery_codes,
    match_step,
    new_secret,
    provisioning_uri,
)
from vantrexia.accounts.services.passwords import check_new_password, load_self
from vantrexia.accounts.services.reauthentication import confirm_code, confirm_password, needs_password
from vantrexia.accounts.services.refusals import Refused
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs; the secret is shown this once."""

    secret: str
    otpauth_uri: str
    qr_svg: str


def begin_enrolment(*, actor: Actor, password: str | None, now: datetime) -> Enrolment | Refused:
    """A new secret, not in force before `confirm_enrolment`. Asks for the password when the sign-in is not
    recent.
    """
    user, _ = load_self(actor)
    if user.is_2fa_enabled:
        raise Conflict("An authenticator is enrolled already; disable it first.")
    if needs_password(actor=actor, now=now):
        if password is None:
            raise DomainError("password_required", "Confirm your password to go on.")
        refused = confirm_password(actor=actor, user=user, password=password, now=now)
        if refused is not None:
            return refused
    secret = new_secret()
    with as_person(user.id):
        user.totp_secret = secret
        user.totp_last_step = 0
        user.save(update_fields=["totp_secret", "totp_last_step"])
    record(actor=actor, action="totp.enrolment_begun", entity="user", entity_id=user.id, at=now)
    uri = provisioning_uri(secret=secret, email=user.email)
    return Enrolment(secret=secret, otpauth_uri=uri, qr_svg=_draw(uri))


def confirm_enrolment(*, actor: Actor, code: str, now: datetime) -> list[str]:
    """Put the authenticator in force; answers ten recovery codes. Other sessions end, this one is whole from
    now on.
    """
    user, _ = load_self(actor)
    if user.is_2fa_enabled:
        raise Conflict("An authenticator is enrolled already.")
    if user.totp_secret is None:
        raise Conflict("Begin the enrolment first.")
    step = match_step(secret=user.totp_secret, code=code.strip(), after_step=user.totp_last_step, now=now)
    if step is None:
        raise InvalidInput("The code is not valid.", fields={"code": ["The code is not valid."]})
    with as_person(user.id):
        user.totp_confirmed_at = now
        user.totp_last_step = step
        user.save(update_fields=["totp_confirmed_at", "totp_last_step"])
    codes = make_recovery_codes(user_id=user.id, now=now)
    Session.objects.filter(id=session_of(actor)).update(scope="full")
    end_sessions_of(user_id=user.id, reason="factor_changed", now=now, keep=actor.session_id)
    record(actor=actor, action="totp.enrolled", entity="user", entity_id=user.id, at=now)
    return codes


def disable_totp(*, actor: Actor, password: str, code: str, now: datetime) -> Refused | None:
    """Give the authenticator up, e.g. for a new telephone. Where the practice asks for one, the session can
    from now on only enrol. Raises InvalidInput when the password is too short to stand alone.
    """
    user, memberships = load_self(actor)
    if not user.is_2fa_enabled:
        raise Conflict("No authenticator is enrolled.")
    refused = confirm_password(actor=actor, user=user, password=password, now=now) or confirm_code(
        actor=actor, user=user, code=code, now=now
    )
    if refused is not None:
        return refused
    must_enrol = any(place.mfa_required for place in memberships if place.id == actor.membership_id)
    _check_password_alone(user, memberships, password)
    drop_factor(user=user)
    if must_enrol:
        Session.objects.filter(id=session_of(actor)).update(scope="enrol")
    end_sessions_of(user_id=user.id, reason="factor_changed", now=now, keep=actor.session_id)
    record(actor=actor, action="totp.disabled", entity="user", entity_id=user.id, at=now)
    return None


def replace_recovery_codes(*, actor: Actor, password: str, now: datetime) -> list[str] | Refused:
    """Ten new recovery codes; the old ones stop working."""
    user, _ = load_self(actor)
    if not user.is_2fa_enabled:
        raise Conflict("No authenticator is enrolled.")
    refused = confirm_password(actor=actor, user=user, password=password, now=now)
    if refused is not None:
        return refused
    codes = make_recovery_codes(user_id=user.id, now=now)
    record(actor=actor, action="recovery_codes.replaced", entity="user", entity_id=user.id, at=now)
    return codes


def _check_password_alone(user: User, memberships: list[MembershipView], password: str) -> None:
    if not all(place.mfa_required for place in memberships):
        check_new_password(
            user=user, memberships=memberships, password=password, field="password", has_mfa=False
        )


def _draw(uri: str) -> str:
    drawing = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        drawing, kind="svg", scale=4, xmldecl=False, svgns=True, nl=False
    )
    return drawing.getvalue().decode()
