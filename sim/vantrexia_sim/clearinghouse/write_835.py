"""A payment with what it is for: `write_835(decisions, …)`. One payer, one payee.

What a payer takes back beyond what it pays is carried forward (PLB FB) and recovered from the next payment (PLB WO).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from vantrexia_sim.clearinghouse.envelope import day, money, segment, wrap
from vantrexia_sim.clearinghouse.model import Cut, Decision, LineDecision

PER_CAS = 6


def write_835(
    decisions: Sequence[Decision], *, owed: Decimal, receiver: str, usage: str, control: int, today: date
) -> tuple[str, Decimal]:
    """The file, and what is still owed back after it."""
    claim = decisions[0].claim
    net = sum((decision.paid for decision in decisions), Decimal(0))
    plb: list[tuple[str, Decimal]] = []
    if net < 0:
        plb.append(("FB", net))
        owed, net = owed - net, Decimal(0)
    elif owed and net:
        back = min(owed, net)
        plb.append(("WO", back))
        owed, net = owed - back, net - back
    trace = f"EFT{control:09d}"
    out = _write_head(decisions[0], total=net, trace=trace, today=today)
    for number, decision in enumerate(decisions, start=1):
        if number == 1:
            out.append(segment("LX", "1"))
        out += _write_claim(decision, today)
    fiscal = f"{today.year}1231"
    for reason, amount in plb:
        out.append(segment("PLB", claim.billing_npi, fiscal, f"{reason}:{trace}", money(amount)))
    text = wrap(
        sender=claim.payer_code,
        receiver=receiver,
        functional="HP",
        version="005010X221A1",
        usage=usage,
        control=control,
        today=today,
        kind="835",
        sets=[out],
    )
    return text, owed


def _write_head(first: Decision, *, total: Decimal, trace: str, today: date) -> list[str]:
    claim = first.claim
    company = f"1{sum(claim.payer_code.encode()) % 1_000_000_000:09d}"  # made up, the same for the same payer
    method = ["ACH", "CCP", "01", "999999992", "DA", "123456", company, "", "01", "999988880", "DA", "98765"]
    if not total:
        method = ["NON"] + [""] * 11
    return [
        segment("BPR", "I" if total else "H", money(total), "C", *method, day(today)),
        segment("TRN", "1", trace, company),
        segment("DTM", "405", day(today)),
        segment("N1", "PR", claim.payer_name, "XV", claim.payer_code),
        segment("N3", "1 PAYER WAY"),
        segment("N4", "BALTIMORE", "MD", "212440000"),
        segment("PER", "BL", "PROVIDER LINE", "TE", "8005550100"),
        segment("N1", "PE", claim.billing_name, "XX", claim.billing_npi),
    ]


def _write_claim(decision: Decision, today: date) -> list[str]:
    claim = decision.claim
    charge = sum((one.line.charge for one in decision.lines), Decimal(0))
    out = [
        segment(
            "CLP",
            claim.id,
            decision.status,
            money(charge),
            money(decision.paid),
            money(decision.patient_share) if decision.patient_share else "",
            "15" if claim.filing == "CI" else claim.filing,  # X221A1 has no CI: 15 is indemnity
            decision.number,
            "11",
            claim.frequency,
        ),
        segment("NM1", "QC", "1", claim.last_name, claim.first_name, "", "", "", "MI", claim.member_id),
    ]
    if claim.rendering_npi != claim.billing_npi:
        out.append(segment("NM1", "82", "1", "", "", "", "", "", "XX", claim.rendering_npi))
    if claim.filing == "MB" and decision.remarks:
        out.append(segment("MOA", "", "", *decision.remarks))
    out.append(segment("DTM", "050", day(today)))
    for one in decision.lines:
        out += _write_line(one)
    return out


def _write_line(one: LineDecision) -> list[str]:
    line = one.line
    service = ":".join(("HC", line.code, *line.modifiers))
    billed = str(line.units) if line.units != one.units else ""
    out = [
        segment("SVC", service, money(line.charge), money(one.paid), "", str(one.units), "", billed),
        segment("DTM", "472", day(line.service_date)),
    ]
    for group, cuts in groupby(sorted(one.cuts, key=lambda cut: cut.group), key=lambda cut: cut.group):
        out += _write_cas(group, list(cuts))
    if line.control:
        out.append(segment("REF", "6R", line.control))
    out += [segment("LQ", "HE", remark) for remark in one.remarks]
    return out


def _write_cas(group: str, cuts: list[Cut]) -> list[str]:
    out: list[str] = []
    for start in range(0, len(cuts), PER_CAS):
        cells: list[str] = []
        for cut in cuts[start : start + PER_CAS]:
            cells += [cut.reason, money(cut.amount), str(cut.units) if cut.units else ""]
        out.append(segment("CAS", group, *cells))
    return out
