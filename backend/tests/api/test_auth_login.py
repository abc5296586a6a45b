"""Signing in: who gets in, what the others learn, and what happens to those who keep trying."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client

from tests.api.signing_in import BROWSER, audited, bearer, call, code_of, give_totp, login, wrong_code
from tests.people import People, make_person
from vantrexia.accounts.models import Membership, Practice, SignInFailures, User
from vantrexia.accounts.selectors.people import as_person, email_fingerprint
from vantrexia.accounts.services import factors, hashing
from vantrexia.audit.models import PlatformEntry
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.domain.access import MATRIX

NORA = "nora@riverside.example"
WRONG = "not the password at all"


def fail(times: int, email: str = NORA, **options: str) -> list[int]:
    return [login(email, WRONG, **options).status_code for _ in range(times)]


def test_the_right_password_opens_a_session_with_the_published_body(people: People) -> None:
    response = login("Nora@Riverside.example ")
    body = response.json()
    assert response.status_code == 200
    assert set(body) == {"access", "refresh", "expires_in", "session_expires_in", "user"}
    assert body["expires_in"] == 900
    user = body["user"]
    assert {
        name: user[name] for name in ("id", "email", "first_name", "last_name", "role", "is_2fa_enabled")
    } == {
        "id": people.nora.user.id,
        "email": NORA,
        "first_name": "Nora",
        "last_name": "Riverside",
        "role": "nurse",
        "is_2fa_enabled": False,
    }
    assert user["permissions"] == sorted(MATRIX["nurse"])
    assert user["practice"]["timezone"] == "America/New_York"
    assert bearer(body["access"], "GET", "auth/me/").json() == user


def test_a_sign_in_is_audited_with_address_and_session(people: People) -> None:
    login(NORA, address="198.51.100.9")
    (entry,) = audited(people.nora, "session.started")
    assert (entry.actor_user_id, entry.address, entry.outcome) == (
        people.nora.user.id,
        "198.51.100.9",
        "success",
    )
    assert str(entry.session_id) == entry.entity_id


def test_a_browser_gets_its_refresh_token_in_a_cookie_no_script_reads_and_not_in_the_body(
    people: People,
) -> None:
    response = login(NORA, **BROWSER)
    cookie = response.cookies["vantrexia_refresh"]
    assert "refresh" not in response.json()
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/api/v1/auth/")
    assert not cookie["secure"]


def test_in_production_the_cookie_travels_over_tls_only(people: People, settings: object) -> None:
    settings.COOKIE_SECURE = True  # type: ignore[attr-defined]
    assert login(NORA, **BROWSER).cookies["vantrexia_refresh"]["secure"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_foreign_page_signs_nobody_in(people: People, origin: str) -> None:
    response = login(NORA, **{"X-Vantrexia-Client": "browser", "Origin": origin})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert not response.cookies


def test_a_configured_origin_may_sign_in(people: People, settings: object) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://portal.example"]  # type: ignore[attr-defined]
    assert (
        login(NORA, **{"X-Vantrexia-Client": "browser", "Origin": "https://portal.example"}).status_code
        == 200
    )


def test_unknown_addresses_wrong_passwords_and_disabled_people_answer_alike(people: People) -> None:
    set_practice(people.practice.id)
    User.objects.filter(id=people.dan.user.id).update(is_active=False)
    Membership.objects.filter(id=people.mia.membership.id).update(is_active=False)
    answers = [
        login("nobody@nowhere.example", address="203.0.113.1"),
        login(NORA, WRONG, address="203.0.113.2"),
        login("dan@riverside.example", address="203.0.113.3"),
        login("mia@riverside.example", address="203.0.113.4"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "authentication_failed"
    assert answers[0]["WWW-Authenticate"] == 'Bearer realm="vantrexia"'


@pytest.mark.parametrize("email", [NORA, "nobody@nowhere.example", "dan@riverside.example"])
def test_every_refusal_computes_exactly_one_hash(people: People, email: str) -> None:
    set_practice(people.practice.id)
    User.objects.filter(id=people.dan.user.id).update(password=hashing.unusable_password())
    hashing.password_matches(None, "warm")
    real = hashing.hashers.verify_password
    with (
        patch.object(hashing.hashers, "verify_password", side_effect=real) as verify,
        patch("django.contrib.auth.hashers.make_password") as make,
    ):
        assert login(email, WRONG).status_code == 401
    assert (verify.call_count, make.call_count) == (1, 0)


def test_a_missing_field_names_itself(people: People) -> None:
    response = call("login/", {"email": NORA})
    assert (response.status_code, list(response.json()["fields"])) == (400, ["password"])


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        '"text"',
        "null",
        "{",
        '{"email": {"a": 1}, "password": []}',
        '{"email": "\\u0000", "password": "x"}',
    ],
)
def test_odd_bodies_are_bad_requests(people: People, body: str) -> None:
    response = Client(raise_request_exception=False).post(
        "/api/v1/auth/login/", body, content_type="application/json"
    )
    assert response.status_code == 400


# --- lock-out ----------------------------------------------------------------------------------------------


def test_five_failures_lock_for_thirty_minutes_even_with_the_right_password(people: People) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False) as clock:
        assert fail(5) == [401] * 5
        locked = login(NORA)
        assert locked.status_code == 423
        assert locked.json()["code"] == "account_locked"
        assert locked.json()["locked_until"] == "2026-11-23T12:30:00Z"
        clock.move_to(datetime(2026, 11, 23, 12, 29, 59, tzinfo=UTC))
        assert login(NORA).status_code == 423
        clock.move_to(datetime(2026, 11, 23, 12, 30, tzinfo=UTC))
        assert login(NORA).status_code == 200


def test_tries_while_locked_do_not_restart_the_timer(people: People) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False) as clock:
        fail(5)
        clock.move_to(datetime(2026, 11, 23, 12, 20, tzinfo=UTC))
        answers = [login(NORA, WRONG).json() for _ in range(7)]
        assert {answer["locked_until"] for answer in answers} == {"2026-11-23T12:30:00Z"}
        clock.move_to(datetime(2026, 11, 23, 12, 31, tzinfo=UTC))
        assert fail(4) == [401] * 4
        assert login(NORA).status_code == 200


def test_an_unknown_address_locks_like_a_known_one(people: People) -> None:
    assert fail(5, "nobody@nowhere.example") == [401] * 5
    locked = login("Nobody@nowhere.example", WRONG)
    assert (locked.status_code, locked.json()["code"]) == (423, "account_locked")
    assert set(locked.json()) == {"detail", "code", "locked_until"}


def test_a_lock_counts_for_the_address_it_came_from_and_leaves_the_practice_alone(people: People) -> None:
    assert fail(6, address="203.0.113.50")[-1] == 423
    assert login(NORA, address="198.51.100.7").status_code == 200
    assert login("paul@riverside.example", address="203.0.113.50").status_code == 200


def test_one_subscriber_of_ipv6_is_one_address(people: People) -> None:
    for tail in range(5):
        login(NORA, WRONG, address=f"2001:db8:1:2::{tail:x}")
    assert login(NORA, address="2001:db8:1:2:ffff::1").status_code == 423
    assert login(NORA, address="2001:db8:1:3::1").status_code == 200


def test_a_success_ends_the_row_of_failures(people: People) -> None:
    fail(4)
    assert login(NORA).status_code == 200
    assert fail(4) == [401] * 4
    assert login(NORA).status_code == 200


def test_guessing_from_many_addresses_is_held_back_without_locking_the_person_out(people: People) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False) as clock:
        login(NORA, address="198.51.100.77")
        for number in range(25):
            assert fail(4, address=f"203.0.113.{number}") == [401] * 4
        fresh = login(NORA, address="192.0.2.200")
        assert (fresh.status_code, fresh.json()["locked_until"]) == (423, "2026-11-23T12:30:00Z")
        clock.move_to(datetime(2026, 11, 23, 12, 31, tzinfo=UTC))
        assert login(NORA, WRONG, address="192.0.2.201").status_code == 401
        assert login(NORA, WRONG, address="192.0.2.202").status_code == 423
        assert login(NORA, address="198.51.100.77").status_code == 200


def test_a_lock_out_is_audited_in_the_practice_and_announced_once(people: People) -> None:
    with patch("vantrexia.api.auth_base.announce_lockout") as announce:
        fail(6)
    assert len(audited(people.nora, "account.locked")) == 1
    assert [entry.detail["code"] for entry in audited(people.nora, "session.refused")] == [
        *["authentication_failed"] * 5,
        "account_locked",
    ]
    announce.assert_called_once_with(user_id=people.nora.user.id)


def test_failures_of_unknown_addresses_are_audited_without_the_address(people: People) -> None:
    login("nobody@nowhere.example", WRONG)
    entry = PlatformEntry.objects.get(action="session.refused")
    assert entry.entity_id == email_fingerprint("nobody@nowhere.example").hex()
    assert "nobody" not in str(entry.__dict__)


def test_the_counters_hold_no_address_in_clear(people: People) -> None:
    login(NORA, WRONG)
    assert {len(bytes(row.email_hash)) for row in SignInFailures.objects.all()} == {16}
    assert all(b"nora" not in bytes(row.email_hash) for row in SignInFailures.objects.all())


# --- second factor -----------------------------------------------------------------------------------------


def test_with_an_authenticator_the_code_is_asked_for_and_half_an_answer_is_no_failure(people: People) -> None:
    secret = give_totp(people.nora)
    answers = [login(NORA) for _ in range(6)]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "totp_required")}
    full = login(NORA, code=code_of(secret))
    assert full.status_code == 200
    assert full.json()["user"]["is_2fa_enabled"] is True


def test_a_wrong_password_does_not_tell_that_there_is_an_authenticator(people: People) -> None:
    give_totp(people.nora)
    assert login(NORA, WRONG).json()["code"] == "authentication_failed"


def test_wrong_codes_count_as_failures(people: People) -> None:
    secret = give_totp(people.nora)
    answers = [login(NORA, code=wrong_code(secret)) for _ in range(5)]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "totp_invalid")}
    assert login(NORA, code=code_of(secret)).status_code == 423


def test_a_code_works_once(people: People) -> None:
    secret = give_totp(people.nora)
    code = code_of(secret)
    assert login(NORA, code=code).status_code == 200
    assert login(NORA, code=code).json()["code"] == "totp_invalid"


def test_a_code_older_than_one_already_used_is_refused(people: People) -> None:
    secret = give_totp(people.nora)
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC), tick=False):
        assert login(NORA, code=code_of(secret, steps=1)).status_code == 200
        assert login(NORA, code=code_of(secret)).json()["code"] == "totp_invalid"


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_a_clock_may_be_off_by_one_step(people: People, steps: int, status: int) -> None:
    secret = give_totp(people.nora)
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC), tick=False):
        assert login(NORA, code=code_of(secret, steps=steps)).status_code == status


def test_a_recovery_code_stands_in_for_the_authenticator_once(people: People) -> None:
    give_totp(people.nora)
    codes = factors.make_recovery_codes(user_id=people.nora.user.id, now=datetime.now(tz=UTC))
    assert len(set(codes)) == 10
    assert login(NORA, code=codes[3].lower()).status_code == 200
    assert login(NORA, code=codes[3]).json()["code"] == "totp_invalid"
    assert login(NORA, code=codes[4].replace("-", " ")).status_code == 200


def test_a_recovery_code_of_somebody_else_is_wrong(people: People) -> None:
    give_totp(people.nora)
    give_totp(people.paul)
    factors.make_recovery_codes(user_id=people.nora.user.id, now=datetime.now(tz=UTC))
    other = factors.make_recovery_codes(user_id=people.paul.user.id, now=datetime.now(tz=UTC))
    assert login(NORA, code=other[0]).json()["code"] == "totp_invalid"


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "AAAAA-AAAAA", "ZZZZZ-ZZZZZ", "١٢٣٤٥٦"])
def test_what_is_no_code_is_wrong(people: People, code: str) -> None:
    give_totp(people.nora)
    assert login(NORA, code=code).json()["code"] == "totp_invalid"


def test_where_a_factor_is_required_and_missing_the_session_can_only_enrol(people: People) -> None:
    with practice_scope(people.practice.id):
        Practice.objects.filter(id=people.practice.id).update(mfa_required_roles=["nurse"])
    body = login(NORA).json()
    assert body["user"]["must_enrol_totp"] is True
    assert body["user"]["permissions"] == []
    assert bearer(body["access"], "GET", "auth/me/").status_code == 200
    assert bearer(body["access"], "GET", "practice/users/").status_code == 403
    assert bearer(body["access"], "GET", "practice/").status_code == 403
    assert bearer(body["access"], "POST", "auth/totp/enroll/").status_code == 200
    assert login("paul@riverside.example").json()["user"]["must_enrol_totp"] is False


# --- practices ---------------------------------------------------------------------------------------------


def test_sign_in_opens_the_default_practice_and_lists_the_others(people: People) -> None:
    with practice_scope(people.other_practice.id), as_person(people.nora.user.id):
        Membership(
            practice_id=people.other_practice.id,
            user_id=people.nora.user.id,
            role="provider",
            created_at=datetime.now(tz=UTC) - timedelta(days=900),
        ).save(force_insert=True)
    user = login(NORA).json()["user"]
    assert user["practice"]["name"] == "Riverside"
    assert {(choice["name"], choice["role"]) for choice in user["practices"]} == {
        ("Riverside", "nurse"),
        ("Hillside", "provider"),
    }


def test_who_lost_the_default_practice_enters_the_remaining_one(people: People) -> None:
    with practice_scope(people.other_practice.id), as_person(people.nora.user.id):
        Membership(
            practice_id=people.other_practice.id,
            user_id=people.nora.user.id,
            role="ma",
            created_at=datetime.now(tz=UTC),
        ).save(force_insert=True)
    with practice_scope(people.practice.id):
        Membership.objects.filter(id=people.nora.membership.id).update(is_active=False)
    user = login(NORA).json()["user"]
    assert (user["practice"]["name"], user["role"]) == ("Hillside", "ma")


def test_a_closed_practice_lets_nobody_in(people: People) -> None:
    with practice_scope(people.practice.id):
        Practice.objects.filter(id=people.practice.id).update(closed_at=datetime.now(tz=UTC))
    assert login(NORA).status_code == 401


def test_unicode_passwords_work_whole_and_in_either_form(people: People) -> None:
    long = "pâté à la crème brûlée " * 6 + "☕"
    make_person("zoe", "nurse", people.practice, password=unicodedata.normalize("NFKC", long))
    assert login("zoe@riverside.example", unicodedata.normalize("NFD", long)).status_code == 200
    assert login("zoe@riverside.example", long[:-1]).status_code == 401
