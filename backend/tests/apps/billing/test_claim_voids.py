"""A whole claim is taken back at its payer: frequency 8, or a reopening; the reversal ends it, money is back to zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.apps.billing.answers import (
    LATER,
    Sent,
    claim,
    pay,
    send_two,
    service,
    submit,
    write_277ca,
    write_835,
)
from tests.billable import NOW, Desk, make_covered, make_entry
from tests.people import People
from vantrexia.billing.models import (
    BillingEntry,
    Claim,
    ClaimBatch,
    ClaimLine,
    Coverage,
    EntryEvent,
    WorkItem,
)
from vantrexia.billing.selectors.claims import get_batch_text, get_claim
from vantrexia.billing.selectors.entries import Wanted, list_entries, sum_month
from vantrexia.billing.selectors.revenue import read_revenue
from vantrexia.billing.services.claim_batches import cancel_batch, create_batch, submit_batch
from vantrexia.billing.services.claim_repeats import resubmit_claims
from vantrexia.billing.services.claim_voids import void_claim
from vantrexia.billing.services.claims import build_claims, cancel_claim, check_claims, request_reopening
from vantrexia.billing.services.entries import void_entry
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(people: People, desk: Desk) -> Sent:
    """A claim of two lines at a payer that takes frequency codes, taken in under its number and paid."""
    patient = make_covered(desk, payer=desk.commercial)
    make_entry(patient, "99457")
    make_entry(patient, "99458", units=2)
    sent = submit(people)
    sent.answer(write_277ca(sent.batch, sent.claims))
    return sent


def pay_all(sent: Sent) -> None:
    a, b = (line.control for line in sent.lines())
    icn = sent.claim().payer_claim
    services = (
        service("99457", "140", "50", "CO*45*90", control=a),
        service("99458", "240", "70", "CO*45*170", control=b, units="2"),
    )
    sent.post(write_835("120", claim(sent.claims[0].number, "1", "380", "120", *services, icn=icn)))  # fmt: skip


def take_back(
    sent: Sent, *, number: str = "", controls: tuple[str, str] | None = None, trace: str = "EFT8"
) -> None:
    a, b = controls or tuple(line.control for line in sent.lines())
    services = (
        service("99457", "-140", "-50", "CO*45*-90", control=a, units="-1"),
        service("99458", "-240", "-70", "CO*45*-170", control=b, units="-2"),
    )
    sent.post(
        write_835("0", claim(number or sent.claims[0].number, "22", "-380", "-120", *services), trace=trace,
                  plb=f"PLB*1234567893*20261231*FB:{trace}*-120~")
    )  # fmt: skip


def count_paid(sent: Sent) -> Decimal:
    """What the revenue report counts as received."""
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    return read_revenue(viewer=sent.actor, first=first, last=last, by="month")[1].paid


def count_owed(sent: Sent) -> tuple[Decimal, Decimal]:
    """What the month says of money for void lines: in all received, and of that owed back."""
    rows = sum_month(sent.actor, first=date(2026, 11, 1), last=date(2026, 11, 30))
    owed = [row for row in rows if row["bucket"] == "owed"]
    assert all(row["amount"] == 0 for row in owed), "a void line is worth nothing"
    listed, page = list_entries(sent.actor, Wanted(bucket="owed"), ordering="service_date", limit=9, offset=0)
    assert listed == len(page) == sum(row["entries"] for row in owed)
    zero = Decimal(0)
    return sum((row["paid"] for row in rows), zero), sum((row["paid"] for row in owed), zero)


def void(sent: Sent, reason: str = "wrong_payer") -> Claim:
    return Claim.objects.get(
        id=void_claim(actor=sent.actor, claim_id=sent.claims[0].id, reason=reason, now=LATER)
    )


def send(sent: Sent) -> ClaimBatch:
    batch_id = create_batch(actor=sent.actor, now=LATER).batch_id
    submit_batch(actor=sent.actor, batch_id=batch_id, now=LATER)
    return ClaimBatch.objects.get(id=batch_id)


def test_a_void_repeats_the_claim_as_it_was_sent(sent: Sent) -> None:
    pay_all(sent)
    Coverage.objects.filter(patient_id=sent.claims[0].patient_id).update(group_number="G9")
    made = void(sent)
    assert (made.status, made.frequency, made.total) == ("ready", "8", Decimal(380))
    assert made.corrects_id == sent.claims[0].id
    assert {one.voided_at for one in BillingEntry.objects.all()} == {None}, (
        "nothing was said to the payer yet"
    )
    batch = create_batch(actor=sent.actor, now=LATER).batch_id
    text = get_batch_text(sent.actor, batch)[1]
    assert f"CLM*{made.number}*380***11:B:8*" in text
    assert f"REF*F8*ICN{sent.claims[0].number}~" in text
    assert "*G9*" not in text, "what was sent, not what the coverage says now"


@pytest.mark.parametrize("by_its_own_number", [False, True])
def test_once_sent_its_entries_are_void_and_the_reversal_ends_it(sent: Sent, by_its_own_number: bool) -> None:
    pay_all(sent)
    made = void(sent)
    send(sent)
    entries = BillingEntry.objects.all()
    assert {one.void_reason for one in entries} == {"wrong_payer"}
    assert count_paid(sent) == Decimal(120), "the payer was told, and has taken nothing back yet"
    assert count_owed(sent) == (Decimal(120), Decimal(120)), "the month shows it as owed back"
    assert EntryEvent.objects.filter(event="voided").count() == 2
    own = tuple(ClaimLine.objects.filter(claim=made).order_by("sequence").values_list("control", flat=True))
    take_back(
        sent, number=made.number if by_its_own_number else "", controls=own if by_its_own_number else None
    )  # type: ignore[arg-type]
    made.refresh_from_db()
    assert (sent.claim().status, made.status) == ("reversed", "reversed")
    assert {line.paid for line in ClaimLine.objects.all()} == {Decimal(0)}
    assert count_paid(sent) == 0
    assert count_owed(sent) == (0, 0)
    assert not WorkItem.objects.filter(reason__in=("reversed", "remittance_status")).exists()
    with pytest.raises(Conflict):
        void(sent)
    with pytest.raises(Conflict):
        resubmit_claims(actor=sent.actor, claim_ids=[made.id], now=LATER)


def test_a_void_waits_for_the_payers_number(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk, payer=desk.commercial), "99457")
    sent = submit(people)
    made = void(sent)
    assert [one["code"] for one in made.problems] == ["payer_claim_missing"]
    sent.answer(write_277ca(sent.batch, sent.claims))
    check_claims(actor=sent.actor, claim_ids=[made.id], now=LATER)
    made.refresh_from_db()
    assert (made.status, made.problems) == ("ready", [])


def test_part_b_is_asked_to_reopen(people: People, desk: Desk) -> None:
    sent = send_two(people, desk)
    sent.post(pay(sent))
    made = void(sent, "not_billable")
    assert [one["code"] for one in made.problems] == ["frequency_not_taken"]
    request_reopening(actor=sent.actor, claim_id=made.id, now=LATER)
    made.refresh_from_db()
    assert made.status == "submitted"
    voided = BillingEntry.objects.filter(patient_id=sent.claims[0].patient_id)
    assert {one.void_reason for one in voided} == {"not_billable"}
    assert not WorkItem.objects.filter(kind="denial", state="open").exists()


def test_a_void_that_is_not_sent_changes_nothing(sent: Sent) -> None:
    pay_all(sent)
    made = void(sent)
    assert not get_claim(sent.actor, sent.claims[0].id)["can_void"]
    cancel_claim(actor=sent.actor, claim_id=made.id, now=LATER)
    assert get_claim(sent.actor, sent.claims[0].id)["can_void"]
    assert all(line.is_live for line in sent.lines())
    again = void(sent)
    batch_id = create_batch(actor=sent.actor, now=LATER).batch_id
    cancel_batch(actor=sent.actor, batch_id=batch_id, now=LATER)
    check_claims(actor=sent.actor, claim_ids=[again.id], now=LATER)
    assert {one.voided_at for one in BillingEntry.objects.all()} == {None}


def test_a_refused_void_is_sent_again_as_a_void(sent: Sent) -> None:
    made = void(sent)
    batch = send(sent)
    sent.answer(write_277ca(batch, [], [made]), name="b.txt")
    made.refresh_from_db()
    assert made.status == "rejected"
    assert WorkItem.objects.filter(reason="claim_rejected").exists()
    built = resubmit_claims(actor=sent.actor, claim_ids=[made.id], now=LATER)
    assert (built.ready, built.left_out) == (1, {})
    again = Claim.objects.get(id=built.claim_ids[0])
    assert (again.frequency, again.corrects_id, again.void_reason) == ("8", sent.claims[0].id, "wrong_payer")
    with pytest.raises(Conflict):
        resubmit_claims(actor=sent.actor, claim_ids=[made.id], now=LATER)
    send(sent)
    take_back(sent, trace="EFT9")
    again.refresh_from_db()
    assert again.status == "reversed"


def test_a_payer_that_denies_the_void_says_nothing_of_the_service(sent: Sent) -> None:
    pay_all(sent)
    made = void(sent)
    send(sent)
    a, b = ClaimLine.objects.filter(claim=made).order_by("sequence").values_list("control", flat=True)
    services = (
        service("99457", "140", "0", "CO*16*140", control=a),
        service("99458", "240", "0", "CO*16*240", control=b),
    )
    sent.post(write_835("0", claim(made.number, "4", "380", "0", *services), trace="EFT7"))
    made.refresh_from_db()
    assert (made.status, sent.claim().status) == ("denied", "paid")
    assert sum(line.paid for line in ClaimLine.objects.all()) == Decimal(120)
    assert WorkItem.objects.filter(kind="denial", state="open").count() == 2
    assert not WorkItem.objects.filter(reason="remittance_status").exists()


def test_entries_voided_here_before_need_the_void_at_the_payer(sent: Sent) -> None:
    pay_all(sent)
    for line in sent.lines():
        void_entry(actor=sent.actor, entry_id=line.entry_id, reason="duplicate", note="", now=LATER)
    assert WorkItem.objects.filter(reason="void_at_payer", state="open").count() == 2
    void(sent, "duplicate")
    send(sent)
    assert not WorkItem.objects.filter(reason="void_at_payer", state="open").exists()
    take_back(sent)
    assert sent.claim().status == "reversed"


def test_what_is_not_at_the_payer_cannot_be_voided(people: People, desk: Desk, sent: Sent) -> None:
    with pytest.raises(InvalidInput):
        void(sent, "because")
    with pytest.raises(NotFound):
        void_claim(actor=people.bill.actor, claim_id=sent.batch.id, reason="duplicate", now=LATER)
    made = void(sent)
    with pytest.raises(Conflict, match="itself a void"):
        void_claim(actor=sent.actor, claim_id=made.id, reason="duplicate", now=LATER)
    with pytest.raises(Conflict, match="came after"):
        void(sent)
    make_entry(make_covered(desk), "99454")
    (open_id,) = build_claims(
        actor=sent.actor, month=NOW.date().replace(month=11, day=1), now=LATER
    ).claim_ids
    with pytest.raises(Conflict, match="has not left"):
        void_claim(actor=sent.actor, claim_id=open_id, reason="duplicate", now=LATER)


def test_an_unprocessable_claim_has_nothing_to_void(people: People, desk: Desk) -> None:
    sent = send_two(people, desk)
    line = sent.lines(1)[0]
    denied = claim(
        sent.claims[1].number,
        "4",
        "120",
        "0",
        service("99454", "120", "0", "CO*16*120", control=line.control),
        moa="MA130",
    )
    sent.post(write_835("0", denied))  # fmt: skip
    with pytest.raises(Conflict, match="Nothing of this claim"):
        void_claim(actor=sent.actor, claim_id=sent.claims[1].id, reason="duplicate", now=LATER)


def test_a_replacement_that_was_refused_is_sent_again_as_a_replacement(people: People, desk: Desk) -> None:
    """Not as a new claim: the payer has the first, and would count it as a duplicate."""
    patient = make_covered(desk, payer=desk.commercial)
    entry = make_entry(patient, "99457")
    sent = submit(people)
    sent.answer(write_277ca(sent.batch, sent.claims))
    addon = make_entry(patient, "99458", corrects=[entry.id])
    (claim_id,) = build_claims(actor=sent.actor, month=None, entry_ids=[addon.id], now=LATER).claim_ids
    batch = send(sent)
    sent.answer(write_277ca(batch, [], [Claim.objects.get(id=claim_id)]), name="b.txt")
    built = resubmit_claims(actor=sent.actor, claim_ids=[claim_id], now=LATER)
    again = Claim.objects.get(id=built.claim_ids[0])
    assert (again.frequency, again.corrects_id, again.status) == ("7", sent.claims[0].id, "ready")
    assert set(ClaimLine.objects.filter(claim=again).values_list("cpt_code", flat=True)) == {"99457", "99458"}
    assert ClaimLine.objects.filter(is_live=True).count() == 2


def test_what_corrects_a_claim_waits_while_that_claim_is_being_voided(sent: Sent) -> None:
    made = void(sent)
    late = make_entry(
        sent.claims[0].patient, "99458", units=3, corrects=[sent.lines()[0].entry_id], on=date(2026, 10, 31)
    )
    built = build_claims(actor=sent.actor, month=None, entry_ids=[late.id], now=LATER)
    assert (built.claim_ids, built.left_out) == ([], {"on_a_claim": 1})
    cancel_claim(actor=sent.actor, claim_id=made.id, now=LATER)
    assert build_claims(actor=sent.actor, month=None, entry_ids=[late.id], now=LATER).claim_ids
