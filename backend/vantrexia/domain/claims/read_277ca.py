"""A claim acknowledgement, 277CA 005010X214: `read_277ca(body)`.

It says claim by claim whether the payer's front end took it in, with the payer's claim number, or why not (category and
status codes of X12 lists 507 and 508). A receiver that refuses the whole batch names no claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from vantrexia.domain.claims.envelope import TransactionSet, read_sets
from vantrexia.domain.claims.walk import Walk
from vantrexia.domain.claims.x12 import BadFile, Segment, read_money, read_whole, split_segments
from vantrexia.domain.wordings import say

VERSIONS = ("005010X214",)
_ACTIONS = frozenset({"WQ", "U"})  # STC03: accept, reject
_LEVELS = frozenset({"20", "21", "19", "PT"})
_EXTRAS = ("NM1", "REF", "DTP", "QTY", "AMT", "SVC", "PER")


@dataclass(frozen=True, slots=True)
class Status:
    """One status: category (`A7`), code (`562`), entity (`85`, may be empty)."""

    category: str
    code: str
    entity: str


@dataclass(frozen=True, slots=True)
class LineStatus:
    """What is said of one line, by its REF*FJ (our REF*6R)."""

    control: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """One claim by its CLM01: taken in or not, why, and the payer's number for it."""

    segment: int
    id: str
    is_accepted: bool
    statuses: tuple[Status, ...]
    payer_claim: str
    amount: Decimal
    lines: tuple[LineStatus, ...]


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """One 277CA: `reference` is the BHT03 of our batch; without it no status belongs to us."""

    reference: str
    is_accepted: bool
    statuses: tuple[Status, ...]
    claims: tuple[ClaimStatus, ...]


@dataclass(frozen=True, slots=True)
class _Level:
    """One HL with what stands under it."""

    hl: Segment
    code: str
    segments: tuple[Segment, ...]

    def list_named(self, name: str, qualifier: str = "") -> list[Segment]:
        return [s for s in self.segments if s.id == name and (not qualifier or s.get(1) == qualifier)]


def read_277ca(body: bytes) -> tuple[BatchStatus, ...]:
    """The statuses of a file. Raises BadFile."""
    return tuple(_read_set(one) for one in read_sets(split_segments(body), kind="277", versions=VERSIONS))


def _read_set(one: TransactionSet) -> BatchStatus:
    walk = Walk(one.segments)
    bht = walk.take("BHT")
    if bht.get(1) != "0085":
        raise bht.refuse("this is no claim acknowledgement (BHT01 0085)")
    levels: list[_Level] = []
    while walk.is_at("HL"):
        levels.append(_take_level(walk))
    if walk.has_more:
        raise walk.refuse("it does not belong here")
    receivers = [level for level in levels if level.code == "21"]
    if len(receivers) != 1:
        raise bht.refuse("exactly one receiver level (HL 21) is expected")
    receiver = receivers[0]
    statuses, accepted, _ = _read_statuses(_before_lines(receiver.segments), receiver.hl)
    claims = tuple(_read_claim(level) for level in levels if level.code == "PT")
    _check_counts(receiver, claims)
    return BatchStatus(_read_trace(receiver), accepted, statuses, claims)


def _take_level(walk: Walk) -> _Level:
    hl = walk.take("HL")
    if hl.get(3) not in _LEVELS:
        raise hl.refuse("element 03 is no level of a claim acknowledgement")
    inside: list[Segment] = []
    while walk.is_at("TRN", "STC", *_EXTRAS):
        inside.append(walk.take("TRN", "STC", *_EXTRAS))
    return _Level(hl, hl.get(3), tuple(inside))


def _read_claim(level: _Level) -> ClaimStatus:
    head = _before_lines(level.segments)
    statuses, accepted, amount = _read_statuses(head, level.hl)
    numbers = [segment.need(2) for segment in head if segment.id == "REF" and segment.get(1) == "1K"]
    return ClaimStatus(
        segment=level.hl.number,
        id=_read_trace(level),
        is_accepted=accepted,
        statuses=statuses,
        payer_claim=numbers[0] if numbers else "",
        amount=amount,
        lines=tuple(_list_lines(level.segments)),
    )


def _read_trace(level: _Level) -> str:
    traces = level.list_named("TRN", "2")
    if len(traces) != 1:
        raise level.hl.refuse("exactly one TRN*2 is expected under it")
    return traces[0].need(2)


def _before_lines(segments: Sequence[Segment]) -> list[Segment]:
    head: list[Segment] = []
    for segment in segments:
        if segment.id == "SVC":
            break
        head.append(segment)
    return head


def _read_statuses(segments: Sequence[Segment], hl: Segment) -> tuple[tuple[Status, ...], bool, Decimal]:
    found: list[Status] = []
    accepted, amount = True, Decimal(0)
    stcs = [segment for segment in segments if segment.id == "STC"]
    if not stcs:
        raise hl.refuse("no status (STC) stands under it")
    for stc in stcs:
        if stc.get(3) not in _ACTIONS:
            raise stc.refuse("element 03 says neither accepted (WQ) nor rejected (U)")
        accepted = accepted and stc.get(3) == "WQ"
        amount = read_money(stc, 4, needed=False) or amount
        found += _read_codes(stc)
    return tuple(found), accepted, amount


def _read_codes(stc: Segment) -> list[Status]:
    found = [
        Status(stc.get_part(place, 1), stc.get_part(place, 2), stc.get_part(place, 3))
        for place in (1, 10, 11)
        if stc.get(place)
    ]
    if not found or not all(status.category and status.code for status in found):
        raise stc.refuse("it names no status")
    return found


def _list_lines(segments: Sequence[Segment]) -> list[LineStatus]:
    lines: list[LineStatus] = []
    at_line = False
    for segment in segments:
        if segment.id == "SVC":
            at_line = True
            lines.append(LineStatus("", ()))
        elif at_line and segment.id == "STC":
            last = lines[-1]
            lines[-1] = LineStatus(last.control, (*last.statuses, *_read_codes(segment)))
        elif at_line and segment.id == "REF" and segment.get(1) == "FJ":
            lines[-1] = LineStatus(segment.need(2), lines[-1].statuses)
    return lines


def _check_counts(receiver: _Level, claims: Sequence[ClaimStatus]) -> None:
    """QTY*90 and QTY*AA count what was taken in and refused: a lost claim must show."""
    for qualifier, wanted in (("90", True), ("AA", False)):
        stated = sum(read_whole(segment, 2) for segment in receiver.list_named("QTY", qualifier))
        found = sum(claim.is_accepted is wanted for claim in claims)
        if claims and receiver.list_named("QTY") and stated != found:
            raise BadFile(
                receiver.hl.number,
                "HL",
                say(
                    "it counts {stated} accepted {stated:claim|claims} where {found} {found:is|are} named",
                    stated=stated,
                    found=found,
                )
                if wanted
                else say(
                    "it counts {stated} rejected {stated:claim|claims} where {found} {found:is|are} named",
                    stated=stated,
                    found=found,
                ),
            )
