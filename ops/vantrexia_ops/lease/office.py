"""Taking, keeping, losing and giving back the lease of a host."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from vantrexia_ops.clock import Clock
from vantrexia_ops.errors import LockHeld, OpsError
from vantrexia_ops.files import file_error, find_whole, make_private, write_whole
from vantrexia_ops.lease.record import LeaseRecord, Process, this_process

ASK_EVERY_SECONDS = 2.0


class Lease:
    """The lease while it is ours."""

    def __init__(self, office: LeaseOffice, record: LeaseRecord) -> None:
        self._office = office
        self.record = record

    @property
    def number(self) -> int:
        return self.record.number

    def check(self) -> None:
        """Raises LockHeld when somebody else has taken over, or has broken the lock."""
        found = self._office.find()
        if found is None or found.number != self.number:
            by = f" by {found.who} ({found.why})" if found else ""
            raise LockHeld(
                f"the lease of this host was taken over{by}; nothing more is changed from here",
                hint="`vantrexia status` shows who deploys now.",
            )

    def beat(self) -> None:
        """Say that the holder lives."""
        self._office.beat(self)


class Fence:
    """Stands before every change while a lease is held: `check` raises LockHeld once it is no longer ours."""

    def __init__(self) -> None:
        self.lease: Lease | None = None

    def check(self) -> None:
        if self.lease is not None:
            self.lease.check()


class LeaseOffice:
    def __init__(
        self,
        directory: Path,
        *,
        clock: Clock,
        seconds: int,
        process: Callable[[], Process] = this_process,
    ) -> None:
        self._path = directory / "lease.json"
        self._fence = directory / "lease.number"
        self._lock = directory / "lease.lock"
        self._clock = clock
        self._seconds = seconds
        self._process = process

    def find(self) -> LeaseRecord | None:
        """The record as it lies there, standing or not."""
        found = find_whole(self._path)
        try:
            return None if found is None else msgspec.json.decode(found, type=LeaseRecord)
        except msgspec.MsgspecError as error:
            raise OpsError(
                f"{self._path} cannot be read: {error}", hint="`vantrexia lock release --force` removes it."
            ) from error

    def find_standing(self) -> LeaseRecord | None:
        """The record that keeps others out now."""
        found = self.find()
        return found if found and found.stands(now=self._clock.now(), seconds=self._seconds) else None

    def take(self, *, who: str, why: str, wait_seconds: float = 0, by_hand: bool = False) -> Lease:
        """Take it, waiting for another deploy to end but never for a lock set by hand. Raises LockHeld."""
        deadline = self._clock.monotonic() + wait_seconds
        while True:
            with self._alone():
                standing = self.find_standing()
                if standing is None:
                    return self._write_new(who=who, why=why, by_hand=by_hand)
            if standing.process is None or self._clock.monotonic() >= deadline:
                raise _held(standing)
            self._clock.sleep(ASK_EVERY_SECONDS)

    def give_back(self, lease: Lease) -> None:
        """Nothing when it is no longer ours."""
        with self._alone():
            found = self.find()
            if found is not None and found.number == lease.number:
                self._path.unlink()

    def beat(self, lease: Lease) -> None:
        with self._alone():
            found = self.find()
            if found is None or found.number != lease.number:
                return
            lease.record = replace(found, beat_at=self._clock.now())
            self._write(lease.record)

    def lock(self, *, who: str, why: str) -> Lease:
        """Keep everybody out until `unlock`. Raises LockHeld while somebody deploys."""
        return self.take(who=who, why=why, by_hand=True)

    def unlock(self, *, force: bool = False) -> LeaseRecord | None:
        """End a lock set by hand; with `force` also a deploy's lease. Returns what was ended."""
        with self._alone():
            try:
                found = self.find()
            except OpsError:
                if not force:
                    raise
                self._path.unlink()
                return None
            if found is None:
                return None
            if (
                found.process is not None
                and not force
                and found.stands(now=self._clock.now(), seconds=self._seconds)
            ):
                raise LockHeld(
                    f"this is no lock but the lease of a running deploy: {found.who}, {found.why}",
                    hint="Let it end; --force takes the lease from it, and it stops at its next change.",
                )
            self._path.unlink()
            return found

    @contextmanager
    def hold(self, *, who: str, why: str, wait_seconds: float = 0) -> Iterator[Lease]:
        """Take the lease, keep it beating from a thread, give it back at the end."""
        lease = self.take(who=who, why=why, wait_seconds=wait_seconds)
        stop = threading.Event()
        thread = threading.Thread(
            target=self._keep_beating, args=(lease, stop), name="lease-heartbeat", daemon=True
        )
        thread.start()
        try:
            yield lease
        finally:
            stop.set()
            thread.join(timeout=5)
            self.give_back(lease)

    def _keep_beating(self, lease: Lease, stop: threading.Event) -> None:
        while not stop.wait(self._seconds / 5):
            try:
                lease.beat()
            except OpsError:
                # A full disk: the process is seen to live for as long as the last beat counts, then checks fail.
                continue

    def _write_new(self, *, who: str, why: str, by_hand: bool) -> Lease:
        now = self._clock.now()
        number = self._next_number()
        record = LeaseRecord(
            number=number,
            who=who,
            why=why,
            since=now,
            beat_at=now,
            process=None if by_hand else self._process(),
        )
        self._write(record)
        return Lease(self, record)

    def _next_number(self) -> int:
        try:
            last = int(self._fence.read_text(encoding="ascii"))
        except FileNotFoundError:
            last = 0
        except ValueError as error:
            raise OpsError(
                f"{self._fence} does not hold a number",
                hint="Write the highest number of the journal into it.",
            ) from error
        write_whole(self._fence, f"{last + 1}\n")
        return last + 1

    def _write(self, record: LeaseRecord) -> None:
        write_whole(self._path, msgspec.json.format(msgspec.json.encode(record)).decode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        make_private(self._lock.parent)
        try:
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o640)
        except OSError as error:
            raise file_error(self._lock, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _held(record: LeaseRecord) -> LockHeld:
    since = record.since.strftime("%Y-%m-%d %H:%M:%S UTC")
    if record.process is None:
        return LockHeld(
            f"deploys are locked by {record.who} since {since}: {record.why}",
            hint="`vantrexia lock release` ends the lock.",
        )
    return LockHeld(
        f"{record.who} is deploying since {since}: {record.why}",
        hint="--lock-wait SECONDS waits for the end.",
    )
