"""Reading the audit through the API."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.people import CAST, People
from vantrexia.audit.services import record
from vantrexia.domain.access import MATRIX

NOW = datetime.now(tz=UTC)


def test_entries_come_newest_first_with_names_and_pages(people: People) -> None:
    for number in range(60):
        record(
            actor=people.nora.actor,
            action="patient.read",
            entity="patient",
            entity_id=number,
            reason="why",
            at=NOW,
        )
    body = people.ada.get("/api/v1/audit/entries/?action=patient.").json()
    assert len(body["results"]) == 50
    assert body["results"][0]["actor_name"] == "Nora Riverside"
    assert body["results"][0]["reason"] == "why"
    rest = people.ada.call(
        "GET",
        "/api/v1/audit/entries/",
        QUERY_STRING=f"action=patient.&cursor={body['next_cursor'].replace('+', '%2B')}",
    ).json()
    assert len(rest["results"]) == 10
    assert rest["next_cursor"] is None
    assert {row["id"] for row in rest["results"]}.isdisjoint({row["id"] for row in body["results"]})


def test_reading_the_audit_is_audited(people: People) -> None:
    people.ada.get("/api/v1/audit/entries/")
    assert (
        people.ada.get("/api/v1/audit/entries/?action=audit.").json()["results"][0]["action"]
        == "audit.listed"
    )


def test_an_entry_leaves_as_fhir(people: People) -> None:
    entry_id = record(actor=people.nora.actor, action="patient.read", entity="patient", entity_id="p", at=NOW)
    event = people.ada.get(f"/api/v1/audit/entries/{entry_id}/fhir/").json()
    assert (event["resourceType"], event["action"]) == ("AuditEvent", "R")
    assert people.olga.get(f"/api/v1/audit/entries/{entry_id}/fhir/").status_code == 403


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_only_those_the_matrix_names_read_it(people: People, role: str) -> None:
    expected = 200 if "audit.read" in MATRIX[role] else 403
    assert people.of_role(role).get("/api/v1/audit/entries/").status_code == expected
    assert people.of_role(role).get("/api/v1/audit/roots/").status_code == expected


@pytest.mark.parametrize(
    "query", ["actor=x", "from=yesterday", "to=2026-01-01T00:00:00", "cursor=odd", "patient_id=1"]
)
def test_bad_filters_are_400(people: People, query: str) -> None:
    assert people.ada.get(f"/api/v1/audit/entries/?{query}").status_code == 400
