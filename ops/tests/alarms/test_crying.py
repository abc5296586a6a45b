"""Who watches the watch: a look that cannot do its work says so, and one that does not come at all is missed by somebody."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.alarms.ward import WELL, Ward, make_ward
from tests.containers.disk import fill
from tests.flows.test_full_disk import small
from tests.http_host import HttpHost, Say
from vantrexia_ops.alarms.alone import Busy
from vantrexia_ops.cli.watch import send_test
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.telling import tell_of_deploys

__all__ = ["small"]


def watch_events(ward: Ward) -> list[str]:
    return [action for action, key in ward.events() if key == "watch"]


@pytest.fixture
def small_ward(small: Path) -> Iterator[Ward]:
    with make_ward(small) as made:
        yield made


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system")
def test_on_a_full_disk_somebody_is_told_past_the_outbox_and_it_is_over_with_room(
    small_ward: Ward, small: Path
) -> None:
    ward = small_ward
    ward.look()
    fill(small / "filler")
    slack = len(ward.slack.asked)
    for _ in range(6):
        with pytest.raises(OpsError, match="cannot write"):
            ward.look()
    assert watch_events(ward) == ["trigger"] * 6
    assert {asked.body["dedup_key"] for asked in ward.pagerduty.asked if asked.body.get("event_action")} == {
        "vantrexia/app.practice.example/watch"
    }
    assert 1 <= len(ward.slack.asked) - slack <= 2, "a channel is not filled with it every minute"
    assert "vantrexia watch cannot do its work: cannot write" in ward.slack.asked[-1].body["text"]
    (small / "filler").unlink()
    ward.look()
    ward.look()
    assert watch_events(ward) == ["trigger"] * 6 + ["resolve"]


def test_a_fault_of_its_own_is_told_by_its_kind_and_is_still_a_fault(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward.look()

    def fail(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError("Kanarienvogel")

    with monkeypatch.context() as patch:
        patch.setattr("vantrexia_ops.flows.watch.judge_burn", fail)
        with pytest.raises(ZeroDivisionError):
            ward.look()
    assert watch_events(ward) == ["trigger"]
    said = ward.pagerduty.asked[-1].body["payload"]["summary"]
    assert (
        said
        == "app.practice.example: vantrexia watch cannot do its work: a fault of its own (ZeroDivisionError)"
    )
    ward.look()
    assert watch_events(ward) == ["trigger", "resolve"]


def test_crying_to_nobody_hides_nothing(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    ward.look()
    ward.pagerduty.answer_with(Say(0))
    ward.slack.answer_with(Say(403))
    monkeypatch.setattr("vantrexia_ops.alarms.memory.write_whole", _refuse)
    for _ in range(6):
        with pytest.raises(OpsError, match="read-only"):
            ward.look()


def _refuse(*_: object, **__: object) -> NoReturn:
    raise OpsError("the state directory is read-only")


def test_every_look_that_did_its_work_is_a_sign_of_life_and_no_other(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HttpHost([Say(200, b"OK")]) as monitor:
        ward.stage.reconfigure(alarms={"heartbeat_url": f"{monitor.url}/ping/token"})
        ward.web.page = {**WELL, "queue": 400}
        for _ in range(3):
            assert ward.look().problems == ()
        assert [(asked.method, asked.path) for asked in monitor.asked] == [("GET", "/ping/token")] * 3
        monkeypatch.setattr("vantrexia_ops.alarms.memory.write_whole", _refuse)
        with pytest.raises(OpsError):
            ward.look()
        assert len(monitor.asked) == 3


@pytest.mark.parametrize(
    ("say", "problem"),
    [(Say(404), "answered 404"), (Say(0), "RemoteProtocolError"), (Say(500), "answered 500")],
)
def test_a_sign_of_life_nobody_hears_is_a_problem_without_the_address(
    ward: Ward, say: Say, problem: str
) -> None:
    with HttpHost([say]) as monitor:
        ward.stage.reconfigure(alarms={"heartbeat_url": f"{monitor.url}/ping/token"})
        assert ward.look().problems == (f"nobody hears that the watch lives: {problem}",)


# --- two at once -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def other(ward: Ward) -> Iterator[None]:
    """Another process that looks and does not end."""
    ward.look()
    handle = os.open(ward.directory / "lock", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield
    os.close(handle)


@pytest.mark.usefixtures("other")
def test_a_second_look_waits_and_then_says_why_it_did_nothing(ward: Ward) -> None:
    before = (ward.directory / "notes.json").read_bytes()
    with pytest.raises(Busy, match="another `vantrexia watch`"):
        ward.look()
    with pytest.raises(Busy):
        send_test(ward.stage.ground)
    assert (ward.directory / "notes.json").read_bytes() == before
    assert watch_events(ward) == [], "that is no fault"


@pytest.mark.usefixtures("other")
def test_a_deploy_waits_for_no_look_and_the_look_tells_of_it(ward: Ward) -> None:
    began = ward.stage.world.clock.monotonic()
    tell_of_deploys(ward.stage.ground)
    assert ward.stage.world.clock.monotonic() - began <= 11
    assert any("tells of this at its next look" in told for told in ward.stage.reporter.told)


def test_restarts_come_after_everybody_was_told_and_are_noted_before_they_begin(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container that does not end, and a look that is ended for it (systemd's TimeoutStartSec)."""

    class CutOff(BaseException):
        pass

    ward.look()
    ward.runner.ill.add("celery")

    def hang(container: str, **_: object) -> NoReturn:
        raise CutOff

    with monkeypatch.context() as patch:
        patch.setattr("vantrexia_ops.flows.watch.docker.restart_container", hang)
        with pytest.raises(CutOff):
            ward.look()
    assert ("trigger", "container-celery") in ward.events()
    assert ward.look().restarted == (), "the pause has begun"
