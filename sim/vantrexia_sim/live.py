"""`vantrexia-sim run`: homes that were measuring for some days already go on measuring now.

`run_homes(plan=…, report=…) -> Tally`   the whole run: history first, then live until the duration or a
  signal
`list_history(…)`                       what was uploaded before the start, and what an outage still holds
  back
`Deck`                                  whose turn it is at a steady pace

Two ways to go on live. With a rate, one reading somewhere every 1/rate seconds, all homes in turn, stamped
with the time it is: what a demonstration needs. Without, every home measures at its own times of day,
`acceleration` times faster than the clock, and still stamped with the time it is, for no server takes
readings from the future.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from vantrexia_sim.deliveries import make_deliveries
from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.life import live_days, take_now
from vantrexia_sim.model import Device, Home, Upload
from vantrexia_sim.running import PATIENCE_AFTER_STOP_S, pause, stop_on_signals, wait_for_server
from vantrexia_sim.sender import Sender, Tally

# The home everyone watches: it is measured this many seconds into the live part, whoever's turn it is.
TURNING_POINTS_S = (8.0, 20.0, 34.0, 50.0)
# Days of illness that pass in each minute of the live part for those who deteriorate.
COURSE_DAYS_PER_MINUTE = 12.0

Item = tuple[Home, Upload]


@dataclass(frozen=True, slots=True)
class RunPlan:
    """All that `run` was asked for. `start` is where history ends and live begins; same plan, same
    deliveries."""

    homes: HomesFile
    start: datetime
    seed: int = 1
    backfill_days: int = 0
    rate: float | None = None
    acceleration: float = 1.0
    duration_s: float | None = None
    array: int = 500
    compress: bool = False
    concurrency: int = 8
    wait_s: float = 30.0
    give_up_after_s: float = 600.0
    unknown_swaps: int = 0


async def run_homes(*, plan: RunPlan, report: Callable[[str], None]) -> Tally:
    """Send the history, then live. Returns when the duration is over or a signal came; nothing is lost track
    of."""
    stopping = stop_on_signals()
    if not await wait_for_server(base_url=plan.homes.base_url, seconds=plan.wait_s, stopping=stopping):
        return Tally()
    async with Sender(
        base_url=plan.homes.base_url,
        concurrency=plan.concurrency,
        give_up_after_s=plan.give_up_after_s,
        seed=plan.seed,
        stopping=stopping,
    ) as sender:
        history, held_back = list_history(plan=plan)
        if history:
            await _send_history(sender=sender, plan=plan, history=history, report=report)
        if not stopping.is_set() and plan.duration_s != 0:
            await _go_live(sender=sender, plan=plan, held_back=held_back, report=report)
        await sender.drain(PATIENCE_AFTER_STOP_S if stopping.is_set() else None)
        return sender.tally


def list_history(*, plan: RunPlan) -> tuple[list[Item], list[Item]]:
    """Uploads of the days before the start, oldest first: those that got out, and those a hub still holds."""
    sent: list[Item] = []
    held_back: list[Item] = []
    for home in plan.homes.homes if plan.backfill_days else ():
        today = plan.start.astimezone(ZoneInfo(home.zone)).date()
        first = today - timedelta(days=plan.backfill_days)
        for upload in live_days(home=home, first=first, last=today, seed=plan.seed, anchor=plan.start):
            if upload.upload_at <= plan.start:
                sent.append((home, upload))
            elif upload.taken_at <= plan.start:
                held_back.append((home, upload))
    sent.sort(key=lambda item: (item[1].upload_at, item[1].upload_id))
    held_back.sort(key=lambda item: (item[1].upload_at, item[1].upload_id))
    return _swap_unknown(items=sent, plan=plan), held_back


def _swap_unknown(*, items: list[Item], plan: RunPlan) -> list[Item]:
    """In the first `unknown_swaps` homes the last days come from a device nobody registered: the person got a
    replacement from a drawer. The server must keep these until someone says whose they are."""
    swapped = {home.key for home in plan.homes.homes[: plan.unknown_swaps]}
    since = plan.start - timedelta(days=plan.backfill_days / 4)
    return [
        (home, replace(upload, device=_stranger(upload.device)))
        if home.key in swapped and upload.upload_at >= since
        else (home, upload)
        for home, upload in items
    ]


def _stranger(device: Device) -> Device:
    changed = {
        name: f"{value}-R"
        for name in ("serial", "hwi_device_id", "gateway_device_id", "user_ref")
        if (value := getattr(device, name))
    }
    if device.imei:
        changed["imei"] = device.imei[:-4] + "9999"
    return replace(device, **changed)  # type: ignore[arg-type]


async def _send_history(
    *, sender: Sender, plan: RunPlan, history: list[Item], report: Callable[[str], None]
) -> None:
    began = time.monotonic()
    deliveries = make_deliveries(uploads=history, array=plan.array, compress=plan.compress, seed=plan.seed)
    report(f"history: {len(history)} uploads of {plan.backfill_days} days in {len(deliveries)} deliveries")
    for delivery in deliveries:
        await sender.send(delivery)
    await sender.drain(PATIENCE_AFTER_STOP_S if sender.stopping.is_set() else None)
    report(f"history: {sender.tally.readings} readings accepted in {time.monotonic() - began:.1f} s")


async def _go_live(
    *, sender: Sender, plan: RunPlan, held_back: list[Item], report: Callable[[str], None]
) -> None:
    """Each event has its second on the clock of the live part; a slow server delays sending, never the
    stamps."""
    began = time.monotonic()
    last_report = began
    report(
        "live: "
        + (f"{plan.rate:g} readings/s" if plan.rate else f"own times, {plan.acceleration:g}× the clock")
    )
    for due_s, item in list_live(plan=plan, held_back=held_back):
        if await pause(seconds=began + due_s - time.monotonic(), stopping=sender.stopping):
            return
        for delivery in make_deliveries(uploads=[item], compress=plan.compress, seed=plan.seed):
            await sender.send(delivery)
        if time.monotonic() - last_report >= 60:
            last_report = time.monotonic()
            report("live: " + sender.tally.lines()[0])
    if plan.duration_s is None:
        await sender.stopping.wait()


def list_live(*, plan: RunPlan, held_back: list[Item]) -> Iterator[tuple[float, Item]]:
    """(second of the live part, what is uploaded then), in order. Ends with the duration, else never."""
    released = ((3.0 + 2.5 * index, item) for index, item in enumerate(held_back))
    stream = _at_a_rate(plan=plan) if plan.rate else _at_own_times(plan=plan)
    for due_s, item in heapq.merge(released, stream, key=lambda event: event[0]):
        if plan.duration_s is not None and due_s > plan.duration_s:
            return
        yield due_s, item


def _at_a_rate(*, plan: RunPlan) -> Iterator[tuple[float, Item]]:
    assert plan.rate
    deck = Deck(homes=plan.homes.homes, seed=plan.seed, at=plan.start)
    turning = [due for due in TURNING_POINTS_S if deck.turning]
    index = 0
    while True:
        index += 1
        due_s = index / plan.rate
        if turning and due_s >= turning[0]:
            turning.pop(0)
            home, device = deck.next_turning()
        else:
            home, device = deck.next_pair()
        yield due_s, (home, _take(plan=plan, home=home, device=device, due_s=due_s))


def _take(*, plan: RunPlan, home: Home, device: Device, due_s: float) -> Upload:
    days = due_s * plan.acceleration / 86_400
    if home.archetype == "deteriorating":
        days += COURSE_DAYS_PER_MINUTE * due_s / 60
    at = plan.start + timedelta(seconds=due_s)
    meal = None
    if device.kind == "glucose":
        hour = at.astimezone(ZoneInfo(home.zone)).hour
        meal = "fasting" if hour < 9 else "pre" if hour % 6 < 3 else "post"
    return take_now(home=home, device=device, at=at, days=days, seed=plan.seed, meal=meal)


def _at_own_times(*, plan: RunPlan) -> Iterator[tuple[float, Item]]:
    """The homes' own days from the start on, squeezed by the acceleration, stamped as they come. What an
    outage holds back waits in a heap, so that it comes in its turn and holds nobody up."""
    waiting: list[tuple[datetime, str, Item]] = []
    for day in itertools.count():
        for home in plan.homes.homes:
            for item in _list_day(plan=plan, home=home, day=day):
                heapq.heappush(waiting, (item[1].upload_at, item[1].upload_id, item))
        # No measurement of a later day, in any zone and on any night, is older than this.
        settled = plan.start + timedelta(days=day, hours=-2)
        while waiting and waiting[0][0] <= settled:
            upload_at, _, (home, upload) = heapq.heappop(waiting)
            simulated_s = (upload_at - plan.start).total_seconds()
            due_s = simulated_s / plan.acceleration
            yield due_s, (home, _shift(upload, timedelta(seconds=due_s - simulated_s)))


def _list_day(*, plan: RunPlan, home: Home, day: int) -> Iterator[Item]:
    """Uploads of the home's `day`-th day of the live part; what was before the start is history."""
    local_day = plan.start.astimezone(ZoneInfo(home.zone)).date() + timedelta(days=day)
    for upload in live_days(home=home, first=local_day, last=local_day, seed=plan.seed, anchor=plan.start):
        if upload.taken_at > plan.start:
            yield home, upload


