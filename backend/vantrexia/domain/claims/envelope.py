"""Interchange, group and transaction set: written with right counts and control numbers, and checked when read.

Public: `wrap(submission, sets)`, `read_sets(segments, kinds)`, `TransactionSet`.

A file whose counts or control numbers do not agree has lost or gained something on the way, so it is refused whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vantrexia.domain.claims.model import Submission
from vantrexia.domain.claims.x12 import (
    COMPONENT,
    ELEMENT,
    REPETITION,
    TERMINATOR,
    BadFile,
    Segment,
    read_whole,
    write_segment,
)
from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

MOST_CONTROL = 999_999_999


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """One ST..SE as read: `kind` is ST01, `version` the guide (ST03, or GS08 where the set does not name it)."""

    kind: str
    version: str
    control: str
    interchange: int
    group: int
    segments: tuple[Segment, ...]  # between ST and SE


def wrap(submission: Submission, sets: Sequence[Sequence[str]], *, version: str) -> str:
    """The whole file: each set is its ST to the last segment before SE; SE, GE and IEA are counted here.

    Raises `bad_control_number`, `bad_x12_value`.
    """
    for number in (submission.interchange, submission.group):
        if not 1 <= number <= MOST_CONTROL:
            raise DomainError("bad_control_number", "A control number must be from 1 to 999,999,999.")
    written = [_write_isa(submission), _write_gs(submission, version)]
    for index, segments in enumerate(sets, start=1):
        written += segments
        written.append(write_segment("SE", str(len(segments) + 1), f"{index:04d}"))
    written.append(write_segment("GE", str(len(sets)), str(submission.group)))
    written.append(write_segment("IEA", "1", f"{submission.interchange:09d}"))
    return "".join(written)


def _write_isa(submission: Submission) -> str:
    for value in (submission.sender_id, submission.receiver_id):
        if not 2 <= len(value) <= 15 or write_segment("ISA", value) != f"ISA*{value}~":
            raise DomainError("bad_x12_value", "A sender or receiver id must have 2 to 15 plain characters.")
    fields = [
        "00",
        " " * 10,
        "00",
        " " * 10,
        submission.sender_qualifier,
        submission.sender_id.ljust(15),
        submission.receiver_qualifier,
        submission.receiver_id.ljust(15),
        f"{submission.at:%y%m%d}",
        f"{submission.at:%H%M}",
        REPETITION,
        "00501",
        f"{submission.interchange:09d}",
        "0",
        submission.usage,
        COMPONENT,
    ]
    return "ISA" + ELEMENT + ELEMENT.join(fields) + TERMINATOR


def _write_gs(submission: Submission, version: str) -> str:
    return write_segment(
        "GS",
        "HC",
        submission.sender_id,
        submission.receiver_id,
        f"{submission.at:%Y%m%d}",
        f"{submission.at:%H%M}",
        str(submission.group),
        "X",
        version,
    )


def read_sets(
    segments: Sequence[Segment], *, kind: str, versions: Sequence[str]
) -> tuple[TransactionSet, ...]:
    """The transaction sets of a file, all of one kind (`835`) and of a guide we read. Raises BadFile."""
    cursor = _Cursor(segments)
    sets: list[TransactionSet] = []
    while cursor.has_more:
        isa = cursor.take("ISA")
        interchange = read_whole(isa, 13)
        groups = 0
        while cursor.is_at("GS"):
            groups += 1
            sets += _read_group(cursor, interchange=interchange, kind=kind, versions=versions)
        _check_end(cursor.take("IEA"), count=groups, control=interchange, of="groups")
    if not sets:
        raise BadFile(0, "", "it holds no transaction set")
    return tuple(sets)


class _Cursor:
    """Where we are among the segments."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self.at = 0

    @property
    def has_more(self) -> bool:
        return self.at < len(self.segments)

    def is_at(self, name: str) -> bool:
        return self.has_more and self.segments[self.at].id == name

    def take(self, name: str) -> Segment:
        if not self.has_more:
            raise BadFile(
                len(self.segments), self.segments[-1].id, say("the file ends where {name} is due", name=name)
            )
        segment = self.segments[self.at]
        if segment.id != name:
            raise segment.refuse(say("{name} is due here", name=name))
        self.at += 1
        return segment


def _read_group(
    cursor: _Cursor, *, interchange: int, kind: str, versions: Sequence[str]
) -> list[TransactionSet]:
    gs = cursor.take("GS")
    group, sets = read_whole(gs, 6), []
    seen: set[str] = set()
    while cursor.is_at("ST"):
        st = cursor.take("ST")
        if st.get(1) != kind:
            raise st.refuse(say("this is not the file expected: it must be a {kind}", kind=kind))
        version = st.get(3) or gs.get(8)
        if version not in versions:
            raise st.refuse(say("the guide must be {versions}", versions=" or ".join(versions)))
        if st.need(2) in seen:
            raise st.refuse("its control number stands twice in the group")
        seen.add(st.get(2))
        inside: list[Segment] = []
        while cursor.has_more and cursor.segments[cursor.at].id not in ("SE", "ST", "GE", "GS", "IEA", "ISA"):
            inside.append(cursor.take(cursor.segments[cursor.at].id))
        se = cursor.take("SE")
        if read_whole(se, 1) != len(inside) + 2:
            raise se.refuse(
                say(
                    "it counts {counted} {counted:segment|segments} where {found} {found:stands|stand}",
                    counted=se.get(1),
                    found=len(inside) + 2,
                )
            )
        if se.get(2) != st.get(2):
            raise se.refuse("its control number is not that of the ST")
        if not inside:
            raise se.refuse("the transaction set is empty")
        sets.append(TransactionSet(kind, version, st.get(2), interchange, group, tuple(inside)))
    _check_end(cursor.take("GE"), count=len(sets), control=group, of="transaction sets")
    return sets


def _check_end(segment: Segment, *, count: int, control: int, of: str) -> None:
    if read_whole(segment, 1) != count:
        raise segment.refuse(
            say(
                "its count of {of} is {counted} where {count} {count:stands|stand}",
                counted=segment.get(1),
                of=of,
                count=count,
            )
        )
    if read_whole(segment, 2) != control:
        raise segment.refuse("its control number is not that of the opening segment")
