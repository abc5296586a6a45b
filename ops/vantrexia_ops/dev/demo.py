"""The story of `make demo`: `run_demo()` starts everything, proves that it works, says where to look, and
stops it again.

`reset_demo()` forgets the data. Ctrl-C at any moment stops what was started and ends with one line.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.panel import Panel

from vantrexia_ops.dev import interrupts, places, process
from vantrexia_ops.dev.environment import Addresses, build_environment
from vantrexia_ops.dev.keys import load_keys
from vantrexia_ops.dev.layout import Layout, find_checkout, find_layout
from vantrexia_ops.dev.pieces import list_pieces, make_simulator
from vantrexia_ops.dev.ports import find_free_port, hold_ports, is_free, require_free_port
from vantrexia_ops.dev.prepare import Preparation
from vantrexia_ops.dev.proof import Login, read_logins, wait_for_reading, wait_until_up
from vantrexia_ops.dev.screen import Screen
from vantrexia_ops.dev.servers import Servers
from vantrexia_ops.dev.supervisor import Supervisor
from vantrexia_ops.errors import Interrupted, OpsError

STREAM_PORT = 8001
HISTORY_DAYS = 14
LEAST_FREE_MEGABYTES = 300
# What a demo leaves between two starts, and `make demo-reset` forgets.
KEPT_DIRECTORIES = ("postgres", "valkey", "logs", "run", "audit", "binaries", "clearinghouse")
KEPT_FILES = (
    "keys.json", "credentials.json", "credentials.new", "prepared.json", "ports.json", "history", "past.jsonl", "past.new",
)  # fmt: skip


def run_demo(
    *, port: int, stream_port: int | None, command: Sequence[str] = (), is_fresh: bool = False
) -> int:
    """Everything, until Ctrl-C or, with a `command`, until that has ended; returns its exit status, else 0.

    The command finds the address in VANTREXIA_URL and the logins in the file VANTREXIA_CREDENTIALS names.
    With `is_fresh` the demo lives in a temporary directory and leaves nothing but the logs of a failure.
    Raises OpsError with one line for whatever stands in the way, Interrupted after a Ctrl-C before everything
    was up.
    """
    screen = Screen()
    layout = Layout(root=places.make_scratch_dir()) if is_fresh else find_layout()
    is_up = False
    try:
        interrupts.install()
        layout.create()
        with layout.locked():
            servers = Servers(layout)
            supervisor = Supervisor(logs=layout.logs, say=screen.warn)
            try:
                addresses = _choose_addresses(port=port, stream_port=stream_port, layout=layout)
                logins = _bring_up(
                    layout=layout, servers=servers, supervisor=supervisor, addresses=addresses, screen=screen
                )
                is_up = True
                if command:
                    status = _run_beside(command, layout=layout, addresses=addresses, supervisor=supervisor)
                    if status and is_fresh:
                        screen.say(f"The logs are kept in {_keep_logs(layout)}.")
                    return status
                _show(screen, layout=layout, addresses=addresses, logins=logins)
                while True:
                    supervisor.tend()
                    time.sleep(0.3)
            finally:
                interrupts.silence()
                _stop(supervisor, servers, screen)
    except KeyboardInterrupt:
        interrupts.silence()
        kept = f"The data stay in {layout.root}: `make demo` goes on, `make demo-reset` forgets them."
        text = "Stopped." if is_fresh else f"Stopped. {kept}"
        # make dies of the same Ctrl-C by itself; an error of ours would only make it print a second line.
        if not command and (is_up or "MAKELEVEL" in os.environ):
            screen.say(text)
            return 0
        raise Interrupted(text) from None
    except OpsError as error:
        if not is_fresh:
            raise
        raise OpsError(error.message, hint=f"The logs are kept in {_keep_logs(layout)}.") from error
    finally:
        if is_fresh:
            shutil.rmtree(layout.root, ignore_errors=True)


def reset_demo() -> None:
    """Delete the demo's data and keys. OpsError while a demo is running on them."""
    layout = find_layout()
    screen = Screen()
    held = [name for name in (*KEPT_DIRECTORIES, *KEPT_FILES) if (layout.root / name).exists()]
    if not held:
        screen.say(f"There is nothing to forget in {layout.root}.")
        return
    if not (layout.root / "lock").exists():
        raise OpsError(f"{layout.root} holds no demo, so nothing in it is deleted.")
    with layout.locked():
        for server in (layout.postgres, layout.valkey):
            if server.exists():
                places.take_lock(
                    server / "lock", busy=f"A server is still running in {server}; stop it first."
                ).close()
        for name in KEPT_DIRECTORIES:
            if (layout.root / name).exists():
                shutil.rmtree(layout.root / name)
        for name in KEPT_FILES:
            (layout.root / name).unlink(missing_ok=True)
    screen.say(f"Forgotten: the demo's data and keys in {layout.root} are deleted.")


