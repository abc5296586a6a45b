"""Hashing and comparing passwords, with the same work whether or not there is anything to compare with.

Public: `hash_password`, `password_matches`, `unusable_password`.
"""

from __future__ import annotations

from functools import lru_cache

from django.contrib.auth import hashers

from vantrexia.accounts.models import User
from vantrexia.domain.passwords import normalise_password


def hash_password(password: str) -> str:
    """Argon2id of the normalised password, whole."""
    return hashers.make_password(normalise_password(password))


def unusable_password() -> str:
    """What a person has before they chose a password: nothing matches it."""
    return hashers.make_password(None)


def password_matches(user: User | None, password: str) -> bool:
    """Whether this is the person's password; one hash is computed in every case, also for nobody (ASVS
    6.3.8).

    A password hashed with older parameters is hashed anew in passing.
    """
    known = user is not None and hashers.is_password_usable(user.password)
    encoded = user.password if user is not None and known else _stand_in(_parameters())
    text = normalise_password(password)
    matches, outdated = hashers.verify_password(text, encoded)
    if user is None or not known or not matches:
        return False
    if outdated:
        user.password = hash_password(password)
        user.save(update_fields=["password"])
    return True


def _parameters() -> str:
    """Names the hasher in use, so that the stand-in is made anew when it changes."""
    hasher = hashers.get_hasher()
    return f"{type(hasher).__module__}.{type(hasher).__qualname__}"


@lru_cache(maxsize=4)
def _stand_in(_hasher: str) -> str:
    """A hash of nobody's password, made with the current parameters."""
    return hashers.make_password("nobody has this password")
