"""Refreshing: rotation, two tabs, thieves, and what ends a session."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.api.signing_in import BROWSER, audited, bearer, call, login
from tests.people import People, make_people
from vantrexia.accounts.models import Membership, Practice, RefreshToken, User
from vantrexia.core.tenancy import practice_scope, set_practice

NORA = "nora@riverside.example"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def refresh(token: str, **options: Any) -> Any:
    return call("token/refresh/", {"refresh": token}, **options)


def test_each_refresh_gives_a_new_pair_that_works(people: People) -> None:
    first = login(NORA).json()
    second = refresh(first["refresh"])
    assert second.status_code == 200
    body = second.json()
    assert set(body) == {"access", "refresh", "expires_in", "session_expires_in"}
    assert body["refresh"] != first["refresh"]
    assert bearer(body["access"], "GET", "auth/me/").status_code == 200
    assert refresh(body["refresh"]).status_code == 200


def test_two_tabs_get_the_same_successor_for_ten_seconds(people: People, clock: Any) -> None:
    token = login(NORA).json()["refresh"]
    one = refresh(token).json()
    clock.shift(timedelta(seconds=9))
    two = refresh(token)
    assert two.status_code == 200
    assert two.json()["refresh"] == one["refresh"]
    assert refresh(one["refresh"]).status_code == 200


def test_a_tab_that_is_behind_by_two_still_joins_within_ten_seconds(people: People, clock: Any) -> None:
    token = login(NORA).json()["refresh"]
    one = refresh(token).json()["refresh"]
    clock.shift(timedelta(seconds=3))
    two = refresh(one).json()["refresh"]
    clock.shift(timedelta(seconds=3))
    assert refresh(token).json()["refresh"] == two


def test_later_reuse_ends_the_whole_family_and_is_audited(people: People, clock: Any) -> None:
    first = login(NORA).json()
    second = refresh(first["refresh"]).json()
    clock.shift(timedelta(seconds=11))
    stolen = refresh(first["refresh"])
    assert (stolen.status_code, stolen.json()["code"]) == (401, "session_ended")
    assert refresh(second["refresh"]).status_code == 401
    assert bearer(second["access"], "GET", "auth/me/").status_code == 401
    (entry,) = audited(people.nora, "session.refresh_reused")
    assert (entry.outcome, entry.actor_user_id) == ("failure", people.nora.user.id)


def test_reuse_of_one_session_leaves_the_persons_other_sessions_alone(people: People, clock: Any) -> None:
    first, other = login(NORA).json(), login(NORA).json()
    refresh(first["refresh"])
    clock.shift(timedelta(minutes=1))
    assert refresh(first["refresh"]).status_code == 401
    assert bearer(other["access"], "GET", "auth/me/").status_code == 200


def test_after_the_ten_seconds_no_successor_stays_readable(people: People, clock: Any) -> None:
    token = refresh(login(NORA).json()["refresh"]).json()["refresh"]
    clock.shift(timedelta(seconds=30))
    refresh(token)
    set_practice(people.practice.id)
    sealed = [row.successor for row in RefreshToken.objects.order_by("created_at", "id")]
    assert [successor is None for successor in sealed] == [True, False, True]


def test_tokens_are_stored_as_hashes_and_sealed(people: People) -> None:
    token = login(NORA).json()["refresh"]
    refresh(token)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(token_hash, 'escape') || coalesce(successor, '') FROM accounts_refreshtoken"
        )
        stored = "".join(row[0] for row in cursor.fetchall())
    assert token not in stored
    assert "v1.t1." in stored


@pytest.mark.parametrize("token", ["", "nonsense", "a" * 200])
def test_an_unknown_token_is_refused(people: People, token: str) -> None:
    response = refresh(token)
    assert response.status_code in (400, 401)
    assert response.json()["code"] in ("invalid", "token_not_valid")


def test_a_refresh_token_lives_a_day_at_most_and_never_longer_than_the_session(
    people: People, clock: Any
) -> None:
    with practice_scope(people.practice.id):
        Practice.objects.filter(id=people.practice.id).update(session_idle_minutes=480)
    tokens = login(NORA).json()
    for _ in range(2):
        clock.shift(timedelta(hours=5))
        tokens = refresh(tokens["refresh"]).json()
    clock.shift(timedelta(hours=2))
    ended = refresh(tokens["refresh"])
    assert (ended.status_code, ended.json()["code"]) == (401, "session_ended")


def test_an_idle_session_ends_for_access_and_refresh(people: People, clock: Any) -> None:
    tokens = login(NORA).json()
    clock.shift(timedelta(minutes=14))
    assert bearer(tokens["access"], "GET", "auth/me/").status_code == 200
    tokens = refresh(tokens["refresh"]).json()
    clock.shift(timedelta(minutes=30))
    assert bearer(tokens["access"], "GET", "auth/me/").status_code == 401
    assert refresh(tokens["refresh"]).json()["code"] == "session_ended"


def test_what_ends_a_person_ends_the_refresh(people: People) -> None:
    for change in ("user", "membership", "practice"):
        token = login(NORA).json()["refresh"]
        with practice_scope(people.practice.id):
            if change == "user":
                User.objects.filter(id=people.nora.user.id).update(is_active=False)
            elif change == "membership":
                Membership.objects.filter(id=people.nora.membership.id).update(is_active=False)
            else:
                Practice.objects.filter(id=people.practice.id).update(closed_at=datetime.now(tz=UTC))
            assert refresh(token).status_code == 401, change
            User.objects.filter(id=people.nora.user.id).update(is_active=True)
            Membership.objects.filter(id=people.nora.membership.id).update(is_active=True)


# --- the browser's cookie ----------------------------------------------------------------------------------


def test_a_browser_refreshes_by_cookie_and_never_sees_the_token(people: People) -> None:
    browser = Client(raise_request_exception=False)
    login(NORA, client=browser, **BROWSER)
    before = browser.cookies["vantrexia_refresh"].value
    response = call("token/refresh/", {}, client=browser, **BROWSER)
    assert response.status_code == 200
    assert set(response.json()) == {"access", "expires_in", "session_expires_in"}
    assert browser.cookies["vantrexia_refresh"].value not in (before, "")


def test_a_foreign_page_cannot_refresh_with_the_cookie(people: People) -> None:
    browser = Client(raise_request_exception=False)
    login(NORA, client=browser, **BROWSER)
    foreign = {"X-Vantrexia-Client": "browser", "Origin": "https://evil.example"}
    assert call("token/refresh/", {}, client=browser, **foreign).status_code == 403
    assert call("token/refresh/", {}, client=browser).status_code == 401
    assert call("token/refresh/", {}, client=browser, **BROWSER).status_code == 200


def test_a_browsers_token_is_worth_nothing_in_a_body(people: People) -> None:
    browser = Client(raise_request_exception=False)
    login(NORA, client=browser, **BROWSER)
    assert refresh(browser.cookies["vantrexia_refresh"].value).json()["code"] == "token_not_valid"


def test_a_refused_cookie_is_taken_back(people: People) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies["vantrexia_refresh"] = "not a token"
    response = call("token/refresh/", {}, client=browser, **BROWSER)
    assert response.status_code == 401
    assert response.cookies["vantrexia_refresh"]["max-age"] == 0


def test_signing_out_ends_access_refresh_and_cookie(people: People) -> None:
    browser = Client(raise_request_exception=False)
    body = login(NORA, client=browser, **BROWSER).json()
    token = browser.cookies["vantrexia_refresh"].value
    out = call("logout/", {}, client=browser, **BROWSER, Authorization=f"Bearer {body['access']}")
    assert out.status_code == 204
    assert out.cookies["vantrexia_refresh"]["max-age"] == 0
    assert bearer(body["access"], "GET", "auth/me/").json()["code"] == "session_ended"
    browser.cookies["vantrexia_refresh"] = token
    assert call("token/refresh/", {}, client=browser, **BROWSER).status_code == 401
    assert len(audited(people.nora, "session.ended")) == 1


def test_signing_out_needs_a_session(people: People) -> None:
    assert call("logout/", {}).status_code == 401


# --- at the same moment ------------------------------------------------------------------------------------


def test_twenty_refreshes_at_once_give_one_successor_and_one_new_row(committed_db: None) -> None:
    people = make_people()
    token = login(NORA).json()["refresh"]
    answers: list[str] = []
    gate = threading.Barrier(10)

    def tab() -> None:
        try:
            gate.wait()
            answers.extend(refresh(token).json().get("refresh", "refused") for _ in range(2))
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(10)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert len(answers) == 20
    assert len(set(answers)) == 1
    assert "refused" not in answers
    with practice_scope(people.practice.id):
        assert RefreshToken.objects.count() == 2
