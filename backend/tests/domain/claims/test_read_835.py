"""A remittance is read with every adjustment, balanced to the cent, or refused whole with the segment that is wrong."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.claims.sample import HEAD, PAID_CLAIM, envelope, remittance
from vantrexia.domain.claims.read_835 import read_835
from vantrexia.domain.claims.remittance import Adjustment, Remittance
from vantrexia.domain.claims.x12 import BadFile


def read_one(body: bytes) -> Remittance:
    (one,) = read_835(body)
    return one


def refuse(body: bytes) -> BadFile:
    with pytest.raises(BadFile) as error:
        read_835(body)
    return error.value


def test_a_payment_with_its_claim_lines_and_all_adjustments() -> None:
    payment = read_one(remittance())
    assert (payment.payer_key, payment.trace, payment.payee_npi) == ("1512345678", "EFT0001", "1234567893")
    assert (payment.total, payment.paid_on, payment.method) == (Decimal("118.24"), date(2026, 12, 10), "ACH")
    (claim,) = payment.claims
    assert (claim.id, claim.payer_claim, claim.remarks) == ("RPM-000123-202611", "ICN000001", ("MA01",))
    assert claim.patient_share == Decimal("30.16")
    first, _, third = claim.lines
    assert first.control == "RPM000123L1"
    assert first.adjustments == (
        Adjustment("CO", "45", Decimal("67.89")),
        Adjustment("CO", "253", Decimal("0.84")),
        Adjustment("PR", "2", Decimal("10.42")),
    )
    assert third.adjustments == (Adjustment("CO", "151", Decimal(240), Decimal(2)),)
    assert (third.remarks, third.units, third.service_date) == (("N362",), Decimal(0), date(2026, 11, 30))


def test_a_reversal_and_its_repetition_balance_with_opposite_signs() -> None:
    back = (
        "CLP*A*22*-120*-40.85*-10.42*MB*ICN1~SVC*HC:99454:KX*-120*-40.85**-1~DTM*472*20261130~"
        "CAS*CO*45*-67.89**253*-0.84~CAS*PR*2*-10.42~REF*6R*L1~"
    )
    again = "CLP*A*4*120*0**MB*ICN2~DTM*232*20261130~CAS*CO*97*120~"
    payment = read_one(remittance("0", back + again, plb="PLB*1234567893*20261231*FB:ICN1*-40.85~"))
    taken, repeated = payment.claims
    assert taken.is_reversal
    assert taken.lines[0].modifiers == ("KX",)
    assert not repeated.is_reversal
    assert repeated.service_date == date(2026, 11, 30)
    assert repeated.lines == ()
    assert payment.provider_adjustments[0].reference == "ICN1"


def test_recoupments_reduce_the_payment_and_a_second_pair_of_a_plb_is_kept() -> None:
    payment = read_one(remittance("88.24", plb="PLB*1234567893*20261231*WO:ICN9*40.85*L6*-10.85~"))
    assert [(one.reason, one.reference, one.amount) for one in payment.provider_adjustments] == [
        ("WO", "ICN9", Decimal("40.85")),
        ("L6", "", Decimal("-10.85")),
    ]


def test_a_notice_without_payment_and_a_debit() -> None:
    head = HEAD.replace("*C*ACH*", "*C*NON*")
    assert read_one(remittance("0", "", head=head)).claims == ()
    debit = read_one(
        remittance("5", "", plb="PLB*1234567893*20261231*WO*5~", head=HEAD.replace("*C*ACH", "*D*ACH"))
    )
    assert debit.total == -5


def test_two_payments_in_a_file() -> None:
    body = HEAD.format(total="0")
    other = (
        body.replace("EFT0001", "EFT0002")
        .replace("TRN", "NTE*ADD*X~TRN", 1)
        .replace("REF*EV", "CUR*PR*USD~REF*EV")
    )
    first, second = read_835(envelope("835", "005010X221A1", [body, other]))
    assert (first.trace, second.trace) == ("EFT0001", "EFT0002")


def test_what_a_payer_may_leave_out_or_add() -> None:
    claims = (
        "CLP*B*1*10*10**CI**11*1~MIA*0***5*MA07~AMT*AU*10~QTY*CA*1~REF*1L*G~PER*CX*X~"
        "SVC*HC:99453*10*10**1*HC:99457*1~DTM*150*20261101~DTM*151*20261130~LQ*RX*70~QTY*ZK*1~"
    )
    payment = read_one(remittance("10", claims, head=HEAD.replace("*XX*1234567893", "*FI*741234567")))
    line = payment.claims[0].lines[0]
    assert (line.control, line.billed_code, line.service_date) == ("", "99457", date(2026, 11, 1))
    assert line.remarks == ("70",)
    assert payment.payee_npi == ""
    assert payment.claims[0].remarks == ("MA07",)


def test_one_cent_off_is_refused_on_line_claim_and_payment() -> None:
    line = refuse(remittance(claims=PAID_CLAIM.replace("67.89", "67.88")))
    assert line.data["name"] == "SVC"
    assert "119.15" not in str(line)
    assert "less adjustments 79.14 is not 40.85 paid" in line.detail
    claim = refuse(remittance("118.25", PAID_CLAIM.replace("500*118.24", "500*118.25")))
    assert claim.data["name"] == "CLP"
    charge = refuse(remittance(claims=PAID_CLAIM.replace("1*500*", "1*501*")))
    assert "the lines charge 500, the claim states 501" in charge.detail
    payment = refuse(remittance("118.23"))
    assert (payment.data["name"], payment.data["segment"]) == ("BPR", 4)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("CAS*CO*151", "CAS*XX*151", "no group code"),
        ("CAS*CO*151", "CAS*CO*1515", "no adjustment reason code"),
        ("CAS*CO*151*240*2", "CAS*CO**240", "names no reason for an amount"),
        ("CAS*CO*151*240*2", "CAS*CO", "one to six adjustments"),
        ("CAS*CO*151*240*2", "CAS*CO*151*240*X", "not a quantity"),
        ("CAS*CO*151*240*2", "CAS*CO*151*24O", "not an amount of money"),
        ("CAS*CO*151*240*2", "CAS*CO*151", "not an amount of money"),
        ("CAS*CO*151*240*2", "CAS*CO*151*240" + "*" * 18 + "1", "one to six adjustments"),
        ("CAS*CO*151*240*2", "CXS*CO*151*240*2", "it does not belong here"),
        ("LQ*HE*N362", "LQ*HE*362", "no remark code"),
        ("REF*6R*RPM000123L3", "REF*6R*X~REF*6R*Y", "second REF*6R"),
        ("REF*6R*RPM000123L3", "REF*6R", "element 02 is missing"),
        ("MOA***MA01", "MOA***XA01", "no remark code"),
        ("CLP*RPM-000123-202611*1", "CLP*RPM-000123-202611*7", "no claim status"),
        ("CLP*RPM-000123-202611*1", "CLP**1", "element 01 is missing"),
        ("SVC*HC:99458", "SVC*QQ:99458", "names no service"),
        ("SVC*HC:99458", "SVC*HC", "names no service"),
        ("DTM*050*20261203", "DTM*050*20261303", "not a date"),
        ("LX*1~CLP", "LX*1~CLX", "CLP is due here"),
        ("BPR*I*118.24*C*ACH", "BPR*I*118.24*C*QQQ", "no method of payment"),
        ("BPR*I*118.24*C", "BPR*I*118.24*X", "not a credit or debit"),
        ("BPR*I*118.24*C", "BPR*I*-118.24*C", "not a credit or debit"),
        ("DA*98765*20261210", "DA*98765*2026121", "not a date"),
        ("BPR*I", "BPX*I", "BPR is due here"),
        ("TRN*1*EFT0001*1512345678", "TRN*1*EFT0001", "element 03 is missing"),
        ("N1*PE*", "N1*PR*", "N1*PE is due here"),
        ("REF*EV*", "CUR*PR*CAD~REF*EV*", "not US dollars"),
        ("~SE*", "~PLB*1234567893*20261231*:R*0~SE*", "names no reason"),
        ("~SE*", "~PLB*1234567893*20261231~SE*", "one to six adjustments"),
        ("~SE*", "~PLB*1234567893*2026*WO*1~SE*", "not a date"),
        ("~SE*", "~PLB*1234567893*20261231*WO*1~PLC*1~SE*", "it does not belong here"),
    ],
)
def test_what_does_not_belong_is_refused_with_its_segment(old: str, new: str, reason: str) -> None:
    text = remittance().decode()
    assert old in text
    changed = text.replace(old, new, 1)
    count = changed[: changed.index("SE*")].count("~") - 2 + 1  # ISA and GS before, SE itself
    changed = re.sub(r"~SE\*[0-9]+\*", f"~SE*{count}*", changed)
    error = refuse(changed.encode())
    assert reason in error.detail
    assert error.detail.startswith("segment ")


def test_a_set_that_ends_early_is_refused() -> None:
    error = refuse(envelope("835", "005010X221A1", ["BPR*I*0*C*NON************20261210~"]))
    assert error.detail == "segment 4 (BPR): the set ends after it: TRN is due here"


# --- any single damage is refused or balances ------------------------------------------------------------------


def recompute(payment: Remittance) -> None:
    """The sums again, written apart from the product's."""
    for claim in payment.claims:
        left = claim.charge
        for one in claim.adjustments:
            left -= one.amount
        for line in claim.lines:
            rest = line.charge
            for one in line.adjustments:
                rest -= one.amount
                left -= one.amount
            assert rest == line.paid
        assert left == claim.paid
    pays = sum(claim.paid for claim in payment.claims)
    assert pays - sum(one.amount for one in payment.provider_adjustments) == payment.total


