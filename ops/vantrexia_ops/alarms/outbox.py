"""Messages on their way, one file each: written before anybody is asked, removed when it was taken. An outage of a receiver costs
time only.

    outbox.put(messages)                 on the disk when this returns; the same name twice is one message
    outbox.deliver(send, now=…)          tries what is due, oldest first and each receiver's in order

`send` raises `NotNow` (tried again: after 30 s, doubling up to 15 min, or when the receiver said) or `Refused` (kept aside in
`refused/`, named by `vantrexia watch`; so is a file that holds no message). A receiver that is down is asked once per look, not once
per message, and a disk that refuses a note about one message keeps nobody from the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

from vantrexia_ops.alarms.messages import Kind, Message
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import file_error, make_private, write_whole

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
_STAMP = "%Y%m%dT%H%M%S"
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

    def is_resting(self, now: datetime) -> bool:
        """Not due yet. A pause longer than any there is was noted by a clock that was wrong."""
        return self.due_at is not None and now < self.due_at <= now + LONGEST_WAIT


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
                self._directory / f"{now:{_STAMP}%f}-{name}.json",
                message,
                tries=0,
                due_at=None,
                reason="",
            )

    def list_waiting(self) -> list[Waiting]:
        """Oldest first; a file that cannot be read is passed over."""
        return [found for path in sorted(self._directory.glob("*.json")) if (found := _read(path))]

    def list_refused(self, *, since: datetime) -> list[Waiting]:
        """Those that were put here after `since` and set aside, with the reason. What held no message is not among them."""
        files = sorted(path for path in self._refused.glob("*.json") if path.name[:15] > f"{since:{_STAMP}}")
        return [found for path in files if (found := _read(path))]

    def count_refused(self) -> int:
        return len(list(self._refused.glob("*.json")))

    def deliver(
        self, send: Callable[[Message], None], *, now: datetime, has_time: Callable[[], bool] = lambda: True
    ) -> Delivered:
        """Try what is due, until there is no more time; what is left is for the next time."""
        sent = refused = 0
        closed: set[str] = set()
        self._set_broken_aside()
        for waiting in self.list_waiting():
            receiver = waiting.message.kind
            if receiver in closed:
                continue
            if waiting.is_resting(now):
                closed.add(receiver)
                continue
            if not has_time():
                break
            try:
                send(waiting.message)
            except NotNow as error:
                closed.add(receiver)
                self._note(waiting, due_at=now + _wait(waiting.tries, asked=error.wait), reason=str(error))
            except Refused as error:
                self._note(waiting, due_at=None, reason=str(error))
                self._set_aside(waiting.path)
                refused += 1
            else:
                waiting.path.unlink(missing_ok=True)
                sent += 1
        return Delivered(sent=sent, waiting=len(self.list_waiting()), refused=refused)

    def _note(self, waiting: Waiting, *, due_at: datetime | None, reason: str) -> None:
        """What became of it; where the disk refuses that, it is only tried again sooner."""
        with suppress(OpsError):
            self._write(waiting.path, waiting.message, tries=waiting.tries + 1, due_at=due_at, reason=reason)

    def _set_aside(self, path: Path) -> None:
        make_private(self._refused)
        try:
            path.rename(self._refused / path.name)
        except OSError as error:
            raise file_error(path, error) from error

    def _set_broken_aside(self) -> None:
        """A file that holds no message would lie among those that wait for ever, and nobody would know."""
        for path in self._directory.glob("*.json"):
            try:
                _parse(path)
            except OSError:
                continue
            except (ValueError, KeyError, TypeError):
                self._set_aside(path)

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


def _read(path: Path) -> Waiting | None:
    try:
        return _parse(path)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _parse(path: Path) -> Waiting:
    """Raises OSError when it cannot be read; ValueError, KeyError, TypeError when it holds no message."""
    told = json.loads(path.read_text(encoding="utf-8"))
    due_at = datetime.fromisoformat(told["due_at"]) if told["due_at"] else None
    if (
        told["kind"] not in get_args(Kind)
        or not isinstance(told["body"], dict)
        or (due_at is not None and due_at.tzinfo is None)
    ):
        raise ValueError("no message")
    return Waiting(
        path=path, message=Message(kind=told["kind"], name=str(told["name"]), body=told["body"]),
        tries=int(told["tries"]), due_at=due_at, reason=str(told["reason"]),
    )  # fmt: skip


def _wait(tries: int, *, asked: float | None) -> timedelta:
    doubled: int = 2 ** min(tries, 10)
    own = min(LONGEST_WAIT, FIRST_WAIT * doubled)
    # What a receiver asks for may be anything: no number, endless, more than a date can hold.
    if asked is None or not asked > 0:
        return own
    return max(own, timedelta(seconds=min(asked, LONGEST_WAIT.total_seconds())))
