"""README's table of measured figures, from what `make bench` and `make test-deploy-full` wrote: `render_figures(folder)`.

A row stands in the table when its figure was measured, and is left out when it was not; nobody types a number.
`list_rows(measured)` lets a test see that nothing measured is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Measured = Mapping[str, Any]
BUSY = 0.1  # more of the machine than this at work on something else before a measurement: said beside it


def _whole(value: float, unit: str) -> str:
    return f"{value:,.0f}{unit}"


def _count(value: float) -> str:
    return _whole(value, "")


def _per_second(value: float) -> str:
    return _whole(value, "/s")


def _millis(value: float) -> str:
    return f"{value:.1f} ms" if value < 10 else _whole(value, " ms")


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def _percent(value: float) -> str:
    return f"{value * 100:.0f} %"


def _megabytes(value: float) -> str:
    return _whole(value, " MB")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: where the number stands in the file (story first), how it is written, what it is set beside."""

    says: str
    place: str
    write: Callable[[float], str]
    goal: str = ""
    peers: str = ""


# The peers' figures were measured once, on a machine of this size (docs/measuring.md says how); they are no goal.
ROWS: tuple[Row, ...] = (
    Row(
        "Single signed webhooks, durable, 16 connections",
        "webhooks.ours.per_second", _per_second, "≥ 1,500/s", "99–109/s",
    ),
    Row("… 99th percentile of their answers", "webhooks.ours.p99_ms", _millis, "< 100 ms"),
    Row("… beside a bare view that only inserts the body", "webhooks.ratio", _percent, "≥ 60 %"),
    Row("Readings accepted in arrays of 20", "arrays.readings_per_second", _per_second, "≥ 25,000/s", "130–160/s"),
    Row("Readings from stored to evaluated, with alerts", "processing.readings_per_second", _per_second, "≥ 8,000/s"),
    Row("Reading to alert at 500/s mixed, median", "mixed.to_alert_p50_s", _seconds),
    Row("… 99th percentile", "mixed.to_alert_p99_s", _seconds, "< 2 s"),
    Row("Triage list of 10,000 patients, 95th percentile", "lists.triage_10000.p95_ms", _millis, "< 50 ms"),
    Row("Patient list, median", "lists.patients.p50_ms", _millis, "< 8 ms", "8–9 ms"),
    Row("Patient search, 95th percentile", "lists.patient_search.p95_ms", _millis, "< 100 ms"),
    Row("One patient's latest 20 readings, median", "lists.latest_20.p50_ms", _millis, "< 15 ms", "20 ms"),
    Row("One year of daily values, median", "lists.year_of_days.p50_ms", _millis, "< 50 ms"),
    Row("Patient list of 100,000, 95th percentile", "patients.list_first_page.p95_ms", _millis, "< 100 ms"),
    Row("… any page of it", "patients.list_any_page.p95_ms", _millis, "< 100 ms"),
    Row("Search among 100,000 by MRN, 95th percentile", "patients.search_mrn.p95_ms", _millis, "< 100 ms"),
    Row("… by full name", "patients.search_full_name.p95_ms", _millis, "< 100 ms"),
    Row("… by three letters of a name", "patients.search_three_letters.p95_ms", _millis, "< 100 ms"),
    Row("… by two letters of a name", "patients.search_two_letters.p95_ms", _millis, "< 100 ms"),
    Row("Processing one reading, 10 thousand stored", "flatness.steps.0.processing_us_per_reading", lambda v: _whole(v, " µs")),
    Row("… 1 million stored", "flatness.steps.1.processing_us_per_reading", lambda v: _whole(v, " µs"), "± 20 %"),
    Row("… 10 million stored", "flatness.steps.2.processing_us_per_reading", lambda v: _whole(v, " µs"), "± 20 %"),
    Row("Triage list, 10 thousand readings stored", "flatness.steps.0.triage.p50_ms", _millis),
    Row("… 1 million stored", "flatness.steps.1.triage.p50_ms", _millis, "± 20 %"),
    Row("… 10 million stored", "flatness.steps.2.triage.p50_ms", _millis, "± 20 %"),
    Row("One patient's latest 20, 10 thousand readings stored", "flatness.steps.0.latest_20.p50_ms", _millis),
    Row("… 1 million stored", "flatness.steps.1.latest_20.p50_ms", _millis, "± 20 %"),
    Row("… 10 million stored", "flatness.steps.2.latest_20.p50_ms", _millis, "± 20 %"),
    Row(
        "Good deploy of prebuilt images under load, without drain and watch, slowest of five",
        "deploys.slowest_good_seconds", _seconds, "< 90 s",
    ),
    Row("Rollback, the same way", "deploys.rollback_seconds", _seconds, "< 90 s"),
    Row("Requests sent during ten deploys (five broken), rollback, killed tool", "deploys.requests", _count),
    Row("… failed", "deploys.failed_requests", _count, "0"),
    Row("… acknowledged deliveries lost", "deploys.lost_deliveries", _count, "0"),
    Row("… tasks run twice with effect", "deploys.tasks_twice_with_effect", _count, "0"),
    Row("… moments without a healthy backend", "deploys.moments_without_healthy_backend", _count, "0"),
    Row("… moments with two schedulers", "deploys.second_schedulers", _count, "0"),
    Row("Everybody's billing computed anew, 100,000 patients", "billing.first_time.wall_s", _seconds, "< 300 s"),
    Row("… one changed patient, median", "billing.one_patient.p50_ms", _millis, "< 50 ms"),
    Row("The practice's self-check over 10,000 patients, slowest of five", "self_check.slowest_s", _seconds),
    Row("Evidence packet of one patient and twelve months, slowest of five", "packet.slowest_s", _seconds, "< 5 s"),
    Row("First `make demo` of a fresh clone, downloads cached, to a reading on the worklist", "start.first_s", _seconds, "< 180 s"),
    Row("… second", "start.second_s", _seconds, "< 20 s"),
    Row("Memory of the whole demo", "memory.megabytes", _megabytes, "< 1,200 MB"),
)  # fmt: skip


