"""`vantrexia` as it is typed: what it refuses, with which exit code, on one line; what it prints without a host."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from vantrexia_ops.config.reading import parse_config

COMMAND = Path(sys.executable).with_name("vantrexia")
WORDS = (
    "deploy",
    "rollback",
    "status",
    "history",
    "plan",
    "lock",
    "maintenance",
    "smoke",
    "doctor",
    "app",
    "config",
    "dev",
)


def call(*words: str, config: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], **environment}
    if config is not None:
        env["VANTREXIA_CONFIG"] = str(config)
    return subprocess.run(
        [str(COMMAND), *words], env=env, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration of a host nothing was ever deployed to."""
    path = tmp_path / "vantrexia.toml"
    state = tmp_path / "state"
    path.write_text(f'[names]\napp = "app.example"\napi = "api.example"\n[host]\nstate = "{state}"\n')
    return path


def test_help_names_every_command(config: Path) -> None:
    said = call("--help").stdout
    assert [word for word in WORDS if f"  {word} " not in said] == []


@pytest.mark.parametrize(
    "words", [(word, "--help") for word in WORDS] + [("app", "run", "--help"), ("lock", "acquire", "--help")]
)
def test_each_explains_itself(words: tuple[str, ...]) -> None:
    done = call(*words)
    assert done.returncode == 0
    assert "Usage:" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("deploy", "--relaese", "x"), "No such option"),
        (("deplyo",), "No such command"),
        (("deploy",), "no release was named"),
        (("deploy", "--release", "latest"), "cannot name a release"),
        (("deploy", "--release", "x", "--image", "backend"), "names no image"),
        (("deploy", "--release", "x", "--image", "database=x"), "there is no image 'database'"),
        (("plan",), "no release was named"),
        (("smoke", "--base-url", "app.example"), "is no address"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_begun(
    config: Path, words: tuple[str, ...], says: str
) -> None:
    done = call(*words, config=config)
    assert says in done.stderr
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert not (config.parent / "state" / "journal.jsonl").exists()


def test_a_configuration_that_is_not_there_says_how_to_write_one(tmp_path: Path) -> None:
    done = call("status", config=tmp_path / "none.toml")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "configuration.md" in done.stderr


def test_a_misspelt_option_of_the_configuration_is_named_with_the_right_one(config: Path) -> None:
    config.write_text(config.read_text() + "[deploy]\nbake_second = 1\n")
    done = call("status", config=config)
    assert done.returncode == 2
    assert "'bake_second'" in done.stderr
    assert "Did you mean 'bake_seconds'?" in done.stderr


def test_the_printed_configuration_can_be_saved_and_used() -> None:
    printed = call("config").stdout
    assert parse_config(tomllib.loads(printed), source="printed").host.stack == "vantrexia"


def test_an_engine_that_does_not_answer_has_an_exit_code_of_its_own(config: Path) -> None:
    done = call("status", config=config, DOCKER_HOST="unix:///nowhere.sock")
    assert done.returncode == 6
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_is_deployed_when_the_state_cannot_be_written(config: Path) -> None:
    blocked = config.parent / "state"
    blocked.write_text("a file where the directory should be")
    done = call("deploy", "--release", "x", config=config)
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
