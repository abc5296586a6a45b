"""How a run is told: to a person at a terminal, as plain lines to a log, or as JSON lines to a machine.

`make_reporter(as_json=…, stream=…)` chooses: a terminal gets colours and a running clock (`cli.terminal`), anything else,
a dumb terminal too, gets plain lines.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any, TextIO, cast

from vantrexia_ops.cli.listener import Listener
from vantrexia_ops.cli.terminal import Terminal
from vantrexia_ops.clock import Clock
from vantrexia_ops.flows.reporting import Reporter


def make_reporter(*, as_json: bool, stream: TextIO, clock: Clock, request_id: str) -> Reporter:
    """`request_id` is also what this run's requests say to the application, so that both logs can be read as one."""
    told = cast("TextIO", Listener(stream))
    if as_json:
        return JsonLines(told, clock, request_id=request_id)
    is_terminal = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return Terminal(told, clock) if is_terminal else PlainLines(told, clock)


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
    """One object per event, in the schema every log of Vantrexia has (docs/operations/log.schema.json)."""

    def __init__(self, stream: TextIO, clock: Clock, *, request_id: str) -> None:
        self._stream, self._clock, self._request_id = stream, clock, request_id

    def begin(self, title: str) -> None:
        self._say(title, event="begin")

    def step(self, name: str, title: str) -> None:
        self._say(title, event="step", step=name)

    def note(self, text: str) -> None:
        self._say(text, event="note")

    def done(self, name: str, seconds: float) -> None:
        self._say(f"{name} done", event="done", step=name, seconds=round(seconds, 3))

    def failed(self, name: str, reason: str) -> None:
        self._say(reason, level="ERROR", event="failed", step=name)

    def undoing(self, name: str, title: str) -> None:
        self._say(title, level="WARNING", event="undoing", step=name)

    def logs(self, service: str, lines: Sequence[str]) -> None:
        self._say("last words", event="logs", service=service, lines=list(lines))

    def end(self, outcome: str, sentence: str) -> None:
        self._say(sentence, level="INFO" if outcome == "good" else "ERROR", event="end", outcome=outcome)

    def _say(self, text: str, *, level: str = "INFO", **extras: Any) -> None:
        moment = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        about = {
            "ts": moment,
            "level": level,
            "logger": "vantrexia.deploy",
            "msg": text,
            "request_id": self._request_id,
        }
        self._stream.write(f"{json.dumps({**about, **extras}, ensure_ascii=False)}\n")
        self._stream.flush()
