"""Money back: acknowledgements move claims, remittances post to the cent, once, and what needs a person becomes work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum

from tests.apps.billing.answers import (
    LATER,
    Sent,
    claim,
    pay,
    service,
    write_277ca,
    write_835,
    write_999,
)
from tests.billable import NOW
from vantrexia.billing.models import (
    Acknowledgement,
    Adjustment,
    BillingEntry,
    Claim,
    ClaimBatch,
    ClaimLine,
    EdiFile,
    Posting,
    Remittance,
    RemittanceClaim,
    WorkItem,
)
from vantrexia.billing.services.claim_batches import create_batch, submit_batch
from vantrexia.billing.services.claim_repeats import resubmit_claims
from vantrexia.domain.claims.x12 import BadFile
from vantrexia.domain.errors import Conflict, DomainError

pytestmark = pytest.mark.django_db


def posted_total(remittance: Remittance) -> Decimal:
    return Posting.objects.filter(remittance=remittance).aggregate(all=Sum("amount"))["all"]


# --- acknowledgements -------------------------------------------------------------------------------------------


def test_a_999_and_a_277ca_move_the_claims_and_bring_the_payers_number(sent: Sent) -> None:
    assert not sent.answer(write_999(sent.batch))
    assert {one.status for one in Claim.objects.all()} == {"received"}
    sent.answer(write_277ca(sent.batch, sent.claims))
    assert {one.status for one in Claim.objects.all()} == {"accepted"}
    assert sent.claim().payer_claim == f"ICN{sent.claim().number}"
    assert ClaimBatch.objects.get().status == "accepted"
    assert sent.answer(write_277ca(sent.batch, sent.claims))
    assert Acknowledgement.objects.count() == 2


def test_a_rejected_file_frees_its_entries_for_another_claim(sent: Sent) -> None:
    sent.answer(write_999(sent.batch, status="R"))
    assert {one.status for one in Claim.objects.all()} == {"rejected"}
    assert not ClaimLine.objects.filter(is_live=True).exists()
    item = WorkItem.objects.get(reason="batch_rejected")
    assert item.params["places"] == "CLM 22, CLM 22"
    built = resubmit_claims(actor=sent.actor, claim_ids=[one.id for one in sent.claims], now=LATER)
    assert (built.ready, built.blocked) == (2, 0)
    again = create_batch(actor=sent.actor, now=LATER)
    submit_batch(actor=sent.actor, batch_id=again.batch_id, now=LATER)
    assert ClaimBatch.objects.get(id=again.batch_id).control == 2
    assert {entry.status for entry in BillingEntry.objects.all()} == {"submitted"}
    with pytest.raises(Conflict):
        resubmit_claims(actor=sent.actor, claim_ids=[sent.claims[0].id], now=LATER)


def test_a_277ca_refuses_one_claim_and_takes_the_other(sent: Sent) -> None:
    sent.answer(write_277ca(sent.batch, sent.claims[:1], sent.claims[1:]))
    assert (sent.claim(0).status, sent.claim(1).status) == ("accepted", "rejected")
    assert sent.claim(1).statuses == [{"category": "A7", "code": "562", "entity": "82"}]
    assert ClaimBatch.objects.get().status == "part"
    item = WorkItem.objects.get(reason="claim_rejected")
    assert item.params["codes"] == "A7:562"
    assert item.patient_id == sent.claims[1].patient_id


def test_an_answer_about_no_batch_of_ours_is_refused_whole(sent: Sent) -> None:
    with pytest.raises(BadFile, match="no batch"):
        sent.answer(write_277ca(sent.batch, sent.claims, reference="OTHER"))
    strange = Claim(number="C99999999", total=Decimal(1))
    with pytest.raises(BadFile, match="does not hold"):
        sent.answer(write_277ca(sent.batch, [*sent.claims, strange]))
    with pytest.raises(BadFile, match="cut off"):
        sent.answer(write_999(sent.batch)[:-1])
    assert not Acknowledgement.objects.exists()
    assert {one.status for one in Claim.objects.all()} == {"submitted"}


def test_a_late_acknowledgement_does_not_undo_a_decision(sent: Sent) -> None:
    sent.post(pay(sent))
    sent.answer(write_999(sent.batch, status="R"))
    assert (sent.claim(0).status, sent.claim(1).status) == ("part", "paid")


# --- remittances ------------------------------------------------------------------------------------------------


def test_a_payment_is_posted_line_by_line_to_the_cent(sent: Sent) -> None:
    posted = sent.post(pay(sent))
    (remittance,) = Remittance.objects.filter(id__in=posted.ids)
    assert posted_total(remittance) == remittance.total == Decimal("122.30")
    a, b, c = sent.lines()
    assert [(line.paid, line.patient_share, line.outcome) for line in (a, b, c)] == [
        (Decimal("40.86"), Decimal("10.42"), "paid"),
        (Decimal("40.59"), Decimal("10.35"), "paid"),
        (Decimal(0), Decimal(0), "denied"),
    ]
    assert [sent.status(line=n) for n in range(3)] == ["paid", "paid", "denied"]
    assert (sent.claim(0).status, sent.claim(1).status) == ("part", "paid")
    assert sent.claim(0).payer_claim == "ICN1"
    both = (
        Adjustment.objects.filter(line__claim_line=a).order_by("id").values_list("reason", "amount", "kind")
    )
    assert sorted(both) == [
        ("2", Decimal("10.42"), "patient"),
        ("253", Decimal("0.83"), "sequestration"),
        ("45", Decimal("67.89"), "contractual"),
    ]
    (item,) = WorkItem.objects.filter(kind="denial")
    assert (item.reason, item.entry_id, item.due_on) == ("denied", c.entry_id, date(2027, 4, 9))
    assert (item.params["carc"], item.params["rarc"], item.params["action"]) == (
        "151",
        ["N362", "MA01"],
        "appeal",
    )


def test_a_line_without_6r_is_found_by_claim_code_and_date(sent: Sent) -> None:
    sent.post(pay(sent))
    assert sent.lines(1)[0].paid == Decimal("40.85")
    assert Remittance.objects.get().unmatched == 0


def test_the_same_file_again_posts_nothing_and_the_same_trace_with_other_content_is_refused(
    sent: Sent,
) -> None:
    body = pay(sent)
    first = sent.post(body)
    again = sent.post(body, name="again.835")
    assert again.is_duplicate
    assert again.ids == first.ids
    rewrapped = sent.post(body.replace(b"000000077", b"000000078"))
    assert rewrapped.is_duplicate
    assert Posting.objects.count() == 4
    assert sent.lines()[0].paid == Decimal("40.86")
    with pytest.raises(Conflict, match="other content"):
        sent.post(write_835("0", trace="EFT0001"))
    assert EdiFile.objects.filter(kind="835").count() == 1


def test_a_file_off_by_a_cent_leaves_nothing_behind(sent: Sent) -> None:
    with pytest.raises(BadFile) as error:
        sent.post(pay(sent).replace(b"67.89", b"67.88"))
    assert error.value.data["name"] == "SVC"
    assert not Remittance.objects.exists()
    assert not EdiFile.objects.filter(kind="835").exists()
    assert sent.status() == "submitted"


def test_the_second_payment_of_a_file_cannot_be_posted_without_the_first(sent: Sent) -> None:
    one, other = pay(sent), write_835("0", trace="EFT0001")
    inner = other.decode().split("ST*835")[1].split("GE*")[0]
    both = one.decode().replace("GE*1*5", f"ST*835{inner.replace('0001~', '0002~', 1)}GE*2*5")
    both = both.replace("SE*13*0001~GE", "SE*13*0002~GE")
    with pytest.raises((Conflict, BadFile)):
        sent.post(both.encode())
    assert not Remittance.objects.exists()


def test_a_reversal_is_linked_and_its_repetition_decides(sent: Sent) -> None:
    sent.post(pay(sent))
    control = sent.lines(1)[0].control
    number = sent.claims[1].number
    back = claim(
        number,
        "22",
        "-120",
        "-40.85",
        service("99454", "-120", "-40.85", "CO*45*-79.15", control=control),
        icn="ICN2",
    )
    again = claim(
        number,
        "1",
        "120",
        "30",
        service("99454", "120", "30", "CO*45*79.15**151*10.85", control=control),
        icn="ICN2",
    )
    posted = sent.post(
        write_835("0", back, again, trace="EFT2", plb="PLB*1234567893*20261231*FB:EFT2*-10.85~")
    )
    remittance = Remittance.objects.get(id=posted.ids[0])
    assert posted_total(remittance) == 0
    reversal = RemittanceClaim.objects.get(is_reversal=True)
    assert reversal.reverses is not None
    assert (reversal.reverses.claim_id, reversal.reverses.paid) == (sent.claims[1].id, Decimal("40.85"))
    assert sent.lines(1)[0].paid == Decimal(30)
    assert sent.status(1) == "paid"
    assert WorkItem.objects.get(reason="part_denied").params["carc"] == "151"
    assert WorkItem.objects.get(reason="provider_adjustment").params["amount"] == "-10.85"


def test_money_taken_back_for_good_denies_the_entry_and_asks_somebody(sent: Sent) -> None:
    sent.post(pay(sent))
    number, control = sent.claims[1].number, sent.lines(1)[0].control
    back = claim(
        number, "22", "-120", "-40.85", service("99454", "-120", "-40.85", "CO*45*-79.15", control=control)
    )
    other = claim(
        sent.claims[0].number,
        "1",
        "240",
        "60",
        service("99458", "240", "60", "CO*45*180", control=sent.lines()[2].control),
    )
    posted = sent.post(
        write_835("0", back, other, trace="EFT3", plb=f"PLB*1234567893*20261231*WO:{number}*19.15~")
    )
    assert posted_total(Remittance.objects.get(id=posted.ids[0])) == 0
    assert (sent.status(1), sent.claim(1).status) == ("denied", "reversed")
    assert sent.status(line=2) == "paid"
    assert sent.claim(0).status == "paid"
    assert WorkItem.objects.filter(reason="reversed").count() == 1
    taken = Posting.objects.get(kind="provider")
    assert (taken.amount, taken.claim_id, taken.reason) == (Decimal("-19.15"), sent.claims[1].id, "WO")


def test_what_is_none_of_ours_is_kept_and_asked_about(sent: Sent) -> None:
    strange = claim("STRANGE", "1", "90", "50", service("99213", "90", "50", "CO*45*40"))
    wrong = claim(sent.claims[1].number, "1", "120", "20", service("99445", "120", "20", "CO*45*100"))
    posted = sent.post(write_835("70", strange, wrong))
    remittance = Remittance.objects.get(id=posted.ids[0])
    assert (posted_total(remittance), remittance.unmatched) == (Decimal(70), 3)
    assert set(Posting.objects.values_list("kind", flat=True)) == {"unmatched"}
    reasons = sorted(WorkItem.objects.values_list("reason", flat=True))
    assert reasons == ["remittance_unmatched", "remittance_unmatched_line", "remittance_unmatched_line"]
    assert sent.status(1) == "submitted"


def test_a_decision_without_lines_is_about_all_of_them(sent: Sent) -> None:
    denied = f"CLP*{sent.claims[0].number}*4*500*0**MB*ICN1*11*1~CAS*CO*29*500~"
    paid = f"CLP*{sent.claims[1].number}*1*120*40.85**MB*ICN2*11*1~CAS*CO*45*79.15~"
    sent.post(write_835("40.85", denied, paid))
    assert {sent.status(line=n) for n in range(3)} == {"denied"}
    assert sent.lines(1)[0].paid == Decimal("40.85")
    assert sent.claim(0).status == "denied"


def test_several_lines_paid_as_one_sum_are_looked_at_by_a_person(sent: Sent) -> None:
    paid = f"CLP*{sent.claims[0].number}*1*500*100**MB*ICN1*11*1~CAS*CO*45*400~"
    posted = sent.post(write_835("100", paid))
    assert posted_total(Remittance.objects.get(id=posted.ids[0])) == 100
    assert WorkItem.objects.get(reason="remittance_no_lines").params["paid"] == "100"
    assert sent.status() == "paid"


def test_an_entry_that_cannot_follow_stays_and_asks(sent: Sent) -> None:
    entry = BillingEntry.objects.get(id=sent.lines(1)[0].entry_id)
    entry.voided_at, entry.void_reason = NOW, "entered_in_error"
    entry.save(update_fields=["voided_at", "void_reason"])
    sent.post(pay(sent))
    assert sent.status(1) == "submitted"
    assert WorkItem.objects.get(reason="remittance_status").params["to"] == "paid"
    assert sent.lines(1)[0].paid == Decimal("40.85")


def test_money_rows_are_never_changed_or_deleted_by_the_application(sent: Sent) -> None:
    from django.db import ProgrammingError, transaction

    sent.post(pay(sent))
    for table in ("remittance", "remittanceclaim", "remittanceline", "adjustment", "posting"):
        for statement in (
            f"DELETE FROM billing_{table}",
            f"UPDATE billing_{table} SET practice_id = practice_id",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


# --- money that cannot be right ---------------------------------------------------------------------------------


def test_a_line_paid_on_top_of_a_payment_is_asked_about(sent: Sent) -> None:
    sent.post(pay(sent))
    control, number = sent.lines(1)[0].control, sent.claims[1].number
    line = service("99454", "120", "40.85", "CO*45*79.15", control=control)
    again = claim(number, "1", "120", "40.85", line)
    sent.post(write_835("40.85", again, trace="EFT2"))
    assert sent.lines(1)[0].paid == Decimal("81.70"), "what came is posted"
    item = WorkItem.objects.get(reason="paid_twice")
    assert (item.params["paid"], item.patient_id) == ("81.70", sent.claims[1].patient_id)


def test_a_service_paid_on_two_claims_is_asked_about(sent: Sent) -> None:
    """The first was rejected at the front, sent again and paid; then a late payment comes for the first as well."""
    sent.answer(write_277ca(sent.batch, sent.claims[:1], sent.claims[1:]))
    built = resubmit_claims(actor=sent.actor, claim_ids=[sent.claims[1].id], now=LATER)
    batch_id = create_batch(actor=sent.actor, claim_ids=built.claim_ids, now=LATER).batch_id
    submit_batch(actor=sent.actor, batch_id=batch_id, now=LATER)
    both = ClaimLine.objects.filter(cpt_code="99454", claim__patient_id=sent.claims[1].patient_id)
    for number, line in enumerate(both.select_related("claim")):
        paid = service("99454", "120", "40.85", "CO*45*79.15", control=line.control)
        body = claim(line.claim.number, "1", "120", "40.85", paid)
        sent.post(write_835("40.85", body, trace=f"EFT{number}"))
    assert WorkItem.objects.filter(reason="paid_twice").count() == 1


def test_a_reversal_of_another_sum_is_asked_about(sent: Sent) -> None:
    sent.post(pay(sent))
    control, number = sent.lines(1)[0].control, sent.claims[1].number
    back = claim(number, "22", "-120", "-30", service("99454", "-120", "-30", "CO*45*-90", control=control))
    sent.post(write_835("0", back, trace="EFT2", plb="PLB*1234567893*20261231*FB:EFT2*-30~"))
    assert WorkItem.objects.get(reason="reversal_differs").params["paid"] == "10.85"


def test_a_claim_named_with_a_line_of_another_is_nobodys(sent: Sent) -> None:
    other = sent.lines(0)[0].control
    line = service("99454", "120", "50", "CO*45*70", control=other)
    odd = claim(sent.claims[1].number, "1", "120", "50", line)
    posted = sent.post(write_835("50", odd))
    assert {line.paid for line in (*sent.lines(0), *sent.lines(1))} == {Decimal(0)}
    assert posted_total(Remittance.objects.get(id=posted.ids[0])) == 50
    assert WorkItem.objects.filter(reason="remittance_unmatched_line").count() == 1


@pytest.mark.parametrize(
    ("status", "charge", "paid", "cut"),
    [("1", "-120", "-40.85", "-79.15"), ("22", "120", "40.85", "79.15"), ("1", "120", "-40.85", "160.85")],
)
def test_a_sign_that_does_not_fit_refuses_the_file(
    sent: Sent, status: str, charge: str, paid: str, cut: str
) -> None:
    line = service("99454", charge, paid, f"CO*45*{cut}", control=sent.lines(1)[0].control)
    body = claim(sent.claims[1].number, status, charge, paid, line)
    with pytest.raises(BadFile, match="the sign is wrong"):
        sent.post(write_835("0", body, plb=f"PLB*1234567893*20261231*FB:X*{paid}~"))
    assert not Remittance.objects.exists()


def test_a_payment_to_another_provider_is_refused_whole(sent: Sent) -> None:
    body = pay(sent).replace(b"*XX*1234567893", b"*XX*1992999825")
    with pytest.raises(DomainError) as refused:
        sent.post(body)
    assert refused.value.code == "other_payee"
    assert not EdiFile.objects.filter(kind="835").exists()


def test_a_file_cannot_be_rejected_after_the_payer_took_its_claims_in(sent: Sent) -> None:
    sent.answer(write_277ca(sent.batch, sent.claims))
    with pytest.raises(BadFile, match="a payer has taken in"):
        sent.answer(write_999(sent.batch, status="R"), name="late.999")
    assert {one.status for one in Claim.objects.all()} == {"accepted"}
    assert ClaimLine.objects.filter(is_live=True).count() == 4


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"*20261210~", b"*99991231~"),  # a day no sum can be made with
        (b"TRN*1*EFT0001", b"TRN*1*" + b"E" * 51),
        (b"LQ*HE*N362", b"LQ*RX*ABCDEFGHI"),
        (b"CO*151*240", b"CO*151*24000000000"),
    ],
)
def test_what_no_column_holds_is_refused_with_its_place(sent: Sent, good: bytes, bad: bytes) -> None:
    body = pay(sent)
    assert good in body
    with pytest.raises(BadFile):
        sent.post(body.replace(good, bad, 1))
    assert not Remittance.objects.exists()
