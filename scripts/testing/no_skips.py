"""A pytest plugin (`-p no_skips`): in CI a test may not skip for want of something that is there.

Tests read reference data in `../shared` and drive Chromium; on a machine without them they skip and say so.
Where CI=true and the thing exists, such a skip would hide a broken path or a wrong name for months, so it is
a failure.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from chromium import find_chromium

SHARED = Path(__file__).resolve().parents[3] / "shared"


def has_shared() -> bool:
    """True when the reference data lie beside the checkout."""
    return SHARED.is_dir()


def has_chromium() -> bool:
    """True when a Chromium is on PATH."""
    return find_chromium() is not None


EXCUSES: Mapping[str, tuple[re.Pattern[str], Callable[[], bool]]] = {
    "../shared": (re.compile(r"\bshared\b", re.I), has_shared),
    "Chromium": (re.compile(r"chrom(e|ium)", re.I), has_chromium),
}


def refute(reason: str) -> str | None:
    """The name of what the reason says is missing although it is there, or None."""
    for name, (pattern, is_there) in EXCUSES.items():
        if pattern.search(reason) and is_there():
            return name
    return None


def _judge(report: Any) -> None:
    if os.environ.get("CI") != "true" or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
    there = refute(reason)
    if there:
        report.outcome = "failed"
        report.longrepr = f"Skipped for want of {there}, which is there: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    report = yield
    _judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    report = yield
    _judge(report)
    return report
