"""Fee and edit files into the practice's tables: `load_fee_file`, `confirm_fee_file`, `withdraw_fee_file`.

A file is read whole by `domain/billing/fees` first: refused, it leaves nothing behind. The same file again answers the row
that is there. A CMS quarter holds from its first day to the end of its year; the newest that covers a date of service wins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from vantrexia.billing.models import FeeFile, FeeRow, Payer
from vantrexia.billing.services.money_rows import lock_row, tell
from vantrexia.core.actor import Actor
from vantrexia.core.bulk import insert_rows
from vantrexia.core.ids import uuid7
from vantrexia.domain.billing.fees.gpci import read_gpci_file
from vantrexia.domain.billing.fees.ncci import read_pair_edits, read_unit_limits
from vantrexia.domain.billing.fees.rates import read_rates
from vantrexia.domain.billing.fees.rvu import read_rvu_file
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput
from vantrexia.domain.wordings import say

KINDS = ("rvu", "gpci", "ptp", "mue", "rates", "charges")
OF_CMS = ("rvu", "gpci", "ptp", "mue")
MAX_BYTES = 64 * 1024 * 1024  # a quarter of the PTP table has about a quarter of a million lines


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeeFile:
    """A file as sent. `year`, `quarter` (1–4): what the sender believes it is, checked against the file where it says so.

    `payer_id`: whose rates; `apm`: whether an RVU file is that of qualifying APM participants.
    """

    kind: str
    name: str
    body: bytes
    year: int | None = None
    quarter: int | None = None
    apm: bool = False
    payer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    values: dict[str, str]
    other: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def load_fee_file(*, actor: Actor, new: NewFeeFile, now: datetime) -> tuple[UUID, bool]:
    """Store a file; answers its id and whether it was there already. Raises InvalidInput, FileRefused, `too_large`, NotFound."""
    _check(new)
    payer = (
        lock_row(Payer, actor=actor, row_id=new.payer_id, absent="There is no such payer.")
        if new.payer_id
        else None
    )
    digest = hashlib.sha256(new.body).hexdigest()
    known = FeeFile.objects.filter(
        practice_id=actor.practice_id, kind=new.kind, digest=digest, payer=payer, withdrawn_at__isnull=True
    ).first()
    if known is not None:
        return known.id, True
    rows, factor = _read(new)
    first, last = _find_dates(new, rows)
    row = FeeFile(
        id=uuid7(), practice_id=actor.practice_id, kind=new.kind, name=new.name[:200], digest=digest, payer=payer,
        year=new.year if new.kind in OF_CMS else None, apm=new.apm if new.kind == "rvu" else None, conversion_factor=factor,
        valid_from=first, valid_to=last, row_count=len(rows), loaded_by_id=actor.user_id, loaded_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    insert_rows(
        [
            FeeRow(
                id=uuid7(), practice_id=row.practice_id, file_id=row.id, key=one.key, other=one.other,
                valid_from=one.valid_from, valid_to=one.valid_to, values=one.values,
            )
            for one in rows
        ]
    )  # fmt: skip
    detail = {"kind": row.kind, "rows": row.row_count, "digest": digest}
    tell("fee_file.loaded", row, actor=actor, now=now, entity="fee_file", detail=detail)
    return row.id, False


def confirm_fee_file(*, actor: Actor, file_id: UUID, now: datetime) -> UUID:
    """A person compared it with its source: its amounts are no longer shown as unconfirmed."""
    row = lock_row(FeeFile, actor=actor, row_id=file_id, absent="There is no such file.")
    if row.withdrawn_at is not None or row.confirmed_at is not None:
        raise Conflict("This file was withdrawn or confirmed before.")
    row.confirmed_at, row.confirmed_by_id = now, actor.user_id
    row.save(update_fields=["confirmed_at", "confirmed_by_id"])
    tell("fee_file.confirmed", row, actor=actor, now=now, entity="fee_file")
    return row.id


def withdraw_fee_file(*, actor: Actor, file_id: UUID, reason: str, now: datetime) -> UUID:
    """It no longer counts; what was computed with it keeps what it says."""
    row = lock_row(FeeFile, actor=actor, row_id=file_id, absent="There is no such file.")
    if row.withdrawn_at is not None:
        raise Conflict("This file was withdrawn before.")
    row.withdrawn_at, row.withdrawn_by_id = now, actor.user_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by_id"])
    tell("fee_file.withdrawn", row, actor=actor, now=now, entity="fee_file", reason=reason)
    return row.id


def _check(new: NewFeeFile) -> None:
    fields: dict[str, list[str]] = {}
    if new.kind not in KINDS:
        fields["kind"] = [say("must be one of {choices}", choices=", ".join(KINDS))]
    if new.kind in OF_CMS and (new.year is None or not 2024 <= new.year <= 2100):
        fields["year"] = ["must be the year the file is for"]
    if new.kind in OF_CMS and new.kind != "gpci" and new.quarter not in (1, 2, 3, 4):
        fields["quarter"] = ["must be 1, 2, 3 or 4"]
    if (new.kind == "rates") != (new.payer_id is not None):
        fields["payer_id"] = ["is needed for rates, and for nothing else"]
    if fields:
        raise InvalidInput("The file is not described.", fields=fields)
    if len(new.body) > MAX_BYTES:
        raise DomainError(
            "too_large", say("The file may have {most} MB at most.", most=MAX_BYTES // 1024 // 1024)
        )


def _read(new: NewFeeFile) -> tuple[list[_Row], Decimal | None]:
    book = load_rule_book().codes
    ours = frozenset(book.codes)
    wide = ours | {code for neighbour in book.neighbours for code in neighbour.codes}
    if new.kind == "rvu":
        file = read_rvu_file(new.body, year=new.year or 0, codes=ours)
        names = ("work", "practice_expense", "facility_practice_expense", "malpractice")
        return [
            _Row(one.code, {"status": one.status, **_texts(one, names)}) for one in file.rows
        ], file.conversion_factor
    if new.kind == "gpci":
        indices = ("work", "practice_expense", "malpractice")
        return [
            _Row(f"{one.mac}/{one.locality}", {"state": one.state, "name": one.name, **_texts(one, indices)})
            for one in read_gpci_file(new.body, year=new.year or 0)
        ], None
    if new.kind == "ptp":
        edits = read_pair_edits(new.body, codes=wide)
        return [
            _Row(
                one.column_one, {"modifier": str(one.modifier)}, one.column_two, one.valid_from, one.valid_to
            )
            for one in edits
        ], None
    if new.kind == "mue":
        limits = read_unit_limits(new.body, codes=ours)
        return [
            _Row(one.code, {"units": str(one.units), "indicator": str(one.indicator)}) for one in limits
        ], None
    rates = read_rates(new.body, codes=ours)
    return [
        _Row(one.code, {"amount": str(one.amount)}, "", one.valid_from, one.valid_to) for one in rates
    ], None


def _texts(row: Any, names: Sequence[str]) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in names}


def _find_dates(new: NewFeeFile, rows: Sequence[_Row]) -> tuple[date, date | None]:
    if new.kind in OF_CMS and new.year is not None:
        return date(new.year, 3 * ((new.quarter or 1) - 1) + 1, 1), date(new.year, 12, 31)
    begins = min(row.valid_from for row in rows if row.valid_from is not None)
    ends = [row.valid_to for row in rows]
    return begins, None if None in ends else max(end for end in ends if end is not None)
