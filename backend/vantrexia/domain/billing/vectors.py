"""Run a file of billing cases against the engine and compare, line by line.

Public: `run_vectors(path)`, `run_vector(vector)`, `VectorResult`, `VectorReport`.

Compared exactly: the multiset of (code, units, period start, period end) and the voids; the date of service
where the case gives one. What the engine refuses (an unknown role or activity) fails its case with the
refusal as what was got.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from vantrexia.domain.billing.clock import get_zone
from vantrexia.domain.billing.engine import evaluate_patient
from vantrexia.domain.billing.results import Assessment
from vantrexia.domain.billing.rulesets import RuleBook
from vantrexia.domain.billing.vector_schema import ExpectedLine, Vector, read_vectors
from vantrexia.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class VectorResult:
    """One case: did it pass, and both sides in words."""

    id: str
    passed: bool
    expected: str
    got: str

    @property
    def line(self) -> str:
        """The line a person reads."""
        return f"{'PASS' if self.passed else 'FAIL'} {self.id} | expected: {self.expected} | got: {self.got}"


@dataclass(frozen=True, slots=True)
class VectorReport:
    """All cases of a file."""

    results: tuple[VectorResult, ...]

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(r.passed for r in self.results)

    @property
    def failed(self) -> int:
        """How many did not."""
        return len(self.results) - self.passed

    @property
    def summary(self) -> str:
        """The last line: `N passed, M failed`."""
        return f"{self.passed} passed, {self.failed} failed"


def run_vectors(path: Path, *, book: RuleBook | None = None) -> VectorReport:
    """Run every case of a file. Raises `VectorFileError` for a file that is not a list of cases."""
    return VectorReport(tuple(run_vector(vector, book=book) for vector in read_vectors(path)))


def run_vector(vector: Vector, *, book: RuleBook | None = None) -> VectorResult:
    """Run one case as of the end of its window's last day."""
    expected = _describe_expected(vector)
    tomorrow = vector.window_to + timedelta(days=1)
    now = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=get_zone(vector.facts.timezone))
    try:
        got = evaluate_patient(vector.facts, now=now, window_from=vector.window_from, book=book)
    except DomainError as refusal:
        return VectorResult(vector.id, passed=False, expected=expected, got=f"error {refusal}")
    # A void names a code and a period: two billed lines of one code in one period are one thing to void.
    voids = {(v.claim.code, v.claim.period_start) for v in got.voids}
    passed = _lines_match(vector.expected, got.lines) and voids == set(vector.expected_void)
    words = [
        _describe(a.code, a.units, a.period_start, a.period_end, a.date_of_service)
        + (" held" if a.held_by else "")
        for a in got.lines
    ]
    words += [_describe_void(code, start) for code, start in voids]
    return VectorResult(vector.id, passed=passed, expected=expected, got=_join(words))


def _lines_match(expected: tuple[ExpectedLine, ...], lines: tuple[Assessment, ...]) -> bool:
    """Exact as multisets; a date of service is compared where the case gives one."""
    left = [(a.code, a.units, a.period_start, a.period_end, a.date_of_service) for a in lines]
    # Lines with a date first, so that one without cannot take the match they need.
    for e in sorted(expected, key=lambda line: line.date_of_service is None):
        for candidate in left:
            same = candidate[:4] == (e.code, e.units, e.period_start, e.period_end)
            if same and e.date_of_service in (None, candidate[4]):
                left.remove(candidate)
                break
        else:
            return False
    return not left


def _describe_expected(vector: Vector) -> str:
    words = [
        _describe(e.code, e.units, e.period_start, e.period_end, e.date_of_service) for e in vector.expected
    ]
    return _join(words + [_describe_void(code, start) for code, start in vector.expected_void])


def _describe(code: str, units: int, start: date | None, end: date | None, dos: date | None) -> str:
    on = "" if dos is None else f" dos {dos}"
    return f"{code} x{units} {start}..{end}{on}"


def _describe_void(code: str, start: date) -> str:
    return f"void {code} {start}"


def _join(words: list[str]) -> str:
    return "; ".join(sorted(words)) or "nothing"
