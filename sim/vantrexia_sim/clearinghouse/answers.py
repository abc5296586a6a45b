"""The first two answers to a batch: `write_999(batch, …)` and `write_277ca(batch, taken, …)`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from vantrexia_sim.clearinghouse.envelope import day, money, segment, wrap
from vantrexia_sim.clearinghouse.model import Batch, Intake


def write_999(batch: Batch, *, control: int, today: date) -> str:
    """Accepted or rejected with the places `pyx12` found."""
    return wrap(
        sender=batch.receiver_id,
        receiver=batch.sender_id,
        functional="FA",
        version="005010X231A1",
        usage=batch.usage,
        control=control,
        today=today,
        kind="999",
        sets=[[f"{piece}~" for piece in batch.acknowledgement]],
    )


def write_277ca(batch: Batch, taken: Sequence[Intake], *, control: int, today: date) -> str:
    """Every claim of the batch taken in or refused."""
    good = [one for one in taken if one.is_accepted]
    bad = [one for one in taken if not one.is_accepted]
    head = [
        segment("BHT", "0085", "08", f"ACK{control:09d}", day(today), "1200", "TH"),
        segment("HL", "1", "", "20", "1"),
        segment("NM1", "PR", "2", "PRACTICE CLEARINGHOUSE", "", "", "", "", "PI", batch.receiver_id),
        segment("TRN", "1", f"ACK{control:09d}"),
        segment("DTP", "050", "D8", day(today)),
        segment("DTP", "009", "D8", day(today)),
        segment("HL", "2", "1", "21", "1"),
        segment("NM1", "41", "2", batch.submitter_name, "", "", "", "", "46", batch.submitter_id),
        segment("TRN", "2", batch.reference),
        segment("STC", "A1:19:PR", day(today), "WQ", money(_total(taken))),
        *_count("QTY", "90", good),
        *_count("QTY", "AA", bad),
        *_count("AMT", "YU", good),
        *_count("AMT", "YY", bad),
    ]
    out, number = head, 2
    for npi in dict.fromkeys(one.claim.billing_npi for one in taken):
        own = [one for one in taken if one.claim.billing_npi == npi]
        number += 1
        parent = number
        out += [
            segment("HL", str(number), "2", "19", "1"),
            segment("NM1", "85", "2", own[0].claim.billing_name, "", "", "", "", "XX", npi),
            segment("TRN", "1", "0"),
            segment("STC", "A1:19:PR", "", "WQ", money(_total(own))),
        ]
        for one in own:
            number += 1
            out += _write_claim(one, number, parent, today)
    return wrap(
        sender=batch.receiver_id,
        receiver=batch.sender_id,
        functional="HN",
        version="005010X214",
        usage=batch.usage,
        control=control,
        today=today,
        kind="277",
        sets=[out],
    )


def _write_claim(one: Intake, number: int, parent: int, today: date) -> list[str]:
    claim = one.claim
    days = sorted({line.service_date for line in claim.lines})
    period = ("D8", day(days[0])) if len(days) == 1 else ("RD8", f"{day(days[0])}-{day(days[-1])}")
    return [
        segment("HL", str(number), str(parent), "PT"),
        segment("NM1", "QC", "1", claim.last_name, claim.first_name, "", "", "", "MI", claim.member_id),
        segment("TRN", "2", claim.id),
        segment("STC", one.status, day(today), "WQ" if one.is_accepted else "U", money(claim.total)),
        *([segment("REF", "1K", one.number)] if one.number else []),
        segment("DTP", "472", *period),
    ]


def _count(name: str, qualifier: str, some: Sequence[Intake]) -> list[str]:
    if not some:
        return []
    return [segment(name, qualifier, str(len(some)) if name == "QTY" else money(_total(some)))]


def _total(some: Sequence[Intake]) -> Decimal:
    return sum((one.claim.total for one in some), Decimal(0))
