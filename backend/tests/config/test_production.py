"""Production does not start without its secrets: one clear line that names the variable, never its value."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "hunter2-" + "s" * 50,
    "DATABASE_URL": "postgresql://vantrexia_app:hunter2@127.0.0.1:1/none",
    "REDIS_URL": "redis://vantrexia:hunter2@127.0.0.1:1/0",
    "FIELD_ENCRYPTION_KEY": "k1:" + "A" * 43 + "=",
    "BLIND_INDEX_KEY": "1:" + "B" * 43 + "=",
    "JWT_SIGNING_KEY": "hunter2",
    "AUDIT_SIGNING_KEY": "hunter2",
}
REQUIRED = sorted(GOOD)


def start(**changed: str | None) -> subprocess.CompletedProcess[str]:
    """What `manage.py` says in production with these variables."""
    variables = {**GOOD, **changed}
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        **{name: value for name, value in variables.items() if value is not None},
    }
    words = [sys.executable, "manage.py", "check"]
    return subprocess.run(words, cwd=SERVER, env=env, capture_output=True, text=True, check=False)


def refuse(done: subprocess.CompletedProcess[str], says: str) -> None:
    assert done.returncode != 0
    (line,) = done.stderr.strip().splitlines()
    assert says in line
    assert "hunter2" not in line


def test_with_all_of_them_it_starts() -> None:
    done = start()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_each_that_is_missing_is_named(name: str) -> None:
    refuse(start(**{name: None}), f"{name} is not set")


def test_a_key_that_is_empty_or_can_be_guessed_is_refused() -> None:
    refuse(start(SECRET_KEY=""), "SECRET_KEY is not set")
    refuse(start(SECRET_KEY="hunter2"), "SECRET_KEY has 7 characters, at least 50 are needed")


def test_a_secret_comes_from_a_file_and_one_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "SECRET_KEY"
    file.write_text(f"{GOOD['SECRET_KEY']}\n")
    assert start(SECRET_KEY=None, SECRET_KEY_FILE=str(file)).returncode == 0
    refuse(
        start(SECRET_KEY=None, SECRET_KEY_FILE="/nowhere"),
        "SECRET_KEY_FILE names /nowhere, which cannot be read",
    )


@pytest.mark.parametrize(
    ("name", "value"), [("DEBUG", "perhaps"), ("DATABASE_POOL_SIZE", "many"), ("RATE_LIMITS", "user")]
)
def test_a_value_that_makes_no_sense_is_named(name: str, value: str) -> None:
    refuse(start(**{name: value}), name)


def test_the_word_false_is_not_true() -> None:
    script = "from config.settings import production as p; print(p.DEBUG, p.COOKIE_SECURE)"
    env = {"PATH": os.environ["PATH"], **GOOD, "DEBUG": "False"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=SERVER, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
