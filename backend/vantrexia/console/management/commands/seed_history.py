"""`manage.py seed_history --file FILE`: let the demo practices live the days before now, from a file `vantrexia-sim history` wrote.

For the demo's own practices only; a delivery that came already is not taken twice. `--clearinghouse DIR --answer-with COMMAND`
lets COMMAND answer the claims of those days; without them they wait for their answer.
"""

from __future__ import annotations

import base64
import json
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from vantrexia.core.clock import read_clock
from vantrexia.devices.gateways.base import NotVerified
from vantrexia.workflows.demo_billing import ANSWERS, Answer, seed_billing
from vantrexia.workflows.demo_history import NotTheDemo, Sent, live_through


class Command(BaseCommand):
    help = "Deliver the demo homes' past to the demo practices, each delivery at its own hour, and act on the alerts of those days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, required=True, help="What `vantrexia-sim history` wrote.")
        parser.add_argument(
            "--clearinghouse", type=Path, help="Directory for the claims sent and their answers."
        )
        parser.add_argument("--answer-with", default="", help="Command that answers IN_DIR into OUT_DIR.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            sent = list(_read(path))
        except OSError as error:
            raise CommandError(f"cannot read {path}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CommandError(f"{path} is not what `vantrexia-sim history` writes") from None
        house: Path | None = options["clearinghouse"]
        words = shlex.split(options["answer_with"])
        if (house is None) != (not words):
            raise CommandError("--clearinghouse and --answer-with belong together")
        answer = partial(_answer, house, words) if house else None
        try:
            with _without_waiting_for_the_disk():
                lived = live_through(sent, until=read_clock())
                billed = seed_billing(now=read_clock(), answer=answer)
        except (NotTheDemo, NotVerified) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{lived.deliveries} deliveries, {lived.acts} acts of the staff, {billed} billing entries"
        )


def _answer(house: Path, words: Sequence[str], name: str, claims: str) -> list[Answer]:
    """One round of a clearinghouse that is a process of its own and knows the file alone: what it answered, in reading order."""
    inbox, outbox, scenario = house / "claims", house / "answers", house / "scenario.toml"
    for place in (inbox, outbox):
        place.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text(claims, encoding="ascii")
    seen = {path.name for path in outbox.iterdir()}
    more = ["--scenario", str(scenario)] if scenario.exists() else []
    try:
        done = subprocess.run(
            [*words, str(inbox), str(outbox), *more], capture_output=True, text=True, timeout=120, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CommandError(f"the clearinghouse does not answer: {type(error).__name__}") from None
    if done.returncode != 0:
        raise CommandError(
            f"the clearinghouse does not answer: {(done.stderr.splitlines() or ['no word'])[-1]}"
        )
    made = sorted(path for path in outbox.iterdir() if path.name not in seen and path.suffix in ANSWERS)
    return [Answer(p.name, p.read_bytes()) for p in sorted(made, key=lambda p: ANSWERS.index(p.suffix))]


@contextmanager
def _without_waiting_for_the_disk() -> Iterator[None]:
    """An invented past that a power cut takes away can be lived again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _read(path: Path) -> Iterator[Sent]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            at = datetime.fromisoformat(entry["sent_at"])
            if at.tzinfo is None:
                raise ValueError("sent_at has no zone")
            headers = {str(name).lower(): str(value) for name, value in entry["headers"].items()}
            body = base64.b64decode(entry["body"], validate=True)
            yield Sent(at, str(entry["gateway"]), UUID(entry["connection_id"]), headers, body)
