"""`manage.py check_billing_vectors`: what an operator sees and what a script's exit status says, without a
database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BACKEND = Path(__file__).resolve().parents[2]
VECTORS = BACKEND.parents[1] / "shared" / "reference" / "billing-vectors.json"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        # Nobody listens there: whoever asks the database fails.
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check_billing_vectors", *arguments],
        cwd=BACKEND,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(
    not VECTORS.exists() and not os.environ.get("CI"),
    reason="../shared/reference/billing-vectors.json is not here",
)
def test_a_line_per_case_then_the_sum_and_status_zero() -> None:
    done = run(str(VECTORS))
    *lines, summary = done.stdout.splitlines()

    assert done.returncode == 0, done.stderr
    assert summary == f"{len(lines)} passed, 0 failed"
    assert all("| expected: " in line and "| got: " in line for line in lines)


def test_a_case_that_fails_is_shown_and_the_status_is_one(tmp_path: Path) -> None:
    case = {
        "id": "T-1",
        "patient": {
            "timezone": "America/New_York",
            "consent_at": None,
            "enrolled_at": None,
            "established": True,
        },
        "devices": [],
        "readings": [],
        "time_entries": [],
        "window": {"from": "2026-04-01", "to": "2026-04-30"},
        "expected": [
            {
                "code": "99454",
                "units": 1,
                "period_start": "2026-04-01",
                "period_end": "2026-04-30",
                "date_of_service": None,
            }
        ],
    }
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([case]))

    done = run(str(file))

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "FAIL T-1 | expected: 99454 x1 2026-04-01..2026-04-30 | got: nothing",
        "0 passed, 1 failed",
    ]


@pytest.mark.parametrize("content", ["{", "[{}]", None])
def test_a_broken_or_missing_file_is_one_line_and_status_two(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "cases.json"
    if content is not None:
        file.write_text(content)

    done = run(str(file))

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("error: ")
