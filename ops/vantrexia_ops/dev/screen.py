"""What the launcher shows: `Screen` prints a line per step and its duration, a spinner while it lasts."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.markup import escape

from vantrexia_ops.dev import interrupts


class Screen:
    """Progress on standard output: live on a terminal, plain lines into a file or pipe."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show `title` while the block runs, and how long it took once it is done."""
        started = time.monotonic()
        with self.console.status(f"{escape(title)} …"):
            yield
        took = f"({time.monotonic() - started:.1f} s)"
        self.show(f"[green]✓[/green] {escape(title)} [dim]{took}[/dim]")

    def say(self, text: str) -> None:
        """One line."""
        self.show(escape(text))

    def warn(self, text: str) -> None:
        """One line that stands out."""
        self.show(f"[yellow]![/yellow] {escape(text)}")

    def show(self, content: RenderableType) -> None:
        """Print `content` whole: interrupted in the middle, the console would print it a second time."""
        with interrupts.held():
            self.console.print(content)
