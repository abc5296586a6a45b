"""Access tokens: which are believed, for how long, and what makes them worthless before their time."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.api.signing_in import bearer
from tests.people import People
from vantrexia.accounts.models import Membership, Practice, User
from vantrexia.accounts.tokens import ExpiredToken, InvalidToken, issue_access_token, verify_access_token
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import practice_scope

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def pem(number: int) -> str:
    key = ec.derive_private_key(number, ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return decoded


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)
    ]
    return ".".join([*parts, ""])


def own_key(settings: Any) -> ECKey:
    key = ECKey.import_key(settings.JWT_SIGNING_KEY)
    return ECKey.import_key(settings.JWT_SIGNING_KEY, {"kid": key.thumbprint()})


def test_a_token_says_who_for_whom_which_session_and_until_when(settings: Any) -> None:
    session_id = uuid7()
    token = issue_access_token(session_id=session_id, user_id=42, scope="full", now=NOW)
    claims = claims_of(token)
    assert claims == {
        "iss": "vantrexia", "aud": "vantrexia-api", "sub": "42", "sid": str(session_id), "scope": "full",
        "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 900,
    }  # fmt: skip
    assert verify_access_token(token, now=NOW + timedelta(seconds=899)) == session_id
    with pytest.raises(ExpiredToken):
        verify_access_token(token, now=NOW + timedelta(seconds=900))


def test_a_token_of_another_key_is_refused(settings: Any) -> None:
    good = issue_access_token(session_id=uuid7(), user_id=1, scope="full", now=NOW)
    settings.JWT_SIGNING_KEY = pem(77)
    with pytest.raises(InvalidToken):
        verify_access_token(good, now=NOW)


def test_a_token_of_another_key_under_our_key_id_is_refused(people: People, settings: Any) -> None:
    claims = claims_of(people.nora.token)
    forged = jwt.encode({"alg": "ES256", "kid": own_key(settings).kid}, claims, ECKey.import_key(pem(78)))
    assert bearer(forged, "GET", "auth/me/").json()["code"] == "token_not_valid"
    assert bearer(people.nora.token, "GET", "auth/me/").status_code == 200


def test_a_token_without_a_signature_is_refused(people: People, settings: Any) -> None:
    claims = claims_of(people.nora.token)
    for header in (
        {"alg": "none"},
        {"alg": "none", "kid": own_key(settings).kid},
        {"alg": "None", "typ": "JWT"},
    ):
        assert bearer(unsigned(header, claims), "GET", "auth/me/").status_code == 401
    stripped = people.nora.token.rsplit(".", 1)[0] + "."
    assert bearer(stripped, "GET", "auth/me/").status_code == 401


def test_a_token_signed_symmetrically_with_the_public_key_is_refused(people: People, settings: Any) -> None:
    public = own_key(settings).as_pem(private=False)
    text = unsigned({"alg": "HS256", "kid": own_key(settings).kid}, claims_of(people.nora.token)).rstrip(".")
    mac = base64.urlsafe_b64encode(hmac.digest(public, text.encode(), "sha256")).rstrip(b"=").decode()
    assert bearer(f"{text}.{mac}", "GET", "auth/me/").json()["code"] == "token_not_valid"


def test_a_token_that_brings_its_own_key_is_refused(people: People) -> None:
    stranger = ECKey.import_key(pem(79))
    header = {"alg": "ES256", "jwk": stranger.as_dict(private=False)}
    forged = jwt.encode(header, claims_of(people.nora.token), stranger)
    assert bearer(forged, "GET", "auth/me/").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody"},
        {"aud": "another-api"},
        {"aud": None},
        {"exp": None},
        {"exp": "soon"},
        {"sid": "not a uuid"},
        {"sid": None},
    ],
)
def test_a_token_with_wrong_claims_is_refused_although_we_signed_it(
    settings: Any, change: dict[str, Any]
) -> None:
    key = own_key(settings)
    claims = {**claims_of(issue_access_token(session_id=uuid7(), user_id=1, scope="full", now=NOW)), **change}
    token = jwt.encode(
        {"alg": "ES256", "kid": key.kid},
        {name: value for name, value in claims.items() if value is not None},
        key,
    )
    with pytest.raises(InvalidToken):
        verify_access_token(token, now=NOW)


@pytest.mark.parametrize("token", ["x", "a.b.c", "....", "\x00", "ä.ö.ü", "e30.e30.e30"])
def test_rubbish_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        verify_access_token(token, now=NOW)


def test_keys_rotate_without_signing_anybody_out(settings: Any) -> None:
    old = issue_access_token(session_id=uuid7(), user_id=1, scope="full", now=NOW)
    settings.JWT_SIGNING_KEY = pem(80) + "\n" + settings.JWT_SIGNING_KEY
    new = issue_access_token(session_id=uuid7(), user_id=1, scope="full", now=NOW)
    for token in (old, new):
        verify_access_token(token, now=NOW)
    settings.JWT_SIGNING_KEY = pem(80)
    verify_access_token(new, now=NOW)
    with pytest.raises(InvalidToken):
        verify_access_token(old, now=NOW)


def test_a_key_behind_the_one_in_use_is_believed_before_anybody_signs_with_it(settings: Any) -> None:
    """During a deploy old and new processes work side by side: docs/runbooks/secrets.md takes two steps."""
    before = settings.JWT_SIGNING_KEY
    settings.JWT_SIGNING_KEY = pem(81) + "\n" + before
    of_the_next_step = issue_access_token(session_id=uuid7(), user_id=1, scope="full", now=NOW)
    settings.JWT_SIGNING_KEY = before + "\n" + pem(81)
    verify_access_token(of_the_next_step, now=NOW)
    settings.JWT_SIGNING_KEY = before
    with pytest.raises(InvalidToken):
        verify_access_token(of_the_next_step, now=NOW)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Token abc"])
def test_other_authorisation_headers_do_not_open_anything(people: People, header: str) -> None:
    response = Client().get("/api/v1/auth/me/", headers={"Authorization": header} if header else {})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="vantrexia"'


def test_a_disabled_persons_token_dies_at_once(people: People) -> None:
    assert people.nora.get("/api/v1/practice/").status_code == 200
    with practice_scope(people.practice.id):
        User.objects.filter(id=people.nora.user.id).update(is_active=False)
    assert people.nora.get("/api/v1/practice/").json()["code"] == "session_ended"


def test_a_token_dies_with_membership_and_practice(people: People) -> None:
    with practice_scope(people.practice.id):
        Membership.objects.filter(id=people.nora.membership.id).update(is_active=False)
    assert people.nora.get("/api/v1/practice/").status_code == 401
    assert people.paul.get("/api/v1/practice/").status_code == 200
    with practice_scope(people.practice.id):
        Practice.objects.filter(id=people.practice.id).update(closed_at=datetime.now(tz=UTC))
    assert people.paul.get("/api/v1/practice/").status_code == 401
    assert people.olga.get("/api/v1/practice/").status_code == 200


def test_a_changed_role_holds_from_the_next_request(people: People) -> None:
    assert people.mia.get("/api/v1/practice/users/").status_code == 200
    with practice_scope(people.practice.id):
        Membership.objects.filter(id=people.mia.membership.id).update(role="patient")
    assert people.mia.get("/api/v1/practice/users/").status_code == 403


def test_a_token_outlives_neither_fifteen_minutes_nor_its_session(people: People) -> None:
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(minutes=16), tick=False):
        assert people.nora.get("/api/v1/auth/me/").json()["code"] == "token_not_valid"
