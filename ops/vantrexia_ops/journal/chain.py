"""Lines of JSON, each carrying the SHA-256 of the line before: written with fsync, read with every hash checked.

A line torn by a crash is told apart from a changed one: it has no end of line. The next append moves it aside and says so.
`journal.head` holds number and hash of the last line, so that a journal cut short at its end is noticed too.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vantrexia_ops.clock import Clock
from vantrexia_ops.errors import JournalBroken, OpsError
from vantrexia_ops.files import file_error, find_whole, make_private, write_whole

GENESIS = "0" * 64
HINT = (
    "Keep the file as it is, find out who wrote to it, then start a new one: docs/runbooks/journal-broken.md."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `facts` is JSON-able and holds no secret."""

    seq: int
    at: datetime
    kind: str
    deploy: str
    who: str
    facts: Mapping[str, Any]
    hash: str


class Journal:
    def __init__(self, directory: Path, *, clock: Clock) -> None:
        self._path = directory / "journal.jsonl"
        self._head = directory / "journal.head"
        self._lock = directory / "journal.lock"
        self._clock = clock

    @property
    def path(self) -> Path:
        return self._path

    def append(self, *, kind: str, deploy: str, who: str, facts: Mapping[str, Any] | None = None) -> Entry:
        """Add one line; it is on the disk when this returns. Raises JournalBroken, OpsError."""
        make_private(self._path.parent)
        with self._alone():
            last, torn = self._tail()
            if torn:
                last = self._set_aside(torn, last=last)
            return self._write(kind=kind, deploy=deploy, who=who, facts=facts or {}, last=last)

    def read(self) -> list[Entry]:
        """Every entry in order, the chain checked. Raises JournalBroken."""
        return list(self._walk())

    def verify(self) -> int:
        """How many entries hold together. Raises JournalBroken."""
        return len(self.read())

    def _walk(self) -> Iterator[Entry]:
        previous = GENESIS
        seq = 0
        for number, line in enumerate(self._lines(), start=1):
            if not line.endswith(b"\n"):
                break
            entry, before = _parse(line, number=number, path=self._path)
            if before != previous or entry.seq != seq + 1:
                raise JournalBroken(
                    f"line {number} of {self._path} does not follow the line before", hint=HINT
                )
            previous, seq = entry.hash, entry.seq
            yield entry
        head = self._read_head()
        if head is not None and head[0] > seq:
            raise JournalBroken(f"{self._path} ends at entry {seq}, but {head[0]} were written", hint=HINT)
        if head is not None and head[0] == seq and head[1] != previous:
            raise JournalBroken(f"the last entry of {self._path} is not the one that was written", hint=HINT)

    def _lines(self) -> list[bytes]:
        return (find_whole(self._path) or b"").splitlines(keepends=True)

    def _tail(self) -> tuple[Entry | None, bytes]:
        """The last whole line, and what was torn after it; the chain before is checked by whoever reads it."""
        whole, torn = _split_tail(self._path)
        if not whole:
            return None, torn
        last, _ = _parse(whole, number=0, path=self._path)
        head = self._read_head()
        # A crash between line and head leaves the head one behind; anything else is another hand's work.
        if head is not None and head != (last.seq, last.hash) and head[0] != last.seq - 1:
            raise JournalBroken(f"the last entry of {self._path} is not the one that was written", hint=HINT)
        return last, torn

    def _set_aside(self, torn: bytes, *, last: Entry | None) -> Entry:
        with self._path.open("r+b") as file:
            file.truncate(file.seek(0, os.SEEK_END) - len(torn))
            os.fsync(file.fileno())
        said = hashlib.sha256(torn).hexdigest()
        facts = {"bytes": len(torn), "sha256": said, "text": torn[:200].decode("utf-8", "replace")}
        return self._write(kind="journal.torn", deploy="", who="vantrexia", facts=facts, last=last)

    def _write(
        self, *, kind: str, deploy: str, who: str, facts: Mapping[str, Any], last: Entry | None
    ) -> Entry:
        body = {
            "seq": (last.seq if last else 0) + 1,
            "at": self._clock.now().isoformat(),
            "kind": kind,
            "deploy": deploy,
            "who": who,
            "facts": dict(facts),
            "previous": last.hash if last else GENESIS,
        }
        line = json.dumps({**body, "hash": _digest(body)}, ensure_ascii=False, separators=(",", ":"))
        text = f"{line}\n".encode(errors="replace")
        entry, _ = _parse(text, number=0, path=self._path)
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                self._put(handle, text, entry=entry)
            finally:
                os.close(handle)
        except OSError as error:
            raise file_error(self._path, error) from error
        return entry

    def _put(self, handle: int, text: bytes, *, entry: Entry) -> None:
        """Line and head, or neither: on a full disk a line may still find room where the head does not."""
        size = os.fstat(handle).st_size
        try:
            if os.write(handle, text) != len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
            write_whole(self._head, f"{entry.seq} {entry.hash}\n")
        except (OSError, OpsError):
            if self._read_head() != (entry.seq, entry.hash):
                os.ftruncate(handle, size)
                os.fsync(handle)
            raise

    def _read_head(self) -> tuple[int, str] | None:
        found = find_whole(self._head)
        try:
            if found is None:
                return None
            seq, digest = found.decode().split()
            return int(seq), digest
        except ValueError as error:
            raise JournalBroken(f"{self._head} is not what the tool writes", hint=HINT) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o640)
        except OSError as error:
            raise file_error(self._lock, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _split_tail(path: Path) -> tuple[bytes, bytes]:
    """The last line with its end, and the bytes after it, without reading the whole file."""
    try:
        with path.open("rb") as file:
            position, tail = file.seek(0, os.SEEK_END), b""
            while position and tail.count(b"\n", 0, max(0, len(tail) - 1)) < 2:
                step = min(65_536, position)
                position -= step
                file.seek(position)
                tail = file.read(step) + tail
    except FileNotFoundError:
        return b"", b""
    except OSError as error:
        raise file_error(path, error, verb="read") from error
    lines = tail.splitlines(keepends=True)
    torn = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
    return (lines[-1] if lines else b""), torn


def _digest(body: Mapping[str, Any]) -> str:
    canonical = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # An argument that is no UTF-8 reaches us as half a character, which no file can hold.
    return hashlib.sha256(canonical.encode(errors="replace")).hexdigest()


def _parse(line: bytes, *, number: int, path: Path) -> tuple[Entry, str]:
    """`number` is 0 for the last one, when those before it were not counted."""
    where = f"line {number}" if number else "the last line"
    try:
        body = json.loads(line)
        claimed = body.pop("hash")
        if _digest(body) != claimed:
            raise JournalBroken(f"{where} of {path} was changed", hint=HINT)
        previous = body.pop("previous")
        return Entry(**{**body, "at": datetime.fromisoformat(body["at"])}, hash=claimed), previous
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise JournalBroken(f"{where} of {path} is no entry", hint=HINT) from error
