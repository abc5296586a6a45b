"""PostgreSQL and Valkey of the demo: `Servers.start()` and `stop()`, on the same ports every time.

Either is left out when the caller's environment names one that runs elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

from vantrexia_ops.dev import interrupts
from vantrexia_ops.dev.environment import DATABASE, Addresses, uses_own_postgres, uses_own_valkey
from vantrexia_ops.dev.layout import Layout
from vantrexia_ops.dev.postgres import EmbeddedPostgres
from vantrexia_ops.dev.supervisor import Supervisor
from vantrexia_ops.dev.valkey import EmbeddedValkey


class Servers:
    """The embedded servers of one state directory."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.postgres: EmbeddedPostgres | None = None
        self.valkey: EmbeddedValkey | None = None

    def start_postgres(self) -> None:
        """Start PostgreSQL with the database in it, unless DATABASE_URL names another."""
        if not uses_own_postgres():
            return
        with interrupts.held():
            self.postgres = EmbeddedPostgres(self._layout.postgres, port=self._layout.keep_port("postgres"))
        self.postgres.start()
        if self._layout.seeding.exists() and not self._layout.credentials.exists():
            # Practices whose passwords and keys were never told are of no use to anybody.
            self.postgres.drop_database(DATABASE)
            self._layout.prepared.unlink(missing_ok=True)
            self._layout.history.unlink(missing_ok=True)
            self._layout.past.unlink(missing_ok=True)
        if not self.postgres.has_database(DATABASE):
            self.postgres.create_database(DATABASE)

    def start_valkey(self) -> None:
        """Start Valkey, keeping what it holds across restarts, unless REDIS_URL names another."""
        if not uses_own_valkey():
            return
        with interrupts.held():
            self.valkey = EmbeddedValkey(
                self._layout.valkey, port=self._layout.keep_port("valkey"), appendonly=True
            )
        self.valkey.start()

    def complete(self, addresses: Addresses) -> Addresses:
        """`addresses` with the ports of the servers that run here."""
        return replace(
            addresses,
            postgres=self.postgres.port if self.postgres is not None else None,
            valkey=self.valkey.port if self.valkey is not None else None,
        )

    def hand_to(self, supervisor: Supervisor) -> None:
        """Have the servers started again when they die; stopping them stays with `stop()`."""
        if self.postgres is not None:
            supervisor.adopt("PostgreSQL", self.postgres)
        if self.valkey is not None:
            supervisor.adopt("Valkey", self.valkey)

    def stop(self) -> None:
        """Stop both, the database last."""
        if self.valkey is not None:
            self.valkey.stop()
        if self.postgres is not None:
            self.postgres.stop()
