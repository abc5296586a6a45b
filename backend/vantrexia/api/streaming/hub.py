"""Listeners of this process by practice, each with a bounded queue.

A listener that does not keep up is told to reset instead of being waited for: one slow screen must not hold up the others.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from vantrexia.core.events import Told

MOST_WAITING = 1000


@dataclass(eq=False)
class Listener:
    """One open screen."""

    practice_id: UUID
    permissions: frozenset[str]
    # The session, membership and user this screen stands on: a notice that names one of them makes it look again.
    stands_on: frozenset[str] = frozenset()
    queue: asyncio.Queue[Told | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    overflowed: bool = False
    must_look: bool = False

    def tell(self, event: Told) -> None:
        if not event.is_heard_with(self.permissions):
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.overflowed = True


class Hub:
    """Who listens, and telling them."""

    def __init__(self) -> None:
        self._listeners: dict[UUID, set[Listener]] = {}
        self.closing = False

    def join(self, listener: Listener) -> None:
        self._listeners.setdefault(listener.practice_id, set()).add(listener)

    def leave(self, listener: Listener) -> None:
        mine = self._listeners.get(listener.practice_id, set())
        mine.discard(listener)
        if not mine:
            self._listeners.pop(listener.practice_id, None)

    def look_again(self, changed: str) -> None:
        """The rights of a session, membership or user changed: whoever stands on it asks what it may do now."""
        for group in self._listeners.values():
            for listener in group:
                if changed in listener.stands_on:
                    listener.must_look = True
                    if not listener.queue.full():  # a full one is awake
                        listener.queue.put_nowait(None)

    def tell(self, event: Told) -> None:
        for listener in self._listeners.get(event.practice_id, ()):
            listener.tell(event)

    def count(self) -> int:
        return sum(len(group) for group in self._listeners.values())

    def close(self) -> None:
        """Send everybody away with a hint to come back: a deploy drains streams this way."""
        self.closing = True
        for group in self._listeners.values():
            for listener in group:
                with_room = not listener.queue.full()
                if with_room:
                    listener.queue.put_nowait(None)
