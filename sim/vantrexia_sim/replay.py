"""`vantrexia-sim replay`: a file of real readings, sent as one patient's own device would have sent them.

`replay_file(plan=…, report=…) -> (Tally, number of bad rows)`
`find_home_device(homes=…, patient=…, model=…)`   which home and device the options mean
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vantrexia_sim.deliveries import make_deliveries
from vantrexia_sim.errors import BadInput
from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.life import make_upload_id
from vantrexia_sim.localtime import is_skipped
from vantrexia_sim.mishaps import battery_percent, signal_percent
from vantrexia_sim.model import Device, Home, Upload
from vantrexia_sim.recording import Recording, Row, read_recording, shift_rows
from vantrexia_sim.running import PATIENCE_AFTER_STOP_S, pause, stop_on_signals, wait_for_server
from vantrexia_sim.sender import Sender, Tally

# Older readings are held by the server, so it is worth a word beforehand.
_TAKEN_FOR = timedelta(days=13 * 30)


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """What `replay` was asked for. `speed` 0 sends everything at once."""

    homes: HomesFile
    csv_path: Path
    patient: str
    model: str
    now: datetime
    timezone: str | None = None
    shift_to_end: datetime | None = None
    speed: float = 0.0
    array: int = 500
    seed: int = 1
    wait_s: float = 30.0
    give_up_after_s: float = 600.0


async def replay_file(*, plan: ReplayPlan, report: Callable[[str], None]) -> tuple[Tally, int]:
    """Send the good rows in order of time, report the bad ones. Raises BadInput before anything is sent."""
    home, device = find_home_device(homes=plan.homes, patient=plan.patient, model=plan.model)
    zone = _read_zone(plan.timezone or home.zone)
    recording = read_recording(path=plan.csv_path, kind=device.kind)
    for bad in recording.bad_rows:
        report(f"line {bad.line}: {bad.reason}; left out")
    rows = recording.rows
    if plan.shift_to_end is not None:
        rows = shift_rows(rows=rows, zone=zone, end=plan.shift_to_end)
    uploads = list_uploads(rows=rows, device=device, zone=zone, seed=plan.seed)
    _report_times(rows=rows, uploads=uploads, zone=zone, plan=plan, report=report)
    stopping = stop_on_signals()
    if not await wait_for_server(base_url=plan.homes.base_url, seconds=plan.wait_s, stopping=stopping):
        return Tally(), len(recording.bad_rows)
    async with Sender(
        base_url=plan.homes.base_url,
        concurrency=2,
        give_up_after_s=plan.give_up_after_s,
        seed=plan.seed,
        stopping=stopping,
    ) as sender:
        await _send(sender=sender, plan=plan, home=home, uploads=uploads)
        await sender.drain(PATIENCE_AFTER_STOP_S if stopping.is_set() else None)
    report(_describe(recording=recording, tally=sender.tally))
    return sender.tally, len(recording.bad_rows)


def find_home_device(*, homes: HomesFile, patient: str, model: str) -> tuple[Home, Device]:
    """The home by patient reference, user reference or serial, and its device of that model. Raises
    BadInput."""
    for home in homes.homes:
        names = {
            home.patient,
            *(device.serial for device in home.devices),
            *(d.user_ref for d in home.devices),
        }
        if patient in names - {""}:
            break
    else:
        known = ", ".join(home.patient for home in homes.homes[:5] if home.patient)
        raise BadInput(
            f"no home of patient {patient!r} in the homes file (there are {known or 'none named'} …)"
        )
    for device in home.devices:
        if device.model.casefold() == model.casefold():
            return home, device
    there = ", ".join(device.model for device in home.devices)
    raise BadInput(f"the home of {patient!r} has no {model!r}; it has {there}")


def list_uploads(*, rows: tuple[Row, ...], device: Device, zone: ZoneInfo, seed: int) -> list[Upload]:
    """One upload per row, in order of time."""
    uploads = []
    for row in rows:
        sample = row.to_sample(kind=device.kind, zone=zone)
        at = sample.measured_at
        rng = Random(f"{seed}|replay|{device.key}|{at.isoformat()}")
        uploads.append(
            Upload(
                device=device,
                upload_id=make_upload_id(seed=seed, device=device, at=at, what=f"replay {row.line}"),
                taken_at=at,
                upload_at=at,
                battery_percent=battery_percent(device=device, at=at, seed=seed),
                signal_percent=signal_percent(device=device, rng=rng, seed=seed),
                sample=sample,
            )
        )
    uploads.sort(key=lambda upload: upload.taken_at)
    return uploads


async def _send(*, sender: Sender, plan: ReplayPlan, home: Home, uploads: list[Upload]) -> None:
    if not plan.speed:
        items = [(home, upload) for upload in uploads]
        for delivery in make_deliveries(uploads=items, array=plan.array, seed=plan.seed):
            await sender.send(delivery)
        return
    began = time.monotonic()
    for upload in uploads:
        due_s = (upload.taken_at - uploads[0].taken_at).total_seconds() / plan.speed
        if await pause(seconds=began + due_s - time.monotonic(), stopping=sender.stopping):
            return
        for delivery in make_deliveries(uploads=[(home, upload)], seed=plan.seed):
            await sender.send(delivery)


def _report_times(
    *,
    rows: tuple[Row, ...],
    uploads: list[Upload],
    zone: ZoneInfo,
    plan: ReplayPlan,
    report: Callable[[str], None],
) -> None:
    first, last = uploads[0].taken_at, uploads[-1].taken_at
    report(f"{len(uploads)} readings from {first.isoformat()} to {last.isoformat()}")
    skipped = sum(is_skipped(naive=row.local, zone=zone) for row in rows)
    if skipped:
        report(
            f"{skipped} of the times never were on a clock in {zone.key} and are moved by the hour it skipped"
        )
    if plan.now - first > _TAKEN_FOR:
        report("some readings are older than 13 months, the server will hold them; see --shift-to-end")


def _describe(*, recording: Recording, tally: Tally) -> str:
    good, bad = len(recording.rows), len(recording.bad_rows)
    return f"{good} good rows, {bad} bad rows, {tally.readings} readings accepted"


def _read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(f"{name!r} is not an IANA zone") from error
