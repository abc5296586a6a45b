"""A run as a person at a terminal sees it: what runs now at the bottom with a running clock, what is over above it, with its notes.

    ✓ Preflight 1.2 s
    ✓ Wait until it is ready 12.1 s
        backend does not answer yet (2 times)
    ⠋ Smoke test the new colour 3 s
        health: ok, pass

Lines that are too long go on under their own beginning. Colours are those of the terminal, and none with NO_COLOR.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from vantrexia_ops.clock import Clock

SIGNS = {"good": ("✓", "green"), "failed": ("✗", "red"), "aborted": ("↩", "yellow")}
NOTE_INDENT = 6


class Terminal:
    """What runs now spins at the bottom; what is over stands above with its time."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._console = Console(file=stream, highlight=False)
        self._clock = clock
        self._began = clock.monotonic()
        self._live: Live | None = None
        self._spinner = Spinner("dots")
        self._title = ""
        self._titles: dict[str, str] = {}
        self._step_began = 0.0
        self._notes: list[tuple[str, int]] = []

    def begin(self, title: str) -> None:
        self._began = self._clock.monotonic()
        self._console.print(Text(title, style="bold"))

    def step(self, name: str, title: str) -> None:
        self._stop()
        self._title, self._titles[name], self._step_began = title, title, self._clock.monotonic()
        self._live = Live(
            get_renderable=self._render, console=self._console, refresh_per_second=8, transient=True
        )
        self._live.start()

    def note(self, text: str) -> None:
        if self._live is None:
            self._console.print(_note(text))
        elif self._notes and self._notes[-1][0] == text:
            self._notes[-1] = (text, self._notes[-1][1] + 1)
        else:
            self._notes.append((text, 1))

    def done(self, name: str, seconds: float) -> None:
        self._over("good", Text.assemble(self._title, (f" {seconds:.1f} s", "dim")))

    def failed(self, name: str, reason: str) -> None:
        self._over("failed", Text(f"{self._titles.get(name, name)}: {reason}"))

    def undoing(self, name: str, title: str) -> None:
        self._titles[name] = title
        self._console.print(_sign("aborted", Text(f"undo: {title}")))

    def logs(self, service: str, lines: Sequence[str]) -> None:
        # As they are, so that they can be copied whole.
        for line in lines:
            self._console.print(Text.assemble("    ", (service, "cyan"), f" {line}"), soft_wrap=True)

    def end(self, outcome: str, sentence: str) -> None:
        self._stop()
        whole = _spell(self._clock.monotonic() - self._began)
        self._console.print(_sign(outcome, Text.assemble(sentence, (f" ({whole})", "dim")), indent=0))

    def _over(self, outcome: str, text: Text) -> None:
        notes = self._list_notes()
        self._stop()
        self._console.print(_sign(outcome, text), *notes, sep="\n")

    def _render(self) -> RenderableType:
        running = _spell(self._clock.monotonic() - self._step_began)
        self._spinner.update(text=Text.assemble(self._title, (f" {running}", "dim")))
        return Group(Padding(self._spinner, (0, 0, 0, 2)), *self._list_notes())

    def _list_notes(self) -> list[Padding]:
        return [_note(text if times == 1 else f"{text} ({times} times)") for text, times in self._notes]

    def _stop(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._notes = []


def _note(text: str) -> Padding:
    return Padding(Text(text, style="dim"), (0, 0, 0, NOTE_INDENT), expand=False)


def _sign(outcome: str, text: Text, *, indent: int = 2) -> Padding:
    """The sign in a column of its own: what follows goes on beside it and not below."""
    sign, style = SIGNS.get(outcome, ("·", ""))
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column()
    row.add_row(Text(sign, style=style), text)
    return Padding(row, (0, 0, 0, indent), expand=False)


def _spell(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
