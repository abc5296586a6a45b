"""An implementation acknowledgement, 999 005010X231A1: `read_999(body)`.

It says of a group whether its transaction sets follow the guide: per set accepted, accepted with errors, or rejected
with the segment, its place, loop and elements. The copy of the bad value (IK404) is not kept: it may be a patient's.
"""

from __future__ import annotations

from dataclasses import dataclass

from vantrexia.domain.claims.envelope import TransactionSet, read_sets
from vantrexia.domain.claims.walk import Walk
from vantrexia.domain.claims.x12 import read_whole, split_segments

VERSIONS = ("005010X231A1", "005010X231")
ACCEPTED = frozenset({"A", "E"})  # E: accepted, errors noted
_SET_CODES = frozenset({"A", "E", "M", "R", "W", "X"})
_GROUP_CODES = frozenset({"A", "E", "M", "P", "R", "W", "X"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: segment name and its place in the set (IK3), loop, element (0: the segment), error code."""

    segment: str
    place: int
    loop: str
    element: int
    code: str


@dataclass(frozen=True, slots=True)
class SetVerdict:
    """Of one transaction set: its control number (ST02) and what was decided."""

    control: str
    status: str
    faults: tuple[Fault, ...]
    codes: tuple[str, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the set went on."""
        return self.status in ACCEPTED


@dataclass(frozen=True, slots=True)
class GroupVerdict:
    """Of one group we sent: GS06 and AK901; `sets` may be empty when the group as such was refused."""

    group: int
    kind: str
    status: str
    sets: tuple[SetVerdict, ...]
    codes: tuple[str, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether every set of it went on."""
        return self.status in ACCEPTED and all(one.is_accepted for one in self.sets)


def read_999(body: bytes) -> tuple[GroupVerdict, ...]:
    """The verdicts of a file. Raises BadFile."""
    return tuple(_read_set(one) for one in read_sets(split_segments(body), kind="999", versions=VERSIONS))


def _read_set(one: TransactionSet) -> GroupVerdict:
    walk = Walk(one.segments)
    ak1 = walk.take("AK1")
    sets: list[SetVerdict] = []
    while walk.is_at("AK2"):
        sets.append(_read_verdict(walk))
    ak9 = walk.take("AK9")
    status = ak9.get(1)
    if status not in _GROUP_CODES:
        raise ak9.refuse("element 01 is no verdict")
    accepted = sum(verdict.is_accepted for verdict in sets)
    if sets and (read_whole(ak9, 3) != len(sets) or read_whole(ak9, 4) != accepted):
        raise ak9.refuse("its counts are not those of the sets above")
    if walk.has_more:
        raise walk.refuse("it does not belong here")
    codes = tuple(code for code in ak9.elements[4:9] if code)
    return GroupVerdict(read_whole(ak1, 2), ak1.need(1), status, tuple(sets), codes)


def _read_verdict(walk: Walk) -> SetVerdict:
    ak2 = walk.take("AK2")
    faults: list[Fault] = []
    while walk.is_at("IK3"):
        ik3 = walk.take("IK3")
        name, place, loop = ik3.need(1), read_whole(ik3, 2), ik3.get(3)
        if ik3.get(4):
            faults.append(Fault(name, place, loop, 0, ik3.get(4)))
        walk.skip("CTX")
        while walk.is_at("IK4"):
            ik4 = walk.take("IK4")
            position = ik4.get_part(1, 1)
            if not position.isdigit():
                raise ik4.refuse("element 01 is no place")
            faults.append(Fault(name, place, loop, int(position), ik4.need(3)))
            walk.skip("CTX")
    ik5 = walk.take("IK5")
    if ik5.get(1) not in _SET_CODES:
        raise ik5.refuse("element 01 is no verdict")
    codes = tuple(code for code in ik5.elements[1:6] if code)
    return SetVerdict(ak2.need(2), ik5.get(1), tuple(faults), codes)