def _shift(upload: Upload, by: timedelta) -> Upload:
    """The same upload at another time: needed once simulated time runs ahead of the clock."""
    if not by:
        return upload
    sample = upload.sample
    if sample is not None:
        moved = (sample.measured_at + by).replace(microsecond=0)
        sample = replace(sample, measured_at=moved)
    return replace(upload, sample=sample, upload_at=upload.upload_at + by)


class Deck:
    """All (home, device) pairs in a shuffled order that starts again when it is through."""

    def __init__(self, *, homes: tuple[Home, ...], seed: int, at: datetime) -> None:
        self._pairs = [(home, device) for home in homes for device in home.devices if device.is_used_at(at)]
        Random(f"{seed}|deck").shuffle(self._pairs)
        self._next = 0
        watched = next((home for home in homes if home.archetype == "deteriorating"), None)
        devices = [device for home, device in self._pairs if home is watched]
        # Blood pressure first: it is what turns critical soonest.
        self._watched = sorted(devices, key=lambda device: (device.kind != "blood_pressure", device.kind))
        self.turning = watched if self._watched else None
        self._turn = 0

    def next_pair(self) -> tuple[Home, Device]:
        """Whose turn it is."""
        pair = self._pairs[self._next % len(self._pairs)]
        self._next += 1
        return pair

    def next_turning(self) -> tuple[Home, Device]:
        """The watched home once more: its blood pressure, and now and then another of its devices."""
        assert self.turning is not None
        other = (
            self._watched[1 + self._turn // 4 % (len(self._watched) - 1)] if len(self._watched) > 1 else None
        )
        device = other if other and self._turn % 4 == 1 else self._watched[0]
        self._turn += 1
        return self.turning, device
