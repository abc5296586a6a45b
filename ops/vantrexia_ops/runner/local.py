"""Programs of this host, without a shell, in an environment of our own choosing.

A variable of the caller (an exported TAG, say) must never decide what Compose starts, so programs get a short list of names only.
Children are told to end when the tool dies: two hands on one container are worse than none.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping

from vantrexia_ops.commands import Command
from vantrexia_ops.errors import OpsError
from vantrexia_ops.runner.protocol import CommandTimeout, Said, judge

PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "DOCKER_HOST",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "SSH_AUTH_SOCK",
)
GRACE_SECONDS = 10
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class LocalRunner:
    """Runs commands on this host. `guard` is called before each one that changes something, and may raise."""

    def __init__(
        self,
        *,
        guard: Callable[[], None] | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._guard = guard
        self._environment = {name: environment[name] for name in PASSED_ON if name in environment}

    def run(self, command: Command, *, check: bool = True) -> Said:
        if command.changes and self._guard is not None:
            self._guard()
        process = self._start(command, stderr=subprocess.PIPE)
        stdin = command.stdin.reveal() if command.stdin else None
        try:
            out, err = process.communicate(stdin, timeout=command.timeout_seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise CommandTimeout(command) from None
        except BaseException:
            _end(process)
            raise
        return judge(command, Said(code=process.returncode, out=out, err=err), check=check)

    def follow(self, command: Command, *, on_line: Callable[[str], None]) -> int:
        if command.changes and self._guard is not None:
            self._guard()
        process = self._start(command, stderr=subprocess.STDOUT)
        timer = threading.Timer(command.timeout_seconds, _end, args=(process,))
        timer.daemon = True
        timer.start()
        try:
            if process.stdin is not None:
                process.stdin.write(command.stdin.reveal() if command.stdin else "")
                process.stdin.close()
            for line in process.stdout or ():
                on_line(line.rstrip("\n"))
            return process.wait()
        except BaseException:
            _end(process)
            raise
        finally:
            timer.cancel()

    def _start(self, command: Command, *, stderr: int) -> subprocess.Popen[str]:
        stdin = subprocess.PIPE if command.stdin else None if command.reads_caller else subprocess.DEVNULL
        try:
            return subprocess.Popen(
                command.argv,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**self._environment, **command.environment},
                text=True,
                errors="replace",
                # A group of its own: Ctrl-C reaches us, and we decide what happens to the program.
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        except FileNotFoundError as error:
            raise OpsError(
                f"{command.argv[0]} is not installed on this host",
                hint="docs/deploying/host.md lists what a host needs.",
            ) from error
        except OSError as error:
            raise OpsError(
                f"{command.argv[0]} cannot be started: {error.strerror}",
                hint="It must be a program this user may run; a script begins with #! and its interpreter.",
            ) from error


def _end_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: subprocess.Popen[str]) -> None:
    """SIGTERM to the program and its children, SIGKILL when that does not help."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            return
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
