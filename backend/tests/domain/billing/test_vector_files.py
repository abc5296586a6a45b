"""Files of worked cases: what passes, what fails and how a broken file is refused in one line."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from vantrexia.domain.billing.vector_schema import VectorFileError, read_vectors
from vantrexia.domain.billing.vectors import run_vectors

CASE: dict[str, Any] = {
    "id": "T-1",
    "title": "Two days and a call",
    "payer_rule_set": "cms-2026",
    "patient": {
        "timezone": "America/New_York",
        "consent_at": "2026-03-30T10:00:00-04:00",
        "consent_revoked_at": None,
        "enrolled_at": "2026-03-30T10:00:00-04:00",
        "discharged_at": None,
        "established": True,
        "deceased_at": None,
    },
    "devices": [
        {
            "id": "bp1",
            "type": "bp_cuff",
            "setup_completed_at": "2026-04-01T07:30:00-04:00",
            "education_minutes": 5,
        }
    ],
    "readings": [
        {"device_id": "bp1", "from_date": "2026-04-01", "days": 1, "hour": 8},
        {"device_id": "bp1", "measured_at": "2026-04-02T12:00:00Z", "auto_transmitted": True},
    ],
    "time_entries": [
        {
            "staff_id": "s1",
            "role": "rn",
            "started_at": "2026-04-07T10:00:00-04:00",
            "minutes": 12.5,
            "interactive": True,
            "activity": "phone_call",
        },
    ],
    "window": {"from": "2026-04-01", "to": "2026-04-30"},
    "prior_claims": [
        {"code": "99453", "date_of_service": None, "period_start": "2026-04-01", "period_end": "2026-04-30"},
    ],
    "expected": [
        {
            "code": "99445",
            "units": 1,
            "period_start": "2026-04-01",
            "period_end": "2026-04-30",
            "date_of_service": None,
        },
        {
            "code": "99470",
            "units": 1,
            "period_start": "2026-04-01",
            "period_end": "2026-04-30",
            "date_of_service": "2026-04-30",
        },
    ],
}
SUPPLY, TIME = CASE["expected"]


def write(path: Path, content: object) -> Path:
    file = path / "cases.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def change(**values: Any) -> list[dict[str, Any]]:
    """The case with other values; `patient__timezone` reaches inside."""
    case = copy.deepcopy(CASE)
    for name, value in values.items():
        *path, last = name.split("__")
        node: Any = case
        for part in path:
            node = node[int(part)] if part.isdigit() else node[part]
        if value is ...:
            del node[last]
        else:
            node[last] = value
    return [case]


def test_a_case_passes_and_says_what_was_expected_and_got(tmp_path: Path) -> None:
    report = run_vectors(write(tmp_path, [CASE]))

    assert report.summary == "1 passed, 0 failed"
    assert report.results[0].line == (
        "PASS T-1 | expected: 99445 x1 2026-04-01..2026-04-30; "
        "99470 x1 2026-04-01..2026-04-30 dos 2026-04-30 "
        "| got: 99445 x1 2026-04-01..2026-04-30 dos 2026-04-30; "
        "99470 x1 2026-04-01..2026-04-30 dos 2026-04-30"
    )


@pytest.mark.parametrize(
    "expected",
    [
        [],
        [SUPPLY],
        [SUPPLY, TIME, SUPPLY],
        [SUPPLY, {**TIME, "units": 2}],
        [SUPPLY, {**TIME, "code": "99457"}],
        [SUPPLY, {**TIME, "period_end": "2026-04-29"}],
        [{**SUPPLY, "period_start": "2026-04-02"}, TIME],
        [SUPPLY, {**TIME, "date_of_service": "2026-04-29"}],
    ],
    ids=["nothing", "one less", "one twice", "units", "code", "end", "start", "date of service"],
)
def test_any_difference_fails_the_case(tmp_path: Path, expected: list[dict[str, Any]]) -> None:
    report = run_vectors(write(tmp_path, change(expected=expected)))

    assert report.summary == "0 passed, 1 failed"
    assert report.results[0].line.startswith("FAIL T-1")


def test_voids_are_compared_as_well(tmp_path: Path) -> None:
    wrong = {"code": "99453", "period_start": "2026-04-01"}
    untaught = change(devices__0__education_minutes=0, prior_claims__0__date_of_service="2026-04-30")

    assert run_vectors(write(tmp_path, change(expected_void=[wrong]))).failed == 1
    assert run_vectors(write(tmp_path, untaught)).failed == 1
    untaught[0]["expected_void"] = [wrong]
    report = run_vectors(write(tmp_path, untaught))
    assert report.passed == 1
    assert "void 99453 2026-04-01" in report.results[0].got


def test_a_held_line_is_expected_like_any_other_and_marked(tmp_path: Path) -> None:
    other = {
        "code": "99454",
        "period_start": "2026-03-02",
        "period_end": "2026-03-31",
        "own": False,
        "date_of_service": "2026-03-31",
    }
    case = change(
        prior_claims=[
            *CASE["prior_claims"],
            {**other, "period_start": "2026-04-01", "period_end": "2026-04-30"},
        ],
        expected=[TIME],
    )
    report = run_vectors(write(tmp_path, case))

    assert report.passed == 1
    assert report.results[0].got.endswith("held")


@pytest.mark.parametrize(("key", "value"), [("role", "wizard"), ("activity", "telepathy")])
def test_what_the_closed_lists_do_not_know_fails_its_case_and_no_other(
    tmp_path: Path, key: str, value: str
) -> None:
    cases = [*change(**{f"time_entries__0__{key}": value}), CASE]
    report = run_vectors(write(tmp_path, cases))

    assert report.summary == "1 passed, 1 failed"
    assert f"got: error unknown_{key}: '{value}'" in report.results[0].line


def test_what_may_be_absent_may_be_absent(tmp_path: Path) -> None:
    sparse = change(
        title=...,
        prior_claims=...,
        patient__discharged_at=...,
        devices__0__education_minutes=...,
        devices__0__type=...,
    )

    assert run_vectors(write(tmp_path, sparse)).passed == 1
    assert run_vectors(write(tmp_path, [])).summary == "0 passed, 0 failed"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[NaN]", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "must be a list of cases"),
        ("[1]", "case 1: must be an object"),
        ('[{"id": ""}]', "'id' must be a non-empty text"),
        (change(patient=...), "case T-1: 'patient' is missing"),
        (change(patient=[]), "case T-1: patient: must be an object"),
        (change(patient__consent_at=...), "patient: 'consent_at' is missing"),
        (change(patient__consent_at="yesterday"), "'consent_at' must be a date and time"),
        (change(patient__consent_at="2026-04-01T10:00:00"), "'consent_at' must carry a UTC offset"),
        (change(patient__timezone="Mars/Olympus"), "patient: 'Mars/Olympus' is not an IANA time zone"),
        (change(patient__established="yes"), "'established' must be true or false"),
        (change(window__to="2026-03-01"), "window: 'to' lies before 'from'"),
        (change(window__from="April"), "'from' must be a date (YYYY-MM-DD)"),
        (change(devices={}), "'devices' must be a list"),
        (change(devices__0__id=7), "devices[0]: 'id' must be a non-empty text"),
        (change(devices__0__education_minutes=-1), "'education_minutes' must be a number of at least 0"),
        (change(readings__0__days=1.5), "readings[0]: 'days' must be a whole number"),
        (change(readings__0__days=100_000), "'days' must be a whole number from 0 to"),
        (change(readings__0__hour=24), "'hour' must be a whole number from 0 to 23"),
        (change(readings__0__from_date="9999-12-31", readings__0__days=2), "'days' runs past the last year"),
        (change(time_entries__0__minutes=True), "'minutes' must be a number"),
        (change(time_entries__0__minutes=-3), "'minutes' must be a number of at least 0"),
        (change(time_entries__0__interactive=...), "time_entries[0]: 'interactive' is missing"),
        (change(prior_claims__0__units=0), "prior_claims[0]: 'units' must be a whole number"),
        (change(prior_claims__0__own="false"), "'own' must be true or false"),
        (change(prior_claims__0__period_end="2026-03-01"), "'period_end' lies before 'period_start'"),
        (change(expected__0__units=...), "expected[0]: 'units' is missing"),
        (change(expected_void=[{"code": "99453"}]), "expected_void[0]: 'period_start' is missing"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, content: object, said: str) -> None:
    with pytest.raises(VectorFileError) as refusal:
        read_vectors(write(tmp_path, content))
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VectorFileError, match="cannot be read"):
        read_vectors(tmp_path / "missing.json")
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'["\xe9"]')
    with pytest.raises(VectorFileError, match="is not UTF-8"):
        read_vectors(latin)
