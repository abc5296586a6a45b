"""The claim of the rules' section 7.2 as types, and remittances built from pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from vantrexia.domain.claims.model import (
    Address,
    BillingProvider,
    Claim,
    Clinician,
    PayerOnClaim,
    Person,
    ServiceLine,
    Submission,
    Subscriber,
)

TODAY = date(2026, 12, 2)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def make_line(number: int, code: str, units: int, charge: str, **given: Any) -> ServiceLine:
    return replace(
        ServiceLine(
            control=f"RPM000123L{number}",
            code=code,
            units=units,
            charge=Decimal(charge),
            service_date=NOVEMBER[1],
            pointers=(1, 2),
            period_start=NOVEMBER[0],
            period_end=NOVEMBER[1],
        ),
        **given,
    )


PATIENT = Person("Doe", "Jane", date(1948, 6, 12), "F", Address("22 Oak Ln", "Austin", "TX", "787020002"))
BILLING = BillingProvider(
    "Example Cardiology PLLC",
    "1234567893",
    "741234567",
    Address("100 Main St", "Austin", "TX", "787010001"),
    "207RC0000X",
)
CLAIM = Claim(
    id="RPM-000123-202611",
    total=Decimal(500),
    place_of_service="11",
    patient=PATIENT,
    subscriber=Subscriber("1EG4TE5MK73"),
    payer=PayerOnClaim("Medicare Part B TX", "04412", "MB"),
    billing=BILLING,
    rendering=Clinician("Smith", "Alex", "1245319599", "207RC0000X"),
    diagnoses=("I11.0", "I50.22"),
    lines=(
        make_line(1, "99454", 1, "120"),
        make_line(2, "99457", 1, "140"),
        make_line(3, "99458", 2, "240"),
    ),
)
SUBMISSION = Submission(
    sender_id="SUB12345",
    receiver_id="04412",
    submitter_name="Example Cardiology PLLC",
    submitter_id="SUB12345",
    contact_name="Billing Office",
    contact_phone="5125550100",
    receiver_name="Example MAC J H",
    receiver_code="04412",
    reference="RPMBATCH-20261202-01",
    at=datetime(2026, 12, 2, 9, 15),
    interchange=1,
    group=1,
)


def change_line(claim: Claim, index: int, **changes: Any) -> Claim:
    lines = list(claim.lines)
    lines[index] = replace(lines[index], **changes)
    return replace(claim, lines=tuple(lines), total=sum((one.charge for one in lines), Decimal(0)))


def envelope(kind: str, version: str, sets: Sequence[str], *, functional: str = "HP") -> bytes:
    """A file around sets, each the text between ST and SE."""
    parts = [
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*SUB12345       *261210*1200*^*00501*000000077*0*T*:~",
        f"GS*{functional}*PAYER*SUB12345*20261210*1200*5*X*{version}~",
    ]
    for number, inside in enumerate(sets, start=1):
        stated = f"*{version}" if kind in ("999", "277") else ""
        parts += [f"ST*{kind}*{number:04d}{stated}~", inside, f"SE*{inside.count('~') + 2}*{number:04d}~"]
    return "".join([*parts, f"GE*{len(sets)}*5~", "IEA*1*000000077~"]).encode()


HEAD = (
    "BPR*I*{total}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20261210~"
    "TRN*1*EFT0001*1512345678~"
    "REF*EV*SUB12345~DTM*405*20261210~"
    "N1*PR*EXAMPLE MAC J H*XV*04412~N3*PO BOX 1~N4*DALLAS*TX*752010000~PER*BL*HELP*TE*8005550100~"
    "N1*PE*EXAMPLE CARDIOLOGY PLLC*XX*1234567893~REF*TJ*741234567~"
)
PAID_CLAIM = (
    "CLP*RPM-000123-202611*1*500*118.24*30.16*MB*ICN000001*11*1~"
    "NM1*QC*1*DOE*JANE****MI*1EG4TE5MK73~NM1*82*1*SMITH*ALEX****XX*1245319599~MOA***MA01~"
    "DTM*050*20261203~"
    "SVC*HC:99454*120*40.85**1~DTM*472*20261130~CAS*CO*45*67.89**253*0.84~CAS*PR*2*10.42~REF*6R*RPM000123L1~"
    "AMT*B6*52.11~"
    "SVC*HC:99457*140*77.39**1~DTM*472*20261130~CAS*CO*45*41.29**253*1.58~CAS*PR*2*19.74~REF*6R*RPM000123L2~"
    "SVC*HC:99458*240*0**0**2~DTM*472*20261130~CAS*CO*151*240*2~REF*6R*RPM000123L3~LQ*HE*N362~"
)
PAID = "118.24"


def remittance(total: str = PAID, claims: str = PAID_CLAIM, plb: str = "", head: str = HEAD) -> bytes:
    body = head.format(total=total) + ("LX*1~" + claims if claims else "") + plb
    return envelope("835", "005010X221A1", [body])
