"""What every step has: the ground it stands on, nothing to undo, and a place in a deploy that matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.run import Run


class BaseStep:
    name: ClassVar[str]
    title: ClassVar[str]
    is_vital: ClassVar[bool] = True
    leaves_traces: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        cls.leaves_traces = cls.undo is not BaseStep.undo

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def plan(self, run: Run) -> list[str]:
        raise TypeError(f"{type(self).__name__} says nothing")

    def do(self, run: Run) -> Mapping[str, Any]:
        raise TypeError(f"{type(self).__name__} does nothing")

    def undo(self, run: Run) -> None:
        """Most steps only look, or are undone by undoing what they built on."""

    def note(self, text: str) -> None:
        self.ground.reporter.note(text)
