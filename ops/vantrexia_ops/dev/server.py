"""What the embedded servers have in common: one folder, one lock, one process on a port of 127.0.0.1."""

from __future__ import annotations

import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, ClassVar, Self

from vantrexia_ops.dev import interrupts, places, process
from vantrexia_ops.dev.ports import find_free_port, is_free
from vantrexia_ops.errors import OpsError


class EmbeddedServer(ABC):
    """A server out of a wheel, run in `data_dir`, which may be used again after a stop or a crash.

    `port=None` picks a free one at every start.
    """

    title: ClassVar[str]
    log_name: ClassVar[str]
    end_signal: ClassVar[signal.Signals]
    end_patience_seconds: ClassVar[float]

    def __init__(self, data_dir: Path, *, port: int | None = None) -> None:
        self.data_dir = Path(data_dir)
        self._wanted_port = port
        self._account = places.find_account()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[bytes] | None = None
        self._port: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self.stop()

    @property
    def log_path(self) -> Path:
        """The server's own log."""
        return self.data_dir / self.log_name

    @property
    def pid(self) -> int:
        """Process id; OpsError when it does not run."""
        return self._get_process().pid

    @property
    def port(self) -> int:
        """Port it listens on; OpsError when it does not run."""
        if self._port is None:
            raise OpsError(f"{self.title} has not been started.")
        return self._port

    @property
    def is_running(self) -> bool:
        """True while the server lives."""
        return self._process is not None and self._process.poll() is None

    def start(self, *, patience_seconds: float = 60.0) -> None:
        """Start the server and wait until it answers. Does nothing when it already runs. Raises OpsError."""
        if self.is_running:
            return
        self._forget()  # what a server that died by itself left behind
        places.prepare_dir(self.data_dir, account=self._account)
        busy = f"Another launcher is already running {self.title} in {self.data_dir}."
        self._lock = places.take_lock(self.data_dir / "lock", busy=busy)
        try:
            self._prepare()
            self._port = self._wanted_port or find_free_port()
            argv = self._command(self._port)
            with interrupts.held():  # Ctrl-C between birth and note would leave a process nobody knows
                self._process = self._spawn(argv)
            self._wait_until_ready(patience_seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut down, with what is to be kept consistent on disk. Does nothing when it does not run."""
        if self._process is not None:
            process.stop(self._process, first=self.end_signal, patience_seconds=self.end_patience_seconds)
        self._forget()

    def kill9(self) -> None:
        """`kill -9` it and all below it, as a power cut would; `start()` then recovers. For failure tests."""
        process.kill_tree(self._get_process())
        self._forget()

    @abstractmethod
    def _prepare(self) -> None:
        """Make what the server needs in its folder."""

    @abstractmethod
    def _command(self, port: int) -> list[str | Path]:
        """Program and arguments."""

    @abstractmethod
    def _spawn(self, argv: list[str | Path]) -> subprocess.Popen[bytes]:
        """Start the process."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether it answers now."""

    @abstractmethod
    def _last_complaint(self) -> str:
        """The line of its log that says what went wrong."""

    def _get_process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise OpsError(f"{self.title} has not been started.")
        return self._process

    def _forget(self) -> None:
        self._process = None
        self._port = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _wait_until_ready(self, patience_seconds: float) -> None:
        deadline = time.monotonic() + patience_seconds
        hint = f"Its log is {self.log_path}."
        while time.monotonic() < deadline:
            if not self.is_running:
                if not is_free(self.port):
                    raise OpsError(f"Port {self.port} for {self.title} is taken by another program.")
                raise OpsError(f"{self.title} did not start: {self._last_complaint()}", hint=hint)
            if self._answers():
                return
            time.sleep(0.05)
        raise OpsError(f"{self.title} did not answer within {patience_seconds:.0f} s.", hint=hint)

    def _read_log(self) -> list[str]:
        if not self.log_path.exists():
            return []
        return self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()
