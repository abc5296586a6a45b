"""Starting and stopping one child process so that it can never outlive us by accident.

`spawn()` starts it in a session of its own (Ctrl-C in the terminal reaches only the launcher, which then
stops its children in order) and, on Linux, has the kernel signal it when the launcher dies, however it dies.
`stop()` asks, waits, then insists. `kill_tree()` is `kill -9` of a process and everything below it, for
failure tests.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from vantrexia_ops.dev import interrupts
from vantrexia_ops.dev.places import Account

PR_SET_PDEATHSIG = 1


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path | IO[bytes] | None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `argv`; its output is appended to `log` (None: ours). `death_signal` is what it gets when we die
    first.
    """
    if isinstance(log, Path):
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            return spawn(argv, log=stream, env=env, cwd=cwd, account=account, death_signal=death_signal)
    return subprocess.Popen(
        [os.fspath(part) for part in argv],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log is not None else None,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_tie_to_parent(death_signal),
    )


def run(
    argv: Sequence[str | Path],
    *,
    log: Path | IO[bytes] | None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    account: Account | None = None,
) -> int:
    """Start `argv` and wait for its exit status; when we are interrupted, it is stopped first."""
    child: subprocess.Popen[bytes] | None = None
    try:
        with interrupts.held():
            child = spawn(argv, log=log, env=env, cwd=cwd, account=account)
        return child.wait()
    except BaseException:
        if child is not None:
            stop(child)
        raise


def _tie_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    # The kernel ties the child to the *thread* that started it: only the main one, which lives longest, may.
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(1)

    return tie


def stop(
    process: subprocess.Popen[bytes],
    *,
    first: signal.Signals = signal.SIGTERM,
    patience_seconds: float = 10.0,
) -> int:
    """Ask `process` to end with `first`, wait, then kill it and what it left. Returns its exit status."""
    below = _list_below(process.pid)
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(first)
        try:
            process.wait(timeout=patience_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    status = process.wait()
    _, alive = psutil.wait_procs(below, timeout=1.0 if below else 0.0)
    for orphan in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.kill()
    psutil.wait_procs(alive, timeout=1.0)
    return status


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` of `process` first and then of all its descendants, without giving any of them a chance to
    tidy up.
    """
    below = _list_below(process.pid)
    process.kill()
    for child in below:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    process.wait()
    psutil.wait_procs(below, timeout=5.0)


def _list_below(pid: int) -> list[psutil.Process]:
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []
