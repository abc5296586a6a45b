"""What came of a load: counts and times, and the lines of the acknowledgement log.

`LoadResult.summary()`   the JSON a benchmark reads
`format_ack(…)`          one line for one acknowledged delivery
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from vantrexia_sim.load.jobs import Job

_SHARES = (("p50", 0.50), ("p95", 0.95), ("p99", 0.99))


@dataclass(slots=True)
class LoadResult:
    """Counts and times of a run. Times in ms: `service` from sending, `response` from when it was due."""

    started: int = 0
    acknowledged: int = 0
    readings: int = 0
    duplicates: int = 0
    retries: int = 0
    reconnects: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    service_ms: array[float] = field(default_factory=lambda: array("d"))
    response_ms: array[float] = field(default_factory=lambda: array("d"))

    @property
    def unacknowledged(self) -> int:
        return self.started - self.acknowledged - sum(self.refused.values())

    def summary(self) -> dict[str, Any]:
        """Figures for a benchmark; rates over the whole time until the last answer."""
        seconds = self.seconds or 1e-9
        return {
            "deliveries": self.started,
            "acknowledged": self.acknowledged,
            "unacknowledged": self.unacknowledged,
            "refused": dict(self.refused),
            "duplicates": self.duplicates,
            "retries": self.retries,
            "reconnects": self.reconnects,
            "readings": self.readings,
            "answers": {str(status): count for status, count in sorted(self.answers.items())},
            "seconds": round(self.seconds, 3),
            "deliveries_per_second": round(self.acknowledged / seconds, 1),
            "readings_per_second": round(self.readings / seconds, 1),
            "cpu_share": round(self.cpu_seconds / seconds, 3),
            "service_ms": _percentiles(self.service_ms),
            "response_ms": _percentiles(self.response_ms),
        }


def format_ack(*, job: Job, status: int, duplicate: bool) -> str:
    """One JSON line: {"delivery", "status", "duplicate", "readings": [[serial, kind, measured_at], …]}."""
    line = {
        "delivery": job.delivery_id,
        "status": status,
        "duplicate": duplicate,
        "readings": [list(reading) for reading in job.readings],
    }
    return json.dumps(line, separators=(",", ":")) + "\n"


def _percentiles(values: array[float]) -> dict[str, float]:
    if not values:
        return {}
    ordered = sorted(values)
    at = {name: ordered[min(len(ordered) - 1, int(len(ordered) * share))] for name, share in _SHARES}
    return {name: round(value, 2) for name, value in at.items()} | {"max": round(ordered[-1], 2)}
