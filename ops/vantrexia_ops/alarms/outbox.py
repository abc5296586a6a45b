"""Messages on their way, one file each: written before anybody is asked, removed when it was taken. An outage of a receiver costs
time only.

    outbox.put(messages)                 on the disk when this returns; the same name twice is one message
    outbox.deliver(send, now=…)          tries what is due, oldest first and each receiver's in order

`send` raises `NotNow` (tried again: after 30 s, doubling up to 15 min, or when the receiver said) or `Refused` (kept aside in
`refused/`, named by `vantrexia watch`). A receiver that is down is asked once per look, not once per message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from vantrexia_ops.alarms.messages import Kind, Message
from vantrexia_ops.files import file_error, make_private, write_whole

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


class NotNow(Exception):
    """The receiver did not take it and may later. `wait` is what it asked for, in seconds."""

    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Refused(Exception):
    """The receiver will never take it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One message with what became of it so far."""

    path: Path
    message: Message
    tries: int
    due_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Delivered:
    sent: int
    waiting: int
    refused: int


class Outbox:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._refused = directory / "refused"

    def put(self, messages: Iterable[Message], *, now: datetime) -> None:
        """Keep them. Raises OpsError when the disk refuses."""
        make_private(self._directory)
        for message in messages:
            name = _UNSAFE.sub("_", f"{message.kind}-{message.name}")[:180]
            if self._is_there(name):
                continue
            # Sorts by time, so that a resolve never overtakes its trigger.
            self._write(
                self._directory / f"{now:%Y%m%dT%H%M%S%f}-{name}.json",
                message,
                tries=0,
                due_at=None,
                reason="",
            )

    def list_waiting(self) -> list[Waiting]:
        """Oldest first; a file that cannot be read is passed over."""
        found = []
        for path in sorted(self._directory.glob("*.json")):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
                found.append(
                    Waiting(
                        path=path,
                        message=Message(
                            kind=cast("Kind", told["kind"]), name=told["name"], body=told["body"]
                        ),
                        tries=int(told["tries"]),
                        due_at=datetime.fromisoformat(told["due_at"]) if told["due_at"] else None,
                        reason=str(told["reason"]),
                    )
                )
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return found

    def count_refused(self) -> int:
        return len(list(self._refused.glob("*.json")))

    def deliver(self, send: Callable[[Message], None], *, now: datetime) -> Delivered:
        """Try what is due."""
        sent = refused = 0
        closed: set[str] = set()
        for waiting in self.list_waiting():
            receiver = waiting.message.kind
            if receiver in closed:
                continue
            if waiting.due_at is not None and waiting.due_at > now:
                closed.add(receiver)
                continue
            try:
                send(waiting.message)
            except NotNow as error:
                closed.add(receiver)
                wait = _wait(waiting.tries, asked=error.wait)
                self._write(
                    waiting.path,
                    waiting.message,
                    tries=waiting.tries + 1,
                    due_at=now + wait,
                    reason=str(error),
                )
            except Refused as error:
                make_private(self._refused)
                self._write(
                    waiting.path, waiting.message, tries=waiting.tries + 1, due_at=None, reason=str(error)
                )
                waiting.path.rename(self._refused / waiting.path.name)
                refused += 1
            else:
                waiting.path.unlink(missing_ok=True)
                sent += 1
        return Delivered(sent=sent, waiting=len(self.list_waiting()), refused=refused)

    def _is_there(self, name: str) -> bool:
        return any(path.name.partition("-")[2] == f"{name}.json" for path in self._directory.glob("*.json"))

    def _write(
        self, path: Path, message: Message, *, tries: int, due_at: datetime | None, reason: str
    ) -> None:
        told: dict[str, Any] = {
            "kind": message.kind, "name": message.name, "body": dict(message.body), "tries": tries,
            "due_at": due_at.isoformat() if due_at else None, "reason": reason,
        }  # fmt: skip
        try:
            text = json.dumps(told, ensure_ascii=False)
        except TypeError as error:
            raise ValueError("a message must be JSON") from error
        try:
            write_whole(path, text)
        except OSError as error:
            raise file_error(path, error) from error


def _wait(tries: int, *, asked: float | None) -> timedelta:
    doubled: int = 2 ** min(tries, 10)
    own = min(LONGEST_WAIT, FIRST_WAIT * doubled)
    return max(own, min(timedelta(seconds=asked), LONGEST_WAIT)) if asked else own