WHOLE = remittance("88.24", plb="PLB*1234567893*20261231*WO:ICN9*30~").decode()
PIECES = WHOLE.split("~")[:-1]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_damage_to_one_segment_is_refused_or_balances(data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(PIECES) - 1))
    pieces = list(PIECES)
    match data.draw(st.sampled_from(["drop", "double", "swap", "cut", "element", "letter"])):
        case "drop":
            pieces.pop(index)
        case "double":
            pieces.insert(index, pieces[index])
        case "swap":
            other = data.draw(st.integers(0, len(PIECES) - 1))
            pieces[index], pieces[other] = pieces[other], pieces[index]
        case "cut":
            pieces = [*pieces[:index], pieces[index][: len(pieces[index]) // 2]]
        case "element":
            cells = pieces[index].split("*")
            cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(
                st.sampled_from(
                    ["", "0", "1", "-1", "45", "999.99", "CO", "20261130", "X" * 80, "ISA", "1:2:3"]
                )
            )
            pieces[index] = "*".join(cells)
        case _:
            place = data.draw(st.integers(0, len(pieces[index]) - 1))
            letter = data.draw(st.characters(min_codepoint=1, max_codepoint=255))
            pieces[index] = pieces[index][:place] + letter + pieces[index][place + 1 :]
    damaged = "~".join(pieces) + "~"
    try:
        payments = read_835(damaged.encode("latin-1"))
    except BadFile:
        return
    for payment in payments:
        recompute(payment)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text("ISA*~:^0123 GSTCLPV.-", max_size=300).map(str.encode))
def test_any_bytes_are_refused_with_a_reason(body: bytes) -> None:
    assert refuse(body).detail


@pytest.mark.parametrize(
    ("status", "charge", "paid", "cut"),
    [
        ("1", "-120", "-40", "-80"),
        ("22", "120", "40", "80"),
        ("1", "120", "-40", "160"),
        ("22", "-120", "40", "-160"),
    ],
)
def test_only_a_reversal_is_below_zero(status: str, charge: str, paid: str, cut: str) -> None:
    claim = f"CLP*A*{status}*{charge}*{paid}**MB*ICN1~SVC*HC:99454*{charge}*{paid}**1~DTM*472*20261130~CAS*CO*45*{cut}~"
    plb = f"PLB*1234567893*20261231*FB:X*{paid}~"
    assert "the sign is wrong" in str(refuse(remittance("0", claim, plb)))


@pytest.mark.parametrize(
    ("good", "bad", "name"),
    [
        (b"TRN*1*EFT0001", b"TRN*1*" + b"E" * 51, "TRN"),
        (b"LQ*HE*N362", b"LQ*RX*ABCDEFGHI", "LQ"),
        (b"98765*20261210", b"98765*99991231", "BPR"),
    ],
)
def test_what_cannot_be_kept_whole_is_refused(good: bytes, bad: bytes, name: str) -> None:
    body = remittance()
    assert good in body
    assert refuse(body.replace(good, bad, 1)).data["name"] == name
