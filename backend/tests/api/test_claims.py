"""Claims over the API: built, checked, batched, sent, shown in their forms; each person sees what the role allows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.billable import NOW, SETTINGS, Desk, make_covered, make_entry, open_desk
from tests.people import People, Person
from vantrexia.audit.models import Entry as AuditEntry
from vantrexia.billing.models import Claim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """The day after the month that is billed."""
    with time_machine.travel(NOW, tick=True):
        yield


CLAIMS, BATCHES = "/api/v1/billing/claims/", "/api/v1/billing/claim-batches/"
NOVEMBER = {"month": "2026-11"}


@pytest.fixture
def desk(people: People) -> Desk:
    return open_desk(people.practice)


def build(person: Person) -> list[str]:
    response = person.post(f"{CLAIMS}build/", NOVEMBER)
    assert response.status_code == 201, response.content
    ids: list[str] = response.json()["claim_ids"]
    return ids


def test_from_entries_to_a_file_that_was_sent(people: People, desk: Desk) -> None:
    patient = make_covered(desk)
    make_entry(patient, "99457")
    make_entry(patient, "99458", units=2)
    (claim_id,) = build(people.bill)
    shown = people.bill.get(f"{CLAIMS}{claim_id}/").json()
    assert (shown["status"], shown["total"], shown["problems"]) == ("ready", 380.0, [])
    assert [line["cpt_code"] for line in shown["lines"]] == ["99457", "99458"]

    made = people.bill.post(BATCHES, {}).json()
    assert (made["claim_count"], made["left_out"], made["status"]) == (1, 0, "built")
    file = people.bill.get(f"{BATCHES}{made['id']}/file/")
    assert file.status_code == 200
    assert file["Content-Disposition"] == f'attachment; filename="{made["reference"]}.837"'
    assert file.content.startswith(b"ISA*00*")
    read = AuditEntry.objects.get(action="claim_batch.downloaded")
    assert read.patient_ids == [patient.id]
    sent = people.bill.post(f"{BATCHES}{made['id']}/submit/")
    assert sent.json()["status"] == "submitted"
    assert people.bill.get(f"{CLAIMS}?status=submitted&month=2026-11").json()["count"] == 1
    assert (
        people.bill.get(f"{CLAIMS}?batch_id={made['id']}").json()["results"][0]["batch"] == made["reference"]
    )
    assert people.bill.post(f"{BATCHES}{made['id']}/cancel/").status_code == 409
    assert people.bill.get(BATCHES).json()["count"] == 1


def test_problems_are_said_in_the_readers_language(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk, zip=""), "99454")
    (claim_id,) = build(people.bill)
    assert people.bill.get(f"{CLAIMS}{claim_id}/").json()["problems"] == [
        {"code": "bad_zip", "field": "patient.address.zip", "text": "A ZIP code has five or nine digits."}
    ]
    people.bill.user.language = "es"
    people.bill.user.save(update_fields=["language"])
    (row,) = people.bill.get(CLAIMS).json()["results"]
    assert row["problems"][0]["text"] == "Un código ZIP tiene cinco o nueve dígitos."


def test_a_claim_in_its_other_forms(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk), "99454")
    (claim_id,) = build(people.bill)
    (form,) = people.bill.get(f"{CLAIMS}{claim_id}/cms1500/").json()["forms"]
    assert (form["33a"], form["24D.1"], form["28"]) == ("1234567893", "99454", "120 00")
    pdf = people.bill.get(f"{CLAIMS}{claim_id}/cms1500/pdf/?right=3&down=-2")
    assert (pdf.status_code, pdf["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    for bad in ("right=x", "down=99", "right=1e400"):
        assert people.bill.get(f"{CLAIMS}{claim_id}/cms1500/pdf/?{bad}").status_code == 400
    assert people.nora.get(f"{CLAIMS}{claim_id}/cms1500/pdf/").status_code == 403
    fhir = people.bill.get(f"{CLAIMS}{claim_id}/fhir/").json()
    assert (fhir["resourceType"], fhir["total"]["value"]) == ("Claim", 120.0)
    assert people.nora.get(f"{CLAIMS}{claim_id}/cms1500/").status_code == 403


def test_open_claims_are_checked_again_or_cancelled(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk), "99454")
    (claim_id,) = build(people.bill)
    assert people.bill.post(f"{CLAIMS}{claim_id}/check/").json()["status"] == "ready"
    assert people.bill.post(f"{CLAIMS}{claim_id}/reopening/").status_code == 409
    assert people.bill.post(f"{CLAIMS}resubmit/", {"claim_ids": [claim_id]}).status_code == 409
    assert people.bill.post(f"{CLAIMS}{claim_id}/cancel/").json()["status"] == "cancelled"
    assert people.bill.post(f"{CLAIMS}{claim_id}/check/").status_code == 409
    assert len(build(people.bill)) == 1


def test_a_claim_is_voided_by_who_sends_claims(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk, payer=desk.commercial), "99457")
    (claim_id,) = build(people.bill)
    url = f"{CLAIMS}{claim_id}/void/"
    early = people.bill.post(url, {"reason": "duplicate"})
    assert (early.status_code, early.json()["detail"][:26]) == (409, "This claim has not left: c")
    made = people.bill.post(BATCHES, {}).json()
    people.bill.post(f"{BATCHES}{made['id']}/submit/")
    assert people.bill.get(f"{CLAIMS}{claim_id}/").json()["can_void"]
    assert people.cleo.post(url, {"reason": "duplicate"}).status_code == 403
    assert people.bill.post(url, {"reason": "mood"}).json()["fields"].keys() == {"reason"}
    done = people.bill.post(url, {"reason": "wrong_patient"})
    assert done.status_code == 201
    void = done.json()
    assert (void["frequency"], void["void_reason"], void["corrects_id"]) == ("8", "wrong_patient", claim_id)
    assert (void["status"], [one["code"] for one in void["problems"]]) == ("blocked", ["payer_claim_missing"])
    act = AuditEntry.objects.get(action="claim.voided")
    assert (act.entity_id, act.detail["reason"]) == (claim_id, "wrong_patient")
    first = people.bill.get(f"{CLAIMS}{claim_id}/").json()
    assert (first["can_void"], first["corrected_by_id"]) == (False, void["id"])
    assert people.bill.post(url, {"reason": "duplicate"}).status_code == 409
    unknown = people.bill.post(f"{CLAIMS}{made['id']}/void/", {"reason": "duplicate"})
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"month": "2026-13"}, 400),
        ({"month": "november"}, 400),
        ({"entry_ids": ["0190163d-8694-739b-aea5-966c26f8ad91"]}, 404),
    ],
)
def test_a_build_says_what_of(people: People, desk: Desk, body: dict[str, object], status: int) -> None:
    assert people.bill.post(f"{CLAIMS}build/", body).status_code == status


@pytest.mark.parametrize("query", ["status=lost", "month=2026", "patient_id=x", "page=0"])
def test_a_list_refuses_what_it_does_not_know(people: People, query: str) -> None:
    assert people.bill.get(f"{CLAIMS}?{query}").status_code == 400


def test_a_batch_without_a_ready_claim_or_without_settings_is_refused(people: People) -> None:
    response = people.bill.post(BATCHES, {})
    assert (response.status_code, response.json()["code"]) == (400, "claim_settings_missing")
    open_desk(people.practice)
    assert people.bill.post(BATCHES, {}).json()["code"] == "empty_batch"


def test_settings_are_checked_and_kept(people: People, desk: Desk) -> None:
    url = "/api/v1/billing/claim-settings/"
    assert people.bill.get(url).json()["sender_id"] == SETTINGS["sender_id"]
    changed = people.bill.patch(url, {"usage": "P", "billing_provider_id": str(desk.billing.id)}).json()
    assert (changed["usage"], changed["sender_id"]) == ("P", SETTINGS["sender_id"])
    bad = people.bill.patch(
        url,
        {
            "sender_id": "a*", "contact_phone": "123", "place_of_service": "02", "rendering_provider_id": str(desk.billing.id),
            "billing_provider_id": "x",
        },
    )  # fmt: skip
    assert bad.status_code == 400
    assert set(bad.json()["fields"]) == {
        "sender_id", "contact_phone", "place_of_service", "rendering_provider_id", "billing_provider_id",
    }  # fmt: skip
    assert people.cleo.patch(url, {"usage": "T"}).status_code == 403


def test_the_superbill_carries_the_name_of_the_card(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk, name_on_card="MUÑOZ, ANA B"), "99454")
    response = people.bill.get("/api/v1/billing/superbill/?month=2026-11")
    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert (row["last_name"], row["first_name"]) == ("MUÑOZ", "ANA")


def test_the_superbill_of_a_month(people: People, desk: Desk) -> None:
    patient = make_covered(desk, last_name="=Formula")
    make_entry(patient, "99454")
    make_entry(patient, "99457")
    make_entry(patient, "99454", on=date(2026, 10, 30))
    make_entry(make_covered(desk), "99454", hold_reasons=[{"key": "NO_CONSENT", "params": {}}])
    response = people.bill.get("/api/v1/billing/superbill/?month=2026-11")
    assert response.status_code == 200
    supply, time = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert (supply["code"], supply["data_days"], supply["minutes"], supply["charge"]) == (
        "99454",
        "16",
        "",
        "120.00",
    )
    assert (time["minutes"], time["live_contact_date"]) == ("63", "2026-11-09")
    assert supply["last_name"] == "'=Formula"
    assert (supply["rendering_npi"], supply["ordering_npi"]) == ("1245319599", "1992999825")
    assert (supply["icd10_1"], supply["pointers"], supply["place_of_service"]) == ("I11.0", "1 2", "11")
    assert supply["consent_date"] == "2026-01-01"  # midnight UTC is the evening before in New York
    assert AuditEntry.objects.get(action="superbill.exported").patient_ids == [patient.id]
    assert people.bill.get("/api/v1/billing/superbill/?month=11").status_code == 400
    assert (
        len(people.bill.get("/api/v1/billing/superbill/").content.splitlines()) == 1
    )  # nothing yet in December


def test_a_list_of_claims_costs_the_same_whatever_its_length(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk), "99454")
    build(people.bill)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert people.bill.get(CLAIMS).json()["count"] == 1
    for _ in range(4):
        make_entry(make_covered(desk), "99454")
    build(people.bill)
    with CaptureQueriesContext(connection) as five:
        assert people.bill.get(CLAIMS).json()["count"] == 5
    assert len(five) == len(one)
    assert len(five) <= 12


def test_another_practice_sees_nothing_of_it(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk), "99454")
    (claim_id,) = build(people.bill)
    assert people.olga.get(f"{CLAIMS}{claim_id}/").status_code == 403
    assert Claim.objects.filter(id=claim_id).exists()
