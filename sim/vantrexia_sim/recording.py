"""Reads a file of real readings: CSV with a header, naive local times, one measurement per row.

`read_recording(path=…, kind=…) -> Recording`   good rows in the order of the file, and the bad ones with the
  reason
`shift_rows(rows=…, zone=…, end=…)`             all moved by the same whole number of days, so that mornings
  stay mornings

Columns: `measured_at_local` (YYYY-MM-DD HH:MM[:SS]) and those of the kind, see `COLUMNS`; others are ignored.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from vantrexia_sim.errors import BadInput
from vantrexia_sim.localtime import to_local_instant
from vantrexia_sim.model import Sample

TIME_COLUMN = "measured_at_local"
# kind → column → (field of Sample, whole number, must be there)
COLUMNS: dict[str, dict[str, tuple[str, bool, bool]]] = {
    "blood_pressure": {
        "systolic_mmhg": ("systolic", True, True),
        "diastolic_mmhg": ("diastolic", True, True),
        "pulse_bpm": ("pulse", True, False),
    },
    "pulse_oximetry": {"spo2_percent": ("spo2", True, True), "pulse_bpm": ("pulse", True, False)},
    "weight": {"weight_kg": ("weight_kg", False, True)},
    "glucose": {"glucose_mg_dl": ("glucose_mg_dl", True, True)},
    "heart_rate": {"pulse_bpm": ("pulse", True, True)},
    "temperature": {"temperature_c": ("temperature_c", False, True)},
    "respiratory_rate": {"respiratory_rate": ("respiratory_rate", True, True)},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement of the file: line, wall-clock time as written, values by field of `Sample`."""

    line: int
    local: datetime
    values: dict[str, Any]

    def to_sample(self, *, kind: str, zone: ZoneInfo) -> Sample:
        """The measurement in its zone."""
        return Sample(kind=kind, measured_at=to_local_instant(naive=self.local, zone=zone), **self.values)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no measurement: where and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Recording:
    rows: tuple[Row, ...]
    bad_rows: tuple[BadRow, ...]


def read_recording(*, path: Path, kind: str) -> Recording:
    """Read the whole file. Raises BadInput when it is no such file at all; single bad rows are in the
    result."""
    rows: list[Row] = []
    bad_rows: list[BadRow] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_header(reader.fieldnames, path=path, kind=kind)
            for record in reader:
                try:
                    rows.append(_read_row(record, line=reader.line_num, kind=kind))
                except ValueError as error:
                    bad_rows.append(BadRow(line=reader.line_num, reason=str(error)))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path} is not a CSV file in UTF-8: {error}") from error
    if not rows:
        raise BadInput(f"{path} has no usable row ({len(bad_rows)} bad ones)")
    return Recording(rows=tuple(rows), bad_rows=tuple(bad_rows))


def shift_rows(*, rows: tuple[Row, ...], zone: ZoneInfo, end: datetime) -> tuple[Row, ...]:
    """The rows moved by whole days, the last as late as possible but not after `end`."""
    last = max(row.local for row in rows)
    end_local = end.astimezone(zone).replace(tzinfo=None)
    days = (end_local - last) // timedelta(days=1)
    moved = timedelta(days=days)
    if to_local_instant(naive=last + moved, zone=zone).astimezone(UTC) > end.astimezone(UTC):
        moved -= timedelta(days=1)  # the night the clocks change lies in between
    return tuple(replace(row, local=row.local + moved) for row in rows)


def _check_header(names: Any, *, path: Path, kind: str) -> None:
    wanted = [TIME_COLUMN, *(name for name, (_, _, must) in COLUMNS[kind].items() if must)]
    missing = [name for name in wanted if name not in (names or ())]
    if missing:
        raise BadInput(f"{path} has no column {', '.join(missing)}")


def _read_row(record: dict[str | None, Any], *, line: int, kind: str) -> Row:
    if None in record:
        raise ValueError("more values than the header has columns")
    text = (record[TIME_COLUMN] or "").strip()
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{TIME_COLUMN} {text!r} is not a time") from error
    if local.tzinfo is not None:
        raise ValueError(f"{TIME_COLUMN} {text!r} has an offset, local time is expected")
    values: dict[str, Any] = {}
    for column, (name, whole, must) in COLUMNS[kind].items():
        cell = (record.get(column) or "").strip()
        if cell:
            values[name] = _read_number(cell, column=column, whole=whole)
        elif must:
            raise ValueError(f"{column} is empty")
    if kind == "blood_pressure" and values["systolic"] <= values["diastolic"]:
        raise ValueError(f"systolic {values['systolic']} is not above diastolic {values['diastolic']}")
    return Row(line=line, local=local, values=values)


def _read_number(cell: str, *, column: str, whole: bool) -> float:
    try:
        value = float(cell)
    except ValueError as error:
        raise ValueError(f"{column} {cell!r} is not a number") from error
    if not math.isfinite(value) or value <= 0 or (whole and value != int(value)):
        raise ValueError(f"{column} {cell!r} is not a positive {'whole ' if whole else ''}number")
    return int(value) if whole else value
