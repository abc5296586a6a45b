"""Claims and lines of an 835: `read_claim(walk)`, from a CLP to the next."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from vantrexia.domain.claims.remittance import Adjustment, RemittanceClaim, RemittanceLine
from vantrexia.domain.claims.walk import Walk
from vantrexia.domain.claims.x12 import Segment, read_date, read_money
from vantrexia.domain.wordings import say

_STATUSES = frozenset({"1", "2", "3", "4", "19", "20", "21", "22", "23", "25"})
_GROUPS = frozenset({"CO", "OA", "PI", "PR"})
_TRIPLETS = range(2, 20, 3)
_CARC = re.compile(r"([0-9]{1,3}|[A-Z][0-9]{1,2})\Z")
_RARC = re.compile(r"(M|MA|N)[0-9]{1,3}\Z")
_QUANTITY = re.compile(r"-?[0-9]{1,8}(\.[0-9]{1,6})?\Z")
_MOA_REMARKS, _MIA_REMARKS = (3, 4, 5, 6, 7), (5, 20, 21, 22, 23)
# Informational segments of a claim and of a line: read by nobody here, but known to stand there.
_CLAIM_EXTRAS = frozenset({"NM1", "REF", "PER", "AMT", "QTY"})
_LINE_EXTRAS = frozenset({"AMT", "QTY"})


def read_claim(walk: Walk) -> RemittanceClaim:
    """One claim with its lines. Raises BadFile."""
    clp = walk.take("CLP")
    if clp.get(2) not in _STATUSES:
        raise clp.refuse("element 02 is no claim status")
    adjustments: list[Adjustment] = []
    remarks: list[str] = []
    served: date | None = None
    while walk.is_at("CAS", "MOA", "MIA", "DTM", *_CLAIM_EXTRAS):
        segment = walk.take("CAS", "MOA", "MIA", "DTM", *_CLAIM_EXTRAS)
        if segment.id == "CAS":
            adjustments += read_cas(segment)
        elif segment.id in ("MOA", "MIA"):
            places = _MOA_REMARKS if segment.id == "MOA" else _MIA_REMARKS
            remarks += [_read_remark(segment, place) for place in places if segment.get(place)]
        elif segment.id == "DTM":
            day = read_date(segment, 2)
            served = day if segment.get(1) == "232" else served
    lines: list[RemittanceLine] = []
    while walk.is_at("SVC"):
        lines.append(_read_line(walk, served))
    return RemittanceClaim(
        segment=clp.number,
        id=clp.need(1),
        status=clp.get(2),
        charge=read_money(clp, 3),
        paid=read_money(clp, 4),
        patient_share=read_money(clp, 5, needed=False),
        payer_claim=clp.get(7),
        adjustments=tuple(adjustments),
        remarks=tuple(remarks),
        lines=tuple(lines),
        service_date=served,
    )


def _read_line(walk: Walk, served: date | None) -> RemittanceLine:
    svc = walk.take("SVC")
    qualifier, code, *modifiers = (*svc.get_parts(1), "")
    if qualifier not in ("HC", "HP", "WK", "AD", "ER", "N4", "NU", "IV") or not code:
        raise svc.refuse("element 01 names no service")
    control, remarks, adjustments, first = "", [], [], True
    while walk.is_at("DTM", "CAS", "REF", "LQ", *_LINE_EXTRAS):
        segment = walk.take("DTM", "CAS", "REF", "LQ", *_LINE_EXTRAS)
        if segment.id == "CAS":
            adjustments += read_cas(segment)
        elif segment.id == "DTM":
            day = read_date(segment, 2)
            served, first = (day, False) if first or segment.get(1) == "472" else (served, False)
        elif segment.id == "REF" and segment.get(1) == "6R":
            if control:
                raise segment.refuse("the line has a second REF*6R")
            control = segment.need(2)
        elif segment.id == "LQ":
            remarks.append(_read_lq(segment))
    paid_units = _read_quantity(svc, 5)  # X221A1: 1 where it is not sent
    return RemittanceLine(
        segment=svc.number,
        control=control,
        code=code,
        modifiers=tuple(modifier for modifier in modifiers if modifier),
        charge=read_money(svc, 2),
        paid=read_money(svc, 3, needed=False),
        units=Decimal(1) if paid_units is None else paid_units,
        service_date=served,
        adjustments=tuple(adjustments),
        remarks=tuple(remarks),
        billed_code=svc.get_part(6, 2),
    )


def read_cas(cas: Segment) -> list[Adjustment]:
    """All adjustments of a CAS: up to six triplets of reason, amount, units. Raises BadFile."""
    group = cas.get(1)
    if group not in _GROUPS:
        raise cas.refuse("element 01 is no group code (CO, OA, PI, PR)")
    found: list[Adjustment] = []
    for place in _TRIPLETS:
        reason = cas.get(place)
        if not reason:
            if cas.get(place + 1) or cas.get(place + 2):
                raise cas.refuse(say("element {place:02d} names no reason for an amount", place=place))
            continue
        if not _CARC.match(reason):
            raise cas.refuse(say("element {place:02d} is no adjustment reason code", place=place))
        found.append(Adjustment(group, reason, read_money(cas, place + 1), _read_quantity(cas, place + 2)))
    if not found or len(cas.elements) >= _TRIPLETS.stop:
        raise cas.refuse("it must hold one to six adjustments")
    return found


def _read_quantity(segment: Segment, place: int) -> Decimal | None:
    text = segment.get(place)
    if not text:
        return None
    if not _QUANTITY.match(text):
        raise segment.refuse(say("element {place:02d} is not a quantity", place=place))
    return Decimal(text)


def _read_remark(segment: Segment, place: int) -> str:
    if not _RARC.match(segment.get(place)):
        raise segment.refuse(say("element {place:02d} is no remark code", place=place))
    return segment.get(place)


def _read_lq(lq: Segment) -> str:
    if lq.get(1) == "HE":
        return _read_remark(lq, 2)
    if len(lq.need(2)) > 8:
        raise lq.refuse("element 02 is no remark code")
    return lq.get(2)  # RX: pharmacy reject codes
