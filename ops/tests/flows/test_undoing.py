"""What cannot be undone ends the undoing where it is: something healthy serves all the while, and afterwards it can be taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.stage import Stage
from tests.flows.test_accidents_midway import check_message, settle
from tests.flows.world import Behaviour
from vantrexia_ops.errors import LockHeld, Unfinished
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.bake import Bake
from vantrexia_ops.flows.steps.prune import Prune
from vantrexia_ops.flows.steps.switch import Switch
from vantrexia_ops.journal import find_unfinished, list_deploys


def take_away(stage: Stage, project: str) -> None:
    """`docker rm -f` by hand, of a colour nobody seems to need."""
    for key in [key for key in stage.world.containers if key[0] == project]:
        del stage.world.containers[key]


def take_away_while_watched(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Bake.do

    def do(self: Bake, run: Run) -> object:
        take_away(stage, "vantrexia-blue")
        return real(self, run)

    monkeypatch.setattr(Bake, "do", do)


def test_the_old_colour_answers_again_before_the_proxy_is_pointed_at_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.deploy("r1")
    stage.world.releases["bad"] = Behaviour(errors_when_serving=True)
    take_away_while_watched(stage, monkeypatch)
    with pytest.raises(DeployFailed, match="release r1 still serves"):
        stage.deploy("bad")
    assert stage.serving == "r1"
    assert stage.world.containers["vantrexia-blue", "stream"].running
    assert find_unfinished(stage.ground.journal.read()) is None


def test_as_long_as_the_old_colour_cannot_come_back_the_new_one_stays(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(errors_when_serving=True)
    with monkeypatch.context() as patch:
        take_away_while_watched(stage, patch)
        stage.world.lost_images.add("r1")
        with pytest.raises(Unfinished, match=r"could not be undone .*No such image") as failure:
            stage.deploy("r2")
    check_message(failure.value)
    assert "--abort` tries again" in str(failure.value.hint)
    assert stage.serving == "r2", "with errors, but there is nothing better"
    stage.world.lost_images.clear()
    settle(stage)


@pytest.mark.parametrize("back", range(1, 12))
def test_a_deploy_cut_off_at_its_end_whose_way_back_was_cleared_away_goes_on_serving(
    stage: Stage, back: int
) -> None:
    """A power cut, then `docker system prune --all` by somebody who needs room, then `--abort`."""
    stage.deploy("r0")
    stage.deploy("r1")
    before = stage.world.done
    stage.deploy("r2")
    things = stage.world.done - before
    assert stage.break_off(lambda: stage.deploy("r3"), after=things - back)
    if find_unfinished(stage.ground.journal.read()) is None:
        return
    for key in [key for key, c in stage.world.containers.items() if not c.running]:
        del stage.world.containers[key]
    stage.world.lost_images.add("r2")
    try:
        stage.abort()
    except Unfinished as error:
        check_message(error)
    assert stage.serving in ("r2", "r3")
    stage.world.check()
    stage.world.lost_images.clear()
    if find_unfinished(stage.ground.journal.read()) is not None:
        stage.abort()
    assert stage.serving == "r2"


def interrupt(self: object, run: Run) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_while_it_undoes_says_what_is_left_to_do(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(errors_when_serving=True)
    with monkeypatch.context() as patch:
        patch.setattr(Switch, "undo", interrupt)
        with pytest.raises(
            Unfinished, match=r"switch the proxy could not be undone \(interrupted\)"
        ) as failure:
            stage.deploy("r2")
        assert failure.value.exit_code == 5
        assert "--abort` tries again" in str(failure.value.hint)
        with pytest.raises(Unfinished, match="interrupted"):
            stage.abort()
    assert stage.serving == "r2"
    settle(stage)


def test_who_has_lost_the_host_in_the_last_step_does_not_call_the_deploy_good(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It slept for long; meanwhile somebody else took the host and took the deploy back."""
    stage.deploy("r1")

    def slept(self: Prune, run: Run) -> dict[str, object]:
        stage.ground.leases.unlock(force=True)
        return {}

    with monkeypatch.context() as patch:
        patch.setattr(Prune, "do", slept)
        with pytest.raises(LockHeld, match="was taken over"):
            stage.deploy("r2")
    assert list_deploys(stage.ground.journal.read())[-1].outcome is None
    stage.abort()
    assert stage.serving == "r1"


def test_copies_of_secrets_left_by_a_deploy_that_was_cut_off_go_with_the_next_good_one(stage: Stage) -> None:
    stage.deploy("r1")
    target = Path(stage.ground.config.secrets.target)
    for name in (".staged-20261101T000000-r0/backend", ".before-20261101T000000-r0.partial/backend"):
        (target / name).mkdir(parents=True)
    stage.deploy("r2")
    assert sorted(path.name for path in target.iterdir()) == ["backend", "nginx"]
