"""History, then live: pace, order, the home that turns critical, and outages that end."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conftest import describe_home
from gatewaystub import GatewayStub, find_free_port

from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.live import Item, RunPlan, list_history, list_live, run_homes

START = datetime(2026, 11, 23, 15, tzinfo=UTC)


def make_plan(homes: HomesFile, **more: Any) -> RunPlan:
    return replace(RunPlan(homes=homes, start=START, seed=11), **more)


def take(plan: RunPlan, count: int, held_back: list[Item] | None = None) -> list[tuple[float, Item]]:
    return list(itertools.islice(list_live(plan=plan, held_back=held_back or []), count))


def test_history_is_what_was_uploaded_before_the_start_in_that_order(homes: HomesFile) -> None:
    sent, held_back = list_history(plan=make_plan(homes, backfill_days=60))
    assert len(sent) > 1000
    times = [upload.upload_at for _, upload in sent]
    assert times == sorted(times)
    assert times[-1] <= START
    assert min(upload.taken_at for _, upload in sent) < START - timedelta(days=58)
    assert all(upload.upload_at > START >= upload.taken_at for _, upload in held_back)


def test_no_reading_is_both_history_and_live(homes: HomesFile) -> None:
    plan = make_plan(homes, backfill_days=3)
    sent, held_back = list_history(plan=plan)
    live = take(plan, 300)
    ids = [upload.upload_id for _, upload in sent + held_back] + [item[1].upload_id for _, item in live]
    assert len(ids) == len(set(ids))


def test_a_rate_is_kept_and_stamps_are_the_time_it_is(homes: HomesFile) -> None:
    events = take(make_plan(homes, rate=0.5), 100)
    assert [due for due, _ in events] == [n / 0.5 for n in range(1, 101)]
    for due, (_, upload) in events:
        assert upload.sample
        assert abs((upload.sample.measured_at - START).total_seconds() - due) <= 1


def test_everybody_gets_a_turn(homes: HomesFile) -> None:
    devices = sum(len(home.devices) for home in homes.homes)
    events = take(make_plan(homes, rate=1.0), devices + 5)
    assert len({upload.device.key for _, (_, upload) in events}) == devices


def test_one_deteriorating_home_among_many_is_critical_within_the_first_minute_at_any_hour(
    homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]
) -> None:
    archetypes = ["stable"] * 75 + ["deteriorating"] + ["hypertensive"] * 74
    homes_document["homes"] = [describe_home(n, archetype=name) for n, name in enumerate(archetypes)]
    homes = read_homes(homes_document)
    for seed in range(24):
        plan = make_plan(homes, rate=0.5, seed=seed, start=START + timedelta(hours=seed))
        critical = [
            due
            for due, (home, upload) in take(plan, 30)
            if home.archetype == "deteriorating" and upload.sample and (upload.sample.systolic or 0) >= 180
        ]
        assert critical, seed
        assert critical[0] <= 60


def test_stable_homes_do_not_turn_critical_meanwhile(homes: HomesFile) -> None:
    values = [
        upload.sample.systolic
        for _, (home, upload) in take(make_plan(homes, rate=2.0), 400)
        if home.archetype == "stable" and upload.sample and upload.sample.systolic
    ]
    assert values
    assert sum(value >= 180 for value in values) <= len(values) * 0.02


def test_what_a_hub_held_back_comes_soon_after_the_start_with_its_own_old_time(homes: HomesFile) -> None:
    sent, _ = list_history(plan=make_plan(homes, backfill_days=5))
    held_back = sent[:3]
    events = take(make_plan(homes, rate=1.0), 20, held_back)
    late = [due for due, item in events if item in held_back]
    assert len(late) == 3
    assert max(late) < 15
    assert [due for due, _ in events] == sorted(due for due, _ in events)


def test_homes_at_their_own_times_go_by_the_clock(homes: HomesFile) -> None:
    events = take(make_plan(homes), 200)
    dues = [due for due, _ in events]
    assert dues == sorted(dues)
    assert dues[-1] > 86_400
    for due, (_, upload) in events:
        assert upload.upload_at == START + timedelta(seconds=due)


def test_accelerated_homes_never_send_from_the_future(homes: HomesFile) -> None:
    events = take(make_plan(homes, acceleration=1440.0), 500)
    dues = [due for due, _ in events]
    assert dues == sorted(dues)
    assert 86_400 / 1440 < dues[-1] < 100 * 86_400 / 1440
    wrong_clocks = 0
    for due, (_, upload) in events:
        if upload.sample:
            ahead = (upload.sample.measured_at - (START + timedelta(seconds=due))).total_seconds()
            wrong_clocks += ahead > 600
    assert wrong_clocks <= len(events) * 0.05


def test_the_duration_ends_the_live_part(homes: HomesFile) -> None:
    events = list(list_live(plan=make_plan(homes, rate=4.0, duration_s=10), held_back=[]))
    assert len(events) == 40


def test_an_unknown_swap_makes_recent_history_come_from_a_serial_nobody_registered(homes: HomesFile) -> None:
    plan = make_plan(homes, backfill_days=20, unknown_swaps=1)
    registered = {device.serial for home in homes.homes for device in home.devices}
    sent, _ = list_history(plan=plan)
    strangers = [upload for _, upload in sent if upload.device.serial not in registered]
    assert strangers
    assert {upload.device.serial.removesuffix("-R") for upload in strangers} <= {
        device.serial for device in homes.homes[0].devices
    }
    assert min(upload.upload_at for upload in strangers) >= START - timedelta(days=5)


def test_a_run_sends_history_in_arrays_and_live_readings_one_by_one(
    homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]
) -> None:
    lines: list[str] = []
    with GatewayStub() as stub:
        plan = make_plan(
            read_homes(homes_document, stub.url),
            start=datetime.now(UTC).replace(microsecond=0),
            backfill_days=30,
            rate=20.0,
            duration_s=1.0,
        )
        tally = asyncio.run(run_homes(plan=plan, report=lines.append))
        requests = list(stub.requests)
    assert tally.is_complete
    assert tally.deliveries == len(requests)
    arrays = [request.document for request in requests if isinstance(request.document, list)]
    singles = [request.document for request in requests if isinstance(request.document, dict)]
    assert max(len(array) for array in arrays) == 500
    assert len(singles) >= 20
    assert tally.readings == sum(o["type"] == "reading" for array in [*arrays, singles] for o in array)
    assert any("history" in line for line in lines)


def test_a_server_that_comes_late_is_waited_for_and_nothing_is_lost(
    homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]
) -> None:
    port = find_free_port()
    homes_document["homes"] = [describe_home(0)]
    homes = read_homes(homes_document, f"http://127.0.0.1:{port}")
    plan = replace(make_plan(homes), backfill_days=2, duration_s=0.0, wait_s=20.0)

    async def run_with_late_server() -> tuple[int, int]:
        running = asyncio.create_task(run_homes(plan=plan, report=lambda _line: None))
        await asyncio.sleep(0.7)
        assert not running.done()
        with GatewayStub(port=port) as stub:
            return (await running).accepted, len(stub.requests)

    accepted, arrived = asyncio.run(run_with_late_server())
    assert accepted == arrived > 0
