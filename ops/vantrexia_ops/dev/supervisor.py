"""Keeps processes alive: `Supervisor.start()`, `tend()` in a loop, `stop_all()` at the end.

A process that ends is started again after 1, 2, 4 … 30 seconds, and every time one line says so. One that
cannot stay up while the whole is still starting is a reason to give up, with the last line it wrote.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vantrexia_ops.dev import interrupts, process
from vantrexia_ops.dev.pieces import Piece
from vantrexia_ops.errors import OpsError

LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A process that lived this long has its back-off forgiven."""
TRIES_WHILE_STARTING = 3
TRIES_OF_A_SERVER = 6


class Server(Protocol):
    """What `tend()` needs of EmbeddedPostgres and EmbeddedValkey."""

    @property
    def is_running(self) -> bool: ...
    @property
    def log_path(self) -> Path: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(slots=True)
class _Child:
    piece: Piece
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = 0.0


@dataclass(slots=True)
class _Kept:
    name: str
    server: Server
    failures: int = 0
    due_at: float = 0.0


class Supervisor:
    """Children of one launcher. `say` gets one line whenever something had to be started again; a process
    that does not end within `patience_seconds` of being asked is killed.
    """

    def __init__(self, *, logs: Path, say: Callable[[str], None], patience_seconds: float = 12.0) -> None:
        self._patience = patience_seconds
        self._logs = logs
        self._env: Mapping[str, str] = {}
        self._say = say
        self._children: list[_Child] = []
        self._servers: dict[str, _Kept] = {}
        self._starting = True

    def log_of(self, name: str) -> Path:
        """File that collects what process `name` prints."""
        return self._logs / f"{name}.log"

    def set_environment(self, env: Mapping[str, str]) -> None:
        """Environment of the processes started from now on."""
        self._env = env

    def adopt(self, name: str, server: Server) -> None:
        """Tend a database or cache server beside the pieces: when it dies it is started again on its port."""
        self._servers[name] = _Kept(name=name, server=server)

    def start(self, piece: Piece) -> None:
        """Start `piece` and tend it from now on."""
        child = _Child(piece=piece)
        self._children.append(child)
        self._launch(child)

    def is_running(self, name: str) -> bool:
        """True while process `name` lives."""
        return any(
            c.piece.name == name and c.process is not None and c.process.poll() is None
            for c in self._children
        )

    def everything_is_up(self) -> None:
        """From now on a process that cannot stay up is retried for ever instead of ending the launcher."""
        self._starting = False

    def tend(self) -> None:
        """One round: note what ended, start again what is due. Call it a few times a second."""
        interrupts.check()
        for kept in self._servers.values():
            if not kept.server.is_running and time.monotonic() >= kept.due_at:
                self._start_again(kept)
        for child in self._children:
            if child.process is None:
                if time.monotonic() >= child.due_at:
                    self._launch(child)
            elif (status := child.process.poll()) is not None:
                self._note_end(child, status)

    def stop_all(self) -> None:
        """Ask every process to end, all at once, then wait for each. The servers are not stopped here."""
        running = [c for c in self._children if c.process is not None]
        for child in running:
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(child.piece.stop_signal)
        for child in reversed(running):
            if child.process is not None:
                # Asked already above; a second SIGTERM would turn a warm shutdown into a cold one.
                process.stop(
                    child.process, first=signal.Signals(signal.SIGCONT), patience_seconds=self._patience
                )
        self._children.clear()
        self._servers.clear()

    def _start_again(self, kept: _Kept) -> None:
        """A server that was killed may need a moment until the kernel has cleared what it held."""
        self._say(f"{kept.name} stopped; starting it again. Log: {kept.server.log_path}")
        try:
            kept.server.start()
            kept.failures = 0
        except OpsError as error:
            kept.failures += 1
            if kept.failures >= TRIES_OF_A_SERVER:
                raise
            kept.due_at = time.monotonic() + 2.0 ** (kept.failures - 1)
            self._say(error.line)

    def _launch(self, child: _Child) -> None:
        with interrupts.held():
            child.process = process.spawn(
                child.piece.argv,
                log=self.log_of(child.piece.name),
                env={**self._env, **child.piece.env},
                cwd=child.piece.cwd,
                death_signal=child.piece.stop_signal,
            )
            child.started_at = time.monotonic()

    def _note_end(self, child: _Child, status: int) -> None:
        now = time.monotonic()
        if now - child.started_at > STEADY_SECONDS:
            child.failures = 0
        child.failures += 1
        child.process = None
        log = self.log_of(child.piece.name)
        how = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit {status}"
        if self._starting and child.failures >= TRIES_WHILE_STARTING:
            raise OpsError(
                f"The {child.piece.title} does not start ({how}): {last_words(log)}",
                hint=f"Its log is {log}.",
            )
        pause = min(2.0 ** (child.failures - 1), LONGEST_PAUSE_SECONDS)
        child.due_at = now + pause
        self._say(f"The {child.piece.title} stopped ({how}); starting it again in {pause:.0f} s. Log: {log}")


def last_words(log: Path) -> str:
    """The last line of a log that is not empty, shortened."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "it left no message."
    told = next((line.strip() for line in reversed(lines) if line.strip()), "it left no message.")
    return told[:300]
