"""What the operations tool says when it cannot go on: one clear line, one exit code.

`OpsError(message, hint=None)` is the only exception a command may end with on purpose. `cli.main` prints
`message` (and `hint`, when there is one) on one line of standard error and exits with `exit_code`; a
traceback means a fault of ours. `EXIT_CODES` is what the codes mean; docs/deploying/exit-codes.md shows the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence


class OpsError(Exception):
    """A reason to stop that a person can act on.

    `message` says what is wrong, `hint` what to do about it; neither carries a secret nor a line break.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = " ".join(message.split())
        self.hint = " ".join(hint.split()) if hint else None

    @property
    def line(self) -> str:
        """Message and hint on one line."""
        return f"{self.message.rstrip('.')}. {self.hint}" if self.hint else self.message


class Interrupted(OpsError):
    """Ctrl-C or a termination signal arrived; everything started has been stopped again."""

    exit_code = 130


class ConfigurationError(OpsError):
    """The configuration, or how the command was called, cannot be used; nothing was begun."""

    exit_code = 2


class LockHeld(OpsError):
    """Somebody else deploys, or has locked deploys."""

    exit_code = 3


class PreflightRefused(OpsError):
    """The host, the database or the release is not fit for a deploy; nothing was changed."""

    exit_code = 4


class Unfinished(OpsError):
    """An earlier deploy was cut off and must be resumed or aborted first."""

    exit_code = 5


class EngineGone(OpsError):
    """The container engine does not answer."""

    exit_code = 6


def collect(check: Callable[[], None], problems: list[PreflightRefused]) -> None:
    """Look, and note a refusal instead of stopping at it: whoever mends wants to know all of them."""
    try:
        check()
    except PreflightRefused as error:
        problems.append(error)


def refuse_together(problems: Sequence[PreflightRefused]) -> None:
    """One refusal of all of them, each hint once; nothing when there are none."""
    if problems:
        hints = dict.fromkeys(problem.hint for problem in problems if problem.hint)
        raise PreflightRefused(
            "; ".join(problem.message for problem in problems), hint=" ".join(hints) or None
        )


class RollbackRefused(OpsError):
    """The release asked for cannot serve with the database as it is, or is not there any more."""

    exit_code = 7


class SmokeFailed(OpsError):
    """A smoke test failed against the address it was run against."""

    exit_code = 8


class HostKeyRefused(OpsError):
    """The host does not show the key it is known by."""

    exit_code = 9


class JournalBroken(OpsError):
    """The journal was changed by another hand than the tool's."""

    exit_code = 10


class ConnectionLost(OpsError):
    """Nobody here hears the host any more; what was begun over there goes on."""

    exit_code = 11


EXIT_CODES: Mapping[int, str] = {
    0: "done",
    1: "failed; the release that served before still serves",
    2: "the configuration or the command line cannot be used",
    3: "somebody else deploys, or deploys are locked",
    4: "preflight refused; nothing was changed",
    5: "an unfinished deploy is in the way",
    6: "the container engine does not answer",
    7: "rollback refused, with the reason",
    8: "a smoke test failed",
    9: "the host does not show the key it is known by",
    10: "the journal's chain is broken",
    11: "the host is not heard any more; what was begun there goes on",
    130: "interrupted; what had been begun was undone",
}
