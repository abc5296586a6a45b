"""What a look remembers for the next one, under `state/alarms`: samples, standing alarms, the last page, what was told of the journal.

Losing all of it costs the history of the burn rates, nothing else; a file that cannot be read is begun anew and never stops a look.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from vantrexia_ops.alarms.page import Labels, Page
from vantrexia_ops.alarms.slo import LONGEST, Sample
from vantrexia_ops.alarms.standing import Standing
from vantrexia_ops.files import make_private, write_whole

_T = TypeVar("_T")


class Restarted(msgspec.Struct, frozen=True, kw_only=True):
    """A container that was restarted because it stayed unhealthy."""

    service: str
    times: int
    at: datetime


class Notes(msgspec.Struct, kw_only=True):
    """Everything but the samples."""

    standing: tuple[Standing, ...] = ()
    restarted: tuple[Restarted, ...] = ()
    told_seq: int | None = None
    looked_at: datetime | None = None
    page: tuple[tuple[str, Labels, float], ...] | None = None
    edge_requests: int = 0
    edge_errors: int = 0

    def last_page(self) -> Page | None:
        return (
            None if self.page is None else Page({(name, labels): value for name, labels, value in self.page})
        )


class Memory:
    def __init__(self, directory: Path) -> None:
        self._notes = directory / "notes.json"
        self._samples = directory / "samples.json"
        self._directory = directory

    def read_notes(self) -> Notes:
        return _read(self._notes, Notes) or Notes()

    def write_notes(self, notes: Notes) -> None:
        make_private(self._directory)
        write_whole(self._notes, msgspec.json.encode(notes).decode())

    def read_samples(self) -> list[Sample]:
        return _read(self._samples, list[Sample]) or []

    def write_samples(self, samples: Sequence[Sample], *, now: datetime) -> list[Sample]:
        """Keep those the longest window still needs; they are what is returned."""
        make_private(self._directory)
        kept = [sample for sample in samples if sample.at > now - LONGEST and sample.at <= now]
        write_whole(self._samples, msgspec.json.encode(kept).decode())
        return kept


def _read(path: Path, kind: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None
