"""Files of payers over the API: taken whole or refused whole with segment and reason; money shown with its words."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.apps.billing.answers import claim, service, write_277ca, write_835, write_999
from tests.billable import NOW, make_covered, make_entry, open_desk
from tests.people import People, Person
from vantrexia.audit.models import Entry as AuditEntry
from vantrexia.billing.models import Claim, ClaimBatch, ClaimLine
from vantrexia.billing.services.claim_batches import create_batch, submit_batch
from vantrexia.billing.services.claims import build_claims

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """The day after the month that is billed."""
    with time_machine.travel(NOW, tick=True):
        yield


REMITTANCES, ACKNOWLEDGEMENTS = "/api/v1/billing/remittances/", "/api/v1/billing/acknowledgements/"


def upload(person: Person, url: str, body: bytes) -> HttpResponse:
    file = SimpleUploadedFile("file.txt", body, content_type="text/plain")
    return Client().post(url, {"file": file}, headers={"Authorization": f"Bearer {person.token}"})


@pytest.fixture
def line(people: People) -> ClaimLine:
    """A submitted claim with one line."""
    make_entry(make_covered(open_desk(people.practice)), "99454")
    build_claims(actor=people.bill.actor, month=NOW.date().replace(month=11, day=1), now=NOW)
    submit_batch(
        actor=people.bill.actor, batch_id=create_batch(actor=people.bill.actor, now=NOW).batch_id, now=NOW
    )
    return ClaimLine.objects.select_related("claim").get()


def denied(line: ClaimLine, trace: str = "EFT0001") -> bytes:
    return write_835(
        "0",
        claim(
            line.claim.number,
            "4",
            "120",
            "0",
            service("99454", "120", "0", "CO*119*120", control=line.control, remark="M86"),
        ),
        trace=trace,
    )


def test_a_999_and_a_277ca_over_the_api(people: People, line: ClaimLine) -> None:
    batch = ClaimBatch.objects.get()
    first = upload(people.bill, ACKNOWLEDGEMENTS, write_999(batch))
    assert (first.status_code, first.json()["duplicate"]) == (201, False)
    second = upload(people.bill, ACKNOWLEDGEMENTS, write_277ca(batch, [], [line.claim]))
    assert second.json()["results"][0]["rejected_claims"] == 1
    assert upload(people.bill, ACKNOWLEDGEMENTS, write_999(batch)).status_code == 200
    assert len(people.bill.get(ACKNOWLEDGEMENTS).json()["results"]) == 2
    shown = people.bill.get(f"/api/v1/billing/claims/{line.claim_id}/").json()
    assert shown["payer_statuses"][0]["text"] == "Rejected: information is wrong. An NPI."
    assert len(people.bill.get(f"/api/v1/billing/claim-batches/{batch.id}/").json()["acknowledgements"]) == 2
    again = people.bill.post("/api/v1/billing/claims/resubmit/", {"claim_ids": [str(line.claim_id)]})
    assert (again.status_code, again.json()["ready"]) == (201, 1)


def test_a_remittance_is_posted_once_and_shown_in_words(people: People, line: ClaimLine) -> None:
    posted = upload(people.bill, REMITTANCES, denied(line))
    assert posted.status_code == 201, posted.content
    (remittance_id,) = posted.json()["remittance_ids"]
    again = upload(people.bill, REMITTANCES, denied(line))
    assert (again.status_code, again.json()) == (200, {"duplicate": True, "remittance_ids": [remittance_id]})
    assert upload(people.bill, REMITTANCES, write_835("0")).status_code == 409
    assert people.bill.get(REMITTANCES).json()["count"] == 1

    shown = people.bill.get(f"{REMITTANCES}{remittance_id}/").json()
    (said,) = shown["claims"][0]["lines"]
    assert said["outcome"] == "denied"
    assert said["adjustments"][0]["text"] == "The most for this time is reached."
    assert said["adjustments"][0]["action"] == "appeal"
    assert said["remarks"] == [
        {"code": "M86", "text": "The same or a similar service was already paid within the time limit."}
    ]
    assert shown["claims"][0]["patient_name"].startswith("Jane Doe")
    assert AuditEntry.objects.get(action="remittance.read").patient_ids == [line.claim.patient_id]


def test_a_line_with_what_was_said_of_it_and_its_appeal(people: People, line: ClaimLine) -> None:
    upload(people.bill, REMITTANCES, denied(line))
    url = f"/api/v1/billing/claim-lines/{line.id}/"
    (item,) = people.bill.get("/api/v1/billing/work-items/?kind=denial").json()["results"]
    assert item["text"].startswith("99454 of 2026-11-30 was denied: The most for this time is reached.")
    assert item["next_step"].startswith("Check the 30-day period")
    (said,) = people.bill.get(f"{url}decisions/").json()["results"]
    assert (said["decided_on"], said["adjustments"][0]["reason"]) == ("2026-12-10", "119")
    letter = people.bill.get(f"{url}appeal/").json()
    assert "16 days with data from November 1, 2026 to November 30, 2026." in letter["paragraphs"][2]
    decided = people.bill.get(f"{url}decisions/").json()
    assert (decided["can_appeal"], decided["appeal_bar"], decided["appeals"]) == (True, "", [])
    draft = people.bill.get(f"{url}appeal/pdf/")
    assert (draft.status_code, draft["Content-Type"], draft.content[:5]) == (200, "application/pdf", b"%PDF-")
    sent = people.bill.post(f"{url}appeal/")
    assert sent.status_code == 201
    (shown,) = people.bill.get(f"{url}decisions/").json()["appeals"]
    assert (shown["id"], shown["reason_code"], shown["sent_by"]) == (
        sent.json()["id"],
        "CO 119",
        people.bill.user.full_name,
    )
    file = people.bill.get(f"/api/v1/billing/appeals/{shown['id']}/file/")
    assert sha256(file.content).hexdigest() == shown["file_digest"]
    assert people.cleo.get(f"{url}appeal/").status_code == 403
    assert people.cleo.get(f"{url}appeal/pdf/").status_code == 403
    assert people.nora.get(f"/api/v1/billing/appeals/{shown['id']}/file/").status_code == 403
    assert AuditEntry.objects.filter(action="appeal.downloaded").count() == 1


def test_a_decision_that_cannot_be_appealed_says_so(people: People, line: ClaimLine) -> None:
    body = denied(line).replace(b"CO*119*120", b"CO*16*120").replace(b"HE*M86", b"HE*M76")
    assert upload(people.bill, REMITTANCES, body).status_code == 201
    url = f"/api/v1/billing/claim-lines/{line.id}/"
    decided = people.bill.get(f"{url}decisions/").json()
    assert (decided["can_appeal"], decided["appeal_bar"]) == (False, "16")
    for refused in (
        people.bill.get(f"{url}appeal/"),
        people.bill.get(f"{url}appeal/pdf/"),
        people.bill.post(f"{url}appeal/"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "not_appealable")


def test_all_lines_of_a_claim_are_told_in_one_answer(people: People) -> None:
    patient = make_covered(open_desk(people.practice))
    for code in ("99457", "99458"):
        make_entry(patient, code)
    build_claims(actor=people.bill.actor, month=NOW.date().replace(month=11, day=1), now=NOW)
    submit_batch(
        actor=people.bill.actor, batch_id=create_batch(actor=people.bill.actor, now=NOW).batch_id, now=NOW
    )
    first, second = ClaimLine.objects.select_related("claim").order_by("sequence")
    url = f"/api/v1/billing/claims/{first.claim_id}/decisions/"

    def count_queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert people.bill.get(url).status_code == 200
        return len(asked)

    def say(line: ClaimLine, reason: str) -> bytes:
        charge = str(line.charge)
        return write_835(
            "0",
            claim(
                line.claim.number, "4", charge, "0",
                service(line.cpt_code, charge, "0", f"CO*{reason}*{charge}", control=line.control),
            ),
            trace=f"E{line.cpt_code}",
        )  # fmt: skip

    assert upload(people.bill, REMITTANCES, say(first, "119")).status_code == 201
    before = count_queries()
    assert upload(people.bill, REMITTANCES, say(second, "16")).status_code == 201
    assert people.bill.post(f"/api/v1/billing/claim-lines/{first.id}/appeal/").status_code == 201
    lines = people.bill.get(url).json()["lines"]
    assert [one["line_id"] for one in lines] == [str(first.id), str(second.id)]
    assert [(one["can_appeal"], one["appeal_bar"]) for one in lines] == [(True, ""), (False, "16")]
    assert [len(one["appeals"]) for one in lines] == [1, 0]
    for one in lines:
        alone = people.bill.get(f"/api/v1/billing/claim-lines/{one['line_id']}/decisions/").json()
        assert alone == one
    assert count_queries() <= before + 1, "who sent the appeal; nothing more for another line"
    assert people.nora.get(url).status_code == 403
    assert people.olga.get(url).status_code in (403, 404)
    entry = AuditEntry.objects.filter(action="claim_lines.read").first()
    assert entry is not None
    assert entry.patient_ids == [first.claim.patient_id]


@pytest.mark.parametrize("url", [REMITTANCES, ACKNOWLEDGEMENTS])
def test_a_broken_file_is_refused_whole_with_its_place(people: People, line: ClaimLine, url: str) -> None:
    response = upload(people.bill, url, b"ISA*not a file")
    assert (response.status_code, response.json()["code"]) == (400, "bad_x12")
    assert (response.json()["segment"], response.json()["reason"]) == (1, "it is cut off")
    other = upload(people.bill, url, "Año".encode())
    assert other.status_code == 400
    assert people.bill.post(url, {}).status_code == 415
    assert upload(people.nora, url, b"x").status_code == 403


def test_a_remittance_that_does_not_balance_says_where(people: People, line: ClaimLine) -> None:
    body = denied(line).replace(b"CO*119*120", b"CO*119*119")
    answer = upload(people.bill, REMITTANCES, body).json()
    assert (answer["code"], answer["name"]) == ("bad_x12", "SVC")
    assert "is not 0 paid" in answer["detail"]
    assert people.bill.get(REMITTANCES).json()["count"] == 0


def test_a_file_over_the_bound_is_refused_before_it_is_read(people: People) -> None:
    from vantrexia.billing.services.edi_files import MOST_BYTES

    assert upload(people.bill, REMITTANCES, b" " * (MOST_BYTES + 100_000)).status_code == 413


def test_a_remittance_costs_the_same_number_of_queries_to_read_whatever_its_length(
    people: People, line: ClaimLine
) -> None:
    one = upload(people.bill, REMITTANCES, denied(line)).json()["remittance_ids"][0]
    many = [claim(f"X{n}", "1", "9", "9", service("99213", "9", "9")) for n in range(20)]
    two = upload(people.bill, REMITTANCES, write_835("180", *many, trace="E2")).json()["remittance_ids"][0]
    counts = []
    for remittance_id in (one, two):
        with CaptureQueriesContext(connection) as asked:
            assert people.bill.get(f"{REMITTANCES}{remittance_id}/").status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0]
    assert Claim.objects.count() == 1
