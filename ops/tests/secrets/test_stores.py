"""Where secrets come from: a directory, a program, AWS Secrets Manager (the real client, a local endpoint). Values are never quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http_host import HttpHost, Say
from vantrexia_ops.config import Config
from vantrexia_ops.config.reading import parse_config
from vantrexia_ops.errors import OpsError
from vantrexia_ops.runner import LocalRunner
from vantrexia_ops.secrets import fetch_secrets

NAMES = {"app": "app.example", "api": "api.example"}
VALUES = {"SECRET_KEY": "hunter2-hunter2", "DATABASE_URL": "postgresql://vantrexia_app:hunter2@db/vantrexia"}


def configure(**secrets: object) -> Config:
    return parse_config({"names": NAMES, "secrets": secrets}, source="test")


def fetch(config: Config) -> dict[str, str]:
    return {name: value.reveal() for name, value in fetch_secrets(config, runner=LocalRunner()).items()}


def refuse(config: Config, *, says: str, hint: str) -> None:
    with pytest.raises(OpsError) as refused:
        fetch(config)
    assert says in refused.value.message
    assert hint in (refused.value.hint or "")
    assert "hunter2" not in refused.value.line


# --- AWS ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HttpHost]:
    with HttpHost([Say(body={"SecretString": json.dumps(VALUES)})]) as host:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", host.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-test")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        yield host


AWS = {"source": "aws", "aws_secret": "vantrexia/production", "aws_region": "us-east-1"}


def test_one_secret_of_secrets_manager_holds_all_of_them(aws: HttpHost) -> None:
    assert fetch(configure(**AWS)) == VALUES
    (asked,) = aws.asked
    assert asked.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue"
    assert asked.body == {"SecretId": "vantrexia/production"}, "the current version, whichever it is"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Say(400, {"__type": "AccessDeniedException", "Message": "no"}), "AccessDeniedException"),
        (Say(400, {"__type": "ResourceNotFoundException", "Message": "no"}), "ResourceNotFoundException"),
        (Say(body={"SecretBinary": "aHVudGVyMg=="}), "KeyError"),
    ],
)
def test_what_it_does_not_hand_out_is_said_with_its_reason(aws: HttpHost, answer: Say, says: str) -> None:
    aws.answer_with(answer)
    refuse(
        configure(**AWS),
        says=f"AWS Secrets Manager does not hand out vantrexia/production: {says}",
        hint="secretsmanager:GetSecretValue",
    )


@pytest.mark.parametrize("text", ["hunter2", '["hunter2"]', '{"PORT": 5432, "X": "hunter2"}'])
def test_a_secret_that_is_no_object_of_texts_is_refused(aws: HttpHost, text: str) -> None:
    aws.answer_with(Say(body={"SecretString": text}))
    refuse(configure(**AWS), says="the secret vantrexia/production is no", hint="")


def test_a_store_that_does_not_answer_is_given_up_in_seconds(
    monkeypatch: pytest.MonkeyPatch, aws: HttpHost
) -> None:
    monkeypatch.setattr("vantrexia_ops.secrets.adapters.AWS_SECONDS", 0.3)
    aws.answer_with(Say(wait=1.5))
    refuse(configure(**AWS), says="ReadTimeoutError", hint="aws sts get-caller-identity")
    assert len(aws.asked) == 2, "asked once more, and then given up"


def test_a_host_without_a_role_is_said(monkeypatch: pytest.MonkeyPatch, aws: HttpHost) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    refuse(configure(**AWS), says="NoCredentialsError", hint="aws sts get-caller-identity")
    assert aws.asked == []


# --- the others --------------------------------------------------------------------------------------------------------


def test_a_directory_has_a_file_per_secret_for_its_owner_alone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir(mode=0o700)
    for name, value in VALUES.items():
        (store / name).write_text(value)
    (store / ".SECRET_KEY.swp").write_text("an editor's")
    config = configure(source="directory", directory=str(store))
    assert fetch(config) == VALUES
    (store / "certificate.der").write_bytes(b"0\x82\xff\xfe")
    refuse(config, says="certificate.der is no text", hint="PEM")
    (store / "certificate.der").unlink()
    store.chmod(0o755)
    refuse(config, says="is open to other users", hint="chmod 0700")
    refuse(
        configure(source="directory", directory="/nowhere"), says="no secrets in /nowhere", hint="run as root"
    )


def program(tmp_path: Path, *lines: str) -> Config:
    path = tmp_path / "store"
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o700)
    return configure(source="command", command=[str(path)])


def test_a_program_prints_an_object(tmp_path: Path) -> None:
    assert fetch(program(tmp_path, f"cat <<'.'\n{json.dumps(VALUES)}\n.")) == VALUES


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("echo hunter2", "exit 3"), "does not hand out the secrets: exit code 3"),
        (("echo hunter2", "echo no route >&2", "exit 3"), "does not hand out the secrets: no route"),
        (("echo hunter2",), "is no JSON object"),
        (("echo '[\"hunter2\"]'",), "is no object of names and texts"),
    ],
)
def test_one_that_fails_is_said_and_what_it_printed_is_not(
    tmp_path: Path, lines: tuple[str, ...], says: str
) -> None:
    refuse(program(tmp_path, *lines), says=says, hint="")


def test_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    refuse(
        configure(source="command", command=["/nowhere/store"]),
        says="/nowhere/store is not installed",
        hint="host.md",
    )
