"""One piece in the foreground: `run_piece()`, `run_manage()` become the process itself; `serve()` runs an
embedded server.

Pieces started in several terminals find each other by the ports the state directory remembers.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from vantrexia_ops.dev import interrupts
from vantrexia_ops.dev.environment import Addresses, build_environment, uses_own_postgres, uses_own_valkey
from vantrexia_ops.dev.keys import load_keys
from vantrexia_ops.dev.layout import Layout, find_checkout, find_layout
from vantrexia_ops.dev.pieces import list_pieces, make_simulator
from vantrexia_ops.dev.ports import is_free
from vantrexia_ops.dev.screen import Screen
from vantrexia_ops.dev.servers import Servers
from vantrexia_ops.errors import OpsError

STREAM_PORT = 8001


def run_piece(*, name: str, port: int, stream_port: int | None) -> NoReturn:
    """Become process `name`, with the environment the demo would give it."""
    layout, checkout = find_layout(), find_checkout()
    addresses = find_addresses(layout, port=port, stream_port=stream_port)
    env = make_environment(layout, addresses, checkout)
    pieces = {
        piece.name: piece for piece in list_pieces(layout=layout, addresses=addresses, checkout=checkout)
    }
    if name == "sim" and not layout.credentials.exists():
        raise OpsError("There are no demo homes yet.", hint="Run `make demo` once.")
    piece = pieces.get(name) or make_simulator(layout=layout, addresses=addresses, checkout=checkout)
    os.chdir(piece.cwd)
    _become(piece.argv, {**env, **piece.env})


def run_manage(*, arguments: Sequence[str]) -> NoReturn:
    """Become `manage.py` with `arguments`."""
    layout, checkout = find_layout(), find_checkout()
    addresses = find_addresses(layout, port=int(os.environ.get("PORT") or 8000), stream_port=None)
    env = make_environment(layout, addresses, checkout)
    os.chdir(checkout / "backend")
    _become((sys.executable, "manage.py", *arguments), env)


def serve(title: str, start: Callable[[Servers], None]) -> None:
    """Start one embedded server and keep it running until Ctrl-C."""
    screen = Screen()
    layout = find_layout()
    servers = Servers(layout)
    try:
        interrupts.install()
        layout.create()
        load_keys(layout.keys)
        try:
            start(servers)
            running = servers.postgres or servers.valkey
            if running is None:
                raise OpsError(f"{title} runs elsewhere: the environment names its address.")
            screen.say(f"{title} listens on 127.0.0.1:{running.port}. Stop it with Ctrl-C.")
            while running.is_running:
                time.sleep(0.3)
            raise OpsError(f"{title} stopped by itself.", hint=f"Its log is {running.log_path}.")
        finally:
            interrupts.silence()
            servers.stop()
    except KeyboardInterrupt:
        interrupts.silence()
        screen.say(f"{title} stopped.")


def find_addresses(layout: Layout, *, port: int, stream_port: int | None) -> Addresses:
    """Ports of the servers that run now; OpsError when one does not."""
    found: dict[str, int | None] = {}
    for name, title, is_own in (
        ("postgres", "PostgreSQL", uses_own_postgres()),
        ("valkey", "Valkey", uses_own_valkey()),
    ):
        known = layout.find_port(name) if is_own else None
        if is_own and (known is None or is_free(known)):
            raise OpsError(
                f"{title} is not running.", hint=f"Start it with `vantrexia dev {name}` in another terminal."
            )
        found[name] = known
    return Addresses(
        web=port, stream=stream_port or STREAM_PORT, postgres=found["postgres"], valkey=found["valkey"]
    )


def make_environment(layout: Layout, addresses: Addresses, checkout: Path) -> dict[str, str]:
    keys = load_keys(layout.keys)
    return build_environment(layout=layout, keys=keys, addresses=addresses, checkout=checkout)


def _become(argv: Sequence[str], env: dict[str, str]) -> NoReturn:
    sys.stdout.flush()
    os.execve(argv[0], list(argv), env)  # noqa: S606 argv lists only
