"""One look at the application's `/metrics`: `read_page(text)`, and what the look before says about it: `since`, `read_waits`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

Labels = tuple[tuple[str, str], ...]
WAITS = "vantrexia_reading_to_alert_seconds"


@dataclass(frozen=True, slots=True)
class Page:
    """Samples by name and labels."""

    samples: Mapping[tuple[str, Labels], float]

    def find(self, name: str, /, **labels: str) -> float | None:
        return self.samples.get((name, tuple(sorted(labels.items()))))

    def total(self, name: str, /, **labels: str) -> float:
        """Sum over every sample of that name which carries these labels."""
        wanted = set(labels.items())
        return sum(
            value for (found, has), value in self.samples.items() if found == name and wanted <= set(has)
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """How long real readings waited for their evaluation: `buckets` are (upper end in seconds, how many were at most that slow)."""

    buckets: tuple[tuple[float, float], ...]
    seconds: float

    @property
    def count(self) -> float:
        return self.buckets[-1][1] if self.buckets else 0.0

    def count_slower(self, seconds: float) -> float:
        """Those that certainly waited longer: slower than the first bound that is not below `seconds`."""
        within = next((count for bound, count in self.buckets if bound >= seconds), self.count)
        return self.count - within

    def quantile(self, share: float) -> float | None:
        """The bound below which that share lies; the last finite one for what is beyond it. None without readings."""
        if not self.count:
            return None
        finite = [bound for bound, _ in self.buckets if math.isfinite(bound)]
        return min(
            next(bound for bound, count in self.buckets if count >= share * self.count),
            max(finite, default=0.0),
        )


def read_page(text: str) -> Page:
    """Prometheus' text form. Raises ValueError when it is none. A value that is no number is no figure."""
    return Page(
        {
            (sample.name, tuple(sorted(sample.labels.items()))): float(sample.value)
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if math.isfinite(sample.value)
        }
    )


def since(now: Page, before: Page, name: str, /, **labels: str) -> float:
    """What a counter grew by; one that fell was started anew by a deploy."""
    grown, then = now.total(name, **labels), before.total(name, **labels)
    return grown - then if grown >= then else grown


def read_waits(now: Page, before: Page) -> Waits:
    """Of the readings that were evaluated between two looks; none when the look before could not see them (they lie in the broker)."""
    if before.find(f"{WAITS}_count") is None:
        return Waits((), 0.0)
    ends = sorted(
        {dict(labels)["le"] for name, labels in now.samples if name == f"{WAITS}_bucket"}, key=float
    )
    buckets = tuple((float(end), since(now, before, f"{WAITS}_bucket", le=end)) for end in ends)
    return Waits(buckets, since(now, before, f"{WAITS}_sum"))
