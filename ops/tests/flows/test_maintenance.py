"""Maintenance, the proxy's own files, and nginx itself: by hand, under the lease, in the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.stage import Stage
from tests.flows.world import Behaviour
from vantrexia_ops.commands import Command
from vantrexia_ops.errors import ConfigurationError, LockHeld, OpsError, Unfinished
from vantrexia_ops.flows.edge import is_in_maintenance
from vantrexia_ops.flows.maintenance import apply_proxy, replace_edge, set_maintenance
from vantrexia_ops.runner import Said
from vantrexia_ops.runner.protocol import judge


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


def test_a_deploy_neither_ends_it_nor_is_kept_from_being_good_by_it(stage: Stage) -> None:
    """docs/runbooks/rollback-refused.md: maintenance on, then the release that mends it."""
    stage.deploy("r1")
    set_maintenance(stage.ground, on=True)
    stage.deploy("r2")
    assert is_in_maintenance(stage.ground)
    assert stage.serving == "r2"
    told = [line for line in stage.reporter.told if line.startswith("note patients:")]
    assert told[-2:] == [
        "note patients: ok, a list of 0",
        "note patients: skipped, the API is in maintenance",
    ]


def test_a_release_that_fails_its_tests_is_no_better_in_maintenance(stage: Stage) -> None:
    stage.deploy("r1")
    set_maintenance(stage.ground, on=True)
    stage.world.releases["bad"] = Behaviour(smoke_fails=True)
    with pytest.raises(OpsError, match="patients: /api/v1/patients/ answered 500"):
        stage.deploy("bad")
    assert stage.serving == "r1"


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
    with pytest.raises(
        OpsError, match=r"nginx refuses what it would read: nginx: \[emerg\] unknown directive"
    ):
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


@pytest.mark.parametrize("lost", ["its image", "the operator's patience"])
def test_nginx_that_does_not_come_up_gives_way_to_the_one_before(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    stage.deploy("r1")
    stage.deploy("r2")
    real = type(stage.ground.runner).run
    seen: list[str] = []

    def run(self: Any, command: Command, *, check: bool = True) -> Said:
        if "nginx" in command.argv and "up" in command.argv:
            env = Path(command.argv[command.argv.index("--env-file") + 1]).read_text()
            seen.append(next(line for line in env.splitlines() if line.startswith("NGINX_IMAGE=")))
            if len(seen) == 1:
                if lost != "its image":
                    raise KeyboardInterrupt
                return judge(command, Said(1, "", "container vantrexia-nginx-1 is unhealthy"), check=check)
        return real(self, command, check=check)

    monkeypatch.setattr(type(stage.ground.runner), "run", run)
    with pytest.raises(OpsError, match="nginx of release r2 does not serve") as failure:
        replace_edge(stage.ground)
    assert "The one before serves again" in (failure.value.hint or "")
    assert seen == ["NGINX_IMAGE='registry.example/vantrexia/nginx@sha256:r2'", "NGINX_IMAGE='sha256:r1'"]
    assert kinds(stage) == []


@pytest.mark.parametrize(("option", "value"), [("app_prefix", "10.9.9"), ("stack", "practice")])
def test_addresses_that_are_not_those_of_what_serves_are_refused_and_the_proxy_is_left_alone(
    stage: Stage, option: str, value: str
) -> None:
    stage.deploy("r1")
    before = (stage.ground.places.proxy / "upstreams.conf").read_text()
    there = stage.ground
    stage.reconfigure(host={option: value})
    for act in (
        lambda: set_maintenance(stage.ground, on=True),
        lambda: apply_proxy(stage.ground),
        lambda: stage.deploy("r2"),
    ):
        with pytest.raises(
            ConfigurationError, match=f"host.{option} is '{value}', but release r1 was started with"
        ):
            act()
    assert (stage.ground.places.proxy / "upstreams.conf").read_text() == before
    stage.ground = there
    assert stage.break_off(lambda: stage.deploy("r2"), after=40)
    stage.reconfigure(host={option: value})
    for act in (stage.resume, stage.abort):
        with pytest.raises(ConfigurationError, match=f"host.{option}"):
            act()
    stage.ground = there
    stage.abort()
    assert stage.serving == "r1"


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
