"""`vantrexia` as it is typed: what it refuses, with which exit code, on one line; what it prints without a host."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vantrexia_ops.config import Redacted
from vantrexia_ops.config.reading import parse_config
from vantrexia_ops.secrets import AgeStore

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
        (("app", "run"), "Missing argument 'WORDS...'. `vantrexia app run --help`"),
        (("rollback", "a", "b"), "extra argument (b). `vantrexia rollback --help`"),
        (("smoke", "--base-url", "app.example"), "is no address"),
        (("smoke", "--base-url", "https://app.example:https"), "'https://app.example:https' names no port"),
        (
            ("smoke", "--base-url", "https://app.example", "--origin-address", "::1:x"),
            "'::1:x' names no port",
        ),
        (("smoke", "--via-origin"), "go with --base-url"),
        (("deploy", "--abort", "--dry-run"), "--abort does not go with --dry-run"),
        (("deploy", "--resume", "--dry-run", "--release", "x"), "--resume does not go with --dry-run"),
        (
            ("deploy", "--resume", "--skip-smoke", "--image", "backend=x"),
            "does not go with --skip-smoke and --image",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_begun(
    config: Path, words: tuple[str, ...], says: str
) -> None:
    done = call(*words, config=config)
    assert says in done.stderr
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not (config.parent / "state" / "journal.jsonl").exists()


@pytest.mark.parametrize("words", [(), ("lock",), ("maintenance",), ("app",)])
def test_without_a_command_there_is_the_list_of_them_as_help_shows_it(words: tuple[str, ...]) -> None:
    done = call(*words)
    assert done.returncode == 2
    assert done.stderr == call(*words, "--help").stdout
    assert len(done.stderr.splitlines()) > 5


def test_a_host_without_a_deploy_says_so(config: Path) -> None:
    done = call("history", config=config)
    assert (done.returncode, done.stdout) == (0, "Nothing was deployed on this host yet.\n")
    assert call("history", "--json", config=config).stdout == ""


def test_a_lock_by_hand_keeps_deploys_out_with_its_reason_until_it_is_released(config: Path) -> None:
    assert call("lock", "status", config=config).stdout == "Free.\n"
    assert call("lock", "acquire", "-m", "audit today", "--who", "ada", config=config).returncode == 0
    assert "ada since" in call("lock", "status", config=config).stdout
    for words in (("deploy", "--release", "x"), ("rollback",), ("maintenance", "on")):
        refused = call(*words, config=config)
        assert refused.returncode == 3, refused.stderr
        assert "deploys are locked by ada" in refused.stderr
        assert "audit today. `vantrexia lock release` ends the lock." in refused.stderr
    assert call("lock", "release", config=config).stdout == "Released.\n"
    assert call("lock", "release", config=config).stdout == "Nothing was locked.\n"
    assert call("lock", "status", "--json", config=config).stdout == "null\n"


def test_what_a_broken_journal_cannot_note_is_not_locked_and_a_lock_can_be_ended_all_the_same(
    config: Path,
) -> None:
    state = config.parent / "state"
    assert call("lock", "acquire", "-m", "audit today", "--who", "ada", config=config).returncode == 0
    journal = state / "journal.jsonl"
    journal.write_text(journal.read_text().replace("audit today", "audit later"))
    ended = call("lock", "release", config=config)
    assert ended.returncode == 10
    assert ended.stderr.startswith("the lock was ended, but the journal does not say so: the last line of ")
    assert "was changed. Keep the file as it is" in ended.stderr
    assert call("lock", "status", config=config).stdout == "Free.\n"
    refused = call("lock", "acquire", "-m", "audit tomorrow", config=config)
    assert (refused.returncode, refused.stdout) == (10, "")
    assert len(refused.stderr.strip().splitlines()) == 1
    assert call("lock", "status", config=config).stdout == "Free.\n", "what failed left nothing behind"


def test_an_engine_that_does_not_answer_is_told_once_by_whoever_looks_at_many_things(config: Path) -> None:
    gone = {"config": config, "DOCKER_HOST": "unix:///nowhere.sock"}
    doctor = call("doctor", **gone)  # type: ignore[arg-type]
    assert doctor.returncode == 1
    assert doctor.stdout.count("systemctl status docker") == 1
    assert "(while trying to ask the engine). `systemctl" in doctor.stdout
    assert "not looked at: the container engine does not answer" in doctor.stdout
    watch = call("watch", **gone)  # type: ignore[arg-type]
    assert watch.stdout.count("problem  the container engine does not answer") == 1


def test_a_store_that_fails_is_said_and_what_it_printed_is_not(config: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.write_text(
        '#!/bin/sh\necho "{\\"SECRET_KEY\\": \\"hunter2\\"}"\n[ -z "$1" ] || echo "$1" >&2\nexit 3\n'
    )
    store.chmod(0o700)
    text = config.read_text()
    for word, says in (("", "exit code 3"), ("no route to the vault", "no route to the vault")):
        config.write_text(f'{text}[secrets]\nsource = "command"\ncommand = ["{store}", "{word}"]\n')
        said = call("doctor", config=config, DOCKER_HOST="unix:///nowhere.sock").stdout
        assert f"`{store}` does not hand out the secrets: {says}. secrets.command names the program" in said
        assert "hunter2" not in said


def test_a_secret_that_is_due_is_a_warning_with_its_days_and_its_page(config: Path) -> None:
    values = {"SECRET_KEY": Redacted("hunter2"), "REDIS_URL": Redacted("redis://v:hunter2@redis/0")}
    store = AgeStore(config.parent / "state" / "secret-ages")
    then = datetime.now(UTC) - timedelta(days=97)
    store.note(values, rotated={"SECRET_KEY": "whole", "REDIS_URL": "password"}, run="a", now=then)
    gone = {"config": config, "DOCKER_HOST": "unix:///nowhere.sock"}
    due = "due for rotation after 90 days: REDIS_URL (97 days), SECRET_KEY (97 days)"
    doctor = call("doctor", **gone).stdout  # type: ignore[arg-type]
    assert f"WARN rotation     {due}. docs/runbooks/secrets.md\n" in doctor
    watch = call("watch", **gone).stdout  # type: ignore[arg-type]
    assert f"warning  secrets are {due}, since " in watch
    assert "hunter2" not in doctor + watch
    config.write_text(f"{config.read_text()}[secrets]\nrotate_days = 98\n")
    assert "ok   rotation     the oldest is REDIS_URL, 97 of 98 days\n" in call("doctor", **gone).stdout  # type: ignore[arg-type]


def test_a_configuration_that_is_not_there_says_how_to_write_one(tmp_path: Path) -> None:
    done = call("status", config=tmp_path / "none.toml")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "configuration.md" in done.stderr


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("app.example", "App.Example", "names.app is no host name: 'App.Example'"),
        ('"app.example"', '"api.example"', "names.app and names.api are the same"),
        (
            "[host]",
            '[host]\napp_prefix = "10.203"',
            "host.app_prefix is no prefix of three numbers: '10.203'",
        ),
        ("[names]", "# Caf\xe9\n[names]", "is not UTF-8"),
    ],
)
def test_what_the_proxy_could_not_use_is_refused_before_anything_is_begun(
    config: Path, before: str, after: str, says: str
) -> None:
    config.write_text(config.read_text().replace(before, after), encoding="latin-1")
    done = call("deploy", "--release", "x", config=config)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("current.env", ("status",)),
        ("lease.json", ("lock", "status")),
        ("journal.jsonl", ("history",)),
        ("journal.head", ("history",)),
        ("journal.jsonl", ("lock", "acquire", "-m", "audit")),
    ],
)
def test_a_file_of_the_state_that_cannot_be_read_is_named(
    config: Path, name: str, words: tuple[str, ...]
) -> None:
    (config.parent / "state" / name).mkdir(parents=True)
    done = call(*words, config=config)
    assert done.returncode == 1
    assert f"cannot read {config.parent}/state/{name}: Is a directory\n" == done.stderr


def test_words_that_are_no_text_do_not_stop_a_lock_from_being_set(config: Path) -> None:
    """Half a character, as a terminal of another encoding sends it."""
    env = {"PATH": os.environ["PATH"], "VANTREXIA_CONFIG": str(config)}
    words = [os.fsencode(COMMAND), b"lock", b"acquire", b"-m", b"caf\xe9", b"--who", b"Ren\xe9"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Locked by Ren?: caf?\n", "")
    assert call("lock", "status", config=config).stdout.endswith("caf?\n")


def test_a_host_whose_locale_knows_few_letters_is_told_all_the_same(config: Path) -> None:
    done = call(
        "lock", "acquire", "-m", "till noon …", "--who", "ada", config=config, PYTHONIOENCODING="latin-1"
    )
    assert (done.returncode, done.stdout) == (0, "Locked by ada: till noon ?\n")


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


def test_smoke_tests_that_fail_end_with_all_of_them_and_a_hint_on_one_line() -> None:
    done = call("smoke", "--base-url", "http://127.0.0.1:1")
    assert done.returncode == 8
    (line,) = done.stderr.splitlines()
    assert line.startswith("smoke test: health: no answer")
    assert line.endswith("`vantrexia doctor` on the host looks closer.")
