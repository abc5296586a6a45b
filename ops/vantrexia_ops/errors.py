"""What the operations tool says when it cannot go on: one clear line, one exit code.

`OpsError(message, hint=None)` is the only exception a command may end with on purpose. `cli.main` prints
`message` (and `hint`, when there is one) on one line of standard error and exits with `exit_code`; a
traceback means a fault of ours.
"""

from __future__ import annotations


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
        return f"{self.message} {self.hint}" if self.hint else self.message


class Interrupted(OpsError):
    """Ctrl-C or a termination signal arrived; everything started has been stopped again."""

    exit_code = 130
