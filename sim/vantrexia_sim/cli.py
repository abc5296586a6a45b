"""The `vantrexia-sim` command: `run` homes, write their `history`, `replay` a file of real readings, put `load` on a
server, play the `clearinghouse`.

Exit codes: 0 everything sent was accepted (also when ended by SIGINT or SIGTERM), 2 bad input, 3 no server at
the address, 4 some deliveries were refused or could not be delivered, 5 some rows of a replayed file were
bad.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from vantrexia_sim.errors import EXIT_BAD_ROWS, EXIT_NOT_ALL_DELIVERED, BadInput, SimulatorError
from vantrexia_sim.homesfile import read_homes_file
from vantrexia_sim.sender import Tally

_EPILOG = (
    "Exit codes: 0 all accepted (also after SIGINT or SIGTERM), 2 bad input, 3 no server at the address, "
    "4 some deliveries refused or not delivered, 5 some rows of a replayed file were bad."
)


@click.group(
    epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="vantrexia-sim")
def cli() -> None:
    """Homes that measure, for a Vantrexia server: signed deliveries in every gateway's real format."""


def _homes_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.option(
            "--homes", "homes_path", required=True, type=click.Path(path_type=Path), help="Homes file (JSON)."
        ),
        click.option("--base-url", help="Send here instead of the address in the homes file."),
        click.option("--seed", default=1, show_default=True, help="Same seed, same start: same deliveries."),
        click.option(
            "--wait",
            "wait_s",
            default=30.0,
            show_default=True,
            help="Seconds to wait for the server to listen.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@cli.command(epilog=_EPILOG)
@_homes_options
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), help="Readings per second, all homes in turn."
)
@click.option(
    "--acceleration",
    default=1.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="How much faster than the clock the homes live.",
)
@click.option(
    "--duration", type=click.FloatRange(min=0), help="Seconds of live readings; without it, until stopped."
)
@click.option(
    "--backfill-days",
    default=0,
    show_default=True,
    type=click.IntRange(0, 390),
    help="Days of history to send first.",
)
@click.option(
    "--array", default=500, show_default=True, type=click.IntRange(1, 5000), help="Readings per request."
)
@click.option("--gzip", "compress", is_flag=True, help="Compress request bodies.")
@click.option(
    "--concurrency", default=8, show_default=True, type=click.IntRange(1, 256), help="Requests at once."
)
@click.option("--start", help="Instant where history ends (ISO 8601 with offset); default now.")
@click.option(
    "--give-up-after",
    default=600.0,
    show_default=True,
    help="Seconds of retrying before a delivery counts as not delivered.",
)
@click.option(
    "--unknown-swaps",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Homes whose latest history comes from a device nobody registered.",
)
def run(
    homes_path: Path, base_url: str | None, start: str | None, duration: float | None, **options: Any
) -> None:
    """Let the homes live: history first, then live readings."""
    from vantrexia_sim.live import RunPlan, run_homes

    plan = RunPlan(
        homes=read_homes_file(path=homes_path, base_url=base_url),
        start=_read_instant(start),
        duration_s=duration,
        give_up_after_s=options.pop("give_up_after"),
        **options,
    )
    say = _make_reporter()
    _end_with(asyncio.run(run_homes(plan=plan, report=say)), say)


@cli.command()
@click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
@click.option(
    "--homes", "homes_path", required=True, type=click.Path(path_type=Path), help="Homes file (JSON)."
)
@click.option("--seed", default=1, show_default=True, help="Same seed, same start: same deliveries.")
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 390), help="Days of history.")
@click.option("--start", help="Instant where history ends (ISO 8601 with offset); default now.")
def history(path: Path, homes_path: Path, seed: int, days: int, start: str | None) -> None:
    """Write what the homes delivered in the days before the start, without sending it.

    One delivery per line with the hour it was sent, its headers and its body: what a server that founds a
    demonstration reads, so that the past happened in the past.
    """
    from vantrexia_sim.archive import write_history
    from vantrexia_sim.live import RunPlan

    homes = read_homes_file(path=homes_path, base_url=None)
    plan = RunPlan(homes=homes, start=_read_instant(start), seed=seed, backfill_days=days)
    _make_reporter()(f"{write_history(plan=plan, path=path)} deliveries of {days} days")


