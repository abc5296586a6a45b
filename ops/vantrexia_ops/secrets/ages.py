"""Since when each secret has the value it has, as far as this host knows: one file under the state directory.

    store = AgeStore(directory)
    store.note(values, rotated=…, run=…, now=…)     by the step of a deploy that hands the values out; says which are new
    store.take_back(run=…)                          when that deploy is undone
    store.read()                                    what is known; `list_ages` of it, the oldest first
    store.list_waiting(values, rotated=…)           names of values in the store of secrets that no deploy has handed out yet

**The rule.** An age counts from the deploy that first handed out the value. What the store of secrets says of itself is not asked: AWS
dates the object that holds all of them, so that a change of one would make all of them young; a file's time is that of its last
copy; a command knows none. And a new value in the store that was not deployed protects nobody.

A value is known by its fingerprint, HMAC-SHA-256 of name and value with a random key that lies in a file of its own, so that the
file of the ages may be shown to somebody: a bare hash of a short password is found by trying. A value that comes back has the age it had.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import file_error, make_private, write_whole
from vantrexia_ops.secrets.rotated import Kind, find_part

KEY_BYTES = 32
# Of each secret: five years of rotations. What is older may come back and be taken for new.
REMEMBERED = 20
HINT = "The next deploy begins to count anew: docs/runbooks/secrets.md."
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Fingerprints = dict[str, str]


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed out before a deploy, for the case that it is undone."""

    run: str
    present: Fingerprints


class Ages(msgspec.Struct, frozen=True, kw_only=True):
    """`present` is what was handed out last, by name; `seen` says when each fingerprint was handed out first."""

    present: Fingerprints = {}
    seen: dict[str, dict[str, Moment]] = {}
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Age:
    name: str
    days: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """How many have an age, which of them have another value than the deploy before handed out, and why counting began now, if it
    did: then nothing is known of a deploy before."""

    count: int
    fresh: tuple[str, ...]
    anew: str | None


class AgeStore:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file = directory / "ages.json"
        self._key = directory / "fingerprints.key"

    def read(self) -> Ages:
        """Raises OpsError when nothing is known, with the reason."""
        try:
            ages = msgspec.json.decode(self._file.read_bytes(), type=Ages)
        except OSError as error:
            raise OpsError(f"{self._file}: {error.strerror}", hint=HINT) from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise OpsError(f"{self._file} is damaged", hint=HINT) from error
        if any(mark not in ages.seen.get(name, {}) for name, mark in ages.present.items()):
            raise OpsError(f"{self._file} is damaged", hint=HINT)
        return ages

    def note(
        self, values: Mapping[str, Redacted], *, rotated: Mapping[str, Kind], run: str, now: datetime
    ) -> Noted:
        """Remember what was handed out. What is damaged or missing is begun anew. Raises OpsError when it cannot be written."""
        make_private(self._directory, mode=0o700)
        known, key, anew = self._open()
        if key is None:
            key = secrets.token_bytes(KEY_BYTES)
            write_whole(self._key, key.hex(), mode=0o600)
        before = known.before if known.before and known.before.run == run else None
        before = before or Before(run=run, present=known.present)
        present = mark_values(values, rotated=rotated, key=key)
        seen = {name: dict(marks) for name, marks in known.seen.items()}
        for name, mark in present.items():
            kept = seen.setdefault(name, {})
            kept.setdefault(mark, now)
            # Nobody sees anything in the future: the clock was ahead then, and would keep the value young for as long.
            kept.update({found: min(at, now) for found, at in kept.items()})
            seen[name] = _forget_oldest(kept, keep={mark, before.present.get(name)})
        self._write(Ages(present=present, seen=seen, before=before))
        fresh = (
            [name for name in present if present[name] != before.present.get(name)] if before.present else []
        )
        return Noted(count=len(present), fresh=tuple(sorted(fresh)), anew=anew)

    def take_back(self, *, run: str) -> None:
        """The values of before are in use again, with their ages. Nothing when this deploy noted nothing. Raises OpsError."""
        if not self._directory.is_dir():
            return
        ages = self.read()
        if ages.before is None or ages.before.run != run:
            return
        if ages.before.present:
            self._write(Ages(present=ages.before.present, seen=ages.seen))
            return
        # Counting began with this deploy. What services have now is of before, and nothing is known of it: that is to be seen.
        try:
            self._file.unlink()
        except OSError as error:
            raise file_error(self._file, error) from error

    def list_waiting(self, values: Mapping[str, Redacted], *, rotated: Mapping[str, Kind]) -> list[str]:
        """Names whose value is not the one that was handed out last; none where that cannot be told."""
        ages, key, anew = self._open()
        if key is None or anew is not None:
            return []
        marks = mark_values(values, rotated=rotated, key=key)
        return sorted(name for name, mark in marks.items() if ages.present.get(name) != mark)

    def _open(self) -> tuple[Ages, bytes | None, str | None]:
        """What is known, the key, and why nothing is known."""
        key = self._read_key()
        try:
            ages = self.read()
        except OpsError as error:
            return Ages(), key, error.message
        if key is None:
            return Ages(), None, f"{self._key} is missing or damaged"
        return ages, key, None

    def _read_key(self) -> bytes | None:
        try:
            key = bytes.fromhex(self._key.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return key if len(key) == KEY_BYTES else None

    def _write(self, ages: Ages) -> None:
        write_whole(self._file, msgspec.json.format(msgspec.json.encode(ages)).decode() + "\n", mode=0o600)


def mark_values(values: Mapping[str, Redacted], *, rotated: Mapping[str, Kind], key: bytes) -> Fingerprints:
    """Fingerprints of the secrets that grow old and have a value."""
    parts = {name: find_part(values[name], kind=kind) for name, kind in rotated.items() if name in values}
    return {
        # With its name: two secrets of one value do not show that they are.
        name: hmac.new(key, f"{name}\0{part}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        for name, part in parts.items()
        if part
    }


def list_ages(ages: Ages, *, now: datetime) -> list[Age]:
    """Whole days of each present value, the oldest first; never less than 0, whatever the clock did."""
    found = [(ages.seen[name][mark], name) for name, mark in ages.present.items()]
    return [Age(name, max(0, (now - since).days), since) for since, name in sorted(found)]


def _forget_oldest(marks: Mapping[str, datetime], *, keep: set[str | None]) -> dict[str, datetime]:
    newest = sorted(marks, key=lambda mark: marks[mark], reverse=True)[:REMEMBERED]
    return {mark: at for mark, at in marks.items() if mark in newest or mark in keep}
