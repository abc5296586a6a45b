"""Where things are: `Layout` names every path of the demo's state directory, `find_checkout()` the source
tree.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vantrexia_ops.dev import places
from vantrexia_ops.dev.ports import find_free_port, is_free
from vantrexia_ops.errors import OpsError


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths below the state directory."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Heartbeat files and other things that mean nothing after a stop."""
        return self.root / "run"

    @property
    def audit(self) -> Path:
        """Exported audit roots."""
        return self.root / "audit"

    @property
    def keys(self) -> Path:
        return self.root / "keys.json"

    @property
    def credentials(self) -> Path:
        """What `manage.py seed_demo` wrote: logins, gateway connections and homes."""
        return self.root / "credentials.json"

    @property
    def prepared(self) -> Path:
        """Fingerprint of the server code that last migrated and seeded this database."""
        return self.root / "prepared.json"

    @property
    def history(self) -> Path:
        """There once the homes have lived the days before the first start."""
        return self.root / "history"

    @property
    def past(self) -> Path:
        """What the homes sent in those days, while it is being lived."""
        return self.root / "past.jsonl"

    @property
    def clearinghouse(self) -> Path:
        """`claims/` sent and `answers/` of the practice clearinghouse, and the scenario it decides by."""
        return self.root / "clearinghouse"

    @property
    def seeding(self) -> Path:
        """There while demo data are being written; what an interruption left half-made is told by it."""
        return self.root / "seeding"

    def create(self) -> None:
        """Make the directories; raises OpsError when the place cannot be used."""
        account = places.find_account()
        places.prepare_dir(self.root, account=account)
        for directory in (self.logs, self.run, self.audit):
            places.prepare_dir(directory, account=None)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the state directory: one launcher at a time."""
        busy = (
            f"The demo is already running in {self.root}. Stop it with Ctrl-C in its terminal, "
            "or choose another place with VANTREXIA_DEMO_DIR=/path."
        )
        with places.take_lock(self.root / "lock", busy=busy):
            yield

    def find_port(self, name: str) -> int | None:
        """The port that server `name` was last given here."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return int(json.loads((self.root / "ports.json").read_text(encoding="utf-8"))[name])
        return None

    def keep_port(self, name: str) -> int:
        """The same port as last time for server `name`, or a new one when that is taken; remembered."""
        port = self.find_port(name)
        if port is None or not is_free(port):
            port = find_free_port()
        ports = {other: self.find_port(other) for other in ("postgres", "valkey")}
        ports[name] = port
        places.write_private(self.root / "ports.json", json.dumps(ports))
        return port


def find_layout() -> Layout:
    """The layout below `places.state_dir()`."""
    return Layout(root=places.state_dir())


def find_checkout() -> Path:
    """Root of the source tree this tool was installed from; OpsError when it is not run from one."""
    root = Path(__file__).resolve().parents[3]
    if not (root / "backend" / "manage.py").is_file():
        raise OpsError(
            "`vantrexia dev` works in a checkout of the source only.", hint="Start it with `make demo`."
        )
    return root
