"""The programs behind `make test` and CI: no skip hides what is there, the closing line is the true sum."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CHECKOUT

TESTING = CHECKOUT / "scripts" / "testing"
SHARED_IS_THERE = (CHECKOUT.parent / "shared").is_dir()


def run_pytest(directory: Path, source: str, **env: str) -> subprocess.CompletedProcess[str]:
    """pytest with the plugin on one small file."""
    (directory / "test_it.py").write_text(source)
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no_skips",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:cov",
        "test_it.py",
    ]
    full = {**os.environ, "PYTHONPATH": str(TESTING), "CI": "", **env}
    return subprocess.run(
        argv, cwd=directory, env=full, capture_output=True, text=True, timeout=60, check=False
    )


def make_path_with(directory: Path, *names: str) -> str:
    """A PATH with nothing on it but programs of these names."""
    directory.mkdir()
    for name in names:
        (directory / name).write_text("#!/bin/sh\n")
        (directory / name).chmod(0o755)
    return str(directory)


SKIPS = {
    "a call": "import pytest\ndef test_it(): pytest.skip('{}')",
    "a mark": "import pytest\n@pytest.mark.skip(reason='{}')\ndef test_it(): pass",
    "a fixture": "import pytest\n@pytest.fixture\ndef f(): pytest.skip('{}')\ndef test_it(f): pass",
    "a module": "import pytest\npytest.skip('{}', allow_module_level=True)",
}


@pytest.mark.parametrize("how", SKIPS)
def test_in_ci_a_skip_for_want_of_a_browser_that_is_there_fails(tmp_path: Path, how: str) -> None:
    path = make_path_with(tmp_path / "bin", "chromium")
    done = run_pytest(tmp_path, SKIPS[how].format("Chromium is not installed"), CI="true", PATH=path)
    assert done.returncode != 0
    assert "Skipped for want of Chromium, which is there: " in done.stdout


@pytest.mark.parametrize("how", SKIPS)
def test_the_same_skip_is_fine_where_there_is_no_browser(tmp_path: Path, how: str) -> None:
    path = make_path_with(tmp_path / "bin")
    done = run_pytest(tmp_path, SKIPS[how].format("Chromium is not installed"), CI="true", PATH=path)
    assert "1 skipped" in done.stdout
    assert "failed" not in done.stdout


def test_outside_ci_a_skip_is_a_skip(tmp_path: Path) -> None:
    path = make_path_with(tmp_path / "bin", "chromium")
    done = run_pytest(tmp_path, SKIPS["a call"].format("no Chromium"), PATH=path)
    assert "1 skipped" in done.stdout


def test_a_skip_for_want_of_the_reference_data_is_judged_by_their_presence(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, SKIPS["a call"].format("../shared/data is not here"), CI="true")
    assert ("Skipped for want of ../shared" in done.stdout) is SHARED_IS_THERE


def test_other_reasons_and_expected_failures_stay_as_they_are(tmp_path: Path) -> None:
    source = (
        "import pytest\ndef test_a(): pytest.skip('needs root')\n"
        "@pytest.mark.xfail(reason='chromium shared')\ndef test_b(): assert False\n"
    )
    done = run_pytest(tmp_path, source, CI="true", PATH=make_path_with(tmp_path / "bin", "chromium"))
    assert "1 skipped, 1 xfailed" in done.stdout


JUNIT = "<testsuites><testsuite>{}</testsuite></testsuites>"
GOOD, BAD, ERROR, SKIPPED = (
    "<testcase name='a'/>",
    "<testcase name='b'><failure/></testcase>",
    "<testcase name='c'><error/></testcase>",
    "<testcase name='d'><skipped/></testcase>",
)


def sum_up(directory: Path) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from pathlib import Path; from closing_line import read_results\n"
        "print(read_results(Path(sys.argv[1])).line)"
    )
    argv = [sys.executable, "-c", program, str(directory)]
    env = {**os.environ, "PYTHONPATH": str(TESTING)}
    return subprocess.run(argv, env=env, capture_output=True, text=True, check=True)


def test_the_closing_line_adds_up_every_suite(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(JUNIT.format(GOOD + GOOD + BAD + SKIPPED))
    (tmp_path / "two.xml").write_text(JUNIT.format(GOOD + ERROR))
    assert sum_up(tmp_path).stdout == "3 passed, 2 failed\n"


def test_a_result_that_was_cut_off_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(JUNIT.format(GOOD)[:-5])
    assert sum_up(tmp_path).stdout == "0 passed, 1 failed\n"


def test_a_suite_that_ended_before_it_could_report_is_a_failure(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from closing_line import write_failure\n"
        "write_failure(Path(sys.argv[1]), 'browser', 'ended with 1 & <nothing> \"more\"')"
    )
    env = {**os.environ, "PYTHONPATH": str(TESTING)}
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "x.xml")], env=env, check=True)
    assert sum_up(tmp_path).stdout == "0 passed, 1 failed\n"


def test_the_end_of_a_run_names_what_failed_and_ends_with_the_sum(tmp_path: Path) -> None:
    bad = "<testcase classname='tests.api.test_x' name='test_it'><failure message='assert 1 == 2&#10;where'/></testcase>"
    (tmp_path / "one.xml").write_text(JUNIT.format(GOOD + bad + BAD * 20))
    program = "import sys; from pathlib import Path; from closing_line import main; sys.exit(main([], Path(sys.argv[1])))"
    argv = [sys.executable, "-c", program, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(TESTING)}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    said = done.stdout.splitlines()
    assert done.returncode == 1
    assert said[0] == "failed: tests.api.test_x.test_it: assert 1 == 2"
    assert said[-2:] == ["and 1 more", "1 passed, 21 failed"]


def leave_failure(results: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from closing_line import main\n"
        "main(['--failed', 'lint', 'exit status 1'], results=Path(sys.argv[1]))"
    )
    env = {**os.environ, "PYTHONPATH": str(TESTING)}
    subprocess.run([sys.executable, "-c", program, str(results)], env=env, check=True)


def test_a_stage_that_fails_without_a_failed_test_is_a_failure(tmp_path: Path) -> None:
    results = tmp_path / "results"
    leave_failure(results)
    assert sum_up(results).stdout == "0 passed, 1 failed\n"


def test_a_stage_whose_test_failed_is_not_counted_twice(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(JUNIT.format(GOOD + BAD))
    leave_failure(tmp_path)
    assert sum_up(tmp_path).stdout == "1 passed, 1 failed\n"


@pytest.mark.parametrize(("program", "word"), [("suites.py", "suite"), ("lint.py", "check")])
def test_a_name_that_is_none_is_refused(program: str, word: str) -> None:
    argv = [sys.executable, str(TESTING / program), "no-such-thing"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert f"No {word} is called no-such-thing" in done.stderr


@pytest.mark.parametrize(("source", "is_kept"), [("a = 1\n", True), ("a = 1\nif a > 1:\n    a = 2\n", False)])
def test_coverage_of_all_suites_is_put_together_and_judged(
    tmp_path: Path, source: str, is_kept: bool
) -> None:
    domain = tmp_path / "vantrexia" / "domain"
    domain.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.coverage.run]\nbranch = true\n")
    (tmp_path / "coverage").mkdir()
    for suite in ("backend", "ops"):
        (domain / f"{suite}.py").write_text(source)
        argv = [
            sys.executable,
            "-m",
            "coverage",
            "run",
            f"--rcfile={tmp_path}/pyproject.toml",
            str(domain / f"{suite}.py"),
        ]
        env = {**os.environ, "COVERAGE_FILE": str(tmp_path / "coverage" / f".coverage.{suite}")}
        subprocess.run(argv, cwd=tmp_path, env=env, check=True, timeout=60)
    judge = (
        "import sys, pathlib, suites\n"
        "suites.ROOT = here = pathlib.Path(sys.argv[1])\n"
        "suites.COVERAGE, suites.RESULTS = here / 'coverage', here\n"
        "print('kept' if suites.check_coverage() else 'not kept')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", judge, str(tmp_path)],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(TESTING)}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == ("kept" if is_kept else "not kept"), done.stdout + done.stderr
    assert "backend.py" in done.stdout or is_kept
