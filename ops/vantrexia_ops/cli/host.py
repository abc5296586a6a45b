"""`vantrexia status`, `history`, `lock`, `maintenance`, `doctor`, `app`, `config`: looking after a host."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import click

from vantrexia_ops.cli.ground import LOCK_WAIT, end_like_ctrl_c_on_termination, make_readable, with_ground
from vantrexia_ops.config.documentation import read_documentation_text
from vantrexia_ops.errors import ConfigurationError
from vantrexia_ops.flows.application import STANDARD_INPUT, run_in_application
from vantrexia_ops.flows.doctor import examine
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.locking import lock_host, unlock_host
from vantrexia_ops.flows.maintenance import apply_proxy, replace_edge, set_maintenance
from vantrexia_ops.flows.rotation import RUNBOOK
from vantrexia_ops.flows.status import read_status
from vantrexia_ops.journal import Deploy, list_deploys, measure_dora


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


@click.command(name="status")
@with_ground
def status(*, ground: Ground, as_json: bool) -> None:
    """What serves, what is kept, who deploys."""
    found = read_status(ground)
    if as_json:
        _print_json(found.as_json())
        return
    serving = f"release {found.release} as {found.colour}" if found.release else "nothing"
    click.echo(f"Serving: {serving}{' (maintenance)' if found.maintenance else ''}")
    click.echo(f"Good releases: {', '.join(found.good) or 'none'}")
    click.echo(f"Lease: {found.holder or 'free'}")
    click.echo(f"Secrets: {found.rotation.sentence}{f'; {RUNBOOK}' if found.rotation.due else ''}")
    if found.running:
        click.echo(f"Running: {found.running}")
    if found.unfinished:
        click.echo(f"Unfinished: {found.unfinished}; resume or abort it")
    for project, service, release, state in found.containers:
        click.echo(f"  {project:22} {service:14} {state:10} {release}")


@click.command(name="history")
@click.option("--count", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--steps", is_flag=True, help="With the time each step took.")
@click.option(
    "--dora",
    is_flag=True,
    help="The four figures of DORA instead: frequency, lead time, failures, time to restore.",
)
@click.option("--days", type=click.IntRange(min=1), default=30, show_default=True, help="Of --dora.")
@with_ground
def history(*, ground: Ground, as_json: bool, count: int, steps: bool, dora: bool, days: int) -> None:
    """Deploys and rollbacks of this host; the journal's chain is checked on the way."""
    if dora:
        show_dora(ground, as_json=as_json, days=days)
        return
    held = ground.leases.find_standing()
    is_running = held is not None and held.process is not None
    deploys = list_deploys(ground.journal.read())
    if not deploys and not as_json:
        click.echo("Nothing was deployed on this host yet.")
    for deploy in deploys[-count:]:
        if as_json:
            _print_json(_as_json(deploy))
            continue
        seconds = ((deploy.ended_at or ground.clock.now()) - deploy.started_at).total_seconds()
        outcome = deploy.outcome or ("running" if is_running else "UNFINISHED")
        click.echo(
            f"{deploy.started_at:%Y-%m-%d %H:%M:%S}  {deploy.kind:8} {deploy.release[:12]:12}  "
            f"{outcome:10} {seconds:6.0f} s  {deploy.who}"
        )
        if deploy.reason:
            click.echo(f"    {deploy.reason}")
        if steps:
            for step in deploy.steps.values():
                click.echo(f"    {step.name:12} {step.state:7} {step.millis / 1000:7.1f} s")


def show_dora(ground: Ground, *, as_json: bool, days: int) -> None:
    now = ground.clock.now()
    found = measure_dora(list_deploys(ground.journal.read()), since=now - timedelta(days=days), until=now)
    if as_json:
        _print_json(asdict(found))
        return

    def hours(seconds: float | None) -> str:
        return "nothing to count from" if seconds is None else f"{seconds / 3600:.1f} h"

    share = "nothing to count from" if found.failure_rate is None else f"{found.failure_rate:.0%}"
    click.echo(f"Deployment frequency   {found.per_day:.2f} a day ({found.deploys} in {days} days)")
    click.echo(f"Lead time for changes  {hours(found.lead_seconds)} (median)")
    click.echo(f"Change failure rate    {share}")
    click.echo(f"Time to restore        {hours(found.restore_seconds)} (median)")


def _as_json(deploy: Deploy) -> dict[str, Any]:
    return {
        "id": deploy.id, "kind": deploy.kind, "release": deploy.release, "who": deploy.who,
        "started_at": deploy.started_at.isoformat(),
        "ended_at": deploy.ended_at.isoformat() if deploy.ended_at else None,
        "outcome": deploy.outcome, "reason": deploy.reason,
        "images": dict(deploy.steps["images"].facts.get("images", {})) if "images" in deploy.steps else {},
        "steps": {step.name: {"state": step.state, "millis": step.millis} for step in deploy.steps.values()},
    }  # fmt: skip


