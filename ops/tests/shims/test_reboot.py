"""What systemd runs after a reboot and before one, with an engine that only writes down what it is told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.places import ROOT, put_program
from vantrexia_ops.commands.environment import make_environment, write_environment
from vantrexia_ops.config.reading import parse_config

COMPOSE = ROOT / "docker-compose.prod.yml"


@pytest.mark.parametrize("script", ["bring-up.sh", "bring-down.sh"])
@pytest.mark.parametrize("overrides", [[], ["/etc/vantrexia/more.yml", "/etc/vantrexia/and more.yml"]])
def test_containers_are_described_by_the_files_they_were_deployed_with(
    tmp_path: Path, script: str, overrides: list[str]
) -> None:
    there = put_program(
        tmp_path / "there", "docker", f'printf "%s|" "$@" >> {tmp_path}/said; echo >> {tmp_path}/said'
    )
    told = {"names": {"app": "app.example", "api": "api.example"}, "host": {"compose_overrides": overrides}}
    images = dict.fromkeys(("backend", "frontend", "nginx"), "sha256:1")
    variables = make_environment(
        parse_config(told, source="test"), release="r1", images=images, colour="green",
        project="vantrexia-green", state=str(tmp_path),
    )  # fmt: skip
    current = tmp_path / "current.env"
    current.write_text(write_environment(variables))
    subprocess.run(
        [ROOT / "docker/systemd" / script, current], check=True, timeout=30,
        env={"PATH": f"{there}:{os.environ['PATH']}"},
    )  # fmt: skip
    lines = (tmp_path / "said").read_text().splitlines()
    files = "".join(f"-f|{file}|" for file in (COMPOSE.name, *overrides))
    assert len(lines) > 2
    assert [
        line for line in lines if f"|{files}" not in line or line.count("|-f|") != 1 + len(overrides)
    ] == []
    assert any("|-p|vantrexia-green|" in line and "|backend|" in line for line in lines)
