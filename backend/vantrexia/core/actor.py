"""Who does something: a person in a session, the system itself, or a device gateway's connection.

Services take `actor`, selectors take `viewer`; both are this. It is what the audit entry says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

# Where nobody's practice is meant: matches no row of any practice, and no write under it is accepted.
NO_PRACTICE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """`user_id` is the integer of the published API; it and `user_uuid` are None for whoever is no person."""

    kind: Literal["user", "system", "gateway"]
    practice_id: UUID  # NO_PRACTICE for an event that belongs to none
    user_id: int | None = None
    user_uuid: UUID | None = None
    role: str | None = None
    session_id: UUID | None = None
    membership_id: UUID | None = None
    name: str = ""  # system job or connection id; never a person's name
    address: str | None = None
    request_id: str = ""
    language: str = "en"
    permissions: frozenset[str] = field(default_factory=frozenset)

    def may(self, permission: str) -> bool:
        """Whether the permission is among those of the actor's role (or break-glass grant)."""
        return permission in self.permissions


def system_actor(name: str, *, practice_id: UUID | None, request_id: str = "") -> Actor:
    """The system acting for a practice, e.g. `system_actor("escalation", practice_id=…)`."""
    return Actor(kind="system", practice_id=practice_id or NO_PRACTICE, name=name, request_id=request_id)
