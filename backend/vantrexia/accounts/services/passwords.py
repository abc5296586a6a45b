"""Choosing a password: judged by length and lists, never by composition (NIST SP 800-63B-4 3.1.1.2).

Public: `check_new_password`, `store_password`, `change_password`, `load_self`.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.contrib.auth import password_validation

from vantrexia.accounts.models import User
from vantrexia.accounts.selectors.people import MembershipView, as_person, get_user, list_memberships
from vantrexia.accounts.selectors.viewers import person_of
from vantrexia.accounts.services.endings import end_sessions_of
from vantrexia.accounts.services.hashing import hash_password
from vantrexia.accounts.services.reauthentication import confirm_password
from vantrexia.accounts.services.refusals import Refused
from vantrexia.audit.services import record
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.errors import InvalidInput, NotAllowed
from vantrexia.domain.passwords import check_password, normalise_password


@lru_cache(maxsize=1)
def known_passwords() -> frozenset[str]:
    """Django's list of twenty thousand common passwords, as the rules compare them."""
    path = Path(password_validation.__file__).resolve().parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(normalise_password(line.strip()).casefold() for line in lines if line.strip())


def check_new_password(
    *,
    user: User,
    memberships: Iterable[MembershipView],
    password: str,
    field: str = "new_password",
    has_mfa: bool | None = None,
) -> None:
    """Raises InvalidInput, naming the field, when the password is not good enough for this person.

    Eight characters suffice only beside a second factor: one the person has, or one every practice of theirs
    asks for before it shows anything.
    """
    places = list(memberships)
    beside_mfa = user.is_2fa_enabled or (bool(places) and all(place.mfa_required for place in places))
    problems = check_password(
        password,
        has_mfa=beside_mfa if has_mfa is None else has_mfa,
        blocklist=known_passwords(),
        context_words=(
            user.email,
            user.first_name,
            user.last_name,
            *(place.practice_name for place in places),
        ),
    )
    if problems:
        raise InvalidInput(
            "The new password is not accepted.", fields={field: [problem.detail for problem in problems]}
        )


def store_password(*, user: User, password: str, now: datetime) -> None:
    """Write a checked password."""
    with as_person(user.id):
        user.password = hash_password(password)
        user.password_changed_at = now
        user.save(update_fields=["password", "password_changed_at"])


def change_password(
    *, actor: Actor, current_password: str, new_password: str, now: datetime
) -> Refused | None:
    """Replace the viewer's own password; every other session of theirs ends.

    Answers Refused for a wrong current password; raises InvalidInput for a new one the rules do not accept.
    """
    user, memberships = load_self(actor)
    check_new_password(user=user, memberships=memberships, password=new_password)
    refused = confirm_password(actor=actor, user=user, password=current_password, now=now)
    if refused is not None:
        return refused
    store_password(user=user, password=new_password, now=now)
    ended = end_sessions_of(user_id=user.id, reason="password_changed", now=now, keep=actor.session_id)
    record(
        actor=actor,
        action="password.changed",
        entity="user",
        entity_id=user.id,
        detail={"sessions_ended": ended},
        at=now,
    )
    return None


def load_self(actor: Actor) -> tuple[User, list[MembershipView]]:
    """The actor's own row and memberships, with the actor's practice shown again afterwards."""
    if actor.user_id is None or actor.practice_id == NO_PRACTICE:
        raise NotAllowed("Only a person can do this.")
    user = get_user(user_id=person_of(actor))
    memberships = list_memberships(user_id=user.id)
    set_practice(actor.practice_id, user_id=person_of(actor))
    return user, memberships
