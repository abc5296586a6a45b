"""What an actor must have before a row of a practice or of a person can be read or written for them.

Public: `practice_of`, `person_of`, `membership_of`, `session_of`; each raises NotAllowed when the actor has
none (the system, a gateway).
"""

from __future__ import annotations

from uuid import UUID

from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.domain.errors import NotAllowed


def practice_of(actor: Actor) -> UUID:
    """The practice the actor works in."""
    if actor.practice_id == NO_PRACTICE:
        raise NotAllowed("This needs a practice.")
    return actor.practice_id


def person_of(actor: Actor) -> int:
    """The person's integer id."""
    if actor.user_id is None:
        raise NotAllowed("Only a person can do this.")
    return actor.user_id


def membership_of(actor: Actor) -> UUID:
    """The membership the session stands on."""
    if actor.membership_id is None:
        raise NotAllowed("Only a member can do this.")
    return actor.membership_id


def session_of(actor: Actor) -> UUID:
    """The session the request came with."""
    if actor.session_id is None:
        raise NotAllowed("This needs a session.")
    return actor.session_id
