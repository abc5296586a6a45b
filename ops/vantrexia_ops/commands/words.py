"""`Command`: the words of one program call with what a runner needs to know about it. Making one runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vantrexia_ops.config import Redacted


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One program call, never through a shell.

    `summary` completes "cannot …" in a message; `changes` is false for what only looks, so that a dry run may do it;
    `stdin` never appears in a log; with `reads_caller` the program reads what whoever called the tool gives it.
    """

    argv: tuple[str, ...]
    summary: str
    changes: bool = False
    stdin: Redacted | None = None
    reads_caller: bool = False
    timeout_seconds: float = 60
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The words as a person would type them; for reading, not for running."""
        return " ".join(
            word if word and all(c not in word for c in " \n'\"") else repr(word) for word in self.argv
        )