def read_figures(folder: Path) -> dict[str, Any]:
    """Every story of every file in the folder, by name; {} when nothing was measured."""
    stories: dict[str, Any] = {}
    for path in sorted(folder.glob("*.json")):
        stories.update(json.loads(path.read_text(encoding="utf-8")))
    return stories


def find_value(measured: Measured, place: str) -> float | None:
    """The number at a dotted place; None when it was not measured."""
    found: Any = measured
    for part in place.split("."):
        if isinstance(found, list):
            found = found[int(part)] if int(part) < len(found) else None
        elif isinstance(found, Mapping):
            found = found.get(part)
        else:
            return None
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def list_rows(measured: Measured) -> list[tuple[Row, float]]:
    """The rows that have a figure. A row that continues another (`…`) goes when the other one is missing."""
    rows: list[tuple[Row, float]] = []
    is_begun = False
    for row in ROWS:
        value = find_value(measured, row.place)
        if not row.says.startswith("…"):
            is_begun = value is not None
        if value is not None and is_begun:
            rows.append((row, value))
    return rows


def render_figures(folder: Path) -> str:
    """The table as Markdown, with where and when it was measured."""
    measured = read_figures(folder)
    rows = list_rows(measured)
    if not rows:
        return "Nothing was measured in this checkout yet: run `make bench`, then `python scripts/documents.py write`."
    lines = ["| what | here | goal | best open peer |", "| --- | --: | --: | --: |"]
    lines += [f"| {row.says} | {row.write(value)} | {row.goal} | {row.peers} |" for row, value in rows]
    return "\n".join([*lines, "", *_list_origins(measured, {row.place.split(".")[0] for row, _ in rows})])


def _list_origins(measured: Measured, stories: Iterable[str]) -> list[str]:
    origins: dict[str, list[str]] = {}
    for story in sorted(stories):
        made = measured[story].get("made", {})
        machine = (
            f"{made.get('cores', '?')} cores, {made.get('memory_gib', '?')} GiB, {made.get('system', '?')}"
        )
        shared = (
            f", {_percent(made['busy_before'])} of them at work just before"
            if made.get("busy_before", 0) > BUSY
            else ""
        )
        origins.setdefault(
            f"commit {made.get('commit', '?')}, {made.get('date', '?')}, {machine}{shared}", []
        ).append(story)
    return [f"Measured at {origin}: {', '.join(names)}." for origin, names in origins.items()]
