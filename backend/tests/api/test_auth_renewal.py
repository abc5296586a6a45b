"""Signing in anew before a session's longest life is over: the same person, the same practice, a session of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.api.signing_in import BROWSER, audited, bearer, call, code_of, give_totp, login, wrong_code
from tests.people import PASSWORD, People
from vantrexia.accounts.models import Membership, Practice, Session, User
from vantrexia.accounts.selectors.people import as_person
from vantrexia.accounts.services.passwords import store_password
from vantrexia.core.tenancy import practice_scope

NORA = "nora@riverside.example"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TWELVE_HOURS = 12 * 3600


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def live_on(clock: Any, token: str, *, hours: int) -> dict[str, Any]:
    """Refresh as an open window does until so many hours have gone; answers the last pair."""
    body: dict[str, Any] = {"refresh": token}
    for _ in range(hours * 4):
        clock.shift(timedelta(minutes=15))
        body = call("token/refresh/", {"refresh": body["refresh"]}).json()
    return body


def test_every_pair_says_how_long_the_session_may_live_and_refreshing_does_not_prolong_it(
    people: People, clock: Any
) -> None:
    first = login(NORA).json()
    assert first["session_expires_in"] == TWELVE_HOURS
    assert live_on(clock, first["refresh"], hours=3)["session_expires_in"] == TWELVE_HOURS - 3 * 3600


def test_the_password_opens_a_session_of_the_full_length_and_ends_the_old_one(
    people: People, clock: Any
) -> None:
    old = live_on(clock, login(NORA).json()["refresh"], hours=11)
    response = bearer(old["access"], "POST", "auth/renew/", {"password": PASSWORD})
    body = response.json()
    assert (response.status_code, body["session_expires_in"]) == (200, TWELVE_HOURS)
    assert (body["user"]["email"], body["user"]["practice"]["name"]) == (NORA, "Riverside")
    assert bearer(old["access"], "GET", "auth/me/").status_code == 401
    assert call("token/refresh/", {"refresh": old["refresh"]}).status_code == 401
    clock.shift(timedelta(minutes=10))
    assert call("token/refresh/", {"refresh": body["refresh"]}).status_code == 200
    (ended,) = audited(people.nora, "session.ended")
    (renewed,) = audited(people.nora, "session.renewed")
    assert ended.detail == {"why": "renewed"}
    assert (ended.actor_user_id, renewed.actor_user_id) == (people.nora.user.id, people.nora.user.id)
    assert ended.entity_id != renewed.entity_id


def test_a_wrong_password_names_the_field_counts_and_leaves_the_session_alone(people: People) -> None:
    answers = [people.nora.post("/api/v1/auth/renew/", {"password": "not it"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [423]
    assert answers[0].json()["fields"] == {"password": ["The password is not right."]}
    assert people.nora.get("/api/v1/auth/me/").status_code == 200
    assert len(audited(people.nora, "confirmation.refused")) == 5
    assert audited(people.nora, "session.renewed") == []


def test_signing_in_anew_forgets_the_wrong_tries_before_it_as_signing_in_does(people: People) -> None:
    for _ in range(4):
        assert people.nora.post("/api/v1/auth/renew/", {"password": "not it"}).status_code == 400
    fresh = people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD}).json()["access"]
    # Five in a row lock; these are not.
    for _ in range(2):
        assert bearer(fresh, "POST", "auth/renew/", {"password": "not it"}).status_code == 400


def test_half_a_right_answer_forgets_no_wrong_try(people: People) -> None:
    give_totp(people.nora)
    for _ in range(4):
        people.nora.post("/api/v1/auth/renew/", {"password": "not it"})
        people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD})
    assert people.nora.post("/api/v1/auth/renew/", {"password": "not it"}).status_code == 400
    assert people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD}).status_code == 423


def test_the_password_of_somebody_else_renews_nothing(people: People) -> None:
    with practice_scope(people.practice.id):
        ada = User.objects.get(id=people.ada.user.id)
        store_password(user=ada, password="a phrase that is only hers", now=NOON)
    assert login(ada.email, "a phrase that is only hers").status_code == 200
    body = {"password": "a phrase that is only hers", "email": ada.email}
    assert people.nora.post("/api/v1/auth/renew/", body).status_code == 400


def test_an_authenticator_is_asked_for_as_at_sign_in(people: People) -> None:
    secret = give_totp(people.nora)
    missing = people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD, "code": ""})
    assert (missing.status_code, missing.json()["code"], list(missing.json()["fields"])) == (
        400,
        "totp_required",
        ["code"],
    )
    assert audited(people.nora, "confirmation.refused") == []
    wrong = people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD, "code": wrong_code(secret)})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "totp_invalid")
    right = people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD, "code": code_of(secret)})
    assert right.status_code == 200
    assert right.json()["user"]["must_enrol_totp"] is False


def test_it_stays_in_the_practice_on_screen_not_in_the_one_signed_in_to_first(people: People) -> None:
    with practice_scope(people.other_practice.id), as_person(people.nora.user.id):
        Membership(
            practice_id=people.other_practice.id,
            user_id=people.nora.user.id,
            role="provider",
            created_at=NOON,
        ).save(force_insert=True)
    there = people.nora.post("/api/v1/auth/practice/", {"practice_id": str(people.other_practice.id)}).json()
    body = bearer(there["access"], "POST", "auth/renew/", {"password": PASSWORD}).json()
    assert (body["user"]["practice"]["name"], body["user"]["role"]) == ("Hillside", "provider")


def test_what_the_practice_asks_of_a_sign_in_by_now_it_asks_here_too(people: People) -> None:
    with practice_scope(people.practice.id):
        Practice.objects.filter(id=people.practice.id).update(mfa_required_roles=["nurse"])
    body = people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD}).json()
    assert body["user"]["must_enrol_totp"] is True
    assert bearer(body["access"], "GET", "patients/").status_code == 403


def test_a_browser_gets_its_new_token_in_the_cookie(people: People) -> None:
    browser = Client(raise_request_exception=False)
    access = login(NORA, client=browser, **BROWSER).json()["access"]
    before = browser.cookies["vantrexia_refresh"].value
    signed_in = {**BROWSER, "Authorization": f"Bearer {access}"}
    response = call("renew/", {"password": PASSWORD}, client=browser, **signed_in)
    assert response.status_code == 200
    assert "refresh" not in response.json()
    assert browser.cookies["vantrexia_refresh"].value not in (before, "")
    assert call("token/refresh/", {}, client=browser, **BROWSER).status_code == 200


def test_nothing_is_renewed_without_a_session_or_from_a_foreign_page_or_without_a_password(
    people: People,
) -> None:
    assert call("renew/", {"password": PASSWORD}).status_code == 401
    access = login(NORA).json()["access"]
    foreign = {
        "X-Vantrexia-Client": "browser",
        "Origin": "https://evil.example",
        "Authorization": f"Bearer {access}",
    }
    assert call("renew/", {"password": PASSWORD}, **foreign).status_code == 403
    bad = people.nora.post("/api/v1/auth/renew/", {})
    assert (bad.status_code, list(bad.json()["fields"])) == (400, ["password"])
    with practice_scope(people.practice.id):
        Session.objects.filter(id=people.nora.session_id).update(expires_at=datetime.now(tz=UTC))
    assert people.nora.post("/api/v1/auth/renew/", {"password": PASSWORD}).status_code == 401