@cli.command(epilog=_EPILOG)
@_homes_options
@click.option(
    "--rate",
    default=0.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Requests per second; 0: as fast as the server answers.",
)
@click.option(
    "--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 86_400), help="How long."
)
@click.option("--connections", default=16, show_default=True, type=click.IntRange(1, 512), help="Kept alive.")
@click.option(
    "--array", default=1, show_default=True, type=click.IntRange(1, 5000), help="Readings per request."
)
@click.option("--requests", type=click.IntRange(min=1), help="Stop after so many requests.")
@click.option(
    "--ack-log", type=click.Path(path_type=Path), help="File for every acknowledged delivery (JSON lines)."
)
@click.option(
    "--settle", "settle_s", default=30.0, show_default=True, help="Seconds to go on retrying at the end."
)
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="Write the summary here, not to stdout."
)
def load(homes_path: Path, base_url: str | None, json_path: Path | None, **options: Any) -> None:
    """Put load on a server: signed MioConnect deliveries, latencies and an acknowledgement log."""
    from vantrexia_sim.load.run import LoadPlan, run_load

    plan = LoadPlan(homes=read_homes_file(path=homes_path, base_url=base_url), **options)
    result = asyncio.run(run_load(plan=plan))
    text = json.dumps(result.summary(), indent=2)
    if json_path is None:
        click.echo(text)
    else:
        try:
            json_path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise BadInput(f"cannot write {json_path}: {error.strerror}") from error
    if result.acknowledged < result.started:
        _make_reporter()(
            f"{result.started - result.acknowledged} of {result.started} deliveries NOT acknowledged"
        )
        raise SystemExit(EXIT_NOT_ALL_DELIVERED)


@cli.command(epilog=_EPILOG)
@click.argument("csv_path", metavar="FILE.csv", type=click.Path(path_type=Path))
@_homes_options
@click.option(
    "--patient", required=True, help="Whose home: its patient reference, or the serial of a device."
)
@click.option("--model", required=True, help="Model of the device in that home that took the readings.")
@click.option("--timezone", help="IANA zone of the times in the file; default: the home's.")
@click.option(
    "--shift-to-end", help="Move all by whole days so that the last is not after this: now, or an instant."
)
@click.option(
    "--speed",
    default=0.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Times the recorded pace; 0: everything at once, in arrays.",
)
@click.option(
    "--array", default=500, show_default=True, type=click.IntRange(1, 5000), help="Readings per request."
)
@click.option(
    "--give-up-after", "give_up_after_s", default=600.0, show_default=True, help="Seconds of retrying."
)
def replay(
    csv_path: Path, homes_path: Path, base_url: str | None, shift_to_end: str | None, **options: Any
) -> None:
    """Send real readings from a file as one patient's device would have.

    The file has measured_at_local and the columns of the device's kind: systolic_mmhg, diastolic_mmhg and
    pulse_bpm for a cuff. Bad rows are reported by line and left out.
    """
    from vantrexia_sim.replay import ReplayPlan, replay_file

    end = None if shift_to_end is None else _read_instant(None if shift_to_end == "now" else shift_to_end)
    homes = read_homes_file(path=homes_path, base_url=base_url)
    say = _make_reporter()
    plan = ReplayPlan(homes=homes, csv_path=csv_path, shift_to_end=end, now=_read_instant(None), **options)
    tally, bad_rows = asyncio.run(replay_file(plan=plan, report=say))
    _end_with(tally, say)
    if bad_rows:
        raise SystemExit(EXIT_BAD_ROWS)


@cli.command(epilog="Exit codes: 0 every file was answered, 2 bad input, 5 some files were no X12.")
@click.argument("in_dir", metavar="IN_DIR", type=click.Path(path_type=Path))
@click.argument("out_dir", metavar="OUT_DIR", type=click.Path(path_type=Path))
@click.option("--scenario", type=click.Path(path_type=Path), help="TOML file: rates, denials, reversals.")
@click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), help="Day of the answers; default today.")
def clearinghouse(in_dir: Path, out_dir: Path, scenario: Path | None, today: datetime | None) -> None:
    """Answer the claim files (837P) of IN_DIR with 999, 277CA and 835 in OUT_DIR, once.

    A practice clearinghouse of our own, to try billing with: no real payer is asked.
    """
    from vantrexia_sim.clearinghouse.exchange import run_exchange
    from vantrexia_sim.clearinghouse.scenario import read_scenario

    day = (today or datetime.now(UTC)).date()
    unreadable = run_exchange(
        in_dir=in_dir, out_dir=out_dir, scenario=read_scenario(scenario), today=day, report=_make_reporter()
    )
    if unreadable:
        raise SystemExit(EXIT_BAD_ROWS)


def _read_instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is not an ISO 8601 instant") from error
    if start.tzinfo is None:
        raise BadInput(f"{text!r} has no UTC offset")
    return start


def _make_reporter() -> Callable[[str], None]:
    """Progress goes to standard error, so that results can be piped."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    return lambda line: console.print(escape(line))


def _end_with(tally: Tally, say: Callable[[str], None]) -> None:
    for line in tally.lines():
        say(line)
    if not tally.is_complete:
        raise SystemExit(EXIT_NOT_ALL_DELIVERED)


def main() -> None:
    """Console script: errors a person can put right are one line, never a traceback."""
    try:
        cli()
    except SimulatorError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"[red]error:[/red] {escape(str(error))}")
        sys.exit(error.exit_code)
