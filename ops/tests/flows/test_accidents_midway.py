"""Accidents in the middle of a deploy, at many points of it: the old release serves, and afterwards everything can be ended."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.stage import Stage, make_stage
from tests.flows.world import Behaviour, World
from vantrexia_ops.errors import EXIT_CODES, EngineGone, OpsError, SmokeFailed
from vantrexia_ops.journal import chain, find_unfinished, list_deploys

EVERY = 5


def count_things(memory: Path) -> int:
    rehearsal = make_stage(memory)
    rehearsal.deploy("r1")
    before = rehearsal.world.done
    rehearsal.deploy("r2")
    return rehearsal.world.done - before


def happen_at(world: World, *, after: int, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """From the n-th thing on something is wrong with the world; the tool lives on."""
    wanted = world.done + after
    real = World.happen

    def happen(self: World) -> None:
        real(self)
        if self is world and self.done == wanted:
            act()

    monkeypatch.setattr(World, "happen", happen)


def settle(stage: Stage) -> None:
    """What was left is ended; nothing of it is there afterwards."""
    if find_unfinished(stage.ground.journal.read()) is not None:
        stage.abort()
    running = {c.release for c in stage.world.containers.values() if c.running and c.part == "release"}
    assert running == {stage.serving}
    assert stage.serving in ("r1", "r2")
    assert stage.ground.leases.find_standing() is None
    stage.world.check()
    stage.deploy("r3")
    assert stage.serving == "r3"


def try_deploy(stage: Stage) -> OpsError | None:
    """What went wrong; None when the accident came too late to matter."""
    try:
        stage.deploy("r2")
    except OpsError as error:
        return error
    return None


def check_message(error: OpsError) -> None:
    assert "\n" not in error.line
    assert error.exit_code in EXIT_CODES
    assert error.hint, error.line


def test_an_engine_that_goes_away_at_any_point_is_said_with_its_code(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for point in range(1, count_things(memory), EVERY):
        stage = make_stage(memory)
        stage.deploy("r1")
        with monkeypatch.context() as patch:
            happen_at(
                stage.world,
                after=point,
                act=lambda s=stage: setattr(s.world, "is_engine_gone", True),
                monkeypatch=patch,
            )
            error = try_deploy(stage)
        if error is not None:
            check_message(error)
            assert "systemctl status docker" in str(error.hint)
            seen.add(error.exit_code)
        assert stage.serving in ("r1", "r2")
        stage.world.is_engine_gone = False
        settle(stage)
    assert seen == {EngineGone.exit_code}


@pytest.mark.parametrize("verb", ["up", "run", "pull"])
def test_a_disk_that_fills_while_images_and_containers_are_made_takes_all_of_it_back(
    stage: Stage, verb: str
) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(migrations=(("core.0002_more", True),))
    stage.world.is_disk_full_at = verb
    with pytest.raises(OpsError, match="no space left on device") as failure:
        stage.deploy("r2")
    check_message(failure.value)
    assert "df" in str(failure.value.hint)
    assert stage.serving == "r1"
    stage.world.is_disk_full_at = None
    settle(stage)


def test_a_disk_too_full_for_a_line_of_the_journal_stops_the_deploy_and_loses_nothing(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written down is not done; once there is room the deploy can be ended, and the chain holds."""
    real = os.write
    for point in range(1, count_things(memory), EVERY):
        stage = make_stage(memory)
        stage.deploy("r1")
        full = {"is": False}

        def write(handle: int, text: bytes, full: dict[str, bool] = full) -> int:
            if full["is"]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(handle, text)

        with monkeypatch.context() as patch:
            patch.setattr(chain.os, "write", write)
            happen_at(stage.world, after=point, act=lambda f=full: f.update({"is": True}), monkeypatch=patch)
            error = try_deploy(stage)
        if error is not None:
            check_message(error)
            assert "No space left on device" in error.line
            assert "The disk is full" in error.line
        assert stage.serving in ("r1", "r2")
        assert stage.ground.journal.verify() > 0
        settle(stage)


def test_a_certificate_that_ran_out_at_the_edge_goes_back_with_the_smoke_tests_code(stage: Stage) -> None:
    stage.deploy("r1")
    stage.web.not_after = stage.world.clock.now()
    with pytest.raises(OpsError, match="the certificate expired on") as failure:
        stage.deploy("r2")
    check_message(failure.value)
    assert failure.value.exit_code == SmokeFailed.exit_code
    assert stage.serving == "r1"
    assert list_deploys(stage.ground.journal.read())[-1].outcome == "failed"
