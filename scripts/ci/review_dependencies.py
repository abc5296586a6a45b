"""Dependency review: which dependencies a change adds, and which of them have known holes. Told by the environment:

GITHUB_REPOSITORY, GITHUB_TOKEN, BASE and HEAD (commits). GitHub's dependency graph compares the manifests; a dependency that is added in
a version with an advisory of LEAST_SEVERITY or worse, or under a licence of REFUSED_LICENCES, fails the change.

Exit codes: 0 nothing is wrong, 1 something is, or GitHub does not tell (a check that cannot look must not pass).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from talk import NoAnswer, ask

SEVERITIES = ("low", "moderate", "high", "critical")
LEAST_SEVERITY = "moderate"
# The product is Apache-2.0: what it ships may not bind its users to these.
REFUSED_LICENCES = ("AGPL", "SSPL", "BUSL")


def find_problems(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """A sentence for each added dependency that must not come in."""
    problems = []
    for change in changes:
        if change.get("change_type") != "added":
            continue
        what = f"{change.get('name')} {change.get('version')} ({change.get('manifest')})"
        for hole in change.get("vulnerabilities") or ():
            severity = str(hole.get("severity", "critical"))
            known = SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
            if known >= SEVERITIES.index(LEAST_SEVERITY):
                problems.append(
                    f"{what}: {severity} {hole.get('advisory_ghsa_id')} {hole.get('advisory_summary', '')}".rstrip()
                )
        licence = str(change.get("license") or "")
        if any(refused in licence for refused in REFUSED_LICENCES):
            problems.append(f"{what}: licence {licence}")
    return problems


def main() -> int:
    told = os.environ
    address = f"{told.get('GITHUB_API_URL', 'https://api.github.com')}/repos/{told['GITHUB_REPOSITORY']}/dependency-graph/compare"
    try:
        changes = ask(
            f"{address}/{told['BASE']}...{told['HEAD']}", what="dependency graph", token=told["GITHUB_TOKEN"]
        )
    except NoAnswer as error:
        sys.stderr.write(f"{error}. Is the dependency graph switched on for this repository?\n")
        return 1
    if not isinstance(changes, list):
        sys.stderr.write("The dependency graph answered no list.\n")
        return 1
    problems = find_problems(changes)
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"{len(changes)} changes of dependencies, {len(problems)} problems\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
