"""Doing what a client does to sign in: calls, codes, cookies."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pyotp
from django.test import Client

from tests.people import PASSWORD, Person
from vantrexia.accounts.models import User
from vantrexia.accounts.selectors.people import as_person
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice

ORIGIN = "http://127.0.0.1:8000"
BROWSER = {"X-Vantrexia-Client": "browser", "Origin": ORIGIN}


def call(
    path: str, body: object, *, client: Client | None = None, address: str = "198.51.100.1", **headers: str
) -> Any:
    """POST to an auth endpoint without a token."""
    return (client or Client(raise_request_exception=False)).post(
        f"/api/v1/auth/{path}",
        json.dumps(body),
        content_type="application/json",
        headers=headers,
        REMOTE_ADDR=address,
    )


def login(email: str, password: str = PASSWORD, *, code: str | None = None, **options: Any) -> Any:
    body = {"email": email, "password": password}
    return call("login/", body if code is None else {**body, "totp_code": code}, **options)


def bearer(access: str, method: str, path: str, body: object = None) -> Any:
    """A call with an access token."""
    return Client(raise_request_exception=False).generic(
        method,
        f"/api/v1/{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {access}"},
    )


def give_totp(person: Person) -> str:
    """An authenticator in force; answers its secret."""
    secret = pyotp.random_base32(length=32)
    set_practice(person.practice.id)
    with as_person(person.user.id):
        user = User.objects.get(id=person.user.id)
        user.totp_secret, user.totp_confirmed_at, user.totp_last_step = secret, datetime.now(tz=UTC), 0
        user.save()
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """The authenticator's code now, or so many steps of thirty seconds later."""
    return pyotp.TOTP(secret).at(int(datetime.now(tz=UTC).timestamp()) + 30 * steps)


def wrong_code(secret: str) -> str:
    """A code of six digits that is none of those accepted now."""
    near = {code_of(secret, steps=step) for step in range(-3, 4)}
    return next(
        code
        for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
        if code not in near
    )


def audited(person: Person, action: str) -> list[Entry]:
    """The practice's entries of one action, oldest first."""
    set_practice(person.practice.id)
    return list(Entry.objects.filter(action=action).order_by("at", "id"))
