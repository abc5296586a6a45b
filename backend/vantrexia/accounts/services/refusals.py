"""What a sign-in act answers when it says no.

A refusal is a value, not an exception: the request's transaction must commit, or the counted failure would be
lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RefusalCode = Literal[
    "authentication_failed",
    "totp_required",
    "totp_invalid",
    "account_locked",
    "token_not_valid",
    "session_ended",
]
TEXTS: dict[str, str] = {
    "authentication_failed": "No active account found with the given credentials.",
    "totp_required": "This account needs the code of its authenticator as well.",
    "totp_invalid": "The code is not valid, or was used before.",
    "account_locked": "Too many failed attempts. Try again later, or ask an administrator of your practice.",
    "token_not_valid": "The token is not valid or has expired.",
    "session_ended": "The session has ended; sign in again.",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """`locked_user_id` names the person whose account this very try locked: somebody must be told."""

    code: RefusalCode
    locked_until: datetime | None = None
    locked_user_id: int | None = None

    @property
    def detail(self) -> str:
        return TEXTS[self.code]
