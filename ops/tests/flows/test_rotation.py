"""Rotated secrets reach every process by a deploy of the release that serves (docs/runbooks/secrets.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.stage import Stage
from tests.flows.world import RELEASE_SERVICES
from vantrexia_ops.flows.engine import DeployFailed

NEXT = "t" * 50


def put(stage: Stage, value: str) -> None:
    (Path(stage.ground.config.secrets.directory) / "SECRET_KEY").write_text(value)


def in_service(stage: Stage) -> str:
    return (Path(stage.ground.config.secrets.target) / "backend/SECRET_KEY").read_text()


def running(stage: Stage) -> dict[str, str]:
    """Service to container, of whatever reads secrets."""
    wanted = {*RELEASE_SERVICES, "celery-beat"}
    return {c.service: c.id for c in stage.world.containers.values() if c.running and c.service in wanted}


def test_a_deploy_of_the_serving_release_starts_everything_anew_that_reads_secrets(stage: Stage) -> None:
    stage.deploy("r1")
    before = running(stage)
    put(stage, NEXT)
    stage.deploy("r1")
    assert stage.serving == "r1"
    assert in_service(stage) == NEXT
    after = running(stage)
    assert set(after) == set(before)
    assert [service for service in after if after[service] == before[service]] == []


def test_it_may_be_done_again_and_again_and_the_release_before_is_still_the_way_back(stage: Stage) -> None:
    stage.deploy("r0")
    stage.deploy("r1")
    for value in ("u" * 50, "v" * 50, "w" * 50):
        put(stage, value)
        stage.deploy("r1")
        assert in_service(stage) == value
    stage.rollback()
    assert stage.serving == "r0"
    assert in_service(stage) == "w" * 50, "what was rotated stays rotated"


def test_a_rotation_that_fails_leaves_everything_with_what_it_had(stage: Stage) -> None:
    stage.deploy("r1")
    before = running(stage)
    put(stage, NEXT)
    stage.world.releases["r1"].workers_fail = True
    with pytest.raises(DeployFailed):
        stage.deploy("r1")
    assert in_service(stage) == "s" * 50
    assert running(stage) == before


@pytest.mark.parametrize("after", range(5, 50, 5))
@pytest.mark.parametrize("way", ["abort", "resume"])
def test_one_that_is_cut_off_can_be_taken_back_or_carried_through(stage: Stage, after: int, way: str) -> None:
    stage.deploy("r1")
    put(stage, NEXT)
    assert stage.break_off(lambda: stage.deploy("r1"), after=after)
    if way == "resume":
        stage.resume()
        assert (stage.serving, in_service(stage)) == ("r1", NEXT)
        return
    stage.abort()
    assert stage.serving == "r1"
    assert in_service(stage) == "s" * 50
    stage.deploy("r1")
    assert in_service(stage) == NEXT
