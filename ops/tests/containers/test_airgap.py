"""A machine that reaches no image registry: the engine script, the stand-ins, digests from a registry on loopback."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.engine import AIRGAP, REPOSITORY, Failed, run
from tests.containers.stack import find_free_port


@pytest.fixture
def registry(images: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of a registry of this test's own; stopped and forgotten afterwards."""
    environment = {"VANTREXIA_REGISTRY_PORT": str(find_free_port()), "VANTREXIA_AIRGAP_CACHE": str(tmp_path)}
    if os.geteuid() != 0 and run("which", "docker-registry", check=False).returncode != 0:
        pytest.skip("docker-registry is not installed, and only root can install it")
    yield environment
    run(AIRGAP / "registry.sh", "stop", environment=environment)
    named = f"127.0.0.1:{environment['VANTREXIA_REGISTRY_PORT']}/*/*"
    for form in ("{{.Repository}}:{{.Tag}}", "{{.Repository}}@{{.Digest}}"):
        left = run("docker", "images", "--digests", "--format", form, named).stdout.split()
        run("docker", "rmi", *left, check=False)


def test_the_engine_script_leaves_a_running_engine_alone(engine: None) -> None:
    before = json.loads(run("docker", "info", "--format", "{{json .ID}}").stdout)
    assert run(AIRGAP / "engine.sh").stdout == ""
    assert json.loads(run("docker", "info", "--format", "{{json .ID}}").stdout) == before
    with pytest.raises(Failed, match=r"HINT: engine\.sh takes --check or nothing"):
        run(AIRGAP / "engine.sh", "--force")


def test_a_stand_in_nobody_knows_is_refused_before_anything_is_built(engine: None) -> None:
    with pytest.raises(Failed, match="HINT: known are python"):
        run(AIRGAP / "bases.sh", "windows")


@pytest.mark.parametrize(
    ("name", "words", "least"),
    [
        ("PYTHON_BASE", ("python3", "--version"), (3, 13)),
        ("NODE_BASE", ("node", "--version"), (20, 19)),
        ("NGINX_BASE", ("nginx", "-v"), (1, 30)),
        ("VALKEY_IMAGE", ("valkey-server", "--version"), (9, 0)),
        ("POSTGRES_IMAGE", ("postgres", "--version"), (18, 0)),
    ],
)
def test_a_stand_in_is_as_new_as_what_it_stands_for(
    images: dict[str, str], name: str, words: tuple[str, ...], least: tuple[int, int]
) -> None:
    done = run("docker", "run", "--rm", "--network=none", "--entrypoint", words[0], images[name], *words[1:])
    found = re.search(r"(\d+)\.(\d+)", done.stdout + done.stderr)
    assert found
    assert (int(found[1]), int(found[2])) >= least


def test_an_image_gets_a_digest_and_is_run_by_it(images: dict[str, str], registry: dict[str, str]) -> None:
    image = f"{images['IMAGE_PREFIX']}/nginx:{images['TAG']}"
    address = run(AIRGAP / "registry.sh", "start", environment=registry).stdout.strip()
    assert address == f"127.0.0.1:{registry['VANTREXIA_REGISTRY_PORT']}"
    pushed = run(AIRGAP / "registry.sh", "push", image, environment=registry).stdout.strip()
    assert re.fullmatch(rf"{address}/{images['IMAGE_PREFIX']}/nginx@sha256:[0-9a-f]{{64}}", pushed)
    assert run(AIRGAP / "registry.sh", "push", image, environment=registry).stdout.strip() == pushed, (
        "the same again"
    )
    run("docker", "rmi", f"{address}/{image}", pushed, check=False)
    run("docker", "pull", "--quiet", pushed)
    said = run(
        "docker", "image", "inspect", "--format", '{{index .Config.Labels "io.vantrexia.release"}}', pushed
    )
    assert said.stdout.strip() == images["TAG"]


def test_an_image_that_is_not_there_is_not_pushed(registry: dict[str, str]) -> None:
    with pytest.raises(Failed, match="No such image"):
        run(AIRGAP / "registry.sh", "push", "vantrexia-test/nothing:none", environment=registry)


def test_compose_understands_the_file_and_asks_for_a_release(engine: None) -> None:
    words = (
        "docker",
        "compose",
        "--env-file",
        "/dev/null",
        "-f",
        str(REPOSITORY / "docker-compose.prod.yml"),
    )
    run(*words, "config", "--quiet", environment={"TAG": "x"})
    run(*words, "--profile", "postgres", "config", "--quiet", environment={"TAG": "x"})
    with pytest.raises(Failed, match="name the release in TAG"):
        run(*words, "config", "--quiet", environment={"TAG": ""})
    printed = json.loads(
        run(
            *words, "config", "--format", "json", environment={"TAG": "x", "VANTREXIA_COLOUR_NUMBER": "2"}
        ).stdout
    )
    assert printed["services"]["backend"]["networks"]["app"]["ipv4_address"] == "10.203.2.21"
    assert "postgres" not in printed["services"]
