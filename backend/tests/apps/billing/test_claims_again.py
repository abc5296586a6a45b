"""Claims sent again, the way each payer takes, and appeals."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from tests.apps.billing.answers import (
    LATER,
    Sent,
    claim,
    pay,
    service,
    submit,
    write_277ca,
    write_835,
)
from tests.billable import NOVEMBER, NOW, Desk, make_covered, make_entry
from tests.people import People
from vantrexia.billing.models import Appeal, BillingEntry, Claim, ClaimLine, EvidencePacket
from vantrexia.billing.services.appeals import draft_appeal, print_draft, read_appeal_file, send_appeal
from vantrexia.billing.services.claim_batches import create_batch, submit_batch
from vantrexia.billing.services.claim_repeats import resubmit_claims
from vantrexia.billing.services.claims import build_claims, check_claims, request_reopening
from vantrexia.billing.services.packets import make_packet, open_file, request_packet
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput

pytestmark = pytest.mark.django_db


def test_an_unprocessable_claim_is_sent_anew(sent: Sent) -> None:
    line = sent.lines(1)[0]
    sent.post(
        write_835("0", claim(sent.claims[1].number, "4", "120", "0", service("99454", "120", "0", "CO*16*120",
                  control=line.control, remark="M76"), moa="MA130"))
    )  # fmt: skip
    built = resubmit_claims(actor=sent.actor, claim_ids=[sent.claims[1].id], now=LATER)
    new = Claim.objects.get(id=built.claim_ids[0])
    assert (new.status, new.frequency, new.corrects_id) == ("ready", "1", sent.claims[1].id)
    submit_batch(actor=sent.actor, batch_id=create_batch(actor=sent.actor, now=LATER).batch_id, now=LATER)
    control = ClaimLine.objects.get(claim=new).control
    sent.post(
        write_835("40.85", claim(new.number, "1", "120", "40.85", service("99454", "120", "40.85", "CO*45*79.15",
                  control=control)), trace="EFT9")
    )  # fmt: skip
    assert sent.status(1) == "paid"


def test_part_b_is_asked_to_reopen_and_answers_under_the_first_number(sent: Sent, people: People) -> None:
    sent.post(pay(sent))
    base = sent.lines()[1]
    extra = make_entry(sent.claims[0].patient, "99470", corrects=[base.entry_id])
    built = build_claims(actor=sent.actor, month=None, entry_ids=[extra.id], now=LATER)
    new = Claim.objects.get(id=built.claim_ids[0])
    assert new.status == "blocked"
    assert new.corrects_id == sent.claims[0].id
    assert "frequency_not_taken" in {one["code"] for one in new.problems}
    with pytest.raises(Conflict):  # the pair excludes each other: that must be put right first
        request_reopening(actor=sent.actor, claim_id=new.id, now=LATER)


def test_a_reopening_counts_as_sent(sent: Sent) -> None:
    sent.post(pay(sent))
    old = BillingEntry.objects.get(id=sent.lines()[2].entry_id)
    old.voided_at, old.void_reason = NOW, "corrected"
    old.save(update_fields=["voided_at", "void_reason"])
    extra = make_entry(sent.claims[0].patient, "99458", units=3, replaces=old)
    built = build_claims(actor=sent.actor, month=None, entry_ids=[extra.id], now=LATER)
    new = Claim.objects.get(id=built.claim_ids[0])
    assert [one["code"] for one in new.problems] == ["frequency_not_taken"]
    request_reopening(actor=sent.actor, claim_id=new.id, now=LATER)
    extra.refresh_from_db()
    assert (extra.status, Claim.objects.get(id=new.id).status) == ("submitted", "submitted")
    answer = claim(
        sent.claims[0].number, "1", "360", "60", service("99458", "360", "60", "CO*45*300", units="3")
    )
    sent.post(write_835("60", answer, trace="EFT4"))
    extra.refresh_from_db()
    assert extra.status == "paid"
    assert ClaimLine.objects.get(entry=extra).paid == Decimal(60)


def test_a_commercial_claim_is_replaced_under_the_payers_number(people: People, desk: Desk) -> None:
    patient = make_covered(desk, payer=desk.commercial)
    entry = make_entry(patient, "99457")
    sent = submit(people)
    addon = make_entry(patient, "99458", corrects=[entry.id])
    (claim_id,) = build_claims(actor=sent.actor, month=None, entry_ids=[addon.id], now=LATER).claim_ids
    assert [one["code"] for one in Claim.objects.get(id=claim_id).problems] == ["payer_claim_missing"]
    sent.answer(write_277ca(sent.batch, sent.claims))
    check_claims(actor=sent.actor, claim_ids=[claim_id], now=LATER)
    new = Claim.objects.get(id=claim_id)
    assert (new.status, new.frequency, new.problems) == ("ready", "7", [])
    lines = ClaimLine.objects.filter(claim=new, is_live=True)
    assert {line.cpt_code for line in lines} == {"99457", "99458"}
    assert not ClaimLine.objects.get(claim=sent.claims[0]).is_live


def test_an_appeal_is_written_from_the_facts_kept_and_moves_the_entry(sent: Sent) -> None:
    sent.post(pay(sent))
    line = sent.lines()[2]
    letter = draft_appeal(viewer=sent.actor, line_id=line.id, now=LATER)
    assert letter.addressee == "Medicare Part B TX"
    assert "99458, 2 units, date of service November 30, 2026, 240.00 USD" in letter.paragraphs[0]
    assert letter.paragraphs[1].startswith("You gave the reason CO 151:")
    assert "63 minutes in November 2026." in letter.paragraphs[2]
    assert letter.last_day == date(2027, 4, 14)
    send_appeal(actor=sent.actor, line_id=line.id, now=LATER)
    assert sent.status(line=2) == "appealed"
    with pytest.raises(Conflict):
        draft_appeal(viewer=sent.actor, line_id=sent.lines()[0].id, now=LATER)
    won = claim(
        sent.claims[0].number,
        "1",
        "240",
        "66",
        service("99458", "240", "66", "CO*45*174", control=line.control),
    )
    sent.post(write_835("66", won, trace="EFT5"))
    assert sent.status(line=2) == "paid"


def test_what_was_sent_is_the_letter_with_the_packet_behind_it_kept_as_it_was(sent: Sent) -> None:
    sent.post(pay(sent))
    line = sent.lines()[2]
    alone = PdfReader(io.BytesIO(print_draft(viewer=sent.actor, line_id=line.id, now=LATER)))
    assert len(alone.pages) == 1, "no packet yet: the letter alone"
    appeal_id = send_appeal(actor=sent.actor, line_id=line.id, now=LATER)
    packet = EvidencePacket.objects.get()
    assert (packet.first_day, packet.last_day, packet.state) == (
        date(2026, 11, 1),
        date(2026, 11, 30),
        "made",
    )
    pdf = read_appeal_file(viewer=sent.actor, appeal_id=appeal_id, now=LATER)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    enclosed = PdfReader(io.BytesIO(open_file(packet, "pdf"))).pages
    assert len(pages) == 1 + len(enclosed)
    flat = " ".join(pages[0].split())
    assert "We ask for a redetermination of your decision" in flat
    assert f"SHA-256 {packet.document_digest}" in flat
    assert "To be received by April 14, 2027." in flat
    assert [page.extract_text() for page in enclosed] == pages[1:]
    stored = Appeal.objects.values("file", "letter").get(id=appeal_id)
    assert stored["file"].startswith("v1.")
    Appeal.objects.filter(id=appeal_id).update(file_digest="0" * 64)
    with pytest.raises(Conflict, match="not as it was sent"):
        read_appeal_file(viewer=sent.actor, appeal_id=appeal_id, now=LATER)


def test_a_named_packet_must_be_of_the_line(sent: Sent) -> None:
    sent.post(pay(sent))
    line, other = sent.lines()[2], sent.claims[1].patient_id
    packet_id = request_packet(
        actor=sent.actor, patient_id=other, first=date(2026, 11, 1), last=date(2026, 11, 30), now=LATER
    )
    with pytest.raises(InvalidInput):
        send_appeal(actor=sent.actor, line_id=line.id, packet_id=packet_id, now=LATER)
    make_packet(actor=sent.actor, packet_id=packet_id, now=LATER)
    with pytest.raises(InvalidInput):
        send_appeal(actor=sent.actor, line_id=line.id, packet_id=packet_id, now=LATER)
    assert sent.status(line=2) == "denied"


@pytest.mark.parametrize(
    ("carc", "remark", "moa", "bar"),
    [("16", "M76", "MA130", "MA130"), ("50", "N211", "", "N211"), ("16", "M76", "", "16")],
)
def test_no_letter_is_offered_where_no_appeal_is_heard(
    sent: Sent, carc: str, remark: str, moa: str, bar: str
) -> None:
    line = sent.lines(1)[0]
    said = service("99454", "120", "0", f"CO*{carc}*120", control=line.control, remark=remark)
    sent.post(write_835("0", claim(sent.claims[1].number, "4", "120", "0", said, moa=moa)))
    for ask in (draft_appeal, print_draft):
        with pytest.raises(DomainError) as refused:
            ask(viewer=sent.actor, line_id=line.id, now=LATER)
        assert (refused.value.code, refused.value.data["bar"]) == ("not_appealable", bar)
        assert "send a new claim" in refused.value.detail
    with pytest.raises(DomainError):
        send_appeal(actor=sent.actor, line_id=line.id, now=LATER)
    assert sent.status(1) == "denied"
    assert not EvidencePacket.objects.exists()


def test_a_correction_that_changed_before_it_was_sent_still_corrects(people: People, desk: Desk) -> None:
    """Priced anew, or a minute more: the entry is replaced once more, and what the payer has is what it corrects."""
    patient = make_covered(desk, payer=desk.commercial)
    first = make_entry(patient, "99470")
    sent = submit(people)
    sent.answer(write_277ca(sent.batch, sent.claims))
    BillingEntry.objects.filter(id=first.id).update(voided_at=NOW, void_reason="corrected")
    middle = make_entry(patient, "99457", replaces=first)
    BillingEntry.objects.filter(id=middle.id).update(voided_at=LATER, void_reason="facts_changed")
    last = make_entry(patient, "99457", replaces=middle)
    (claim_id,) = build_claims(actor=sent.actor, month=None, entry_ids=[last.id], now=LATER).claim_ids
    new = Claim.objects.get(id=claim_id)
    assert (new.corrects_id, new.frequency, new.status) == (sent.claims[0].id, "7", "ready")


def test_an_entry_that_changed_before_its_claim_left_corrects_nothing(people: People, desk: Desk) -> None:
    patient = make_covered(desk)
    first = make_entry(patient, "99457")
    addon = make_entry(patient, "99458")
    (open_id,) = build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW).claim_ids
    BillingEntry.objects.filter(id=first.id).update(voided_at=LATER, void_reason="facts_changed")
    second = make_entry(patient, "99457", replaces=first)
    (claim_id,) = build_claims(actor=people.bill.actor, month=NOVEMBER, now=LATER).claim_ids
    new = Claim.objects.get(id=claim_id)
    assert (new.corrects_id, new.frequency, new.status) == (None, "1", "ready")
    assert Claim.objects.get(id=open_id).status == "cancelled"
    live = ClaimLine.objects.filter(is_live=True).values_list("claim_id", "entry_id")
    assert set(live) == {(claim_id, second.id), (claim_id, addon.id)}, "the add-on stays beside its base"
    assert create_batch(actor=people.bill.actor, now=LATER).claims == 1


def test_what_else_has_that_date_does_not_part_an_add_on_from_its_billed_base(
    people: People, desk: Desk
) -> None:
    patient = make_covered(desk, payer=desk.commercial)
    base = make_entry(patient, "99457")
    sent = submit(people)
    sent.answer(write_277ca(sent.batch, sent.claims))
    supply = make_entry(patient, "99454")  # its days were uploaded late
    addon = make_entry(patient, "99458", corrects=[base.id])
    built = build_claims(actor=sent.actor, month=NOVEMBER, now=LATER)
    made = {
        one.frequency: set(ClaimLine.objects.filter(claim=one).values_list("entry_id", flat=True))
        for one in Claim.objects.filter(id__in=built.claim_ids)
    }
    assert made == {"1": {supply.id}, "7": {base.id, addon.id}}
    assert built.ready == 2
