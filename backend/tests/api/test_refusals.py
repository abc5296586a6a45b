"""Who tries doors leaves a trace: what a signed-in person was refused is in the audit, without a value of anybody."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.factories import make_patient
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import practice_scope, set_practice


def refusals(people: People) -> list[Entry]:
    set_practice(people.practice.id)
    return list(Entry.objects.filter(action__startswith="access.").order_by("at"))


def test_a_refused_act_is_written_down_with_who_what_and_where_from(people: People) -> None:
    patient = make_patient(people.practice, first_name="Quillon")
    path = f"/api/v1/patients/{patient.id}/archive/"
    assert people.mia.post(f"{path}?why=Quillon", {"reason": "Quillon moved"}).status_code == 403
    (entry,) = refusals(people)
    assert (entry.action, entry.outcome, entry.actor_user_id) == (
        "access.refused",
        "denied",
        people.mia.user.id,
    )
    assert (entry.entity, entry.entity_id) == ("endpoint", str(patient.id))
    assert entry.detail == {
        "method": "POST",
        "route": "api/v1/patients/<uuid:patient_id>/archive/",
        "ids": [str(patient.id)],
    }
    assert entry.address
    assert "Quillon" not in str(entry.__dict__)
    listed = people.cleo.get("/api/v1/audit/entries/?action=access.refused").json()["results"]
    assert len(listed) == 1
    fhir = people.cleo.get(f"/api/v1/audit/entries/{entry.id}/fhir/").json()
    assert fhir["outcome"] == "4"


@pytest.mark.parametrize("whose", ["another practice's", "nobody's"])
def test_a_row_that_does_not_exist_for_somebody_is_written_down_in_their_own_practice(
    people: People, whose: str
) -> None:
    wanted = uuid4()
    if whose != "nobody's":
        with practice_scope(people.other_practice.id):
            wanted = make_patient(people.other_practice).id
    assert people.nora.get(f"/api/v1/patients/{wanted}/").status_code == 404
    (entry,) = refusals(people)
    assert (entry.action, entry.entity_id, entry.outcome) == ("access.not_found", str(wanted), "denied")
    set_practice(people.other_practice.id)
    assert not Entry.objects.filter(action__startswith="access.").exists()
    set_practice(people.practice.id)


def test_what_names_no_row_or_is_nobodys_act_is_not_written_down(people: People) -> None:
    assert people.nora.get("/api/v1/no-such-thing/").status_code == 404
    people.nora.token = "nonsense"
    assert people.nora.get(f"/api/v1/patients/{uuid4()}/").status_code == 401
    assert refusals(people) == []
