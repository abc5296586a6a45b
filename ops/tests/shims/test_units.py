"""What the systemd units run, against a `docker` that only says how it was called."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from vantrexia_ops.commands.environment import make_environment, write_environment
from vantrexia_ops.config import read_config

SCRIPTS = Path(__file__).resolve().parents[3] / "docker/systemd"
IMAGES = {name: f"{name}@sha256:1" for name in ("backend", "frontend", "nginx")}


def called(script: str, *, directory: Path, overrides: list[str]) -> list[list[str]]:
    """Every `docker` the script runs from what a deploy with these overrides leaves in state/current.env."""
    (directory / "vantrexia.toml").write_text(
        f'[host]\ncompose_overrides = {overrides!r}\n[names]\napp = "app.practice.example"\napi = "api.practice.example"\n'.replace(
            "'", '"'
        )
    )
    config = read_config(directory / "vantrexia.toml")
    variables = make_environment(
        config, release="r1", images=IMAGES, colour="green", project="vantrexia-green", state=str(directory)
    )
    (directory / "current.env").write_text(write_environment(variables))
    docker = directory / "docker"
    docker.write_text('#!/bin/sh\necho "$@"\n')
    docker.chmod(0o755)
    done = subprocess.run(
        [str(SCRIPTS / script), str(directory / "current.env")],
        env={"PATH": f"{directory}{os.pathsep}/usr/bin{os.pathsep}/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("script", ["bring-up.sh", "bring-down.sh"])
@pytest.mark.parametrize("overrides", [[], ["/etc/vantrexia/one.yml", "/etc/vantrexia/two.yml"]], ids=len)
def test_a_reboot_brings_up_the_stack_that_was_deployed_and_no_other(
    tmp_path: Path, script: str, overrides: list[str]
) -> None:
    words = called(script, directory=tmp_path, overrides=overrides)
    assert len(words) >= 3
    for line in words:
        files = [line[at + 1] for at, word in enumerate(line) if word == "-f"]
        assert files == ["docker-compose.prod.yml", *overrides]
    projects = {line[line.index("-p") + 1] for line in words}
    assert projects == {"vantrexia", "vantrexia-green"}
