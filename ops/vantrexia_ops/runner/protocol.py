"""The port commands go through, and what can go wrong there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vantrexia_ops.commands import Command
from vantrexia_ops.errors import EngineGone, OpsError

# What docker says when nobody listens on its socket, in the versions since 20.10.
_GONE = (
    "cannot connect to the docker daemon",
    "error during connect",
    "failed to connect to the docker api",
    "is the docker daemon running",
    "dial unix /var/run/docker.sock",
)
_FULL = ("no space left on device",)


@dataclass(frozen=True, slots=True)
class Said:
    """How a program ended and what it said."""

    code: int
    out: str = ""
    err: str = ""

    @property
    def last_line(self) -> str:
        """The last line of the error output, or of the output: usually the reason."""
        said = (self.err.strip() or self.out.strip()).splitlines()
        lines = [line for line in said if line.strip() and not line.startswith("HINT:")]
        return lines[-1].strip() if lines else f"exit code {self.code}"


class CommandFailed(OpsError):
    """A program ended with another code than 0."""

    def __init__(self, command: Command, said: Said, *, hint: str | None = None) -> None:
        self.command, self.said = command, said
        super().__init__(f"cannot {command.summary}: {said.last_line}", hint=hint)


class CommandTimeout(CommandFailed):
    """A program did not end in time and was stopped."""

    def __init__(self, command: Command) -> None:
        super().__init__(command, Said(code=124, err=f"no end after {command.timeout_seconds:.0f} s"))


class Runner(Protocol):
    """Whatever runs commands."""

    def run(self, command: Command, *, check: bool = True) -> Said:
        """Run it. Raises CommandFailed (when `check`), CommandTimeout, EngineGone."""
        ...

    def follow(self, command: Command, *, on_line: Callable[[str], None]) -> int:
        """Run it, handing on each line as it comes; the exit code."""
        ...


def judge(command: Command, said: Said, *, check: bool) -> Said:
    """What every runner does with an ending: the engine's absence is told apart from a failure."""
    if said.code == 0:
        return said
    text = f"{said.err}\n{said.out}".lower()
    if command.argv[0] == "docker" and any(sign in text for sign in _GONE):
        raise EngineGone(
            f"the container engine does not answer (while trying to {command.summary})",
            hint="`systemctl status docker`; containers that ran go on running. Once it is back, `vantrexia status` says "
            "whether something must be ended (`vantrexia deploy --abort`).",
        )
    if not check:
        return said
    if any(sign in text for sign in _FULL):
        raise CommandFailed(
            command,
            said,
            hint="The disk is full: `docker system df`, `df -h`; free some space, then try again.",
        )
    raise CommandFailed(command, said)
