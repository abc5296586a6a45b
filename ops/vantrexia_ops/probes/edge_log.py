"""The proxy's access log (one JSON line per request): how many answers a colour gave, how many of them were errors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers of 500 and more count as errors; 499 (the client went away) and refusals of the proxy's own limits do not.

    A request the release before answered in its place is an error of this one.
    """

    requests: int = 0
    errors: int = 0

    @property
    def ratio(self) -> float:
        return self.errors / self.requests if self.requests else 0.0


def count_answers(lines: Iterable[str], *, upstream_prefix: str) -> Tally:
    """Requests handed to an address beginning with `upstream_prefix` (10.203.2.2 is green); other lines are passed over."""
    requests = errors = 0
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if (
            not isinstance(entry, dict)
            or "status" not in entry
            or not str(entry.get("upstream", "")).startswith(upstream_prefix)
        ):
            continue
        requests += 1
        errors += max(_status(entry.get("status")), _first_status(entry)) >= 500
    return Tally(requests, errors)


def _status(said: object) -> int:
    """0 for what is none: a line nobody can read must not end the look that reads it."""
    return (
        int(said)
        if isinstance(said, int) or (isinstance(said, str) and said.isascii() and said.isdigit())
        else 0
    )


def _first_status(entry: Mapping[str, object]) -> int:
    """What the first server said: the client may have got the answer of the one behind it ("500, 200")."""
    first = str(entry.get("upstream_status", "")).partition(",")[0].strip()
    return _status(first)