@click.group(name="lock")
def lock() -> None:
    """Keep everybody from deploying, by hand."""


@lock.command(name="acquire")
@click.option("-m", "--message", required=True, help="Why; shown to whoever is kept out.")
@with_ground
def acquire(*, ground: Ground, as_json: bool, message: str) -> None:
    """Lock until released; deploys are refused with the message."""
    message = make_readable(message)
    record = lock_host(ground, why=message)
    _print_json({"number": record.number}) if as_json else click.echo(f"Locked by {record.who}: {message}")


@lock.command(name="release")
@click.option(
    "--force", is_flag=True, help="Also take the lease from a running deploy; it stops at its next change."
)
@with_ground
def release(*, ground: Ground, as_json: bool, force: bool) -> None:
    """End the lock."""
    ended = unlock_host(ground, force=force)
    _print_json({"released": ended is not None}) if as_json else click.echo(
        "Released." if ended else "Nothing was locked."
    )


@lock.command(name="status")
@with_ground
def lock_status(*, ground: Ground, as_json: bool) -> None:
    """Who holds the host."""
    held = ground.leases.find_standing()
    if as_json:
        _print_json({"who": held.who, "why": held.why, "since": held.since.isoformat()} if held else None)
    else:
        click.echo(f"{held.who} since {held.since:%Y-%m-%d %H:%M:%S} UTC: {held.why}" if held else "Free.")


@click.group(name="maintenance")
def maintenance() -> None:
    """Maintenance mode, and changes of the proxy itself."""


def _add_switch(name: str, *, on: bool, text: str) -> None:
    @maintenance.command(name=name, help=text)
    @LOCK_WAIT
    @with_ground
    def switch(*, ground: Ground, as_json: bool, lock_wait: int) -> None:
        changed = set_maintenance(ground, on=on, lock_wait_seconds=lock_wait)
        _print_json({"on": on, "changed": changed}) if as_json else click.echo(f"Maintenance is {name}.")


_add_switch("on", on=True, text="The API answers 503 with Retry-After; page and health are served.")
_add_switch("off", on=False, text="Everything is served again.")


@maintenance.command(name="proxy")
@LOCK_WAIT
@with_ground
def proxy(*, ground: Ground, as_json: bool, lock_wait: int) -> None:
    """Write the proxy's files from the configuration and reload; no request fails."""
    changed = apply_proxy(ground, lock_wait_seconds=lock_wait)
    _print_json({"changed": list(changed)}) if as_json else click.echo(
        f"Changed: {', '.join(changed) or 'nothing'}."
    )


@maintenance.command(name="edge")
@LOCK_WAIT
@with_ground
def edge(*, ground: Ground, as_json: bool, lock_wait: int) -> None:
    """Replace nginx by that of the serving release: connections are refused for a moment."""
    # Between the old one and the new one nothing serves: no moment to be gone because a connection was lost.
    end_like_ctrl_c_on_termination()
    replace_edge(ground, lock_wait_seconds=lock_wait)
    _print_json({"replaced": True}) if as_json else click.echo("Replaced.")


@click.command(name="doctor")
@with_ground
def doctor(*, ground: Ground, as_json: bool) -> None:
    """Look at everything a deploy relies on."""
    findings = examine(ground)
    for finding in findings:
        if as_json:
            _print_json(
                {
                    "name": finding.name,
                    "ok": finding.ok,
                    "warning": finding.is_warning,
                    "detail": finding.detail,
                    "hint": finding.hint,
                }
            )
        else:
            hint = f". {finding.hint}" if finding.hint else ""
            verdict = "WARN" if finding.is_warning else "ok  " if finding.ok else "ILL "
            click.echo(f"{verdict} {finding.name:12} {finding.detail}{hint}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@click.group(name="app")
def app() -> None:
    """The application of the release that serves."""


@app.command(name="run", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, required=True)
@with_ground
def app_run(*, ground: Ground, as_json: bool, words: tuple[str, ...]) -> None:
    """Run `manage.py WORDS` there: vantrexia app run -- showmigrations

    A word `-` is standard input: vantrexia app run -- import_patients --practice ID - < patients.csv
    """
    if STANDARD_INPUT in words and (sys.stdin is None or sys.stdin.isatty()):
        raise ConfigurationError(
            "`-` is standard input, and no file is given there",
            hint="For example: vantrexia app run -- import_patients --practice ID - < patients.csv",
        )
    sys.exit(run_in_application(ground, words=words, on_line=lambda line: click.echo(line)))


@click.command(name="config")
def config() -> None:
    """Print every option of the configuration file with its meaning and default."""
    click.echo(read_documentation_text())
