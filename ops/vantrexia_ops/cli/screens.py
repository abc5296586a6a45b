"""How a run is told: to a person at a terminal, as plain lines to a log, or as JSON lines to a machine.

`make_reporter(as_json=…, stream=…)` chooses: a terminal gets colours and a running clock, anything else gets plain lines.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from vantrexia_ops.clock import Clock
from vantrexia_ops.flows.reporting import Reporter

SIGNS = {"good": "[green]✓[/]", "failed": "[red]✗[/]", "aborted": "[yellow]↩[/]"}


def make_reporter(*, as_json: bool, stream: TextIO, clock: Clock) -> Reporter:
    if as_json:
        return JsonLines(stream)
    return Terminal(stream) if stream.isatty() else PlainLines(stream, clock)


class PlainLines:
    """One line per event, with the time: for CI and for a log."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream, self._clock = stream, clock

    def begin(self, title: str) -> None:
        self._say(title)

    def step(self, name: str, title: str) -> None:
        self._say(f"{title} …")

    def note(self, text: str) -> None:
        self._say(f"  {text}")

    def done(self, name: str, seconds: float) -> None:
        self._say(f"  {name} done ({seconds:.1f} s)")

    def failed(self, name: str, reason: str) -> None:
        self._say(f"  {name} FAILED: {reason}")

    def undoing(self, name: str, title: str) -> None:
        self._say(f"Undo: {title}")

    def logs(self, service: str, lines: Sequence[str]) -> None:
        for line in lines:
            self._say(f"  [{service}] {line}")

    def end(self, outcome: str, sentence: str) -> None:
        self._say(f"{outcome.upper()}: {sentence}")

    def _say(self, text: str) -> None:
        self._stream.write(f"{self._clock.now():%H:%M:%S} {text}\n")
        self._stream.flush()


class JsonLines:
    """One object per event."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def begin(self, title: str) -> None:
        self._say(event="begin", text=title)

    def step(self, name: str, title: str) -> None:
        self._say(event="step", step=name, text=title)

    def note(self, text: str) -> None:
        self._say(event="note", text=text)

    def done(self, name: str, seconds: float) -> None:
        self._say(event="done", step=name, seconds=round(seconds, 3))

    def failed(self, name: str, reason: str) -> None:
        self._say(event="failed", step=name, text=reason)

    def undoing(self, name: str, title: str) -> None:
        self._say(event="undoing", step=name, text=title)

    def logs(self, service: str, lines: Sequence[str]) -> None:
        self._say(event="logs", service=service, lines=list(lines))

    def end(self, outcome: str, sentence: str) -> None:
        self._say(event="end", outcome=outcome, text=sentence)

    def _say(self, **event: Any) -> None:
        self._stream.write(f"{json.dumps(event, ensure_ascii=False)}\n")
        self._stream.flush()


class Terminal:
    """What runs now spins at the bottom; what is over stands above with its time."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False)
        self._status: Status | None = None
        self._title = ""

    def begin(self, title: str) -> None:
        self._console.print(f"[bold]{escape(title)}[/]")

    def step(self, name: str, title: str) -> None:
        self._stop()
        self._title = title
        self._status = self._console.status(escape(title))
        self._status.start()

    def note(self, text: str) -> None:
        self._console.print(f"    [dim]{escape(text)}[/]")

    def done(self, name: str, seconds: float) -> None:
        self._stop()
        self._console.print(f"  {SIGNS['good']} {escape(self._title)} [dim]{seconds:.1f} s[/]")

    def failed(self, name: str, reason: str) -> None:
        self._stop()
        self._console.print(f"  {SIGNS['failed']} {escape(self._title)}: {escape(reason)}")

    def undoing(self, name: str, title: str) -> None:
        self._console.print(f"  {SIGNS['aborted']} undo: {escape(title)}")

    def logs(self, service: str, lines: Sequence[str]) -> None:
        for line in lines:
            self._console.print(f"    [cyan]{escape(service)}[/] {escape(line)}", soft_wrap=True)

    def end(self, outcome: str, sentence: str) -> None:
        self._stop()
        self._console.print(f"{SIGNS.get(outcome, '')} {escape(sentence)}")

    def _stop(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
