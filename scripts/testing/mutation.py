"""How good the tests of risk score and thresholds are: `python scripts/testing/mutation.py [write]`.

Every function of the domain's triage and threshold modules is changed in small ways by mutmut, and the tests of these
modules are run on each change. A change no test notices is a survivor. The score (noticed of all) must be at least 90 %,
and the survivors must be exactly those of `mutation-survivors.txt`: a new one is a test that is missing, one that is gone
is a line to take out. `write` writes that file anew, for a person to judge; everything else compares.

Takes some minutes, so it is no part of CI. The program comes from
`requirements/mutation.txt`; `make mutation` installs it into `build/mutation`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "mutation"
WORK = PLACE / "work"
KEPT = Path(__file__).with_name("mutation-survivors.txt")
LEAST_SCORE = 90.0
MODULES = ("triage", "triage_inputs", "triage_weights", "threshold_defaults", "threshold_rules", "thresholds")
TESTS = (
    "test_triage.py",
    "test_triage_properties.py",
    "test_triage_time.py",
    "test_thresholds.py",
    "test_threshold_rules.py",
)
NOTICED = {1, 3, 36, -24, 24, 152, 255}  # failed, or ran on without end
UNNOTICED = {0, 5, 33}  # passed, or no test came by
# Tests of speed would notice the instrument itself.
SETTINGS = """
[tool.mutmut]
source_paths = ["vantrexia"]
only_mutate = [{modules}]
also_copy = ["tests"]
pytest_add_cli_args = ["-p", "no:django", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not microseconds"]
pytest_add_cli_args_test_selection = [{tests}]
use_git_change_detection = false

[tool.pytest.ini_options]
pythonpath = ["."]
"""
# The same examples in every run, and none refused for being slow: what survives is the same list on any machine.
STEADY = """
from hypothesis import settings

settings.register_profile("mutation", derandomize=True, deadline=None)
settings.load_profile("mutation")
"""


def prepare() -> None:
    """The rules and their tests by themselves, where mutmut may do as it likes."""
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "tests").mkdir(parents=True)
    shutil.copytree(ROOT / "backend/vantrexia/domain", WORK / "vantrexia/domain")
    shutil.copy(ROOT / "backend/vantrexia/__init__.py", WORK / "vantrexia/__init__.py")
    (WORK / "tests/domain").mkdir()
    (WORK / "tests/conftest.py").write_text(STEADY)
    for path in [
        *(ROOT / "backend/tests/domain").glob("[!t]*.py"),
        *(ROOT / "backend/tests/domain" / name for name in TESTS),
    ]:
        shutil.copy(path, WORK / "tests/domain" / path.name)
    modules = ", ".join(f'"vantrexia/domain/{name}.py"' for name in MODULES)
    tests = ", ".join(f'"tests/domain/{name}"' for name in TESTS)
    (WORK / "pyproject.toml").write_text(SETTINGS.format(modules=modules, tests=tests))


def mutmut(*arguments: str) -> str:
    """Run mutmut in the working directory; its output, shown only when it fails."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(WORK), str(PLACE / "tool"))),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(PLACE / "hypothesis"),
    }
    argv = (sys.executable, "-m", "mutmut", *arguments)
    done = subprocess.run(
        argv, cwd=WORK, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout[-4000:]}\nmutmut {' '.join(arguments)} ended with {done.returncode}")
    return done.stdout


def read_outcomes() -> Mapping[str, int | None]:
    """Exit code of the tests under each change, by the change's name."""
    outcomes: dict[str, int | None] = {}
    for module in MODULES:
        path = WORK / "mutants/vantrexia/domain" / f"{module}.py.meta"
        if path.exists():
            outcomes.update(json.loads(path.read_text())["exit_code_by_key"])
    return outcomes


def describe(name: str) -> str:
    """One line that stays the same while the line it changes does: module, function, what was taken, what came instead."""
    module, _, function = name.rpartition(".")
    lines = mutmut("show", name).splitlines()
    taken, come = (
        " ".join(
            line[1:].strip() for line in lines if line.startswith(sign) and not line.startswith(sign * 3)
        )
        for sign in "-+"
    )
    return (
        f"{module.removeprefix('vantrexia.domain.')} {function.rpartition('__mutmut_')[0]}: {taken} => {come}"
    )


def compare(found: Sequence[str]) -> bool:
    """Hold the survivors against the kept ones and say what differs; True when nothing does."""
    kept = Counter(line for line in KEPT.read_text().splitlines() if line and not line.startswith("#"))
    survived = Counter(found)
    new, gone = survived - kept, kept - survived
    for title, lines in (
        ("No test notices, and nobody has judged:", new),
        ("Noticed by now, to be taken out:", gone),
    ):
        if lines:
            print(title, *sorted(lines.elements()), sep="\n  ")
    return not new and not gone


def main(arguments: Sequence[str]) -> int:
    if list(arguments) not in ([], ["write"]):
        print("usage: mutation.py [write]", file=sys.stderr)
        return 2
    prepare()
    mutmut("run")
    outcomes = read_outcomes()
    noticed = sum(code in NOTICED for code in outcomes.values())
    unnoticed = sorted(name for name, code in outcomes.items() if code in UNNOTICED)
    undecided = len(outcomes) - noticed - len(unnoticed)
    if undecided or not outcomes:
        print(f"{undecided} of {len(outcomes)} changes came to no result.", file=sys.stderr)
        return 1
    survivors = sorted(describe(name) for name in unnoticed)
    score = 100 * noticed / len(outcomes)
    print(
        f"{noticed} of {len(outcomes)} changes noticed: {score:.1f} %; at least {LEAST_SCORE:.0f} % are asked for."
    )
    if arguments:
        # The judgements at the top stay; they are a person's.
        judged = (
            [line for line in KEPT.read_text().splitlines() if line.startswith("#")] if KEPT.exists() else []
        )
        KEPT.write_text("".join(f"{line}\n" for line in (*judged, *survivors)))
        return 0
    return 0 if compare(survivors) and score >= LEAST_SCORE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
