"""The four figures of DORA from journals whose figures are known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.flows.stage import Stage, make_stage
from tests.flows.world import Behaviour
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.journal import Deploy, list_deploys, measure_dora
from vantrexia_ops.journal.reading import StepRecord

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SINCE = NOW - timedelta(days=10)


@pytest.fixture
def made() -> Callable[..., Deploy]:
    number = iter(range(100))

    def make(hours_ago: float, *, kind: str = "deploy", outcome: str = "good", release: str = "r", left: str = "",
             lead_hours: float | None = None, reached_switch: bool = False) -> Deploy:  # fmt: skip
        ended = NOW - timedelta(hours=hours_ago)
        committed = (ended - timedelta(hours=lead_hours)).isoformat() if lead_hours is not None else None
        steps = {"switch": StepRecord(name="switch", state="undone")} if reached_switch else {}
        return Deploy(
            id=str(next(number)), kind=kind, who="ada", started_at=ended - timedelta(minutes=2), ended_at=ended, outcome=outcome,
            about={"release": release, "left": left, "committed_at": committed}, steps=steps,
        )  # fmt: skip

    return make


def test_frequency_and_median_lead_time_count_good_deploys(made: Callable[..., Deploy]) -> None:
    deploys = [made(hours, lead_hours=lead) for hours, lead in ((100, 1), (80, 2), (60, 9), (40, None))]
    found = measure_dora(deploys, since=SINCE, until=NOW)
    assert (found.deploys, found.per_day, found.lead_seconds) == (4, 0.4, 2 * 3600)
    assert found.failure_rate == 0.0
    assert found.restore_seconds is None


def test_a_rolled_back_deploy_is_a_failed_change_and_the_way_back_is_the_time_to_restore(
    made: Callable[..., Deploy],
) -> None:
    deploys = [
        made(50, release="a"),
        made(40, release="b"),
        made(37, kind="rollback", release="a", left="b"),
        made(30, release="c"),
    ]
    found = measure_dora(deploys, since=SINCE, until=NOW)
    assert found.failure_rate == pytest.approx(1 / 3)
    assert found.restore_seconds == 3 * 3600


def test_a_rollback_that_is_taken_back_makes_no_failure_of_the_release_it_had_returned_to(
    made: Callable[..., Deploy],
) -> None:
    """It turned out that b was not to blame. Its deploy was taken back once, and a's never."""
    deploys = [
        made(200, release="a"),
        made(40, release="b"),
        made(39, kind="rollback", release="a", left="b"),
        made(38, kind="rollback", release="b", left="a"),
    ]
    found = measure_dora(deploys, since=SINCE, until=NOW)
    assert found.failure_rate == 0.5
    assert found.restore_seconds == 3600


def test_two_steps_back_are_two_failed_changes(made: Callable[..., Deploy]) -> None:
    deploys = [
        made(50, release="a"),
        made(40, release="b"),
        made(30, release="c"),
        made(29, kind="rollback", release="b", left="c"),
        made(28, kind="rollback", release="a", left="b"),
    ]
    found = measure_dora(deploys, since=SINCE, until=NOW)
    assert found.failure_rate == pytest.approx(2 / 3)
    assert found.restore_seconds == (1 + 12) / 2 * 3600


def test_what_went_wrong_before_the_switch_touched_nobody(made: Callable[..., Deploy]) -> None:
    deploys = [made(50), made(40, outcome="failed"), made(30, outcome="failed", reached_switch=True)]
    found = measure_dora(deploys, since=SINCE, until=NOW)
    assert found.failure_rate == 0.5
    assert found.deploys == 1


def test_nothing_happened_is_no_figure(made: Callable[..., Deploy]) -> None:
    found = measure_dora([made(11 * 24)], since=SINCE, until=NOW)
    assert (found.deploys, found.lead_seconds, found.failure_rate, found.restore_seconds) == (
        0,
        None,
        None,
        None,
    )


def test_a_commit_time_of_nonsense_or_from_the_future_spoils_nothing(made: Callable[..., Deploy]) -> None:
    odd = made(5)
    odd.about = {**odd.about, "committed_at": "yesterday"}
    late = made(4, lead_hours=-3)
    assert measure_dora([odd, late], since=SINCE, until=NOW).lead_seconds == 0.0


def test_the_real_journal_carries_what_is_needed(memory: object) -> None:
    stage: Stage = make_stage(memory)  # type: ignore[arg-type]
    now = stage.world.clock.now
    stage.deploy("r1", committed_at=now() - timedelta(hours=2))
    stage.deploy("r2", committed_at=now() - timedelta(hours=1))
    stage.world.clock.sleep(600)
    stage.rollback()
    stage.world.releases["r3"] = Behaviour(errors_when_serving=True)
    with pytest.raises(DeployFailed):
        stage.deploy("r3", committed_at=now())
    found = measure_dora(
        list_deploys(stage.ground.journal.read()), since=now() - timedelta(days=1), until=now()
    )
    assert found.deploys == 2
    assert found.lead_seconds is not None
    assert 3600 < found.lead_seconds < 2.2 * 3600
    assert found.failure_rate == pytest.approx(2 / 3)
    assert found.restore_seconds is not None
    assert found.restore_seconds >= 600
