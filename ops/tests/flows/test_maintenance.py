"""Maintenance, the proxy's own files, and nginx itself: by hand, under the lease, in the journal."""

from __future__ import annotations

import pytest

from tests.flows.stage import Stage
from vantrexia_ops.errors import LockHeld, OpsError, Unfinished
from vantrexia_ops.flows.edge import is_in_maintenance
from vantrexia_ops.flows.maintenance import apply_proxy, replace_edge, set_maintenance


def kinds(stage: Stage) -> list[str]:
    return [entry.kind for entry in stage.ground.journal.read() if entry.kind.startswith("maintenance.")]


def reloads(stage: Stage) -> int:
    return sum(words[-3:] == ("nginx", "-s", "reload") for words in stage.world.said)


def test_it_is_switched_on_and_off_by_reload_and_written_down(stage: Stage) -> None:
    stage.deploy("r1")
    before = reloads(stage)
    assert set_maintenance(stage.ground, on=True)
    assert is_in_maintenance(stage.ground)
    assert not set_maintenance(stage.ground, on=True), "it is on already"
    assert set_maintenance(stage.ground, on=False)
    assert not is_in_maintenance(stage.ground)
    assert kinds(stage) == ["maintenance.maintenance"] * 3
    assert reloads(stage) > before
    assert stage.serving == "r1"


def test_a_deploy_does_not_end_it(stage: Stage) -> None:
    stage.deploy("r1")
    set_maintenance(stage.ground, on=True)
    stage.deploy("r2")
    assert is_in_maintenance(stage.ground)
    assert stage.serving == "r2"


def test_changed_options_of_the_proxy_are_applied_and_named(stage: Stage) -> None:
    stage.deploy("r1")
    assert apply_proxy(stage.ground) == ()
    stage.reconfigure(proxy={"requests_per_second": 7})
    assert apply_proxy(stage.ground) == ("limits.conf",)
    assert "7r/s" in (stage.ground.places.proxy / "limits.conf").read_text()


def test_nginx_that_refuses_them_goes_on_with_those_before(stage: Stage) -> None:
    stage.deploy("r1")
    before = (stage.ground.places.proxy / "limits.conf").read_text()
    stage.reconfigure(proxy={"requests_per_second": 7})
    stage.world.nginx_refuses = True
    with pytest.raises(OpsError, match="nginx refuses"):
        apply_proxy(stage.ground)
    assert (stage.ground.places.proxy / "limits.conf").read_text() == before
    assert kinds(stage) == []


def test_nginx_itself_is_kept_by_deploys_and_replaced_by_its_own_command(stage: Stage) -> None:
    stage.deploy("r1")
    stage.deploy("r2")
    assert stage.world.containers["vantrexia", "nginx"].release == "r1"
    replace_edge(stage.ground)
    assert stage.world.containers["vantrexia", "nginx"].release == "r2"
    assert stage.serving == "r2"
    assert kinds(stage) == ["maintenance.edge"]


def test_nothing_of_it_is_done_while_somebody_deploys_or_before_a_cut_off_one_is_settled(
    stage: Stage,
) -> None:
    stage.deploy("r1")
    with stage.ground.leases.hold(who="eve@host", why="deploy r9"):
        for act in (lambda: set_maintenance(stage.ground, on=True), lambda: apply_proxy(stage.ground)):
            with pytest.raises(LockHeld, match="eve@host"):
                act()
    assert stage.break_off(lambda: stage.deploy("r2"), after=20)
    for act in (lambda: apply_proxy(stage.ground), lambda: replace_edge(stage.ground)):
        with pytest.raises(Unfinished):
            act()


def test_where_nothing_serves_there_is_nothing_to_maintain(stage: Stage) -> None:
    for act in (
        lambda: set_maintenance(stage.ground, on=True),
        lambda: apply_proxy(stage.ground),
        lambda: replace_edge(stage.ground),
    ):
        with pytest.raises(OpsError, match="nothing serves on this host"):
            act()
