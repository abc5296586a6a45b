"""Three deploys as CI sees them, under load on real containers: a good one, a broken one, a rollback. Nothing is lost on the way.

Drain and bake are short here; test_ten_deploys.py takes the time a server takes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.cli.screen import run_in_terminal
from tests.containers.host import COMMAND
from tests.containers.judging import judge
from tests.containers.load import run_load
from tests.containers.scene import Scene, create_scene
from tests.containers.watch import watch_engine

# A machine that tests several things at once may be slow to start a release; how slow is not the question here.
SHORT = {
    "deploy": {"drain_seconds": 5, "drain_long_seconds": 30, "bake_seconds": 6, "ready_within_seconds": 180},
}
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def scene(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with create_scene(images=images, directory=tmp_path_factory.mktemp("host"), options=SHORT) as made:
        yield made


def test_a_good_deploy_a_broken_one_and_a_rollback_lose_nothing(scene: Scene) -> None:
    good, broken = scene.make("r1"), scene.make("r2", "errors_later")
    with watch_engine(scene.host.stack.name) as watched:
        with run_load(scene.door(run_id="short"), most_seconds=600) as load:
            deploy_while_another_tries(scene, good)
            assert scene.serving == "r1"
            said = scene.host.vantrexia("deploy", "--release", broken, expect=1)
            assert "release r1 still serves" in said
            assert scene.serving == "r1"
            roll_back_at_a_terminal(scene)
            assert scene.serving == "r0"
        scene.wait_until_processed(seconds=60)
    judge(scene, load.result, watched)
    assert load.result.caught["delivery"] > 0, "the net had nothing to catch, so nothing was shown"
    outcomes = [
        json.loads(line)["outcome"] for line in scene.host.vantrexia("history", "--json").splitlines()
    ]
    assert outcomes == ["good", "good", "failed", "good"]


def roll_back_at_a_terminal(scene: Scene) -> None:
    """As a person does it: what runs is on the screen with its clock, what is over stays there."""
    words, environment = (str(COMMAND), "rollback"), scene.host.environment
    seen = run_in_terminal(words, columns=80, environment=environment, seconds=300)
    shown = "\n".join(seen.lines)
    assert seen.code == 0, shown
    assert "  ✓ Switch the proxy" in shown
    assert "release r0" in shown.lower()
    assert all(len(line) <= 80 for line in seen.lines)
    assert seen.raw.count("Drain the old colour") > 5, "the clock of what runs does not run"


def deploy_while_another_tries(scene: Scene, release: str) -> None:
    """Two deploys at once: the second one is told who deploys, and changes nothing."""
    first = scene.host.start("deploy", "--release", release)
    deadline = time.monotonic() + 60
    while not scene.host.ask("status")["holder"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    refused = scene.host.vantrexia("deploy", "--release", "r0", expect=3)
    assert "is deploying since" in refused
    assert f"deploy {release}" in refused
    said, _ = first.communicate(timeout=600)
    assert first.returncode == 0, said
