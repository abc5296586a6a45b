"""Real readings from a file, as one patient's device would have sent them."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from gatewaystub import Arrived, GatewayStub

from vantrexia_sim.errors import BadInput
from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.recording import read_recording, shift_rows
from vantrexia_sim.replay import ReplayPlan, find_home_device, replay_file
from vantrexia_sim.sender import Tally

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "home-blood-pressure.csv"
HEADER = "measured_at_local,systolic_mmhg,diastolic_mmhg,pulse_bpm\n"
ReadHomes = Callable[..., HomesFile]


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "readings.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def replay(homes_document: dict[str, Any], read_homes: ReadHomes) -> Callable[..., Any]:
    def run(path: Path, **options: Any) -> tuple[Tally, int, list[dict[str, Any]], list[str]]:
        lines: list[str] = []
        with GatewayStub() as stub:
            fields: dict[str, Any] = {"patient": "MRN-00001", "model": "A&D UA-651BLE", "now": NOW}
            plan = ReplayPlan(homes=read_homes(homes_document, stub.url), csv_path=path, **(fields | options))
            tally, bad_rows = asyncio.run(replay_file(plan=plan, report=lines.append))
            sent = [reading for request in stub.requests for reading in _readings(request)]
        return tally, bad_rows, sent, lines

    return run


def _readings(request: Arrived) -> list[dict[str, Any]]:
    return request.document if isinstance(request.document, list) else [request.document]


@pytest.mark.skipif(not REAL.exists(), reason="the shared test data are not beside this checkout")
def test_the_recording_of_108_days_goes_whole_and_ends_now(replay: Callable[..., Any]) -> None:
    tally, bad_rows, sent, _ = replay(REAL, shift_to_end=NOW, timezone="America/Los_Angeles")
    assert (tally.readings, bad_rows, len(sent)) == (222, 0, 222)
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [
        (r["blood_pressure"]["systolic"], r["blood_pressure"]["diastolic"], r["blood_pressure"]["pulse"])
        for r in sent
    ]
    assert found == [
        (int(row["systolic_mmhg"]), int(row["diastolic_mmhg"]), int(row["pulse_bpm"])) for row in rows
    ]
    times = [datetime.fromisoformat(r["measured_at"]) for r in sent]
    assert NOW - timedelta(days=1) < times[-1] <= NOW
    assert [t.strftime("%H:%M:%S") for t in times] == [row["measured_at_local"][11:] for row in rows]
    assert {t.utcoffset() for t in times} == {timedelta(hours=-7), timedelta(hours=-8)}
    assert {r["device"]["serial"] for r in sent} == {"BL000001"}


def test_bad_rows_are_told_by_line_and_the_others_sent(
    replay: Callable[..., Any], write_csv: Callable[[str], Path]
) -> None:
    path = write_csv(
        HEADER
        + "2026-11-01 08:00:00,130,80,70\n"
        + "yesterday,130,80,70\n"
        + "2026-11-02 08:00:00,130.5,80,70\n"
        + "2026-11-02 08:01:00,80,130,70\n"
        + "2026-11-02 08:02:00,,80,70\n"
        + "2026-11-02 08:03:00,130,80,70,9,9\n"
        + "2026-11-02 08:04:00+01:00,130,80,70\n"
        + "2026-11-02 08:05:00,nan,80,70\n"
        + "2026-11-03 08:00,131,81,\n"
    )
    tally, bad_rows, sent, lines = replay(path)
    assert bad_rows == 7
    assert [r["blood_pressure"]["systolic"] for r in sent] == [130, 131]
    assert "pulse" not in sent[1]["blood_pressure"]
    assert tally.is_complete
    assert [line.split(":")[0] for line in lines[:7]] == [f"line {n}" for n in range(3, 10)]
    assert "yesterday" in lines[0]


def test_times_are_local_and_right_on_both_nights_of_the_year(
    replay: Callable[..., Any], write_csv: Callable[[str], Path]
) -> None:
    path = write_csv(
        HEADER
        + "2026-03-08 02:30:00,130,80,70\n2026-10-31 23:00:00,131,80,70\n2026-11-01 06:00:00,132,80,70\n"
    )
    _, _, sent, lines = replay(path, timezone="America/New_York")
    assert [r["measured_at"] for r in sent] == [
        "2026-03-08T03:30:00-04:00",
        "2026-10-31T23:00:00-04:00",
        "2026-11-01T06:00:00-05:00",
    ]
    assert any("1 of the times never were on a clock" in line for line in lines)


def test_old_recordings_are_warned_of(replay: Callable[..., Any], write_csv: Callable[[str], Path]) -> None:
    _, _, _, lines = replay(write_csv(HEADER + "2019-04-15 23:38:28,133,74,67\n"))
    assert any("13 months" in line for line in lines)


def test_speed_keeps_the_gaps_of_the_recording(
    replay: Callable[..., Any], write_csv: Callable[[str], Path]
) -> None:
    path = write_csv(HEADER + "".join(f"2026-11-0{n} 08:00:00,13{n},80,70\n" for n in (1, 2, 3)))
    began = asyncio.run(_clock())
    _, _, sent, _ = replay(path, speed=86_400 / 0.4)
    assert 0.75 < asyncio.run(_clock()) - began < 4
    assert [r["blood_pressure"]["systolic"] for r in sent] == [131, 132, 133]


async def _clock() -> float:
    return asyncio.get_running_loop().time()


def test_the_same_replay_twice_is_the_same_deliveries(
    homes_document: dict[str, Any], read_homes: ReadHomes, write_csv: Callable[[str], Path]
) -> None:
    path = write_csv(HEADER + "2026-11-01 08:00:00,130,80,70\n2026-11-01 08:00:00,134,80,70\n")
    ids = []
    with GatewayStub() as stub:
        homes = read_homes(homes_document, stub.url)
        plan = ReplayPlan(
            homes=homes, csv_path=path, patient="MRN-00001", model="a&d ua-651ble", now=NOW, array=1
        )
        for _ in range(2):
            asyncio.run(replay_file(plan=plan, report=lambda _line: None))
            ids.append(sorted(request.delivery_id for request in stub.requests))
            stub.requests.clear()
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_shifting_goes_by_whole_days_and_never_past_the_end(write_csv: Callable[[str], Path]) -> None:
    zone = ZoneInfo("America/New_York")
    recording = read_recording(
        path=write_csv(HEADER + "2019-07-01 09:00:00,130,80,70\n2019-08-01 09:15:54,132,80,79\n"),
        kind="blood_pressure",
    )
    for end in (NOW, datetime(2026, 11, 1, 13, 0, tzinfo=UTC), datetime(2026, 3, 8, 13, 0, tzinfo=UTC)):
        first, last = shift_rows(rows=recording.rows, zone=zone, end=end)
        at = last.to_sample(kind="blood_pressure", zone=zone).measured_at
        assert end - timedelta(days=1, hours=1) < at <= end
        assert (last.local.hour, last.local.minute) == (9, 15)
        assert last.local - first.local == timedelta(days=31, minutes=15, seconds=54)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no column measured_at_local"),
        ("measured_at_local,systolic_mmhg\n", "has no column diastolic_mmhg"),
        (HEADER, "no usable row"),
        (HEADER + "x,y,z,0\n", "no usable row \\(1 bad ones\\)"),
    ],
)
def test_a_file_that_is_no_recording_is_refused(
    write_csv: Callable[[str], Path], text: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        read_recording(path=write_csv(text), kind="blood_pressure")


def test_a_home_is_found_by_patient_or_serial_and_others_are_refused(homes: HomesFile) -> None:
    home, device = find_home_device(homes=homes, patient="MRN-00002", model="A&D UA-651BLE")
    assert home.patient == "MRN-00002"
    assert find_home_device(homes=homes, patient=device.serial, model=device.model) == (home, device)
    with pytest.raises(BadInput, match="no home of patient 'MRN-1'"):
        find_home_device(homes=homes, patient="MRN-1", model="A&D UA-651BLE")
    with pytest.raises(BadInput, match="has no 'Nonin 9'; it has A&D UA-651BLE"):
        find_home_device(homes=homes, patient="MRN-00002", model="Nonin 9")
