"""The practice's people: invited, changed, unlocked, relieved of a lost authenticator, deactivated."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest

from tests.api.signing_in import audited, bearer, call, give_totp, login
from tests.factories import make_patient
from tests.people import CAST, PASSWORD, People, Person, make_person
from vantrexia.accounts.models import Credential, Membership, User
from vantrexia.accounts.services.resets import reset_token
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.domain.access import allows

NORA = "nora@riverside.example"
NEW = {"email": "Nina@Riverside.example", "first_name": "Nina", "last_name": "New", "role": "nurse"}
ACTS = ("deactivate/", "unlock/", "reset-totp/", "send-link/")


def users(person: Person) -> dict[str, dict[str, Any]]:
    return {user["email"]: user for user in person.get("/api/v1/practice/users/").json()["results"]}


def path(person: Person, act: str = "") -> str:
    return f"/api/v1/practice/users/{person.user.id}/{act}"


def promote(person: Person, role: str = "admin") -> None:
    with practice_scope(person.practice.id):
        Membership.objects.filter(id=person.membership.id).update(role=role)


def join(person: Person, people: People, role: str = "nurse") -> None:
    """Make a Riverside person a member of Hillside as well."""
    with practice_scope(people.other_practice.id), patch("vantrexia.workflows.practices.ring_reset_mail"):
        promote(people.olga)
        body = {"email": person.user.email, "first_name": "Other", "last_name": "Name", "role": role}
        assert people.olga.post("/api/v1/practice/users/", body).status_code == 201


# --- who may -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CAST)
def test_who_reads_and_who_manages_users(people: People, name: str) -> None:
    person, role = getattr(people, name), CAST[name]
    reads, manages = allows(role, "user.read"), allows(role, "user.manage")
    assert person.get("/api/v1/practice/users/").status_code == (200 if reads else 403)
    assert person.get(path(people.mia)).status_code == (200 if reads else 403)
    assert person.post("/api/v1/practice/users/", NEW).status_code == (201 if manages else 403)
    assert person.patch(path(people.mia), {"first_name": "Maria"}).status_code == (200 if manages else 403)
    for act in ACTS:
        assert (person.post(path(people.dan, act)).status_code == 403) is not manages, act


def test_people_of_another_practice_do_not_exist(people: People) -> None:
    promote(people.olga)
    before = users(people.ada)
    assert people.olga.get(path(people.nora)).status_code == 404
    assert people.olga.patch(path(people.nora), {"role": "admin"}).status_code == 404
    for act in ACTS:
        assert people.olga.post(path(people.nora, act)).status_code == 404, act
    credential = {"profession": "rn", "valid_from": "2026-01-01"}
    assert people.olga.post(path(people.nora, "credentials/"), credential).status_code == 404
    assert set(users(people.olga)) == {"olga@hillside.example"}
    assert users(people.ada) == before


@pytest.mark.parametrize("user_id", ["0", "999999999", "99999999999999999999", "-1", "x"])
def test_ids_nobody_has_are_not_found(people: People, user_id: str) -> None:
    assert people.ada.get(f"/api/v1/practice/users/{user_id}/").status_code == 404


def test_a_member_is_shown_with_role_factor_and_lock(people: People) -> None:
    give_totp(people.nora)
    for _ in range(5):
        login(NORA, "wrong wrong wrong")
    nora = users(people.ada)[NORA]
    assert (nora["role"], nora["is_active"], nora["is_2fa_enabled"], nora["has_password"]) == (
        "nurse",
        True,
        True,
        True,
    )
    assert nora["locked_until"] is not None
    assert users(people.ada)["paul@riverside.example"]["locked_until"] is None
    assert "password" not in nora
    assert "totp_secret" not in nora


def test_the_list_costs_a_fixed_number_of_queries(people: People, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        make_person(f"extra{number}", "nurse", people.practice)
    with django_assert_max_num_queries(6):
        assert people.ada.get("/api/v1/practice/users/").json()["count"] == 28


# --- inviting ----------------------------------------------------------------------------------------------


def test_an_invited_person_chooses_the_password_through_a_mailed_link(people: People) -> None:
    with patch("vantrexia.workflows.practices.ring_reset_mail") as ring:
        created = people.ada.post("/api/v1/practice/users/", NEW)
    body = created.json()
    assert created.status_code == 201
    assert (body["email"], body["role"], body["has_password"]) == ("nina@riverside.example", "nurse", False)
    assert login("nina@riverside.example", "").status_code == 400
    assert login("nina@riverside.example", "!").status_code == 401
    token = reset_token(ring.call_args.kwargs["reset_id"])
    chosen = call("password/reset/confirm/", {"token": token, "new_password": "umbrella tuesday orbit"})
    assert chosen.status_code == 204
    signed_in = login("nina@riverside.example", "umbrella tuesday orbit").json()
    assert signed_in["user"]["practice"]["name"] == "Riverside"
    (entry,) = audited(people.ada, "membership.created")
    assert entry.detail == {"user_id": body["id"], "role": "nurse", "new_account": True}


def test_professions_come_with_the_invitation(people: People) -> None:
    credentials = [
        {
            "profession": "np",
            "npi": "1234567893",
            "licence_number": "F1",
            "licence_state": "NY",
            "valid_from": "2026-01-01",
        }
    ]
    body = people.ada.post(
        "/api/v1/practice/users/", {**NEW, "role": "provider", "credentials": credentials}
    ).json()
    (held,) = body["credentials"]
    assert (held["profession"], held["npi"], held["valid_to"]) == ("np", "1234567893", None)


def test_somebody_is_invited_once(people: People) -> None:
    assert people.ada.post("/api/v1/practice/users/", NEW).status_code == 201
    assert people.ada.post("/api/v1/practice/users/", {**NEW, "role": "ma"}).status_code == 409
    assert (
        people.ada.post("/api/v1/practice/users/", {**NEW, "email": "NORA@riverside.example"}).status_code
        == 409
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("role", "surgeon"),
        ("first_name", ""),
        ("last_name", "x" * 101),
        ("email", None),
        ("language", "fr"),
    ],
)
def test_a_bad_invitation_names_its_field_and_makes_nobody(people: People, field: str, value: Any) -> None:
    before = users(people.ada)
    response = people.ada.post("/api/v1/practice/users/", {**NEW, field: value})
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert users(people.ada) == before


def test_a_bad_profession_undoes_the_whole_invitation(people: People) -> None:
    before = users(people.ada)
    body = {**NEW, "credentials": [{"profession": "rn", "npi": "1111111111", "valid_from": "2026-01-01"}]}
    assert people.ada.post("/api/v1/practice/users/", body).status_code == 400
    assert users(people.ada) == before


def test_who_has_an_account_elsewhere_keeps_name_password_and_factor(people: People) -> None:
    join(people.nora, people)
    shown = users(people.olga)[NORA]
    assert (shown["first_name"], shown["role"], shown["has_password"]) == ("Nora", "nurse", True)
    assert {choice["name"] for choice in login(NORA).json()["user"]["practices"]} == {"Riverside", "Hillside"}


def test_a_second_practice_cannot_weaken_or_rename_an_account(people: People) -> None:
    give_totp(people.nora)
    join(people.nora, people)
    for act in ("reset-totp/", "send-link/"):
        assert people.olga.post(path(people.nora, act)).status_code == 409, act
    assert people.olga.patch(path(people.nora), {"first_name": "Eve"}).status_code == 409
    assert people.ada.post(path(people.nora, "reset-totp/")).status_code == 200


def test_a_new_link_is_mailed_on_request(people: People) -> None:
    with patch("vantrexia.api.practice_users.ring_reset_mail") as ring:
        assert people.ada.post(path(people.nora, "send-link/")).status_code == 202
    assert ring.call_args.kwargs["user_id"] == people.nora.user.id


# --- changing ----------------------------------------------------------------------------------------------


def test_a_new_role_ends_the_members_sessions_and_is_audited(people: People) -> None:
    response = people.ada.patch(path(people.nora), {"role": "data_monitor"})
    assert response.json()["role"] == "data_monitor"
    assert people.nora.get("/api/v1/auth/me/").status_code == 401
    assert login(NORA).json()["user"]["role"] == "data_monitor"
    (entry,) = audited(people.ada, "membership.role_changed")
    assert entry.detail == {"user_id": people.nora.user.id, "from": "nurse", "to": "data_monitor"}


def test_a_name_is_changed_without_ending_anything(people: People) -> None:
    assert people.ada.patch(path(people.nora), {"last_name": "Nowak"}).json()["last_name"] == "Nowak"
    assert people.nora.get("/api/v1/auth/me/").json()["last_name"] == "Nowak"


@pytest.mark.parametrize(
    ("field", "value"), [("role", "root"), ("is_active", "perhaps"), ("language", "fr"), ("first_name", "")]
)
def test_a_bad_change_names_its_field(people: People, field: str, value: Any) -> None:
    response = people.ada.patch(path(people.nora), {field: value})
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_administrators_keep_their_own_role_and_the_last_one_stays(people: People) -> None:
    assert people.ada.patch(path(people.ada), {"role": "nurse"}).status_code == 409
    assert people.ada.post(path(people.ada, "deactivate/")).status_code == 409
    zara = make_person("zara", "admin", people.practice)
    assert zara.post(path(people.ada, "deactivate/")).status_code == 200
    yuri = make_person("yuri", "admin", people.practice)
    assert yuri.patch(path(zara), {"role": "nurse"}).status_code == 200
    assert yuri.patch(path(yuri), {"is_active": False}).status_code == 409
    assert [user["role"] for user in users(yuri).values() if user["is_active"]].count("admin") == 1


def test_a_deactivated_members_tokens_die_at_once_and_return_with_a_new_sign_in_only(people: People) -> None:
    session = login(NORA).json()
    response = people.ada.post(path(people.nora, "deactivate/"))
    assert (response.status_code, response.json()["is_active"]) == (200, False)
    assert people.nora.get("/api/v1/auth/me/").status_code == 401
    assert bearer(session["access"], "GET", "auth/me/").status_code == 401
    assert call("token/refresh/", {"refresh": session["refresh"]}).status_code == 401
    assert login(NORA).status_code == 401
    assert people.ada.patch(path(people.nora), {"is_active": True}).json()["is_active"] is True
    assert people.nora.get("/api/v1/auth/me/").status_code == 401
    assert login(NORA).status_code == 200
    assert [len(audited(people.ada, f"membership.{verb}")) for verb in ("deactivated", "reactivated")] == [
        1,
        1,
    ]


def test_deactivation_here_leaves_the_other_practice_alone(people: People) -> None:
    join(people.nora, people, role="provider")
    people.ada.post(path(people.nora, "deactivate/"))
    assert login(NORA).json()["user"]["practice"]["name"] == "Hillside"


def test_an_administrator_unlocks(people: People) -> None:
    for _ in range(5):
        login(NORA, "wrong wrong wrong")
    assert login(NORA).status_code == 423
    assert people.ada.post(path(people.nora, "unlock/")).json()["locked_until"] is None
    assert login(NORA).status_code == 200
    assert len(audited(people.ada, "account.unlocked")) == 1


def test_a_lost_authenticator_is_taken_away_by_an_administrator(people: People) -> None:
    give_totp(people.nora)
    assert login(NORA).json()["code"] == "totp_required"
    assert people.ada.post(path(people.nora, "reset-totp/")).json()["is_2fa_enabled"] is False
    assert people.nora.get("/api/v1/auth/me/").status_code == 401
    assert login(NORA).status_code == 200
    assert people.ada.post(path(people.nora, "reset-totp/")).status_code == 409
    assert people.ada.post(path(people.ada, "reset-totp/")).status_code == 409
    assert len(audited(people.ada, "totp.reset")) == 1


# --- credentials -------------------------------------------------------------------------------------------


def test_a_profession_is_stated_and_ended_with_dates(people: People) -> None:
    added = people.ada.post(
        path(people.nora, "credentials/"),
        {"profession": "rn", "licence_state": "NY", "valid_from": "2026-01-01"},
    )
    assert added.status_code == 201
    (held,) = added.json()["credentials"]
    ended = people.ada.post(path(people.nora, f"credentials/{held['id']}/end/"), {"valid_to": "2026-06-01"})
    assert ended.json()["credentials"][0]["valid_to"] == "2026-06-01"
    before = people.ada.post(path(people.nora, f"credentials/{held['id']}/end/"), {"valid_to": "2025-06-01"})
    assert (before.status_code, list(before.json()["fields"])) == (400, ["valid_to"])
    assert (
        people.ada.post(
            path(people.paul, f"credentials/{held['id']}/end/"), {"valid_to": "2026-06-01"}
        ).status_code
        == 404
    )
    set_practice(people.practice.id)
    assert Credential.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("profession", "wizard"),
        ("npi", "1234567890"),
        ("licence_state", "ny"),
        ("valid_from", "soon"),
        ("valid_to", "2025-12-31"),
    ],
)
def test_a_bad_profession_names_its_field(people: People, field: str, value: str) -> None:
    body = {"profession": "rn", "valid_from": "2026-01-01", field: value}
    response = people.ada.post(path(people.nora, "credentials/"), body)
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_nothing_shows_a_password_hash_anywhere(people: People) -> None:
    set_practice(people.practice.id)
    hashes = list(User.objects.values_list("password", flat=True))
    shown = (
        people.ada.get("/api/v1/practice/users/").content.decode()
        + people.ada.get("/api/v1/auth/me/").content.decode()
    )
    assert hashes
    assert not any(text in shown for text in hashes)
    assert PASSWORD not in shown


# --- whose own record ------------------------------------------------------------------------------------------


def typed(person: Person, patient_id: object) -> int:
    body = {"patient_id": str(patient_id), "measured_at": datetime.now(tz=UTC).isoformat(), "pulse": 70}
    return person.post("/api/v1/ingestion/heart-rate/", body).status_code


def test_an_account_of_a_patient_is_tied_to_a_record_and_types_there_at_once(people: People) -> None:
    patient = make_patient(people.practice)
    assert typed(people.pat, patient.id) == 403
    response = people.ada.patch(path(people.pat), {"patient_id": str(patient.id)})
    assert (response.status_code, response.json()["patient_id"]) == (200, str(patient.id))
    assert typed(people.pat, patient.id) == 201
    (entry,) = audited(people.ada, "membership.record_linked")
    assert entry.patient_ids == [patient.id]
    untied = people.ada.patch(path(people.pat), {"patient_id": None})
    assert (untied.status_code, untied.json()["patient_id"]) == (200, None)
    assert typed(people.pat, patient.id) == 403
    assert len(audited(people.ada, "membership.record_unlinked")) == 1


def test_a_patient_is_invited_with_their_record(people: People) -> None:
    patient = make_patient(people.practice)
    with patch("vantrexia.workflows.practices.ring_reset_mail"):
        answer = people.ada.post(
            "/api/v1/practice/users/", {**NEW, "role": "patient", "patient_id": str(patient.id)}
        )
    assert (answer.status_code, answer.json()["patient_id"]) == (201, str(patient.id))


def test_a_record_has_one_account_and_only_patients_have_one(people: People) -> None:
    patient = make_patient(people.practice)
    with practice_scope(people.other_practice.id):
        other = make_patient(people.other_practice)
    refused = people.ada.patch(path(people.nora), {"patient_id": str(patient.id)})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["patient_id"])
    assert people.ada.patch(path(people.pat), {"patient_id": str(other.id)}).status_code == 404
    assert people.ada.patch(path(people.pat), {"patient_id": str(patient.id)}).status_code == 200
    second = make_person("second", "patient", people.practice)
    assert people.ada.patch(path(second), {"patient_id": str(patient.id)}).status_code == 409


def test_a_new_role_takes_the_record_away(people: People) -> None:
    patient = make_patient(people.practice)
    assert people.ada.patch(path(people.pat), {"patient_id": str(patient.id)}).status_code == 200
    changed = people.ada.patch(path(people.pat), {"role": "nurse"})
    assert (changed.status_code, changed.json()["patient_id"]) == (200, None)