def _choose_addresses(*, port: int, stream_port: int | None, layout: Layout) -> Addresses:
    """Check the web port, choose the others, and refuse a full disk before anything is written to it."""
    free = shutil.disk_usage(layout.root).free // (1024 * 1024)
    if free < LEAST_FREE_MEGABYTES:
        raise OpsError(
            f"The disk is full: {layout.root} has {free} MB free, {LEAST_FREE_MEGABYTES} MB are needed."
        )
    port = require_free_port(port, what="the web server", setting="PORT") if port else find_free_port()
    if stream_port is not None:
        require_free_port(stream_port, what="live updates", setting="STREAM_PORT")
    else:
        stream_port = STREAM_PORT if port != STREAM_PORT and is_free(STREAM_PORT) else find_free_port()
    return Addresses(web=port, stream=stream_port, postgres=None, valkey=None)


def _bring_up(
    *, layout: Layout, servers: Servers, supervisor: Supervisor, addresses: Addresses, screen: Screen
) -> tuple[Login, ...]:
    checkout = find_checkout()
    keys = load_keys(layout.keys)
    # Preparing takes a minute the first time; whoever comes along meanwhile finds the ports taken.
    with hold_ports(addresses.web, addresses.stream):
        with screen.step("PostgreSQL"):
            servers.start_postgres()
        with screen.step("Valkey"):
            servers.start_valkey()
        addresses = servers.complete(addresses)
        env = build_environment(layout=layout, keys=keys, addresses=addresses, checkout=checkout)
        preparation = Preparation(layout=layout, checkout=checkout, env=env, screen=screen)
        preparation.run()
        if not layout.history.exists():
            with screen.step(f"{HISTORY_DAYS} days of readings from the homes, and what the staff did"):
                preparation.live_history(days=HISTORY_DAYS)
    supervisor.set_environment(env)
    servers.hand_to(supervisor)
    with screen.step("Web server, live updates, worker, scheduler"):
        for piece in list_pieces(layout=layout, addresses=addresses, checkout=checkout):
            supervisor.start(piece)
        wait_until_up(app_url=addresses.app_url, tend=supervisor.tend)
    logins = read_logins(layout.credentials)
    with screen.step("A first reading, from a home to the worklist"):
        since = datetime.now(UTC) - timedelta(seconds=1)
        supervisor.start(make_simulator(layout=layout, addresses=addresses, checkout=checkout))
        wait_for_reading(
            app_url=addresses.app_url, login=_choose_reader(logins), since=since, tend=supervisor.tend
        )
    supervisor.everything_is_up()
    return logins


def _run_beside(
    command: Sequence[str], *, layout: Layout, addresses: Addresses, supervisor: Supervisor
) -> int:
    """Run `command` while everything else is kept alive; its exit status."""
    env = {**os.environ, "VANTREXIA_URL": addresses.app_url, "VANTREXIA_CREDENTIALS": str(layout.credentials)}
    child: subprocess.Popen[bytes] | None = None
    try:
        with interrupts.held():
            child = process.spawn(command, log=None, env=env, cwd=Path.cwd())
        while (status := child.poll()) is None:
            supervisor.tend()
            time.sleep(0.3)
        return status
    finally:
        if child is not None:
            process.stop(child)


def _keep_logs(layout: Layout) -> Path:
    """Copy the logs of a run that failed to where its directory's removal does not reach."""
    kept = find_checkout() / "build" / "demo-logs"
    shutil.rmtree(kept, ignore_errors=True)
    if layout.logs.exists():
        shutil.copytree(layout.logs, kept)
    for server, log in (("postgres", "postgres.log"), ("valkey", "valkey.log")):
        with contextlib.suppress(OSError):
            shutil.copy2(layout.root / server / log, kept)
    return kept


def _choose_reader(logins: tuple[Login, ...]) -> Login:
    """Somebody of the first practice who sees the worklist and signs in by password alone."""
    practice = logins[0].practice if logins else ""
    for login in logins:
        if login.role in ("nurse", "provider") and login.practice == practice and not login.totp_secret:
            return login
    raise OpsError("The demo practice has no nurse.", hint="Start over with `make demo-reset`.")


def _show(screen: Screen, *, layout: Layout, addresses: Addresses, logins: tuple[Login, ...]) -> None:
    """The address, the logins and what to look at: lines of less than 80 columns, a login whole in one."""
    screen.show(Panel.fit(f"[bold]{addresses.app_url}[/bold]", title="Vantrexia is running"))
    widths = [max(len(getattr(login, name)) for login in logins) for name in ("role", "email")]
    for practice in dict.fromkeys(login.practice for login in logins):
        screen.say(practice)
        for login in (one for one in logins if one.practice == practice):
            row = "  ".join(
                cell.ljust(width) for cell, width in zip((login.role, login.email), widths, strict=True)
            )
            note = " (+ one-time code)" if login.totp_secret else ""
            screen.say(f"  {row}  {login.password}{note}")
    for line in (
        "What to look at:",
        "  As the nurse: the worklist. Within a minute of this line MRN-00001 is red",
        "  and on top; open the patient, claim the alert, comment, resolve it.",
        "  As the clinical_manager: quarantine, thresholds, audit. As the admin: users,",
        "  roles, connections. The nurse of the other practice sees nothing of these.",
        f"API    {addresses.app_url}/api/v1/schema/",
        f"Health {addresses.app_url}/health/",
        f"Logs: {layout.logs}. Stop with Ctrl-C.",
    ):
        screen.say(line)


def _stop(supervisor: Supervisor, servers: Servers, screen: Screen) -> None:
    with screen.console.status("Stopping …"):
        try:
            supervisor.stop_all()
        finally:
            servers.stop()
