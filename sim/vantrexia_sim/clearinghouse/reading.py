"""Receives an 837P with `pyx12`: validated by it, acknowledged by it, and read with its segments."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pyx12.errors
import pyx12.params
import pyx12.x12file
import pyx12.x12n_document

from vantrexia_sim.clearinghouse.model import Batch, Claim, Line

_EMPTY_LINE = Line("", "", (), Decimal(0), 0, date.min)
_EMPTY_CLAIM = Claim("", Decimal(0), "", "", "", "", "", "", "", "", "", "", "", (), ())


class NotX12(Exception):
    """So little of it is X12 that not even a 999 can be written."""


def read_batch(name: str, text: str) -> Batch:
    """A file with its acknowledgement; claims only when the group was accepted. Raises NotX12."""
    is_valid, acknowledgement = _validate(text)
    segments = [_Cells(segment) for segment in pyx12.x12file.X12Reader(io.StringIO(text))]
    by_id = {cells.id: cells for cells in reversed(segments)}
    if not {"ISA", "GS", "BHT"} <= set(by_id):
        raise NotX12(f"{name}: no interchange, group or BHT")
    submitter = next((c for c in segments if c.id == "NM1" and c.get(1) == "41"), None)
    isa = by_id["ISA"]
    return Batch(
        name=name,
        sender_id=isa.get(6).strip(),
        receiver_id=isa.get(8).strip(),
        submitter_name=submitter.get(3) if submitter else "UNKNOWN",
        submitter_id=submitter.get(9) if submitter else "UNKNOWN",
        usage=isa.get(15),
        reference=by_id["BHT"].get(3),
        is_accepted=is_valid,
        acknowledgement=acknowledgement,
        claims=tuple(_read_claims(segments)) if is_valid else (),
    )


def _validate(text: str) -> tuple[bool, tuple[str, ...]]:
    """What pyx12 finds, and the body of the 999 it writes (AK1 to AK9)."""
    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    answer = io.StringIO()
    try:
        is_valid = pyx12.x12n_document.x12n_document(
            pyx12.params.ParamsBase(), io.StringIO(text), answer, None
        )
    except pyx12.errors.EngineError as error:
        raise NotX12(str(error)) from error
    written = [piece.strip() for piece in answer.getvalue().split("~")]
    body = tuple(piece for piece in written if piece[:3] in ("AK1", "AK2", "IK3", "CTX", "IK4", "IK5", "AK9"))
    if not body:
        raise NotX12("it does not look like X12")
    return bool(is_valid), body


class _Cells:
    """A pyx12 segment by element number."""

    def __init__(self, segment: Any) -> None:
        self._cells = segment.format("~", "*", ":").rstrip("~").split("*")
        self.id: str = self._cells[0]

    def get(self, index: int) -> str:
        return self._cells[index] if index < len(self._cells) else ""

    def parts(self, index: int) -> list[str]:
        return self.get(index).split(":")


def _read_claims(segments: list[_Cells]) -> Iterator[Claim]:
    """Each CLM to the next, under the billing provider, subscriber and payer before it."""
    base, current = _EMPTY_CLAIM, None
    for cells in segments:
        if cells.id in ("CLM", "HL", "SE") and current is not None:
            yield current
            current = None
        if current is None:
            base = _read_head(base, cells)
            if cells.id == "CLM":
                place = cells.parts(5)
                current = replace(
                    base, id=cells.get(1), total=_money(cells.get(2)), frequency=place[2], lines=()
                )
        else:
            current = _read_detail(current, cells)


def _read_head(base: Claim, cells: _Cells) -> Claim:
    match cells.id, cells.get(1):
        case "NM1", "85":
            return replace(
                base, billing_name=cells.get(3), billing_npi=cells.get(9), rendering_npi=cells.get(9)
            )
        case "SBR", _:
            return replace(base, filing=cells.get(9), replaces="")
        case "NM1", "IL":
            return replace(base, last_name=cells.get(3), first_name=cells.get(4), member_id=cells.get(9))
        case "NM1", "QC":
            return replace(base, last_name=cells.get(3), first_name=cells.get(4))
        case "NM1", "PR":
            return replace(base, payer_name=cells.get(3), payer_code=cells.get(9))
    return base


def _read_detail(claim: Claim, cells: _Cells) -> Claim:
    match cells.id, cells.get(1):
        case "REF", "F8":
            return replace(claim, replaces=cells.get(2))
        case "HI", _:
            codes = [cells.parts(place)[1] for place in range(1, 13) if cells.get(place)]
            return replace(claim, diagnoses=tuple(codes))
        case "NM1", "82":
            return replace(claim, rendering_npi=cells.get(9))
        case "LX", _:
            return replace(claim, lines=(*claim.lines, _EMPTY_LINE))
        case "SV1", _:
            service = cells.parts(1)
            return _change_last(
                claim,
                code=service[1],
                modifiers=tuple(service[2:]),
                charge=_money(cells.get(2)),
                units=int(Decimal(cells.get(4))),
            )
        case "DTP", "472":
            day = cells.get(3)
            return _change_last(claim, service_date=date(int(day[:4]), int(day[4:6]), int(day[6:8])))
        case "REF", "6R":
            return _change_last(claim, control=cells.get(2))
    return claim


def _change_last(claim: Claim, **changes: Any) -> Claim:
    return replace(claim, lines=(*claim.lines[:-1], replace(claim.lines[-1], **changes)))


def _money(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)
