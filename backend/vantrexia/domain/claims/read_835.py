"""A remittance file, 835 005010X221A1: `read_835(body)` returns its payments, or refuses the file whole.

Our own reader of CLP, SVC and CAS: every adjustment of a CAS is kept, MOA and LQ remarks are read, lines carry REF*6R.
A segment that does not belong where it stands refuses the file: a damaged name must not hide an adjustment.
Claims and lines: `read_835_claims`. Sums: `balance`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256

from vantrexia.domain.claims.balance import check_balance
from vantrexia.domain.claims.envelope import TransactionSet, read_sets
from vantrexia.domain.claims.read_835_claims import read_claim
from vantrexia.domain.claims.remittance import ProviderAdjustment, Remittance, RemittanceClaim
from vantrexia.domain.claims.walk import Walk
from vantrexia.domain.claims.x12 import Segment, read_date, read_money, split_segments
from vantrexia.domain.wordings import say

VERSIONS = ("005010X221A1", "005010X221")
_PLB_PAIRS = range(3, 15, 2)
_METHODS = frozenset({"ACH", "BOP", "CHK", "FWT", "NON"})


def read_835(body: bytes) -> tuple[Remittance, ...]:
    """The payments of a file, each balanced to the cent. Raises BadFile with segment and reason."""
    sets = read_sets(split_segments(body), kind="835", versions=VERSIONS)
    return tuple(_read_set(one) for one in sets)


def _read_set(one: TransactionSet) -> Remittance:
    walk = Walk(one.segments)
    bpr = walk.take("BPR")
    walk.skip("NTE")
    trn = walk.take("TRN")
    for place, most in ((2, 50), (3, 30)):
        if len(trn.need(place)) > most:  # by these a payment is known again: they are never cut
            raise trn.refuse(
                say("element {place:02d} is longer than {most} characters", place=place, most=most)
            )
    if walk.is_at("CUR"):
        cur = walk.take("CUR")
        if cur.get(2) != "USD":
            raise cur.refuse("the currency is not US dollars")
    walk.skip("REF", "DTM")
    payer = _take_party(walk, "PR")
    payee = _take_party(walk, "PE")
    claims: list[RemittanceClaim] = []
    while walk.is_at("LX"):
        walk.take("LX")
        walk.skip("TS3", "TS2")
        if not walk.is_at("CLP"):
            raise walk.refuse("CLP is due here")
        while walk.is_at("CLP"):
            claims.append(read_claim(walk))
    adjustments: list[ProviderAdjustment] = []
    while walk.is_at("PLB"):
        adjustments += _read_plb(walk.take("PLB"))
    if walk.has_more:
        raise walk.refuse("it does not belong here")
    remittance = Remittance(
        payer_key=trn.need(3),
        trace=trn.need(2),
        payer_name=payer.get(2),
        payee_npi=payee.get(4) if payee.get(3) == "XX" else "",
        method=bpr.get(4),
        paid_on=read_date(bpr, 16),
        total=_read_total(bpr),
        segment=bpr.number,
        claims=tuple(claims),
        provider_adjustments=tuple(adjustments),
        control=one.control,
        interchange=one.interchange,
        digest=_digest(one.segments),
    )
    check_balance(remittance)
    return remittance


def _digest(segments: Sequence[Segment]) -> str:
    said = "\n".join("\t".join((segment.id, *segment.elements)) for segment in segments)
    return sha256(said.encode()).hexdigest()


def _read_total(bpr: Segment) -> Decimal:
    if bpr.get(4) not in _METHODS:
        raise bpr.refuse("element 04 is no method of payment")
    amount = read_money(bpr, 2)
    if amount < 0 or bpr.get(3) not in ("C", "D"):
        raise bpr.refuse("elements 02 and 03 are not a credit or debit")
    return amount if bpr.get(3) == "C" else -amount


def _take_party(walk: Walk, role: str) -> Segment:
    n1 = walk.take("N1")
    if n1.get(1) != role:
        raise n1.refuse(say("N1*{role} is due here", role=role))
    walk.skip("N3", "N4", "REF", "PER", "RDM")
    return n1


def _read_plb(plb: Segment) -> list[ProviderAdjustment]:
    fiscal = read_date(plb, 2)
    found: list[ProviderAdjustment] = []
    for place in _PLB_PAIRS:
        if not plb.get(place) and not plb.get(place + 1):
            continue
        reason = plb.get_part(place, 1)
        if not reason:
            raise plb.refuse(say("element {place:02d} names no reason", place=place))
        amount = read_money(plb, place + 1)
        found.append(ProviderAdjustment(plb.number, reason, plb.get_part(place, 2), amount, fiscal))
    if not found or len(plb.elements) >= _PLB_PAIRS.stop:
        raise plb.refuse("it must hold one to six adjustments")
    return found
