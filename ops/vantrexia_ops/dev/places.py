"""Where embedded servers keep their things, and as whom they run.

`state_dir()` is the home of the demo's data and keys, `find_account()` the unprivileged account servers run
as when we are root, `prepare_dir()` makes a directory such an account can reach, `make_scratch_dir()` one
that a test may throw away, `runnable_copy()` puts binaries where that account may execute them,
`take_lock()` keeps a second launcher out,
`write_private()` writes a secret once (mode 0600).

PostgreSQL refuses to run as root. Nothing on the machine is changed for it: no account is created and no mode
of a directory that is not ours is touched.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vantrexia_ops.errors import OpsError

ACCOUNTS = ("vantrexia-pg", "nobody")
"""Accounts tried in turn when we are root: one an administrator made for the purpose, else the one every
system has.
"""


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged system account: name, user id, group id."""

    name: str
    uid: int
    gid: int


def find_account() -> Account | None:
    """The account servers drop to, or None when we are an ordinary user already. `VANTREXIA_PG_USER`
    overrides.
    """
    if os.geteuid() != 0:
        return None
    wanted = os.environ.get("VANTREXIA_PG_USER")
    for name in (wanted,) if wanted else ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            if entry.pw_uid != 0:
                return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
    names = wanted or " or ".join(ACCOUNTS)
    raise OpsError(
        f"PostgreSQL does not run as root and there is no account {names} to run it as.",
        hint="Name one with VANTREXIA_PG_USER=account, or run as an ordinary user.",
    )


def state_dir() -> Path:
    """Directory of the demo: `VANTREXIA_DEMO_DIR`, else /var/lib/vantrexia-demo for root, else XDG's."""
    chosen = os.environ.get("VANTREXIA_DEMO_DIR")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/vantrexia-demo")
    state_home = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state_home).expanduser() / "vantrexia"


def can_reach(path: Path, *, account: Account | None) -> bool:
    """True when `account` (None: ourselves) may traverse every directory down to `path`."""
    if account is None:
        return os.access(path, os.X_OK)
    for directory in (path, *path.parents):
        status = directory.stat()
        if status.st_uid == account.uid:
            bit = 0o100
        elif status.st_gid == account.gid:
            bit = 0o010
        else:
            bit = 0o001
        if not status.st_mode & bit:
            return False
    return True


def prepare_dir(path: Path, *, account: Account | None) -> Path:
    """Make `path` (and what is missing above it) private to us, yet passable for `account`.

    Raises OpsError when a directory above it, which is not ours to change, keeps the account out.
    """
    missing = [directory for directory in (path, *path.parents) if not directory.exists()]
    try:
        for directory in reversed(missing):
            directory.mkdir(exist_ok=True)
            directory.chmod(0o711 if account else 0o700)
    except OSError as error:
        raise OpsError(f"Cannot make the directory {path}: {error.strerror}.") from error
    resolved = path.resolve()
    if not can_reach(resolved, account=account):
        who = account.name if account else "this user"
        raise OpsError(
            f"{resolved} lies under a directory that {who} may not enter.",
            hint="Choose another place with VANTREXIA_DEMO_DIR=/path.",
        )
    return resolved


def make_scratch_dir(*, prefix: str = "vantrexia-") -> Path:
    """A fresh temporary directory that the servers' account can pass through; the caller removes it."""
    path = Path(tempfile.mkdtemp(prefix=prefix)).resolve()
    if find_account() is not None:
        path.chmod(0o711)
    return path


def give_dir(path: Path, *, account: Account | None) -> Path:
    """Make `path` a 0700 directory that belongs to the account the server runs as."""
    path.mkdir(exist_ok=True)
    path.chmod(0o700)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    return path


def write_private(path: Path, content: str, *, account: Account | None = None) -> None:
    """Write `path` whole or not at all, readable by its owner only; it belongs to `account` when one is
    given.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if account is not None:
            os.chown(temporary, account.uid, account.gid)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def take_lock(path: Path, *, busy: str) -> IO[bytes]:
    """Hold the lock file `path` until the returned file is closed; OpsError with the line `busy` when it is
    held.
    """
    lock = open(path, "ab")  # noqa: SIM115 the caller closes it
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise OpsError(busy) from None
    return lock


def runnable_copy(*, root: Path, parts: Sequence[str], program: str, label: str) -> Path:
    """Path of `program` (relative to `root`) such that the servers' account can execute it.

    When the account cannot reach it in place (a clone under a closed home directory), the `parts` of `root`
    are copied once to the state directory under `label`, which names the version, and the copy is used.
    """
    account = find_account()
    original = root / program
    if account is None or _runs(original, account=account):
        return original
    target = prepare_dir(state_dir() / "binaries", account=account) / label
    if not target.exists():
        building = Path(tempfile.mkdtemp(prefix=f".{label}-", dir=target.parent))
        try:
            for part in parts:
                source = root / part
                if source.is_dir():
                    shutil.copytree(source, building / part, symlinks=True)
                else:
                    (building / part).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(source, building / part)
            building.chmod(0o755)
            with contextlib.suppress(
                FileExistsError, OSError
            ):  # another process may have finished the same copy first
                building.rename(target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    copied = target / program
    if not _runs(copied, account=account):
        raise OpsError(f"{account.name} cannot execute {copied}; is the file system mounted noexec?")
    return copied


def _runs(program: Path, *, account: Account) -> bool:
    try:
        done = subprocess.run(
            [program, "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            check=False,
            capture_output=True,
        )
    except PermissionError:
        return False
    return done.returncode == 0
