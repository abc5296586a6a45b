"""The 277CA: each claim taken in, with the payer's number, or not, with the codes that say why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.domain.claims.sample import envelope
from vantrexia.domain.claims.read_277ca import BatchStatus, LineStatus, Status, read_277ca
from vantrexia.domain.claims.x12 import BadFile

VERSION = "005010X214"
RECEIVER = (
    "BHT*0085*08*277A*20261203*0900*TH~HL*1**20*1~NM1*PR*2*EXAMPLE MAC*****PI*04412~TRN*1*SRC1~DTP*050*D8*20261202~"
    "DTP*009*D8*20261203~HL*2*1*21*1~NM1*41*2*EXAMPLE CARDIOLOGY*****46*SUB12345~TRN*2*RPMBATCH-20261202-01~"
)
COUNTED = "STC*A1:19:PR*20261203*WQ*700~QTY*90*1~QTY*AA*1~AMT*YU*500~AMT*YY*200~"
PROVIDER = "HL*3*2*19*1~NM1*85*2*EXAMPLE CARDIOLOGY*****XX*1234567893~TRN*1*0~STC*A1:19:PR**WQ*700~QTY*QA*1~AMT*YU*500~"
TAKEN = (
    "HL*4*3*PT~NM1*QC*1*DOE*JANE****MI*1EG4TE5MK73~TRN*2*RPM-000123-202611~STC*A2:20:PR*20261203*WQ*500~"
    "REF*1K*ICN000001~DTP*472*D8*20261130~"
)
REFUSED = (
    "HL*5*3*PT~NM1*QC*1*ROE*ANN****MI*1EG4TE5MK74~TRN*2*RPM-2~STC*A7:562:82*20261203*U*200******A7:21~DTP*472*D8*20261130~"
    "SVC*HC:99457*200*****1~STC*A7:476**U~REF*FJ*L9~DTP*472*D8*20261130~SVC*HC:99458*1*****1~"
)


def read_one(inside: str) -> BatchStatus:
    (one,) = read_277ca(envelope("277", VERSION, [inside], functional="HN"))
    return one


def test_claims_taken_in_and_refused() -> None:
    batch = read_one(RECEIVER + COUNTED + PROVIDER + TAKEN + REFUSED)
    assert (batch.reference, batch.is_accepted) == ("RPMBATCH-20261202-01", True)
    taken, refused = batch.claims
    assert (taken.id, taken.is_accepted, taken.payer_claim) == ("RPM-000123-202611", True, "ICN000001")
    assert (taken.amount, taken.statuses, taken.lines) == (Decimal(500), (Status("A2", "20", "PR"),), ())
    assert (refused.is_accepted, refused.payer_claim) == (False, "")
    assert refused.statuses == (Status("A7", "562", "82"), Status("A7", "21", ""))
    assert refused.lines == (LineStatus("L9", (Status("A7", "476", ""),)), LineStatus("", ()))


def test_a_batch_refused_as_a_whole_names_no_claims() -> None:
    batch = read_one(RECEIVER + "STC*A3:24:41*20261203*U*700~QTY*AA*2~")
    assert (batch.is_accepted, batch.claims) == (False, ())


def test_a_receiver_may_leave_the_counts_out() -> None:
    assert len(read_one(RECEIVER + "STC*A1:19:PR*20261203*WQ*500~" + TAKEN).claims) == 1


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (RECEIVER + COUNTED + TAKEN, "it counts 1 rejected claim where 0 are named"),
        (RECEIVER + COUNTED + REFUSED, "it counts 1 accepted claim where 0 are named"),
        (RECEIVER + COUNTED.replace("WQ", "XX") + TAKEN, "neither accepted (WQ) nor rejected (U)"),
        (RECEIVER + COUNTED.replace("A1:19:PR", "A1") + TAKEN + REFUSED, "it names no status"),
        (RECEIVER + COUNTED.replace("A1:19:PR", "") + TAKEN + REFUSED, "it names no status"),
        (RECEIVER + COUNTED.replace("*700", "*7O0") + TAKEN + REFUSED, "not an amount of money"),
        (RECEIVER + "QTY*90*1~" + TAKEN, "no status (STC)"),
        (RECEIVER.replace("TRN*2*RPMBATCH-20261202-01~", "") + COUNTED, "exactly one TRN*2"),
        (RECEIVER.replace("HL*2*1*21", "HL*2*1*19") + COUNTED, "exactly one receiver level"),
        (RECEIVER.replace("HL*2*1*21", "HL*2*1*22") + COUNTED, "no level of a claim acknowledgement"),
        (RECEIVER.replace("0085", "0019") + COUNTED, "no claim acknowledgement"),
        (RECEIVER + COUNTED + TAKEN + REFUSED + "LX*1~", "does not belong here"),
    ],
)
def test_a_broken_277ca_is_refused(inside: str, reason: str) -> None:
    with pytest.raises(BadFile) as error:
        read_one(inside)
    assert reason in error.value.detail
