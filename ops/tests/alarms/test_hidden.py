"""What stands in front of a cause (a database, an application, an engine that is gone) does not make it end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.alarms.ward import PAGE, WELL, Ward
from vantrexia_ops.flows.maintenance import set_maintenance


def resolved(ward: Ward) -> list[str]:
    return [key for action, key in ward.events() if action == "resolve"]


def stand(ward: Ward, **figures: float) -> None:
    ward.look()
    ward.web.page = {**WELL, **figures}
    ward.look()
    ward.look()


def test_a_queue_that_waits_is_not_over_because_the_database_is_gone_too(ward: Ward) -> None:
    stand(ward, queue=400, beat=500)
    ward.web.page |= {"up": 0}
    for _ in range(4):
        seen = ward.look()
    assert {"deliveries", "beat", "database"} <= {alarm.key for alarm in seen.standing}
    assert resolved(ward) == []
    ward.web.page = dict(WELL)
    for _ in range(3):
        ward.look()
    assert sorted(resolved(ward)) == ["beat", "database", "deliveries"]


def test_nor_because_the_application_does_not_answer(ward: Ward) -> None:
    stand(ward, queue=400)
    ward.web.is_away = True
    for _ in range(4):
        seen = ward.look()
    assert {"deliveries", "application"} <= {alarm.key for alarm in seen.standing}
    assert "deliveries" not in resolved(ward)


def test_nor_because_somebody_works_on_it(ward: Ward) -> None:
    stand(ward, queue=400)
    set_maintenance(ward.stage.ground, on=True)
    for _ in range(4):
        seen = ward.look()
    assert "deliveries" in {alarm.key for alarm in seen.standing}
    set_maintenance(ward.stage.ground, on=False)
    ward.web.page = dict(WELL)
    for _ in range(3):
        ward.look()
    assert resolved(ward) == ["deliveries"]


def test_a_budget_that_burns_is_not_over_because_nothing_is_counted_in_maintenance(ward: Ward) -> None:
    ward.runner.answers_200, ward.runner.answers_500 = 10, 10
    for _ in range(3):
        ward.look()
    set_maintenance(ward.stage.ground, on=True)
    ward.runner.answers_500 = 0
    for _ in range(12):
        seen = ward.look()
    assert "slo-fast" in {alarm.key for alarm in seen.standing}
    assert resolved(ward) == []
    set_maintenance(ward.stage.ground, on=False)
    for _ in range(3):
        ward.look()
    assert "slo-fast" in resolved(ward)


def test_late_readings_are_not_over_because_workers_evaluate_none_at_all(ward: Ward) -> None:
    ward.look()
    page = dict(WELL)
    for _ in range(3):
        page |= {"in_time": page["in_time"] + 50, "readings": page["readings"] + 100}
        ward.web.page = dict(page)
        ward.look()
    for _ in range(4):
        seen = ward.look()
    assert "readings-late" in {alarm.key for alarm in seen.standing}
    assert resolved(ward) == []


def test_an_engine_that_does_not_give_the_lines_ends_no_outage(ward: Ward) -> None:
    ward.runner.answers_200, ward.runner.answers_500 = 10, 10
    for _ in range(3):
        ward.look()
    ward.stage.world.is_engine_gone = True
    ward.web.is_away = True
    for _ in range(12):
        seen = ward.look()
    assert {"slo-fast", "host-engine", "application"} <= {alarm.key for alarm in seen.standing}
    assert "slo-fast" not in resolved(ward)


def test_an_outage_that_begins_with_the_engine_is_counted_by_our_own_question(ward: Ward) -> None:
    ward.look()
    ward.stage.world.is_engine_gone = True
    ward.web.is_away = True
    for _ in range(4):
        seen = ward.look()
    assert "slo-fast" in {alarm.key for alarm in seen.standing}


def test_a_container_that_was_restarted_is_not_well_before_it_says_so(ward: Ward) -> None:
    ward.look()
    ward.runner.ill.add("celery")
    assert ward.look().restarted == ("celery",)
    ward.runner.ill.clear()
    ward.runner.starting.add("celery")
    for _ in range(4):
        ward.look()
    assert resolved(ward) == []
    ward.runner.starting.clear()
    for _ in range(3):
        ward.look()
    assert resolved(ward) == ["container-celery"]


@pytest.mark.parametrize("state", ["ended", "taken away"])
def test_a_container_that_ended_or_was_taken_away_is_told(ward: Ward, state: str) -> None:
    """A worker of the bulk queue that Compose starts again and again, say: nothing else would tell of it."""
    ward.look()
    world = ward.stage.world
    key = next(key for key, found in world.containers.items() if found.service == "stream")
    container = world.containers[key]
    if state == "ended":
        container.running = False
    else:
        del world.containers[key]
    assert [ward.look().begun for _ in range(2)] == [(), ()]
    (told,) = ward.look().begun
    assert (told.key, told.summary) == (
        "container-stream",
        f"stream is {'exited' if state == 'ended' else 'not there'}",
    )
    container.running, world.containers[key] = True, container
    for _ in range(3):
        ward.look()
    assert resolved(ward) == ["container-stream"]


def test_while_a_deploy_replaces_containers_nothing_is_missing(ward: Ward) -> None:
    ward.look()
    del ward.stage.world.containers[
        next(key for key, found in ward.stage.world.containers.items() if found.service == "stream")
    ]
    with ward.stage.ground.leases.hold(who="ada", why="deploy of r2") as lease:
        for _ in range(5):
            assert "container-stream" not in {alarm.key for alarm in ward.look(after_seconds=10).standing}
            lease.beat()


def test_a_host_that_no_longer_knows_what_serves_is_an_application_that_is_gone(ward: Ward) -> None:
    ward.look()
    ward.stage.ground.places.current.write_text("TAG='r1'\n")
    for _ in range(2):
        seen = ward.look()
    assert ("application", "nothing that serves is found on this host") in [
        (alarm.key, alarm.summary) for alarm in seen.standing
    ]
    assert any("does not say which release serves" in problem for problem in seen.problems)


def test_deliveries_lost_since_a_deploy_count_although_the_old_counter_was_higher(ward: Ward) -> None:
    ward.web.page = {**WELL, "lost": 7}
    ward.look()
    ward.web.page = {**WELL, "lost": 3}
    (told,) = ward.look().begun
    assert (told.key, told.summary) == (
        "deliveries-not-kept",
        "3 deliveries could not be kept and were answered 503",
    )


def test_a_broker_that_was_away_for_a_look_brings_no_readings_of_all_time(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its figures were not on the page before: what is on it now is no news of this minute."""
    ward.web.page = {**WELL, "in_time": 50}
    ward.look()
    without = "\n".join(line for line in PAGE.splitlines() if "reading_to_alert_seconds" not in line) + "\n"
    with monkeypatch.context() as patch:
        patch.setattr("tests.alarms.ward.PAGE", without)
        ward.look()
    for _ in range(3):
        assert "readings-late" not in {alarm.key for alarm in ward.look().standing}
    lines = Path(ward.stage.ground.config.alarms.emf_file).read_text().splitlines()
    assert [json.loads(line).get("ReadingsEvaluated") for line in lines[-3:]] == [0, 0, 0]


def test_a_value_that_is_no_number_loses_nothing_of_what_was_known(ward: Ward) -> None:
    stand(ward, queue=400)
    ward.web.page = {**WELL, "queue": 400, "millis": float("nan"), "waited": float("inf")}
    for _ in range(3):
        seen = ward.look()
    assert "deliveries" in {alarm.key for alarm in seen.standing}
    assert [event for event in ward.events() if event[0] == "trigger"] == [("trigger", "deliveries")]
