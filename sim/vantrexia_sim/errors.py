"""Errors the person at the keyboard should read: one line each, and an exit code that a script can act on."""

from __future__ import annotations

EXIT_BAD_INPUT = 2
EXIT_UNREACHABLE = 3
EXIT_NOT_ALL_DELIVERED = 4
EXIT_BAD_ROWS = 5


class SimulatorError(Exception):
    """Something the caller can put right. `str(error)` is one line; `exit_code` is what the command ends
    with."""

    exit_code = EXIT_BAD_INPUT


class BadInput(SimulatorError):
    """A file is missing, is not what it should be, or an option makes no sense."""


class Unreachable(SimulatorError):
    """Nothing listens at the address the homes file names."""

    exit_code = EXIT_UNREACHABLE
