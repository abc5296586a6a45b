"""`python -m bench [NAME …] [--full]`: run measurements, print them with ratios, write docs/figures/bench.json.

Names: webhooks, arrays, processing, mixed, lists, patients, billing, self_check, packet, flatness, memory, start. Without
names all of them. `--full` grows the tables to ten million readings (a quarter of an hour more); without it to one million.
Each figure is written as soon as it is measured.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bench.stack import Stack

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "docs" / "figures" / "bench.json"
NAMES = (
    "webhooks",
    "arrays",
    "processing",
    "mixed",
    "lists",
    "patients",
    "billing",
    "self_check",
    "packet",
    "flatness",
    "memory",
    "start",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--full", action="store_true", help="ten million readings in flatness")
    parser.add_argument("--no-write", action="store_true", help="only print")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in NAMES]
    if unknown:
        parser.error(f"unknown measurement: {', '.join(unknown)}")
    names = given.names or list(NAMES)
    with Stack() as stack:
        from bench import (
            billing,
            delivering,
            lists,
            memory,
            packets,
            patients,
            processing,
            self_check,
            starting,
        )

        stories: dict[str, Any] = {
            "webhooks": lambda: delivering.measure_single(stack),
            "arrays": lambda: delivering.measure_arrays(stack),
            "processing": lambda: processing.measure_processing(stack),
            "mixed": lambda: processing.measure_mixed(stack),
            "lists": lambda: lists.measure_lists(stack),
            "patients": lambda: patients.measure_patients(stack),
            "billing": lambda: billing.measure_billing(stack),
            "self_check": lambda: self_check.measure_self_check(stack),
            "packet": lambda: packets.measure_packet(stack),
            "flatness": lambda: lists.measure_flatness(stack, most=10_000_000 if given.full else 1_000_000),
            "memory": memory.measure_memory,
            "start": starting.measure_start,
        }
        for name in names:
            print(f"== {name}", flush=True)
            busy = psutil.cpu_percent(interval=2) / 100
            result = stories[name]()
            print(json.dumps(result, indent=2), flush=True)
            if not given.no_write:
                write({name: result}, busy=busy)
    return 0


def write(results: dict[str, Any], *, busy: float) -> None:
    """Merge into the figures file; each measurement carries where and when it was made, and how busy the machine was just before."""
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    kept: dict[str, Any] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    made = {
        "commit": commit,
        "date": datetime.now(tz=UTC).date().isoformat(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "busy_before": round(busy, 2),
        "system": platform.platform(terse=True),
    }
    for name, result in results.items():
        kept[name] = {**result, "made": made}
    FIGURES.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n")
    print(f"written: {FIGURES.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
