"""The tool is cut off at every single thing it does: each time the host serves, and the deploy can be resumed or aborted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.stage import Stage, make_stage
from tests.flows.world import Behaviour
from vantrexia_ops.errors import Unfinished
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.journal import find_unfinished, list_deploys


def _count_things(stage: Stage, act: Callable[[], object]) -> int:
    before = stage.world.done
    act()
    return stage.world.done - before


def _settled(stage: Stage, *, serving: str) -> None:
    assert stage.serving == serving
    assert find_unfinished(stage.ground.journal.read()) is None
    running = {
        found.release
        for found in stage.world.containers.values()
        if found.running and found.part == "release"
    }
    assert running == {serving}
    assert stage.world.containers["vantrexia", "celery-beat"].release == serving
    stage.world.check()


def _every_point(memory: Path, release: Behaviour) -> list[int]:
    rehearsal = make_stage(memory)
    rehearsal.deploy("r1")
    rehearsal.world.releases["r2"] = release

    def act() -> None:
        with contextlib.suppress(DeployFailed):
            rehearsal.deploy("r2")

    return list(range(1, _count_things(rehearsal, act) + 1))


@pytest.mark.parametrize("way", ["resume", "abort"])
def test_a_good_deploy_cut_off_anywhere_can_be_resumed_or_aborted(memory: Path, way: str) -> None:
    points = _every_point(memory, Behaviour(migrations=(("core.0002_more", True),)))
    assert len(points) > 60
    for point in points:
        stage = make_stage(memory)
        stage.deploy("r1")
        stage.world.releases["r2"] = Behaviour(migrations=(("core.0002_more", True),))
        assert stage.break_off(lambda stage=stage: stage.deploy("r2"), after=point)
        stage.world.check()
        unfinished = find_unfinished(stage.ground.journal.read())
        if unfinished is None:
            # Cut off before it was written down, or after it was good.
            was_good = list_deploys(stage.ground.journal.read())[-1].release == "r2"
            _settled(stage, serving="r2" if was_good else "r1")
        elif way == "resume":
            stage.resume()
            _settled(stage, serving="r2")
        else:
            stage.abort()
            _settled(stage, serving="r1")
        if point % 10 == 0:
            stage.deploy("r3")
            _settled(stage, serving="r3")


@pytest.mark.parametrize(
    "bad",
    [Behaviour(smoke_fails=True), Behaviour(errors_when_serving=True)],
    ids=["before", "after the switch"],
)
def test_a_failing_deploy_cut_off_anywhere_even_while_it_undoes_can_be_aborted(
    memory: Path, bad: Behaviour
) -> None:
    for point in _every_point(memory, bad):
        stage = make_stage(memory)
        stage.deploy("r1")
        stage.world.releases["r2"] = bad
        was_cut = stage.break_off(lambda stage=stage: _try(stage, "r2"), after=point)
        assert was_cut
        if find_unfinished(stage.ground.journal.read()) is not None:
            stage.abort()
        _settled(stage, serving="r1")


def _try(stage: Stage, release: str) -> None:
    with contextlib.suppress(DeployFailed):
        stage.deploy(release)


def test_an_abort_cut_off_anywhere_can_be_aborted_again(memory: Path) -> None:
    cut = 0
    for point in range(1, 40, 3):
        stage = make_stage(memory)
        stage.deploy("r1")
        stage.deploy("r2")
        assert stage.break_off(lambda stage=stage: stage.deploy("r3"), after=60)
        if find_unfinished(stage.ground.journal.read()) is None:
            continue
        if stage.break_off(stage.abort, after=point) and find_unfinished(stage.ground.journal.read()):
            cut += 1
            stage.abort()
        _settled(stage, serving="r2")
    assert cut >= 5, "the aborts were over before they could be cut off"


def test_a_new_deploy_waits_until_the_unfinished_one_is_decided(stage: Stage) -> None:
    stage.deploy("r1")
    assert stage.break_off(lambda: stage.deploy("r2"), after=20)
    with pytest.raises(Unfinished, match="was cut off") as refusal:
        stage.deploy("r3")
    assert refusal.value.hint is not None
    assert "--resume" in refusal.value.hint
    with pytest.raises(Unfinished):
        stage.rollback()


def test_what_was_being_undone_is_not_resumed(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(never_ready=True)
    things = _every_point(stage.world.root, Behaviour(never_ready=True))[-1]
    assert stage.break_off(lambda: _try(stage, "r2"), after=things - 6)
    with pytest.raises(Unfinished, match="being undone"):
        stage.resume()
    stage.abort()
    _settled(stage, serving="r1")


def test_ctrl_c_undoes_what_was_begun(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.deploy("r1")
    from vantrexia_ops.flows.steps.bake import Bake

    def interrupted(self: object, run: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Bake, "do", interrupted)
    with pytest.raises(DeployFailed, match="interrupted") as failure:
        stage.deploy("r2")
    assert failure.value.exit_code == 130
    _settled(stage, serving="r1")
