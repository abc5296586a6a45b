"""Payers, plans, coverage and providers through the API: what a biller sets up before a claim can leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import make_patient
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.billing.models import Coverage
from vantrexia.patients.models import Patient

MEDICARE = {"name": "Medicare Part B TX", "kind": "medicare_b", "payer_code": "04412"}
ENTITY = {
    "kind": "billing", "name": "Example Cardiology", "npi": "1234567893", "taxonomy": "207RC0000X", "tin": "741234567",
    "line1": "100 Main St", "city": "Austin", "state": "TX", "zip": "787010001",
}  # fmt: skip
CARD = {"member_id": "1EG4TE5MK73", "valid_from": "2026-01-01"}


@pytest.fixture
def patient(people: People) -> Patient:
    return make_patient(people.practice)


def add_payer(people: People, **fields: Any) -> dict[str, Any]:
    response = people.bill.post("/api/v1/billing/payers/", {**MEDICARE, **fields})
    assert response.status_code == 201, response.content
    return response.json()  # type: ignore[no-any-return]


def cover(people: People, patient: Patient, payer: dict[str, Any], **fields: Any) -> Any:
    return people.bill.post(
        f"/api/v1/patients/{patient.id}/coverage/", {"payer_id": payer["id"], **CARD, **fields}
    )


def test_a_payer_follows_its_kind_and_keeps_to_original_claims(people: People) -> None:
    made = add_payer(people)
    assert (made["filing_indicator"], made["takes_frequency_codes"], made["rule_payer"]) == (
        "MB",
        False,
        "cms",
    )
    changed = people.bill.patch(f"/api/v1/billing/payers/{made['id']}/", {"wants_ordering_npi": True}).json()
    assert (changed["wants_ordering_npi"], changed["row_version"]) == (True, 2)
    again = people.bill.patch(f"/api/v1/billing/payers/{made['id']}/", {"wants_ordering_npi": True}).json()
    assert again["row_version"] == 2, "nothing changed, nothing is written"
    assert people.bill.post("/api/v1/billing/payers/", MEDICARE).status_code == 409
    assert list(Entry.objects.filter(action__startswith="payer.").order_by("at").values_list("action", flat=True)) == [
        "payer.added", "payer.changed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "barter"}, "kind"),
        ({"payer_code": "no spaces"}, "payer_code"),
        ({"rule_payer": "nobody"}, "rule_payer"),
        ({"timely_filing_days": 5}, "timely_filing_days"),
        ({"filing_indicator": "??"}, "filing_indicator"),
        ({"name": "  "}, "name"),
    ],
)
def test_a_payer_that_is_not_complete_names_the_field(
    people: People, fields: dict[str, Any], wrong: str
) -> None:
    response = people.bill.post("/api/v1/billing/payers/", {**MEDICARE, **fields})
    assert response.status_code == 400
    assert wrong in response.json()["fields"]


def test_plans_of_a_payer(people: People) -> None:
    payer = add_payer(people)
    url = f"/api/v1/billing/payers/{payer['id']}/plans/"
    plans = people.bill.post(url, {"name": "Gold"}).json()["plans"]
    assert [plan["name"] for plan in plans] == ["Gold"]
    assert people.bill.post(url, {"name": "Gold"}).status_code == 409
    assert people.bill.post(f"/api/v1/billing/payer-plans/{plans[0]['id']}/retire/").status_code == 204
    assert people.bill.post(f"/api/v1/billing/payer-plans/{plans[0]['id']}/retire/").status_code == 409
    assert people.bill.get(f"/api/v1/billing/payers/{payer['id']}/").json()["plans"][0]["is_active"] is False


def test_a_medicare_number_has_the_form_of_the_card_and_is_sealed(people: People, patient: Patient) -> None:
    payer = add_payer(people)
    refused = cover(people, patient, payer, member_id="123-45-6789A")
    assert refused.status_code == 400
    assert "member_id" in refused.json()["fields"]
    assert "6789A" not in refused.content.decode()
    made = cover(people, patient, payer, member_id="1eg4te5mk73")
    assert made.status_code == 201, made.content
    assert made.json()["results"][0]["member_id"] == "1EG4TE5MK73"
    assert Coverage.objects.values_list("member_id", flat=True).get().startswith("v1.")


def test_two_primary_coverages_never_hold_on_one_day(people: People, patient: Patient) -> None:
    old, new = (
        add_payer(people),
        add_payer(people, name="Advantage", kind="medicare_advantage", payer_code="MA1"),
    )
    first = cover(people, patient, old).json()["results"][0]
    clash = cover(people, patient, new, member_id="A-77", valid_from="2026-06-01")
    assert (clash.status_code, clash.json()["code"]) == (409, "overlap")
    url = f"/api/v1/patients/{patient.id}/coverage/{first['id']}/end/"
    assert people.bill.post(url, {"ends_on": "2026-06-01"}).status_code == 200
    assert people.bill.post(url, {"ends_on": "2026-07-01"}).status_code == 409
    assert cover(people, patient, new, member_id="A-77", valid_from="2026-06-01").status_code == 201
    assert cover(people, patient, old, rank=2).status_code == 201, "a second rank may stand beside"
    assert cover(people, patient, old, valid_from="2025-01-01", valid_to="2025-01-01").status_code == 400


def test_coverage_is_verified_on_a_day_that_has_come(people: People, patient: Patient) -> None:
    made = cover(people, patient, add_payer(people)).json()["results"][0]
    url = f"/api/v1/patients/{patient.id}/coverage/{made['id']}/verify/"
    assert people.bill.post(url, {"on": "2026-02-03"}).json()["results"][0]["verified_on"] == "2026-02-03"
    tomorrow = date.today() + timedelta(days=2)
    assert people.bill.post(url, {"on": tomorrow.isoformat()}).status_code == 400


def test_reading_coverage_is_a_read_of_the_patient(people: People, patient: Patient) -> None:
    cover(people, patient, add_payer(people))
    assert (
        people.bill.get(f"/api/v1/patients/{patient.id}/coverage/").json()["results"][0]["payer_name"]
        == MEDICARE["name"]
    )
    entry = Entry.objects.get(action="coverage.read")
    assert entry.patient_ids == [patient.id]
    assert people.olga.get(f"/api/v1/patients/{patient.id}/coverage/").status_code in (403, 404)


def test_another_practices_monitoring_is_recorded_and_withdrawn_with_a_reason(
    people: People, patient: Patient
) -> None:
    url = f"/api/v1/patients/{patient.id}/outside-claims/"
    claim = {
        "cpt_code": "99454",
        "period_start": "2026-10-01",
        "period_end": "2026-10-30",
        "source": "eligibility",
    }
    made = people.bill.post(url, claim).json()["results"][0]
    assert (made["service_date"], made["units"]) == ("2026-10-30", 1)
    assert people.bill.post(url, {**claim, "cpt_code": "99213"}).status_code == 400
    assert people.bill.post(url, {**claim, "period_end": "2026-09-01"}).status_code == 400
    gone = people.bill.post(f"{url}{made['id']}/withdraw/", {"reason": "another patient of the same name"})
    assert gone.json()["results"][0]["withdrawn_at"] is not None
    assert people.bill.post(f"{url}{made['id']}/withdraw/", {"reason": "again"}).status_code == 409


def test_a_billing_entity_needs_what_the_claim_asks(people: People) -> None:
    url = "/api/v1/billing/providers/"
    made = people.bill.post(url, ENTITY)
    assert made.status_code == 201, made.content
    assert people.bill.post(url, ENTITY).status_code == 409
    wrong = people.bill.post(
        url,
        {
            **ENTITY,
            "npi": "1234567890",
            "tin": "1",
            "zip": "78701",
            "line1": "P.O. Box 7",
            "state": "XX",
            "taxonomy": "x",
        },
    )
    assert set(wrong.json()["fields"]) == {"npi", "tin", "zip", "line1", "state", "taxonomy"}
    for box in ("Post Office Box 7", "PO BOX 7", "Lockbox 12"):  # as the claim's own check sees them
        assert set(people.bill.post(url, {**ENTITY, "npi": "1245319599", "line1": box}).json()["fields"]) == {
            "line1"
        }
    one = f"{url}{made.json()['id']}/"
    assert people.bill.patch(one, {"city": "Dallas"}).json()["city"] == "Dallas"
    assert people.bill.patch(one, {"npi": "1245319599"}).json()["fields"] == {"npi": ["cannot be changed"]}
    assert people.bill.get(one).json()["row_version"] == 2


def test_who_renders_may_be_a_member_and_nobody_elses(people: People) -> None:
    person = {
        "kind": "rendering",
        "name": "Smith",
        "first_name": "Alex",
        "npi": "1245319599",
        "taxonomy": "207RC0000X",
    }
    paul = people.bill.post(
        "/api/v1/billing/providers/", {**person, "membership_id": str(people.paul.membership.id)}
    )
    assert paul.status_code == 201, paul.content
    stranger = {**person, "kind": "ordering", "membership_id": str(people.olga.membership.id)}
    assert "membership_id" in people.bill.post("/api/v1/billing/providers/", stranger).json()["fields"]
    assert [row["name"] for row in people.bill.get("/api/v1/billing/providers/").json()["results"]] == [
        "Smith"
    ]


def test_a_nurse_sets_up_no_payers(people: People) -> None:
    assert people.nora.post("/api/v1/billing/payers/", MEDICARE).status_code == 403
