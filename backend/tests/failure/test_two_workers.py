"""Two workers at one row: whoever comes second finds nothing to do. Real commits, real threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from tests.factories import OpenDoor, assign, blood_pressure, make_connection, make_device, make_patient
from tests.failure.deliver import store
from tests.people import make_person, make_practice
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.models import Delivery
from vantrexia.devices.services import deliveries
from vantrexia.notifications.models import Notification
from vantrexia.triage.models import Alert, AlertEvent
from vantrexia.vitals.models import Reading
from vantrexia.workflows import readings as path
from vantrexia.workflows.alerting import run_due_steps

NOW = datetime.now(tz=UTC).replace(microsecond=0)
LATER = NOW + deliveries.LEASE + timedelta(seconds=1)


@pytest.fixture
def door(committed_db: None) -> OpenDoor:
    """Twelve deliveries of critical values wait, of one patient."""
    practice = make_practice("Lakeside")
    make_person("nina", "nurse", practice)
    with practice_scope(practice.id):
        opened = make_connection(practice)
        device = make_device(practice)
        assign(device, make_patient(practice))
        for minutes in range(12):
            store(opened, blood_pressure(device, 185 + minutes, at=NOW - timedelta(minutes=minutes)), at=NOW)
    return opened


def in_threads(*works: Callable[[], Any]) -> None:
    """Run all at once; what one raises, the test raises."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    for failure in failures:
        raise failure


def check_once(door: OpenDoor) -> None:
    with practice_scope(door.practice_id):
        assert Reading.objects.count() == 12
        assert set(Delivery.objects.values_list("status", "readings")) == {("processed", 1)}
        alert = Alert.objects.get(rule_key="systolic.high")
        assert alert.breach_count == 12
        assert AlertEvent.objects.filter(alert=alert, action="opened").count() == 1
        audited = [
            row
            for entry in Entry.objects.filter(action="readings.recorded")
            for row in entry.detail["readings"]
        ]
        assert len(audited) == len(set(audited)) == 12
        assert Notification.objects.filter(entity_id=alert.id, message_key="alert_opened").count() == 1


def test_many_workers_at_the_same_deliveries_process_each_once(door: OpenDoor) -> None:
    in_threads(*[lambda: path.process_due(now=NOW + timedelta(seconds=1))] * 4)
    check_once(door)


def test_workers_that_take_one_delivery_each_still_open_one_alert(
    door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches of one, so that several transactions raise the same cause at the same time."""
    monkeypatch.setattr(path, "BATCH", 1)
    in_threads(*[lambda: path.process_due(now=NOW + timedelta(seconds=1))] * 4)
    check_once(door)


def test_a_lease_that_runs_out_in_the_middle_lets_the_second_worker_find_nothing(
    door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on = threading.Event(), threading.Event()
    real = path.record_readings
    first = threading.current_thread()
    counted: list[int] = []

    def slow(candidates: list[Any]) -> Any:
        if threading.current_thread() is first:
            inside.set()
            assert go_on.wait(30)
        return real(candidates)

    monkeypatch.setattr(path, "record_readings", slow)

    def impatient() -> None:
        try:
            assert inside.wait(30)
            counted.append(path.process_due(now=LATER))
        finally:
            go_on.set()
            connections.close_all()

    second = threading.Thread(target=impatient)
    second.start()
    path.process_due(now=NOW + timedelta(seconds=1))
    second.join(60)
    # Their lease was over, and still the second left the rows to the one who holds them.
    assert counted == [0]
    check_once(door)


def test_a_worker_that_wakes_up_after_another_has_done_its_work_does_nothing(door: OpenDoor) -> None:
    claimed = deliveries.claim_deliveries(most=200, now=NOW + timedelta(seconds=1))
    assert len(claimed) == 12
    path.process_due(now=LATER)
    path.process_batch(door.practice_id, claimed, now=LATER + timedelta(seconds=1))
    check_once(door)


class _Killed(BaseException):
    """What a worker does not live to catch (out of memory, a crash in a library)."""


def test_a_delivery_that_kills_its_worker_is_set_aside_and_takes_no_other_with_it(
    door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, deaths, moment = path.record_readings, 0, NOW + timedelta(seconds=1)

    def deadly(candidates: list[Any]) -> Any:
        if any(one.systolic == 190 for one in candidates):
            raise _Killed
        return real(candidates)

    monkeypatch.setattr(path, "record_readings", deadly)
    while deaths < 50:
        try:
            path.process_due(now=moment)
            break
        except _Killed:
            deaths += 1
            moment += deliveries.LEASE + timedelta(seconds=1)
    assert deaths == deliveries.MAX_ATTEMPTS
    with practice_scope(door.practice_id):
        assert Reading.objects.count() == 11
        failed = Delivery.objects.get(status="failed")
        assert (failed.reason, "WorkerKilledError" in failed.error) == ("poisoned", True)
        assert Delivery.objects.filter(status="processed").count() == 11
    # Whatever it was is mended: a replay brings the reading.
    monkeypatch.setattr(path, "record_readings", real)
    with practice_scope(door.practice_id):
        deliveries.replay(delivery_ids=[failed.id], now=moment)
    path.process_due(now=moment + timedelta(seconds=1))
    check_once(door)


def test_two_sweeps_at_one_due_alert_remind_once(door: OpenDoor) -> None:
    path.process_due(now=NOW + timedelta(seconds=1))
    due = NOW + timedelta(minutes=20)
    in_threads(*[lambda: run_due_steps(now=due)] * 3)
    with practice_scope(door.practice_id):
        alert = Alert.objects.get(rule_key="systolic.high")
        steps = AlertEvent.objects.filter(alert=alert, action__in=["reminded", "escalated"]).count()
        assert steps == alert.next_step >= 1
        told = Notification.objects.filter(entity_id=alert.id).exclude(
            message_key__in=["alert_opened", "alert_raised"]
        )
        keys = list(told.values_list("dedup_key", flat=True))
        assert len(keys) == len(set(keys))


def test_those_who_claim_at_the_same_time_each_find_all_they_claimed(door: OpenDoor) -> None:
    with practice_scope(door.practice_id):
        for number in range(2000):
            deliveries.store_delivery(
                practice_id=door.practice_id, connection_id=door.id, key_id="k1", delivery_key=None, body=b"[%d]" % number,
                content_type="application/json", content_encoding="", received_at=NOW,
            )  # fmt: skip
    left_out: list[int] = []

    def claim_and_load() -> None:
        while claimed := deliveries.claim_deliveries(most=20, now=NOW + timedelta(seconds=1)):
            with practice_scope(door.practice_id):
                loaded, _ = deliveries.load_claimed(claimed, company=lambda attempts: 200)
            left_out.append(len(claimed) - len(loaded))

    in_threads(*[claim_and_load] * 3)
    # A claim that looked at another's rows for the blink of its own transaction left them to the end of their lease.
    assert (len(left_out) > 100, sum(left_out)) == (True, 0)
