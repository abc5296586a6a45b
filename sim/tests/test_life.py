"""Days at home: when people measure, what goes wrong, and that a seed makes it all again."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conftest import describe_home

from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.life import live_days
from vantrexia_sim.model import Home, Upload

ANCHOR = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 19)


def live(home: Home, *, first: date = FIRST, last: date = LAST, seed: int = 3) -> list[Upload]:
    return list(live_days(home=home, first=first, last=last, seed=seed, anchor=ANCHOR))


def readings(uploads: list[Upload]) -> list[Upload]:
    return [upload for upload in uploads if upload.sample]


def many_homes(
    read_homes: Callable[..., HomesFile], document: dict[str, Any], count: int
) -> tuple[Home, ...]:
    document["homes"] = [describe_home(number) for number in range(count)]
    return read_homes(document).homes


def test_the_same_seed_lives_the_same_days(homes: HomesFile) -> None:
    assert live(homes.homes[0]) == live(homes.homes[0])
    assert live(homes.homes[0]) != live(homes.homes[0], seed=4)


def test_a_day_is_the_same_whether_lived_alone_or_after_others(homes: HomesFile) -> None:
    day = date(2026, 10, 14)
    alone = live(homes.homes[1], first=day, last=day)
    among = [u for u in live(homes.homes[1]) if u in alone]
    assert alone
    assert among == alone


_PROGRAM = """
import sys
from datetime import date, datetime, UTC
from pathlib import Path
from vantrexia_sim.deliveries import make_deliveries
from vantrexia_sim.homesfile import read_homes_file
from vantrexia_sim.live import RunPlan, list_history, list_live
import hashlib, itertools
homes = read_homes_file(path=Path(sys.argv[1]))
plan = RunPlan(homes=homes, start=datetime(2026, 11, 20, 12, tzinfo=UTC), seed=5, backfill_days=20, rate=2.0)
history, held = list_history(plan=plan)
live = [item for _, item in itertools.islice(list_live(plan=plan, held_back=held), 200)]
digest = hashlib.sha256()
for delivery in make_deliveries(uploads=history, array=100, seed=5) + make_deliveries(uploads=live, seed=5):
    digest.update(delivery.delivery_id.encode() + delivery.body)
