"""Evidence packets: what they say, that they are signed and sealed, that nobody loses one."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
import rfc8785
from pypdf import PdfReader

from tests.monitored import make_monitored
from tests.people import People
from vantrexia.accounts.services.practices import set_setting
from vantrexia.audit.models import Entry
from vantrexia.audit.services.signing import is_document_signed
from vantrexia.billing.models import BillingEntry, EvidencePacket
from vantrexia.billing.services import packets
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import set_practice
from vantrexia.patients.services.marks import set_legal_hold
from vantrexia.workflows import packets as work

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)


@pytest.fixture
def billed(people: People):  # type: ignore[no-untyped-def]
    """April of a patient with sixteen days, a call and twenty minutes, as entries."""
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    pat.call(people.nora, "2026-04-10 10:00", 12)
    pat.work(people.nora, "2026-04-20 10:00", 8)
    pat.recompute("2026-05-01 06:00")
    set_practice(people.practice.id)
    return pat


def make(
    people: People, patient_id: object, *, first: str = "2026-04-01", last: str = "2026-04-30"
) -> EvidencePacket:
    packet_id = packets.request_packet(
        actor=people.bill.actor, patient_id=patient_id, first=date.fromisoformat(first), last=date.fromisoformat(last), now=NOW  # type: ignore[arg-type]
    )  # fmt: skip
    assert work.make_waiting(NOW) == 1
    set_practice(people.practice.id)
    return EvidencePacket.objects.get(id=packet_id)


def test_a_packet_says_what_the_bill_rests_on(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    packet = make(people, billed.patient.id)
    document = json.loads(packet.document or "")
    assert document["patient"]["mrn"] == billed.patient.mrn
    assert [one["day"] for one in document["data_days"]] == [f"2026-04-{day:02d}" for day in range(1, 17)]
    assert len(document["transmissions"]) == 16
    assert all(one["counts"] and one["measured_at"] for one in document["transmissions"])
    assert [one["activity"] for one in document["time"]] == ["phone_call", "data_review"]
    assert document["time"][0]["profession"] == "rn"
    assert document["contacts"][0]["outcome"] == "reached"
    assert document["orders"][0]["diagnoses"] == ["I10"]
    assert document["setups"]
    assert document["devices"]
    assert document["consents"]
    assert sorted(one["cpt_code"] for one in document["billed"]) == ["99453", "99454", "99457"]
    assert all(one["rules_version"] and one["rule_set"] == "cms-2026" for one in document["billed"])


def test_the_paper_says_the_same_and_carries_the_digest(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    packet = make(people, billed.patient.id)
    pdf = packets.read_packet(actor=people.bill.actor, packet_id=packet.id, form="pdf", now=NOW)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    for words in (
        "99454",
        "99457",
        "April 2026: 16 data days",
        "phone_call",
        "rn",
        packet.document_digest,
        "I10",
        "cms-2026",
    ):
        assert words in text, words


def test_it_is_signed_sealed_and_audited(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    packet = make(people, billed.patient.id)
    body = packets.read_packet(actor=people.bill.actor, packet_id=packet.id, form="json", now=NOW)
    assert body == rfc8785.dumps(json.loads(body)), "canonical"
    assert hashlib.sha256(body).hexdigest() == packet.document_digest
    part = packets.signed_part(packet)
    assert is_document_signed(part, key_id=packet.key_id, signature=bytes(packet.signature or b""))
    assert not is_document_signed(
        {**part, "pdf_sha256": "0" * 64}, key_id=packet.key_id, signature=bytes(packet.signature or b"")
    )
    stored = EvidencePacket.objects.values("document", "pdf").get(id=packet.id)
    assert stored["document"].startswith("v1.")
    assert stored["pdf"].startswith("v1.")
    acts = (
        Entry.objects.filter(entity="packet", entity_id=str(packet.id))
        .order_by("at", "id")
        .values_list("action", flat=True)
    )
    assert sorted(acts) == ["packet.downloaded", "packet.made", "packet.requested"]


def test_a_packet_that_was_altered_is_not_handed_out(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    packet = make(people, billed.patient.id)
    packet.document = (packet.document or "").replace("99457", "99458")
    packet.save(update_fields=["document"])
    with pytest.raises(packets.Conflict, match="not as it was signed"):
        packets.read_packet(actor=people.bill.actor, packet_id=packet.id, form="json", now=NOW)


def test_the_same_records_give_the_same_paper(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    packet = make(people, billed.patient.id)
    document = json.loads(packet.document or "")
    again = packets.print_packet(document, digest=packet.document_digest)
    assert hashlib.sha256(again).hexdigest() == packet.pdf_digest


def test_corrected_time_and_voided_lines_stay_visible(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    line = BillingEntry.objects.get(cpt_code="99457")
    BillingEntry.objects.filter(id=line.id).update(voided_at=NOW, void_reason="entered_in_error")
    document = json.loads(make(people, billed.patient.id).document or "")
    voided = [one for one in document["billed"] if one["voided_at"]]
    assert [(one["cpt_code"], one["void_reason"]) for one in voided] == [("99457", "entered_in_error")]


def test_a_worker_that_dies_leaves_the_packet_to_the_next(
    people: People, billed, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    packet_id = packets.request_packet(
        actor=people.bill.actor,
        patient_id=billed.patient.id,
        first=date(2026, 4, 1),
        last=date(2026, 4, 30),
        now=NOW,
    )
    assert packets.claim_packet(packet_id=packet_id, now=NOW), "taken, and then nothing"
    assert not packets.claim_packet(packet_id=packet_id, now=NOW + timedelta(minutes=1)), "it is another's"
    assert work.make_waiting(NOW + timedelta(minutes=1)) == 0
    assert work.make_waiting(NOW + timedelta(minutes=6)) == 1


def test_a_packet_that_cannot_be_made_fails_after_three_tries_and_says_so(
    people: People,
    billed,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no fonts")

    monkeypatch.setattr(packets, "print_packet", refuse)
    packet_id = packets.request_packet(
        actor=people.bill.actor,
        patient_id=billed.patient.id,
        first=date(2026, 4, 1),
        last=date(2026, 4, 30),
        now=NOW,
    )
    for attempt in range(4):
        work.make_waiting(NOW + timedelta(minutes=10 * attempt))
    set_practice(people.practice.id)
    packet = EvidencePacket.objects.get(id=packet_id)
    assert (packet.state, packet.failure, packet.attempts) == ("failed", "OSError", 3)


def test_files_are_erased_when_they_expire_but_not_under_a_legal_hold(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    set_setting(actor=people.ada.actor, name=packets.RETENTION, value=30, now=NOW - timedelta(days=1))
    packet = make(people, billed.patient.id)
    assert packet.expires_on == date(2026, 6, 1)
    actor = system_actor("packets", practice_id=people.practice.id)
    assert packets.erase_expired(actor=actor, now=NOW + timedelta(days=30)) == 0
    set_legal_hold(
        actor=people.ada.actor, patient_id=billed.patient.id, is_on=True, reason="a letter", now=NOW
    )
    assert packets.erase_expired(actor=actor, now=NOW + timedelta(days=60)) == 0
    set_legal_hold(
        actor=people.ada.actor, patient_id=billed.patient.id, is_on=False, reason="settled", now=NOW
    )
    assert packets.erase_expired(actor=actor, now=NOW + timedelta(days=60)) == 1
    gone = EvidencePacket.objects.get(id=packet.id)
    assert (gone.state, gone.document, gone.pdf) == ("expired", None, None)
    assert gone.document_digest == packet.document_digest
    with pytest.raises(packets.NotFound):
        packets.read_packet(actor=people.bill.actor, packet_id=packet.id, form="pdf", now=NOW)


def test_any_billed_line_opens_its_packet(people: People, billed) -> None:  # type: ignore[no-untyped-def]
    line = BillingEntry.objects.get(cpt_code="99454")
    asked = people.bill.post("/api/v1/billing/packets/", {"billing_entry_id": str(line.id)})
    assert asked.status_code == 202, asked.content
    assert (asked.json()["first_day"], asked.json()["last_day"], asked.json()["state"]) == (
        "2026-04-01",
        "2026-04-30",
        "requested",
    )
    assert work.make_waiting(NOW) == 1
    url = f"/api/v1/billing/packets/{asked.json()['id']}/"
    assert people.bill.get(url).json()["state"] == "made"
    file = people.bill.get(f"{url}file/?form=pdf")
    assert (file.status_code, file["Content-Type"], file.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert people.bill.get(f"{url}file/?form=doc").status_code == 400
    listed = people.bill.get(f"/api/v1/billing/packets/?patient_id={billed.patient.id}").json()["results"]
    assert [row["id"] for row in listed] == [asked.json()["id"]]
    assert people.bill.get("/api/v1/billing/packets/").json()["results"] == listed
    assert people.nora.get(f"{url}file/?form=pdf").status_code == 403
    assert people.bill.post("/api/v1/billing/packets/", {}).status_code == 400
    year = {"patient_id": str(billed.patient.id), "first_day": "2025-01-01", "last_day": "2026-01-05"}
    assert people.bill.post("/api/v1/billing/packets/", year).status_code == 400
