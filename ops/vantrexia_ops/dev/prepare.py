"""The database made ready: roles, tables, partitions, schedule, demo data; `Preparation.run()`. Then the demo's
past; `Preparation.live_history()`.

What changes only with the server's code is skipped while the code is the same as last time, because every
`manage.py` call costs a second or two; partitions are made once a day, because months pass without the code
changing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from vantrexia_ops.dev import places, process
from vantrexia_ops.dev.layout import Layout
from vantrexia_ops.dev.screen import Screen
from vantrexia_ops.dev.supervisor import last_words
from vantrexia_ops.errors import OpsError

SIMULATOR = (sys.executable, "-c", "from vantrexia_sim.cli import main; main()")
# Most claims are paid, these are not. Whoever plays another clearinghouse against the demo counts from 1.
SCENARIO = """\
first_number = 10001

[[rules]]
claim = "*3"
deny = "97"
remark = "N20"

[[rules]]
claim = "*6"
deny = "16"
remark = "M76"

[[rules]]
claim = "*9"
pay_percent = 50
"""


class Preparation:
    """Runs the management commands a fresh or an older database needs."""

    def __init__(self, *, layout: Layout, checkout: Path, env: Mapping[str, str], screen: Screen) -> None:
        self._layout = layout
        self._checkout = checkout
        self._env = env
        self._screen = screen

    def run(self) -> None:
        """Everything in order; interrupted anywhere, the next run does it again. Raises OpsError."""
        done = {"fingerprint": self._fingerprint(), "day": datetime.now(UTC).date().isoformat()}
        before = self._read_prepared()
        if before == done:
            return
        if before.get("fingerprint") == done["fingerprint"]:
            with self._screen.step("Partitions"):
                self.manage("ensure_partitions")
        else:
            self._prepare_for_new_code()
        places.write_private(self._layout.prepared, json.dumps(done))

    def _prepare_for_new_code(self) -> None:
        with self._screen.step("Database roles and tables"):
            if self._env.get("ADMIN_DATABASE_URL"):
                self.manage("create_roles")
            self.manage("migrate", "--verbosity", "0")
        with self._screen.step("Partitions and schedule"):
            self.manage("ensure_partitions")
            self.manage("sync_schedule")
        with self._screen.step("Demo practice"):
            self._seed()

    def live_history(self, *, days: int) -> None:
        """Let the demo's homes and staff live the days before today, each at its own hour; once.

        Broken off, the next run goes on with the same past: the file that tells it stays until it has been lived.
        """
        past = self._layout.past
        if not past.exists():
            writing = past.with_suffix(".new")
            argv = (
                *SIMULATOR, "history", str(writing), "--homes", str(self._layout.credentials), "--days", str(days),
            )  # fmt: skip
            log = self._layout.logs / "history.log"
            if process.run(argv, log=log, env=self._env, cwd=self._checkout) != 0:
                raise OpsError(
                    f"The homes have no past to tell: {last_words(log)}", hint=f"Its log is {log}."
                )
            writing.replace(past)
        house = self._layout.clearinghouse
        places.prepare_dir(house, account=None)
        places.write_private(house / "scenario.toml", SCENARIO)
        self.manage(
            "seed_history", "--file", str(past), "--clearinghouse", str(house),
            "--answer-with", shlex.join([*SIMULATOR, "clearinghouse"]),
        )  # fmt: skip
        places.write_private(self._layout.history, "lived\n")
        past.unlink()

    def manage(self, *arguments: str) -> None:
        """`manage.py` with `arguments`; OpsError with its last line when it fails."""
        with tempfile.TemporaryFile() as output:
            argv = [sys.executable, str(self._checkout / "backend" / "manage.py"), *arguments]
            status = process.run(argv, log=output, env=self._env, cwd=self._checkout / "backend")
            output.seek(0)
            printed = output.read()
        with open(self._layout.logs / "manage.log", "ab") as log:
            log.write(printed)
        if status != 0:
            lines = [line.strip() for line in printed.decode("utf-8", "replace").splitlines() if line.strip()]
            raise OpsError(
                f"manage.py {arguments[0]} failed: {lines[-1][:300] if lines else f'exit {status}'}",
                hint=f"Its log is {self._layout.logs / 'manage.log'}.",
            )

    def _seed(self) -> None:
        """The credentials appear under their name only when the seeding is complete."""
        building = self._layout.credentials.with_suffix(".new")
        known = self._layout.credentials
        # Passwords are told only once, so an earlier file is handed back.
        places.write_private(building, known.read_text(encoding="utf-8") if known.exists() else "")
        places.write_private(self._layout.seeding, "")
        self.manage("seed_demo", "--credentials-file", str(building))
        building.replace(known)
        self._layout.seeding.unlink()

    def _read_prepared(self) -> dict[str, str]:
        """What the last preparation was for; nothing when there was none or its logins are gone."""
        if not self._layout.credentials.exists():
            return {}
        try:
            return dict(json.loads(self._layout.prepared.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def _fingerprint(self) -> str:
        """SHA-256 over the server's code and the database's address."""
        digest = hashlib.sha256(os.environ.get("DATABASE_URL", "embedded").encode())
        backend = self._checkout / "backend"
        for path in sorted([*backend.rglob("*.py"), *backend.rglob("*.sql"), *backend.rglob("*.json")]):
            if "tests" not in path.relative_to(backend).parts:
                digest.update(str(path.relative_to(backend)).encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()
