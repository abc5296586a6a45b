"""One's profile, one's sessions, one's practices, and emergency access."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.api.signing_in import BROWSER, audited, bearer, call, login
from tests.people import CAST, People
from vantrexia.accounts.models import BreakGlass, Membership, Practice, Session
from vantrexia.accounts.selectors.people import as_person
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.domain.access import MATRIX, allows

NORA = "nora@riverside.example"


def join_hillside(people: People, role: str = "provider") -> None:
    with practice_scope(people.other_practice.id), as_person(people.nora.user.id):
        Membership(
            practice_id=people.other_practice.id,
            user_id=people.nora.user.id,
            role=role,
            created_at=datetime.now(tz=UTC),
        ).save(force_insert=True)


# --- me ----------------------------------------------------------------------------------------------------


def test_people_change_their_own_name_and_language(people: People) -> None:
    response = people.nora.patch("/api/v1/auth/me/", {"language": "es", "first_name": "Eleonora"})
    assert (response.json()["language"], response.json()["first_name"]) == ("es", "Eleonora")
    assert people.nora.get("/api/v1/auth/me/").json() == response.json()
    (entry,) = audited(people.nora, "user.changed")
    assert entry.detail == {"fields": ["first_name", "language"]}


def test_nobody_changes_their_own_role_or_address_here(people: People) -> None:
    response = people.nora.patch(
        "/api/v1/auth/me/", {"role": "admin", "email": "boss@riverside.example", "permissions": ["x"]}
    )
    assert (response.json()["role"], response.json()["email"]) == ("nurse", NORA)


@pytest.mark.parametrize(
    "body", [{"language": "xx"}, {"first_name": ""}, {"last_name": "x" * 101}, {"language": None}]
)
def test_a_bad_profile_names_the_field(people: People, body: dict[str, object]) -> None:
    response = people.nora.patch("/api/v1/auth/me/", body)
    assert (response.status_code, list(response.json()["fields"])) == (400, list(body))


@pytest.mark.parametrize("name", CAST)
def test_everybody_sees_their_own_role_and_permissions(people: People, name: str) -> None:
    body = getattr(people, name).get("/api/v1/auth/me/").json()
    assert body["role"] == CAST[name]
    assert body["permissions"] == sorted(MATRIX[CAST[name]])


# --- sessions ----------------------------------------------------------------------------------------------


def test_people_see_where_they_are_signed_in_and_end_it(people: People) -> None:
    other = login(NORA, address="198.51.100.20", **{"User-Agent": "Ward laptop\x07"}).json()
    listed = people.nora.get("/api/v1/auth/sessions/").json()
    assert listed["count"] == 2
    theirs = next(one for one in listed["results"] if not one["current"])
    assert (theirs["address"], theirs["device_label"], theirs["client"]) == (
        "198.51.100.20",
        "Ward laptop",
        "api",
    )
    assert people.nora.delete(f"/api/v1/auth/sessions/{theirs['id']}/").status_code == 204
    assert bearer(other["access"], "GET", "auth/me/").status_code == 401
    assert people.nora.get("/api/v1/auth/sessions/").json()["count"] == 1
    assert people.nora.delete(f"/api/v1/auth/sessions/{theirs['id']}/").status_code == 404


def test_nobody_ends_or_sees_a_session_of_somebody_else(people: People) -> None:
    for stranger in (people.ada, people.olga):
        assert stranger.delete(f"/api/v1/auth/sessions/{people.nora.session_id}/").status_code == 404
        assert str(people.nora.session_id) not in stranger.get("/api/v1/auth/sessions/").content.decode()
    assert people.nora.get("/api/v1/auth/me/").status_code == 200


def test_idle_sessions_are_not_listed(people: People) -> None:
    login(NORA)
    now = datetime.now(tz=UTC)
    with practice_scope(people.practice.id):
        Session.objects.exclude(id=people.nora.session_id).update(last_used_at=now - timedelta(minutes=31))
    assert people.nora.get("/api/v1/auth/sessions/").json()["count"] == 1


# --- practices ---------------------------------------------------------------------------------------------


def test_a_switch_ends_this_session_and_opens_one_in_the_other_practice(people: People) -> None:
    join_hillside(people)
    response = people.nora.post("/api/v1/auth/practice/", {"practice_id": str(people.other_practice.id)})
    body = response.json()
    assert response.status_code == 200
    assert (body["user"]["practice"]["name"], body["user"]["role"]) == ("Hillside", "provider")
    assert body["user"]["permissions"] == sorted(MATRIX["provider"])
    assert people.nora.get("/api/v1/auth/me/").status_code == 401
    seen = bearer(body["access"], "GET", "practice/users/").json()["results"]
    assert {user["email"] for user in seen} == {NORA, "olga@hillside.example"}
    assert call("token/refresh/", {"refresh": body["refresh"]}).status_code == 200


def test_nobody_switches_into_a_practice_they_do_not_belong_to(people: People) -> None:
    for practice in (people.other_practice.id, people.nora.user.uuid):
        response = people.nora.post("/api/v1/auth/practice/", {"practice_id": str(practice)})
        assert response.status_code == 404
    assert people.nora.get("/api/v1/auth/me/").status_code == 200
    assert people.nora.post("/api/v1/auth/practice/", {"practice_id": "x"}).status_code == 400


def test_a_switch_does_not_prolong_the_session_and_asks_for_the_factor_of_the_other_practice(
    people: People,
) -> None:
    join_hillside(people)
    with practice_scope(people.other_practice.id):
        Practice.objects.filter(id=people.other_practice.id).update(mfa_required_roles=["provider"])
    with practice_scope(people.practice.id):
        expires_at = Session.objects.get(id=people.nora.session_id).expires_at
    body = people.nora.post("/api/v1/auth/practice/", {"practice_id": str(people.other_practice.id)}).json()
    assert body["user"]["must_enrol_totp"] is True
    assert bearer(body["access"], "GET", "practice/users/").status_code == 403
    with practice_scope(people.other_practice.id):
        assert Session.objects.get(user_id=people.nora.user.id).expires_at == expires_at


def test_a_browser_that_switches_keeps_its_token_in_the_cookie(people: People) -> None:
    join_hillside(people)
    browser = Client(raise_request_exception=False)
    access = login(NORA, client=browser, **BROWSER).json()["access"]
    body = {"practice_id": str(people.other_practice.id)}
    response = call("practice/", body, client=browser, **BROWSER, Authorization=f"Bearer {access}")
    assert "refresh" not in response.json()
    assert call("token/refresh/", {}, client=browser, **BROWSER).status_code == 200


# --- emergency access --------------------------------------------------------------------------------------

REASON = {"reason": "Patient collapsed in the waiting room", "minutes": 30}


@pytest.mark.parametrize("name", CAST)
def test_only_roles_with_the_permission_break_the_glass(people: People, name: str) -> None:
    response = getattr(people, name).post("/api/v1/auth/break-glass/", REASON)
    assert response.status_code == (201 if allows(CAST[name], "breakglass.use") else 403)


def test_emergency_access_opens_the_records_to_read_for_its_time_and_nothing_else(people: People) -> None:
    before = set(people.ada.get("/api/v1/auth/me/").json()["permissions"])
    assert people.ada.get("/api/v1/triage/patients/").status_code == 403
    assert people.ada.post("/api/v1/auth/break-glass/", REASON).status_code == 201
    wider = set(people.ada.get("/api/v1/auth/me/").json()["permissions"]) - before
    assert wider == {"reading.read", "threshold.read", "alert.read", "triage.read"}
    assert people.ada.get("/api/v1/triage/patients/").status_code == 200
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=5), tick=False):
        assert people.ada.post("/api/v1/auth/break-glass/", REASON).status_code == 409
    assert people.ada.delete("/api/v1/auth/break-glass/").status_code == 204
    assert set(people.ada.get("/api/v1/auth/me/").json()["permissions"]) == before
    assert people.ada.delete("/api/v1/auth/break-glass/").status_code == 404


def test_emergency_access_runs_out_by_itself(people: People) -> None:
    body = login(NORA).json()
    before = bearer(body["access"], "GET", "auth/me/").json()["permissions"]
    bearer(body["access"], "POST", "auth/break-glass/", {**REASON, "minutes": 1})
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(seconds=61), tick=False):
        assert bearer(body["access"], "GET", "auth/me/").json()["permissions"] == before
        assert bearer(body["access"], "POST", "auth/break-glass/", REASON).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "short", "minutes": 5},
        {"reason": "A good long reason", "minutes": 61},
        {"reason": "A good long reason", "minutes": 0},
        {"minutes": 5},
    ],
)
def test_emergency_access_needs_a_reason_and_at_most_an_hour(people: People, body: dict[str, object]) -> None:
    assert people.nora.post("/api/v1/auth/break-glass/", body).status_code == 400
    set_practice(people.practice.id)
    assert not BreakGlass.objects.exists()


def test_emergency_access_is_audited_with_its_reason_sealed(people: People) -> None:
    people.nora.post("/api/v1/auth/break-glass/", REASON)
    (entry,) = audited(people.nora, "breakglass.started")
    assert entry.reason == REASON["reason"]
    raw = str(list(BreakGlass.objects.values_list("reason", flat=True)))
    assert "collapsed" not in raw


def test_somebody_else_reviews_it_once(people: People) -> None:
    people.cleo.post("/api/v1/auth/break-glass/", REASON)
    (open_one,) = people.ada.get("/api/v1/practice/break-glass/?reviewed=false").json()["results"]
    assert (open_one["user_name"], open_one["reason"]) == ("Cleo Riverside", REASON["reason"])
    path = f"/api/v1/practice/break-glass/{open_one['id']}/review/"
    assert people.cleo.post(path).status_code == 403
    assert people.nora.post(path).status_code == 403
    assert people.olga.post(path).status_code == 403
    reviewed = people.ada.post(path)
    assert (reviewed.status_code, reviewed.json()["reviewed_by_id"]) == (200, people.ada.user.id)
    assert people.ada.post(path).status_code == 409
    assert people.ada.get("/api/v1/practice/break-glass/?reviewed=false").json()["count"] == 0
    assert len(audited(people.ada, "breakglass.reviewed")) == 1
