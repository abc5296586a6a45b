"""A submitted batch, and answers of a payer to it written by hand: 999, 277CA and 835 around our claims' numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tests.billable import NOVEMBER, NOW, Desk, make_covered, make_entry
from tests.domain.claims.sample import HEAD, envelope
from tests.people import People
from vantrexia.billing.models import BillingEntry, Claim, ClaimBatch, ClaimLine
from vantrexia.billing.services.acknowledgements import read_acknowledgement
from vantrexia.billing.services.claim_batches import create_batch, submit_batch
from vantrexia.billing.services.claims import build_claims
from vantrexia.billing.services.remittances import Posted, post_remittances
from vantrexia.core.actor import Actor

LATER = NOW + timedelta(days=9)


def write_999(batch: ClaimBatch, *, status: str = "A") -> bytes:
    fault = "" if status == "A" else "IK3*CLM*22*2300*8~IK4*2*782*7~"
    accepted = 1 if status == "A" else 0
    inside = (
        f"AK1*HC*{batch.control}*005010X222A1~AK2*837*0001~{fault}IK5*{status}~AK9*{status}*1*1*{accepted}~"
    )
    return envelope("999", "005010X231A1", [inside], functional="FA")


def write_277ca(
    batch: ClaimBatch, accepted: Sequence[Claim], rejected: Sequence[Claim] = (), *, reference: str = ""
) -> bytes:
    out = (
        "BHT*0085*08*277A*20261203*0900*TH~HL*1**20*1~NM1*PR*2*EXAMPLE MAC*****PI*04412~HL*2*1*21*1~"
        f"NM1*41*2*RIVERSIDE*****46*SUB12345~TRN*2*{reference or batch.reference}~STC*A1:19:PR*20261203*WQ*{batch.total}~"
        f"QTY*90*{len(accepted)}~QTY*AA*{len(rejected)}~"
    )
    for claim in accepted:
        out += f"HL*9*2*PT~NM1*QC*1*DOE*JANE~TRN*2*{claim.number}~STC*A2:20:PR*20261203*WQ*{claim.total}~REF*1K*ICN{claim.number}~"
    for claim in rejected:
        out += f"HL*9*2*PT~NM1*QC*1*DOE*JANE~TRN*2*{claim.number}~STC*A7:562:82*20261203*U*{claim.total}~"
    return envelope("277", "005010X214", [out], functional="HN")


def service(
    code: str,
    charge: str,
    paid: str,
    *cas: str,
    control: str = "",
    day: str = "20261130",
    units: str = "1",
    remark: str = "",
) -> str:
    """One SVC with its CAS segments, each given as `CO*45*67.89`."""
    out = f"SVC*HC:{code}*{charge}*{paid}**{units}~DTM*472*{day}~" + "".join(f"CAS*{one}~" for one in cas)
    out += f"REF*6R*{control}~" if control else ""
    return out + (f"LQ*HE*{remark}~" if remark else "")


def claim(
    number: str, status: str, charge: str, paid: str, *services: str, icn: str = "ICN1", moa: str = ""
) -> str:
    """One CLP with its services."""
    out = f"CLP*{number}*{status}*{charge}*{paid}**MB*{icn}*11*1~" + (f"MOA***{moa}~" if moa else "")
    return out + "".join(services)


def write_835(
    total: str, *claims: str, trace: str = "EFT0001", plb: str = "", day: str = "20261210"
) -> bytes:
    head = HEAD.format(total=total).replace("EFT0001", trace).replace("98765*20261210", f"98765*{day}")
    return envelope("835", "005010X221A1", [head + ("LX*1~" + "".join(claims) if claims else "") + plb])


@dataclass
class Sent:
    """A submitted batch with its claims, by patient's order."""

    actor: Actor
    batch: ClaimBatch
    claims: list[Claim]

    def lines(self, index: int = 0) -> list[ClaimLine]:
        return list(ClaimLine.objects.filter(claim=self.claims[index]).order_by("sequence"))

    def claim(self, index: int = 0) -> Claim:
        return Claim.objects.get(id=self.claims[index].id)

    def status(self, index: int = 0, line: int = 0) -> str:
        return BillingEntry.objects.get(id=self.lines(index)[line].entry_id).status

    def answer(self, body: bytes, name: str = "a.txt") -> bool:
        return read_acknowledgement(actor=self.actor, name=name, body=body, now=LATER).is_duplicate

    def post(self, body: bytes, name: str = "r.835") -> Posted:
        return post_remittances(actor=self.actor, name=name, body=body, now=LATER)


def submit(people: People) -> Sent:
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    batch_id = create_batch(actor=people.bill.actor, now=NOW).batch_id
    submit_batch(actor=people.bill.actor, batch_id=batch_id, now=NOW)
    claims = list(Claim.objects.filter(batch_id=batch_id).order_by("number"))
    return Sent(people.bill.actor, ClaimBatch.objects.get(id=batch_id), claims)


def send_two(people: People, desk: Desk) -> Sent:
    """One claim of a patient: supply and time with its add-on; another of a second patient: supply."""
    first, second = make_covered(desk), make_covered(desk)
    for code, units in (("99454", 1), ("99457", 1), ("99458", 2)):
        make_entry(first, code, units=units)
    make_entry(second, "99454")
    return submit(people)


def pay(sent: Sent) -> bytes:
    """The first claim: supply and base paid, the add-on denied; the second paid."""
    first, second = sent.claims
    a, b, c = (line.control for line in sent.lines())
    return write_835(
        "122.30",
        claim(
            first.number, "1", "500", "81.45",
            service("99454", "120", "40.86", "CO*45*67.89**253*0.83", "PR*2*10.42", control=a),
            service("99457", "140", "40.59", "CO*45*88.23**253*0.83", "PR*2*10.35", control=b),
            service("99458", "240", "0", "CO*151*240", control=c, units="0", remark="N362"),
            moa="MA01",
        ),
        claim(second.number, "1", "120", "40.85", service("99454", "120", "40.85", "CO*45*79.15"), icn="ICN2"),
    )  # fmt: skip
