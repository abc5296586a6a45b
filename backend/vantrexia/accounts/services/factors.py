"""The second factor: time-based codes (RFC 6238) that work once, and ten recovery codes that stand in for
them.

Public: `new_secret`, `provisioning_uri`, `match_step`, `verify_factor`, `make_recovery_codes`, `drop_factor`.

A recovery code looks like `AF3K7-M9QWX`. Its first letter says which of the ten it is, so that a try costs
one Argon2 hash, not ten; the other nine characters carry 45 bits.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import urlsplit

import pyotp
from django.conf import settings
from django.contrib.auth import hashers

from vantrexia.accounts.models import RecoveryCode, User
from vantrexia.accounts.selectors.people import as_person

STEP_SECONDS = 30
# One step to either side: a telephone's clock and a slow typist (RFC 6238 5.2).
DRIFT_STEPS = 1
_SLOTS = "ABCDEFGHJK"
# 32 characters nobody mistakes for one another.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_RECOVERY = re.compile(rf"[{_SLOTS}][{_ALPHABET}]{{9}}\Z")


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 recommends for HMAC-SHA-1."""
    return pyotp.random_base32(length=32)


def provisioning_uri(*, secret: str, email: str) -> str:
    """The otpauth:// address an authenticator reads; the issuer tells installations apart."""
    host = urlsplit(settings.APP_URL).hostname or "vantrexia"
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"Vantrexia ({host})")


def match_step(*, secret: str, code: str, after_step: int, now: datetime) -> int | None:
    """The time step whose code this is, if it is later than the last one used; None otherwise."""
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    matched: int | None = None
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        # Every step is compared, so that the time taken says nothing about which one was near.
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > after_step:
            matched = step
    return matched


def verify_factor(*, user: User, code: str, now: datetime) -> bool:
    """Whether a code proves the factor; it is used up by this, whichever kind it is."""
    text = re.sub(r"[\s-]", "", code).upper()
    with as_person(user.id):
        if re.fullmatch(r"[0-9]{6}", text):
            return _use_code(user, text, now=now)
        if _RECOVERY.match(text):
            return _use_recovery_code(user, text, now=now)
    return False


def make_recovery_codes(*, user_id: int, now: datetime) -> list[str]:
    """Ten new codes in clear, shown once; the old ones are gone."""
    codes = [slot + "".join(secrets.choice(_ALPHABET) for _ in range(9)) for slot in _SLOTS]
    with as_person(user_id):
        RecoveryCode.objects.filter(user_id=user_id).delete()
        RecoveryCode.objects.bulk_create(
            [
                RecoveryCode(user_id=user_id, code_hash=hashers.make_password(code), created_at=now)
                for code in codes
            ]
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def drop_factor(*, user: User) -> None:
    """Take the authenticator and the recovery codes away."""
    with as_person(user.id):
        RecoveryCode.objects.filter(user_id=user.id).delete()
        User.objects.filter(id=user.id).update(totp_secret=None, totp_confirmed_at=None)


def _use_code(user: User, code: str, *, now: datetime) -> bool:
    if user.totp_secret is None:
        return False
    step = match_step(secret=user.totp_secret, code=code, after_step=user.totp_last_step, now=now)
    if step is None:
        return False
    # The condition makes a code work once even when two requests bring it at the same instant.
    return User.objects.filter(id=user.id, totp_last_step__lt=step).update(totp_last_step=step) == 1


def _use_recovery_code(user: User, code: str, *, now: datetime) -> bool:
    rows = list(RecoveryCode.objects.filter(user_id=user.id).order_by("id"))
    slot = _SLOTS.index(code[0])
    if (
        slot >= len(rows)
        or rows[slot].used_at is not None
        or not hashers.check_password(code, rows[slot].code_hash)
    ):
        return False
    return RecoveryCode.objects.filter(id=rows[slot].id, used_at__isnull=True).update(used_at=now) == 1
