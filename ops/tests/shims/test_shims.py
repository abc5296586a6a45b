"""The two scripts the deployment guide names: they hand everything on to `vantrexia` and decide nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    """A directory whose `vantrexia` says how it was called and ends with 7."""
    program = tmp_path / "vantrexia"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n')
    program.chmod(0o755)
    return tmp_path


def call(script: str, *words: str, tool: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{tool}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return subprocess.run(
        [str(SCRIPTS / script), *words],
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("variable", ["TAG", "RELEASE_ID"])
def test_a_deploy_is_of_the_release_that_was_named(tool: Path, variable: str) -> None:
    """The guide exports TAG; its script then deployed `latest` (D9)."""
    done = call("deploy.sh", "--image", "backend=sha256:1", "--json", tool=tool, **{variable: "1f2e3d"})
    assert done.stdout.split() == ["deploy", "--release", "1f2e3d", "--image", "backend=sha256:1", "--json"]
    assert done.returncode == 7, "the tool's verdict is the script's"


def test_without_a_release_nothing_is_deployed(tool: Path) -> None:
    done = call("deploy.sh", tool=tool, GITHUB_SHA="1f2e3d")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no release was named" in done.stderr


def test_the_smoke_tests_are_the_tools(tool: Path) -> None:
    done = call("smoke-tests.sh", "--base-url", "https://app.example", tool=tool)
    assert done.stdout.split() == ["smoke", "--base-url", "https://app.example"]
    assert done.returncode == 7
