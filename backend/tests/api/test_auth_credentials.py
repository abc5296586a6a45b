"""Passwords, forgotten passwords and authenticators of a signed-in person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pyotp
import pytest
import time_machine

from tests.api.signing_in import audited, bearer, call, code_of, give_totp, login, wrong_code
from tests.people import PASSWORD, People, Person
from vantrexia.accounts.models import PasswordReset, Practice, RecoveryCode, User
from vantrexia.accounts.selectors.people import as_person
from vantrexia.accounts.services.resets import reset_token
from vantrexia.audit.models import PlatformEntry
from vantrexia.core.tenancy import practice_scope, set_practice

NORA = "nora@riverside.example"
NEW = "umbrella tuesday orbit walnut"


def require_mfa(people: People, *roles: str) -> None:
    with practice_scope(people.practice.id):
        Practice.objects.filter(id=people.practice.id).update(mfa_required_roles=list(roles))


def user_of(person: Person) -> User:
    set_practice(person.practice.id)
    return User.objects.get(id=person.user.id)


# --- changing a password -----------------------------------------------------------------------------------


def test_a_password_is_changed_with_the_current_one_and_other_sessions_end(people: People) -> None:
    other = login(NORA).json()
    response = people.nora.post(
        "/api/v1/auth/password/change/", {"current_password": PASSWORD, "new_password": NEW}
    )
    assert response.status_code == 204
    assert people.nora.get("/api/v1/auth/me/").status_code == 200
    assert bearer(other["access"], "GET", "auth/me/").status_code == 401
    assert call("token/refresh/", {"refresh": other["refresh"]}).status_code == 401
    assert login(NORA).status_code == 401
    assert login(NORA, NEW).status_code == 200
    (entry,) = audited(people.nora, "password.changed")
    assert entry.detail == {"sessions_ended": 1}


def test_a_wrong_current_password_names_the_field_and_counts_towards_the_lock(people: People) -> None:
    body = {"current_password": "not it at all", "new_password": NEW}
    answers = [people.nora.post("/api/v1/auth/password/change/", body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [423]
    assert answers[0].json()["fields"] == {"current_password": ["The password is not right."]}
    assert login(NORA, NEW).status_code == 401
    assert len(audited(people.nora, "confirmation.refused")) == 5


@pytest.mark.parametrize(
    "password",
    [
        "short but fine",
        "1q2w3e4r5t6y7u8i",
        "aaaaaaaaaaaaaaaaaaaaaaa",
        "nora riverside",
        "vantrexia riverside",
        "qwertyuiop" * 2,
    ],
)
def test_weak_passwords_are_refused_by_the_published_rules(people: People, password: str) -> None:
    response = people.nora.post(
        "/api/v1/auth/password/change/", {"current_password": PASSWORD, "new_password": password}
    )
    assert response.status_code == 400
    assert list(response.json()["fields"]) == ["new_password"]
    assert password not in response.content.decode()


def test_eight_characters_suffice_beside_a_second_factor(people: People) -> None:
    body = {"current_password": PASSWORD, "new_password": "kx4!puvm"}
    assert people.nora.post("/api/v1/auth/password/change/", body).status_code == 400
    give_totp(people.nora)
    assert people.nora.post("/api/v1/auth/password/change/", body).status_code == 204
    weak = {"current_password": "kx4!puvm", "new_password": "password1"}
    assert people.nora.post("/api/v1/auth/password/change/", weak).status_code == 400


def test_every_endpoint_about_credentials_needs_a_session(people: People) -> None:
    for path in (
        "password/change/",
        "totp/enroll/",
        "totp/confirm/",
        "totp/disable/",
        "totp/recovery-codes/",
        "practice/",
        "logout/",
        "break-glass/",
    ):
        assert call(path, {}).status_code == 401, path


# --- forgotten passwords -----------------------------------------------------------------------------------


def open_reset(person: Person) -> str:
    """Ask for a link as the person; answers the token the mail would carry."""
    with patch("vantrexia.api.auth_credentials.ring_reset_mail") as ring:
        assert call("password/reset/", {"email": person.user.email}).status_code == 202
    assert ring.call_args.kwargs["user_id"] == person.user.id
    return reset_token(ring.call_args.kwargs["reset_id"])


def confirm(token: str, password: str = NEW, **more: str) -> Any:
    return call("password/reset/confirm/", {"token": token, "new_password": password, **more})


def test_asking_for_a_link_tells_nobody_whether_the_address_is_known(people: People) -> None:
    with patch("vantrexia.api.auth_credentials.ring_reset_mail") as ring:
        known = call("password/reset/", {"email": NORA})
        unknown = call("password/reset/", {"email": "nobody@nowhere.example"})
    assert (known.status_code, unknown.status_code) == (202, 202)
    assert known.content == unknown.content
    assert [one.kwargs["user_id"] for one in ring.call_args_list] == [people.nora.user.id, 0]
    assert len(audited(people.nora, "password.reset_requested")) == 1
    assert PlatformEntry.objects.filter(action="password.reset_requested").count() == 1


def test_a_link_sets_the_password_ends_sessions_and_lifts_locks(people: People) -> None:
    for _ in range(5):
        login(NORA, "wrong wrong wrong")
    assert login(NORA).status_code == 423
    assert confirm(open_reset(people.nora)).status_code == 204
    assert people.nora.get("/api/v1/auth/me/").status_code == 401
    assert login(NORA, NEW).status_code == 200
    assert len(audited(people.nora, "password.reset")) == 1


def test_a_link_works_once_and_takes_its_siblings_along(people: People) -> None:
    first, second = open_reset(people.nora), open_reset(people.nora)
    assert confirm(second).status_code == 204
    for token in (first, second):
        assert confirm(token, "another good passphrase 9").json()["code"] == "reset_not_valid"


def test_a_link_lives_an_hour(people: People) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False) as clock:
        token = open_reset(people.nora)
        clock.shift(timedelta(minutes=60))
        assert confirm(token).json()["code"] == "reset_not_valid"
        clock.shift(timedelta(minutes=-1))
        assert confirm(token).status_code == 204


@pytest.mark.parametrize("token", ["x", "A" * 64, ""])
def test_an_invented_link_is_refused(people: People, token: str) -> None:
    assert confirm(token).status_code == 400


def test_a_link_made_from_a_known_id_without_the_key_is_refused(people: People) -> None:
    open_reset(people.nora)
    with as_person(people.nora.user.id):
        reset_id: UUID = PasswordReset.objects.get().id
    with patch("vantrexia.accounts.services.resets.salted_hmac") as hmac:
        hmac.return_value.digest.return_value = bytes(32)
        forged = reset_token(reset_id)
    assert confirm(forged).json()["code"] == "reset_not_valid"


def test_a_refused_password_leaves_the_link_usable(people: People) -> None:
    token = open_reset(people.nora)
    assert confirm(token, "short").json()["fields"].keys() == {"new_password"}
    assert confirm(token).status_code == 204


def test_a_link_does_not_bypass_the_second_factor(people: People) -> None:
    secret = give_totp(people.nora)
    token = open_reset(people.nora)
    assert confirm(token).json()["code"] == "totp_required"
    wrong = [confirm(token, totp_code=wrong_code(secret)) for _ in range(5)]
    assert {answer.json()["code"] for answer in wrong} == {"totp_invalid"}
    assert confirm(token, totp_code=code_of(secret)).status_code == 423
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=31), tick=False):
        assert confirm(token, totp_code=code_of(secret)).status_code == 204


def test_a_mailbox_is_not_flooded(people: People) -> None:
    with patch("vantrexia.api.auth_credentials.ring_reset_mail") as ring:
        for _ in range(5):
            assert call("password/reset/", {"email": NORA}).status_code == 202
    assert [one.kwargs["user_id"] for one in ring.call_args_list] == [people.nora.user.id] * 3 + [0] * 2


def test_a_disabled_person_gets_no_link_and_an_old_one_is_dead(people: People) -> None:
    token = open_reset(people.nora)
    with practice_scope(people.practice.id):
        User.objects.filter(id=people.nora.user.id).update(is_active=False)
    assert confirm(token).json()["code"] == "reset_not_valid"
    with patch("vantrexia.api.auth_credentials.ring_reset_mail") as ring:
        call("password/reset/", {"email": NORA})
    assert ring.call_args.kwargs["user_id"] == 0


# --- authenticators ----------------------------------------------------------------------------------------


def enrol(person: Person) -> tuple[str, list[str]]:
    offered = person.post("/api/v1/auth/totp/enroll/").json()
    codes = person.post("/api/v1/auth/totp/confirm/", {"code": code_of(offered["secret"])}).json()[
        "recovery_codes"
    ]
    return offered["secret"], codes


def test_enrolment_shows_secret_address_and_drawing_and_is_in_force_after_a_code(people: People) -> None:
    offered = people.nora.post("/api/v1/auth/totp/enroll/").json()
    assert set(offered) == {"secret", "otpauth_uri", "qr_svg"}
    parsed = pyotp.parse_uri(offered["otpauth_uri"])
    assert (parsed.secret, parsed.name) == (offered["secret"], NORA)
    assert offered["qr_svg"].startswith("<svg")
    assert login(NORA).status_code == 200
    answer = people.nora.post("/api/v1/auth/totp/confirm/", {"code": code_of(offered["secret"])})
    assert len(answer.json()["recovery_codes"]) == 10
    assert login(NORA).json()["code"] == "totp_required"
    assert [entry.action for entry in audited(people.nora, "totp.enrolled")] == ["totp.enrolled"]


def test_the_code_that_confirmed_does_not_sign_in_as_well(people: People) -> None:
    secret, _ = enrol(people.nora)
    assert login(NORA, code=code_of(secret)).json()["code"] == "totp_invalid"
    assert login(NORA, code=code_of(secret, steps=1)).status_code == 200


def test_secrets_and_recovery_codes_are_not_stored_in_clear(people: People) -> None:
    secret, codes = enrol(people.nora)
    set_practice(people.practice.id)
    raw = str(list(User.objects.filter(id=people.nora.user.id).values_list("totp_secret", flat=True)))
    assert secret not in raw
    assert "v1.t1." in raw
    with as_person(people.nora.user.id):
        stored = list(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert len(stored) == 10
    assert all(text.startswith("argon2$argon2id$") for text in stored)
    assert not any(code.replace("-", "") in text for code in codes for text in stored)


def test_enrolment_ends_the_persons_other_sessions(people: People) -> None:
    other = login(NORA).json()["access"]
    enrol(people.nora)
    assert bearer(other, "GET", "auth/me/").status_code == 401
    assert people.nora.get("/api/v1/auth/me/").json()["is_2fa_enabled"] is True


def test_a_wrong_code_does_not_put_the_authenticator_in_force(people: People) -> None:
    secret = people.nora.post("/api/v1/auth/totp/enroll/").json()["secret"]
    response = people.nora.post("/api/v1/auth/totp/confirm/", {"code": wrong_code(secret)})
    assert (response.status_code, list(response.json()["fields"])) == (400, ["code"])
    assert user_of(people.nora).is_2fa_enabled is False


def test_confirming_before_beginning_and_beginning_twice_are_conflicts(people: People) -> None:
    assert people.nora.post("/api/v1/auth/totp/confirm/", {"code": "123456"}).status_code == 409
    enrol(people.nora)
    assert people.nora.post("/api/v1/auth/totp/enroll/").status_code == 409


def test_a_sign_in_of_long_ago_must_be_confirmed_before_a_factor_is_added(people: People) -> None:
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=10), tick=False):
        body = login(NORA).json()
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=24), tick=False):
        assert bearer(body["access"], "GET", "auth/me/").status_code == 200
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=26), tick=False):
        access = call("token/refresh/", {"refresh": body["refresh"]}).json()["access"]
        assert bearer(access, "POST", "auth/totp/enroll/").json()["code"] == "password_required"
        wrong = bearer(access, "POST", "auth/totp/enroll/", {"password": "not it at all"})
        assert (wrong.status_code, wrong.json()["code"]) == (400, "password_invalid")
        assert bearer(access, "POST", "auth/totp/enroll/", {"password": PASSWORD}).status_code == 200


def test_a_session_that_can_only_enrol_is_whole_after_enrolling(people: People) -> None:
    require_mfa(people, "nurse")
    body = login(NORA).json()
    assert bearer(body["access"], "GET", "practice/").status_code == 403
    secret = bearer(body["access"], "POST", "auth/totp/enroll/").json()["secret"]
    assert bearer(body["access"], "POST", "auth/totp/confirm/", {"code": code_of(secret)}).status_code == 200
    assert bearer(body["access"], "GET", "practice/").status_code == 200
    assert bearer(body["access"], "GET", "auth/me/").json()["must_enrol_totp"] is False


def test_giving_the_authenticator_up_takes_password_and_code(people: People) -> None:
    secret, _ = enrol(people.nora)
    path = "/api/v1/auth/totp/disable/"
    no_password = people.nora.post(path, {"password": "not it at all", "code": code_of(secret, steps=1)})
    assert (no_password.status_code, list(no_password.json()["fields"])) == (400, ["password"])
    no_code = people.nora.post(path, {"password": PASSWORD, "code": wrong_code(secret)})
    assert (no_code.status_code, list(no_code.json()["fields"])) == (400, ["code"])
    assert people.nora.post(path, {"password": PASSWORD, "code": code_of(secret, steps=1)}).status_code == 204
    assert login(NORA).status_code == 200
    assert user_of(people.nora).totp_secret is None
    with as_person(people.nora.user.id):
        assert not RecoveryCode.objects.exists()
    assert people.nora.post(path, {"password": PASSWORD, "code": "123456"}).status_code == 409


def test_a_short_password_may_not_be_left_alone(people: People) -> None:
    secret, _ = enrol(people.nora)
    people.nora.post(
        "/api/v1/auth/password/change/", {"current_password": PASSWORD, "new_password": "kx4!puvm"}
    )
    body = {"password": "kx4!puvm", "code": code_of(secret, steps=1)}
    response = people.nora.post("/api/v1/auth/totp/disable/", body)
    assert (response.status_code, list(response.json()["fields"])) == (400, ["password"])
    assert user_of(people.nora).is_2fa_enabled is True


def test_where_a_factor_is_required_giving_it_up_leaves_a_session_that_can_only_enrol(people: People) -> None:
    secret, _ = enrol(people.nora)
    require_mfa(people, "nurse")
    body = {"password": PASSWORD, "code": code_of(secret, steps=1)}
    assert people.nora.post("/api/v1/auth/totp/disable/", body).status_code == 204
    assert people.nora.get("/api/v1/practice/").status_code == 403
    enrol(people.nora)
    assert people.nora.get("/api/v1/practice/").status_code == 200


def test_new_recovery_codes_replace_the_old_ones(people: People) -> None:
    _, old = enrol(people.nora)
    path = "/api/v1/auth/totp/recovery-codes/"
    assert people.nora.post(path, {"password": "not it at all"}).status_code == 400
    new = people.nora.post(path, {"password": PASSWORD}).json()["recovery_codes"]
    assert not set(old) & set(new)
    assert login(NORA, code=old[0]).json()["code"] == "totp_invalid"
    assert login(NORA, code=new[0]).status_code == 200
    assert people.paul.post(path, {"password": PASSWORD}).status_code == 409
