"""The end of a test run: `python scripts/testing/closing_line.py` names what failed, a line each, and ends
with `N passed, N failed`;
`--failed NAME REASON` leaves a failure behind for a stage that ended badly, unless a test of a suite has
failed already and says more.

It adds up the JUnit files in build/results: every suite leaves one there, whatever tool ran it. Skipped tests
count as neither; errors count as failures.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

RESULTS = Path(__file__).resolve().parents[2] / "build" / "results"
MOST_NAMED, MOST_CHARACTERS = 20, 240


@dataclass(frozen=True, slots=True)
class Sum:
    """Tests passed and failed over all suites; each failure as one line: where, which, and what it said."""

    passed: int
    failures: tuple[str, ...]

    @property
    def failed(self) -> int:
        return len(self.failures)

    @property
    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"


def describe_failure(case: ElementTree.Element, child: ElementTree.Element) -> str:
    """One line for a log of which often only the end is kept."""
    where = ".".join(filter(None, (case.get("classname"), case.get("name", "?"))))
    said = (child.get("message") or child.text or "").strip().splitlines()
    return f"failed: {where}: {said[0] if said else 'no message'}"[:MOST_CHARACTERS]


def read_results(directory: Path) -> Sum:
    """Add up every JUnit file in `directory`; a file that does not parse is one failure."""
    passed = 0
    failures: list[str] = []
    for path in sorted(directory.glob("*.xml")):
        try:
            cases = list(ElementTree.parse(path).iter("testcase"))  # noqa: S314 written by our own test runners
        except ElementTree.ParseError:
            failures.append(f"failed: {path.name}: the file was cut off")
            continue
        for case in cases:
            wrong = [child for child in case if child.tag in {"failure", "error"}]
            if wrong:
                failures.append(describe_failure(case, wrong[0]))
            elif case.find("skipped") is None:
                passed += 1
    return Sum(passed=passed, failures=tuple(failures))


def write_failure(path: Path, suite: str, reason: str) -> None:
    """Leave one failed test behind for a suite that ended before it could report."""
    path.write_text(
        f"<testsuites><testsuite name={quoteattr(suite)}><testcase name={quoteattr(suite)}>"
        f"<error message={quoteattr(reason)}/></testcase></testsuite></testsuites>\n",
        encoding="utf-8",
    )


def main(arguments: Sequence[str], results: Path = RESULTS) -> int:
    if arguments[:1] == ["--failed"]:
        _, name, reason = arguments
        if not read_results(results).failed:
            results.mkdir(parents=True, exist_ok=True)
            write_failure(results / f"stage-{name}.xml", name, reason)
        return 0
    total = read_results(results)
    for failure in total.failures[:MOST_NAMED]:
        print(failure)
    if len(total.failures) > MOST_NAMED:
        print(f"and {len(total.failures) - MOST_NAMED} more")
    print(total.line)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
