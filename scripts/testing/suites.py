"""Run the test suites: `python scripts/testing/suites.py [NAME ...]`; without names, everything `make test`
promises.

backend, ops, sim (pytest, with coverage), frontend (unit tests), browser (a real Chromium against the
embedded stack). Afterwards coverage is put together: at least 90 % overall and every branch of the domain.
`deploy`, `containers`, `accidents` and `ten-deploys` are those of `make test-deploy` and `make test-deploy-full`. Results are left
in build/results (JUnit XML) for the closing line of CI. Exit status 1 when anything failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chromium import provide_chromium
from closing_line import read_results, write_failure

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "results"
COVERAGE = ROOT / "build" / "coverage"
LEAST_COVERAGE = 90


@dataclass(frozen=True, slots=True)
class Suite:
    """One command that leaves a JUnit file behind."""

    name: str
    argv: tuple[str, ...]
    cwd: Path
    needs: Path
    env: Mapping[str, str] = field(default_factory=dict)
    is_covered: bool = False


def make_pytest(name: str, folder: str, *arguments: str, is_covered: bool = True) -> Suite:
    """A pytest suite of one distribution."""
    coverage = ("--cov", f"--cov-config={ROOT / 'pyproject.toml'}", "--cov-report=") if is_covered else ()
    return Suite(
        name=name,
        argv=(
            sys.executable, "-m", "pytest", "-q", "-p", "no_skips", *coverage,
            f"--junit-xml={RESULTS / name}.xml", *arguments,
        ),
        cwd=ROOT / folder,
        needs=ROOT / folder / "tests",
        # Tests that start programs of ours hand COVERAGE_CHILDREN on to them as COVERAGE_PROCESS_START.
        env={
            "COVERAGE_FILE": str(COVERAGE / f".coverage.{name}"),
            "COVERAGE_CHILDREN": str(Path(__file__).with_name("children.coveragerc")),
        },
        is_covered=is_covered,
    )  # fmt: skip


def list_suites() -> Mapping[str, Suite]:
    """Every suite by name."""
    in_containers = "tests/containers"
    deploying = tuple(
        f"{in_containers}/test_{name}.py" for name in ("deploying", "accidents_midway", "ten_deploys")
    )
    # Documentation and the repository itself, compared with what they speak of.
    words = ("tests/architecture/test_docs.py", "tests/architecture/test_repository.py")
    npm = ("npm", "--prefix", str(ROOT / "frontend"))
    suites = (
        make_pytest(
            "backend", "backend", "-n", "2", "--ignore=tests/failure", *(f"--ignore={file}" for file in words)
        ),
        make_pytest("rules", "backend", "tests/domain", "tests/gateways", is_covered=False),
        make_pytest("words", "backend", *words, is_covered=False),
        make_pytest("failure", "backend", "tests/failure", is_covered=False),
        make_pytest("ops", "ops", "-n", "2", "--dist", "loadfile", f"--ignore={in_containers}"),
        make_pytest("sim", "sim"),
        Suite(
            name="frontend",
            argv=(
                *npm, "test", "--", "--reporter=default", "--reporter=junit",
                f"--outputFile.junit={RESULTS}/frontend.xml",
            ),
            cwd=ROOT,
            needs=ROOT / "frontend" / "package.json",
        ),
        Suite(
            name="browser",
            argv=("vantrexia", "dev", "demo", "--fresh", "--port", "0", "--", *npm, "run", "e2e"),
            cwd=ROOT,
            needs=ROOT / "frontend" / "playwright.config.ts",
            env={"PLAYWRIGHT_JUNIT_OUTPUT_FILE": f"{RESULTS}/browser.xml"},
        ),
        make_pytest(
            "containers", "ops", in_containers, *(f"--ignore={file}" for file in deploying), is_covered=False
        ),
        make_pytest("deploy", "ops", deploying[0], is_covered=False),
        make_pytest("accidents", "ops", deploying[1], is_covered=False),
        make_pytest("ten-deploys", "ops", deploying[2], is_covered=False),
    )  # fmt: skip
    return {suite.name: suite for suite in suites}


ORDINARY = ("backend", "words", "failure", "ops", "sim", "frontend", "browser")


def run_suite(suite: Suite) -> bool:
    """Run one suite with its output shown; True when it passed. A suite that left no result has failed."""
    print(f"\n== {suite.name} ==", flush=True)
    result = RESULTS / f"{suite.name}.xml"
    result.unlink(missing_ok=True)
    started = time.monotonic()
    search_path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    env = {**os.environ, "PATH": search_path, "PYTHONPATH": str(Path(__file__).parent), **suite.env}
    status = subprocess.run(
        suite.argv, cwd=suite.cwd, env=env, stdin=subprocess.DEVNULL, check=False
    ).returncode
    took = time.monotonic() - started
    if not result.exists():
        write_failure(result, suite.name, f"{suite.argv[0]} ended with {status} before any test had run")
    print(
        f"== {suite.name}: {'passed' if status == 0 else f'FAILED (exit {status})'} in {took:.0f} s ==",
        flush=True,
    )
    return status == 0


def check_coverage() -> bool:
    """Put the suites' coverage together and hold it against the two limits; True when both are kept."""
    files = sorted(str(path) for path in COVERAGE.glob(".coverage.*"))
    if not files:
        return True
    env = {**os.environ, "COVERAGE_FILE": str(COVERAGE / "combined")}

    def coverage(command: str, *arguments: str) -> int:
        argv = (sys.executable, "-m", "coverage", command, f"--rcfile={ROOT / 'pyproject.toml'}", *arguments)
        return subprocess.run(argv, cwd=ROOT, env=env, check=False).returncode

    print("\n== coverage ==", flush=True)
    if coverage("combine", "--quiet", *files) != 0:
        return False
    overall = ("--skip-covered", f"--fail-under={LEAST_COVERAGE}")
    domain = ("--include=*/vantrexia/domain/*", "--skip-covered", "--show-missing", "--fail-under=100")
    kept = [coverage("report", *arguments) == 0 for arguments in (overall, domain)]
    if not all(kept):
        limits = f"{LEAST_COVERAGE} % overall, 100 % of the branches of the domain"
        write_failure(RESULTS / "coverage.xml", "coverage", f"less than {limits}")
    return all(kept)


def main(names: Sequence[str]) -> int:
    suites = list_suites()
    unknown = sorted(set(names) - set(suites))
    if unknown:
        print(f"No suite is called {', '.join(unknown)}; there are {', '.join(suites)}.", file=sys.stderr)
        return 2
    chosen = [suites[name] for name in names or ORDINARY]
    shutil.rmtree(COVERAGE, ignore_errors=True)
    COVERAGE.mkdir(parents=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    if any(suite.name == "browser" for suite in chosen):
        os.environ["CHROMIUM"] = provide_chromium()
        build = (sys.executable, str(ROOT / "scripts" / "bootstrap.py"), "dev", "--build")
        subprocess.run(build, cwd=ROOT, check=True)
    passed = [run_suite(suite) for suite in chosen if suite.needs.exists()]
    # Parts of the suites cannot reach limits that are meant for all of them.
    is_whole = {name for name, suite in suites.items() if suite.is_covered} <= {
        suite.name for suite in chosen
    }
    (RESULTS / "coverage.xml").unlink(missing_ok=True)
    passed.append(check_coverage() if is_whole else True)
    print(f"\n{read_results(RESULTS).line}", flush=True)
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