print(len(history), len(live), digest.hexdigest())
"""


def test_deliveries_are_the_same_bytes_in_another_process(
    homes_document: dict[str, Any], write_homes: Callable[[dict[str, Any]], Any]
) -> None:
    path = write_homes(homes_document)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for hash_seed in ("0", "4711")
    }
    assert len(outputs) == 1
    history, live_count, _ = outputs.pop().split()
    assert int(history) > 300
    assert int(live_count) == 200


def test_people_measure_in_the_morning_and_in_the_evening_of_their_own_zone(
    homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]
) -> None:
    homes_document["homes"] = [
        describe_home(0, zone="America/New_York"),
        describe_home(1, zone="Pacific/Honolulu"),
    ]
    for home in read_homes(homes_document).homes:
        cuff = [u for u in readings(live(home)) if u.device.kind == "blood_pressure"]
        hours = Counter(u.taken_at.astimezone(ZoneInfo(home.zone)).hour for u in cuff)
        assert sum(hours[h] for h in range(1, 5)) == 0
        assert sum(hours[h] for h in (6, 7, 8, 9, 10)) > len(cuff) / 3
        assert sum(hours[h] for h in (18, 19, 20, 21)) > len(cuff) / 3
        assert all(u.sample and u.sample.measured_at.utcoffset() is not None for u in cuff)


def test_measuring_times_follow_the_clock_through_both_changes(homes: HomesFile) -> None:
    home = homes.homes[0]
    for first, last in ((date(2026, 3, 5), date(2026, 3, 11)), (date(2026, 10, 29), date(2026, 11, 4))):
        taken = [u.taken_at for u in readings(live(home, first=first, last=last))]
        offsets = {at.utcoffset() for at in taken}
        assert offsets == {timedelta(hours=-5), timedelta(hours=-4)}
        for at in taken:
            assert at.astimezone(UTC).astimezone(ZoneInfo(home.zone)).isoformat() == at.isoformat()
        mornings = [at.hour for at in taken if at.hour < 12]
        assert max(mornings) - min(mornings) <= 4


def test_non_compliant_people_miss_most_of_their_readings(homes: HomesFile) -> None:
    half_days = 2 * ((LAST - FIRST).days + 1)
    share = {}
    for home in homes.homes:
        cuff = [u.taken_at for u in readings(live(home)) if u.device.kind == "blood_pressure"]
        share[home.archetype] = len({(at.date(), at.hour < 14) for at in cuff}) / half_days
    assert share.pop("non_compliant") < 0.45
    assert min(share.values()) > 0.7


def test_an_outage_of_the_hub_makes_readings_late_by_hours_or_days(
    homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]
) -> None:
    delays = [
        u.upload_at - u.taken_at
        for home in many_homes(read_homes, homes_document, 10)
        for u in readings(live(home))
    ]
    assert all(delay > timedelta(0) for delay in delays)
    late = [delay for delay in delays if delay > timedelta(hours=1)]
    assert 0 < len(late) < len(delays) / 10
    assert max(late) > timedelta(hours=24)


def test_some_devices_have_a_wrong_clock_and_most_do_not(
    homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]
) -> None:
    wrong = Counter[bool]()
    jumps = 0
    for home in many_homes(read_homes, homes_document, 60):
        for upload in readings(live(home, first=date(2026, 10, 1), last=date(2026, 11, 15))):
            assert upload.sample
            difference = abs(upload.sample.measured_at - upload.taken_at)
            wrong[difference > timedelta(0)] += 1
            jumps += difference > timedelta(hours=11)
    assert 0 < wrong[True] < 0.1 * wrong[False]
    assert jumps > 0


def test_cells_run_down_warn_and_are_changed(homes: HomesFile) -> None:
    uploads = live(homes.homes[0], first=date(2026, 1, 1), last=date(2026, 11, 15))
    cuff = [u for u in uploads if u.device.kind == "blood_pressure"]
    levels = [u.battery_percent for u in cuff]
    falls = sum(a > b for a, b in itertools.pairwise(levels))
    rises = [(a, b) for a, b in itertools.pairwise(levels) if b > a]
    assert falls > 30
    assert rises
    assert all(b - a > 50 for a, b in rises)
    warnings = [u for u in cuff if u.event == "low_battery"]
    assert warnings
    assert all(u.battery_percent <= 15 for u in warnings)


def test_a_hub_sends_a_few_readings_twice(homes: HomesFile) -> None:
    taken = [u for home in homes.homes for u in readings(live(home))]
    assert 0 < sum(u.repeat_of_delivery for u in taken) < 0.04 * len(taken)


def test_a_swapped_device_ends_where_its_successor_begins(homes: HomesFile) -> None:
    home = homes.homes[0]
    swap_at = datetime(2026, 10, 10, 12, tzinfo=UTC)
    old, new = (
        replace(home.devices[0], ends_at=swap_at),
        replace(home.devices[0], serial="BP-NEW", starts_at=swap_at),
    )
    taken = readings(live(replace(home, devices=(old, new))))
    assert {u.device.serial for u in taken if u.taken_at < swap_at} == {old.serial}
    assert {u.device.serial for u in taken if u.taken_at >= swap_at} == {"BP-NEW"}


def test_two_people_share_a_cuff_by_slot_and_have_values_of_their_own(
    homes_document: dict[str, Any], read_homes: Callable[..., HomesFile]
) -> None:
    one, other = describe_home(0), describe_home(0, archetype="hypertensive")
    for slot, home in enumerate((one, other), start=1):
        home["devices"] = [dict(home["devices"][0], slot=slot)]
    homes_document["homes"] = [one, other]
    first, second = read_homes(homes_document).homes
    taken = [readings(live(first)), readings(live(second))]
    assert {u.device.slot for u in taken[0]} == {1}
    assert {u.device.slot for u in taken[1]} == {2}
    assert not {u.taken_at for u in taken[0]} & {u.taken_at for u in taken[1]}
