"""The one place the server reads the time. Everything below takes `now` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def read_clock() -> datetime:
    """Now, aware, UTC. Called at the edge (a request, a task, a command), once per act."""
    return datetime.now(tz=UTC)
