"""Between the switch and the end: what is watched, what the old colour had begun, and what stands behind the new one meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.flows.stage import Stage
from tests.flows.world import FakeContainer
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.bake import Bake
from vantrexia_ops.journal import list_deploys


def while_watched(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    real = Bake._probe

    def probe(self: Bake, run: Run) -> bool:
        act()
        return real(self, run)

    monkeypatch.setattr(Bake, "_probe", probe)


def crash(found: FakeContainer) -> None:
    found.restarts += 1


def stop(found: FakeContainer) -> None:
    found.running = False


@pytest.mark.parametrize(
    ("ill", "says"),
    [
        (crash, "containers of release r2 restarted"),
        (stop, "celery-bulk of release r2 is exited, not healthy"),
    ],
)
def test_a_container_that_falls_ill_while_it_is_watched_switches_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, ill: Callable[[FakeContainer], None], says: str
) -> None:
    """Old workers take nothing any more by then, so a bulk worker that is gone leaves reports undone and no error in the proxy's log."""
    stage.deploy("r1")
    while_watched(monkeypatch, lambda: ill(stage.world.containers["vantrexia-green", "celery-bulk"]))
    # For the moment until the undoing nobody takes reports; that is what the watch is for.
    monkeypatch.setattr(type(stage.world), "check", lambda self: None)
    with pytest.raises(DeployFailed, match=says):
        stage.deploy("r2")
    monkeypatch.undo()
    assert stage.serving == "r1"
    stage.world.check()


def read_upstreams(stage: Stage) -> str:
    return (stage.ground.places.proxy / "upstreams.conf").read_text()


def test_the_release_before_stands_behind_the_new_one_until_it_goes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.deploy("r1")
    seen: list[str] = []
    while_watched(monkeypatch, lambda: seen.append(read_upstreams(stage)))
    stage.deploy("r2")
    assert "server 10.203.2.11:8000 max_fails=0 backup;" in seen[0]
    assert "backup" not in read_upstreams(stage)


def test_what_the_old_colour_had_begun_has_its_time_before_it_is_stopped(stage: Stage) -> None:
    stage.deploy("r1")
    stage.reconfigure(deploy={"drain_seconds": 2, "drain_long_seconds": 5, "bake_seconds": 4})
    old = stage.world.containers["vantrexia-blue", "backend"]
    old.busy_until = stage.world.clock.monotonic() + 65
    stage.deploy("r2")
    drained = list_deploys(stage.ground.journal.read())[-1].steps["drain"].facts
    assert drained == {"left": 1, "waited_seconds": 5}
    assert old.stopped >= old.busy_until


def test_a_request_without_an_end_holds_nothing_up_for_ever(stage: Stage) -> None:
    stage.deploy("r1")
    stage.reconfigure(deploy={"drain_seconds": 2, "drain_long_seconds": 5, "bake_seconds": 4})
    old = stage.world.containers["vantrexia-blue", "backend"]
    old.busy_until = stage.world.clock.monotonic() + 86_400
    stage.deploy("r2")
    assert stage.serving == "r2"
    assert not old.running
