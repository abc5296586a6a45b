"""The cast: Nora (nurse), Paul (provider), Cleo (clinical manager), Dan (data monitor), Mia (medical assistant),
Bill (billing manager), Ada (admin), Pat (patient) of Riverside; Olga, nurse of Hillside, who sees nothing of it.

`people` is a fixture: `people.nora.get("/api/v1/…")` calls the API as Nora; `people.nora.actor` is what services take.
Rows are written through the ORM inside the practice's scope, as the application's own database role.
"""

from __future__ import annotations

import json as jsonlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client

from tests.wording import list_untranslated
from vantrexia.accounts.models import Membership, Organisation, Practice, Session, User
from vantrexia.accounts.tokens import issue_access_token
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.domain.access import MATRIX

PASSWORD = "correct horse battery staple"
CAST = {
    "nora": "nurse",
    "paul": "provider",
    "cleo": "clinical_manager",
    "dan": "data_monitor",
    "mia": "ma",
    "bill": "billing_manager",
    "ada": "admin",
    "pat": "patient",
}


@dataclass
class Person:
    """One member of a practice, signed in."""

    name: str
    role: str
    user: User
    membership: Membership
    practice: Practice
    token: str
    session_id: UUID
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return Actor(
            kind="user",
            practice_id=self.practice.id,
            user_id=self.user.id,
            user_uuid=self.user.uuid,
            role=self.role,
            session_id=self.session_id,
            membership_id=self.membership.id,
            address="192.0.2.7",
            request_id="test-request",
            permissions=MATRIX[self.role],
        )

    def call(self, method: str, path: str, data: Any = None, **extra: Any) -> HttpResponse:
        body = b"" if data is None else jsonlib.dumps(data, default=str).encode()
        response = Client(raise_request_exception=False).generic(
            method,
            path,
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **self.headers},
            **extra,
        )
        if response.status_code >= 400 and response.get("Content-Language") == "en":
            untranslated = list_untranslated(getattr(response, "data", None))
            assert not untranslated, f"without Spanish: {untranslated}"
        return response

    def get(self, path: str, **extra: Any) -> HttpResponse:
        return self.call("GET", path, **extra)

    def post(self, path: str, data: Any = None, **extra: Any) -> HttpResponse:
        return self.call("POST", path, data if data is not None else {}, **extra)

    def put(self, path: str, data: Any = None) -> HttpResponse:
        return self.call("PUT", path, data)

    def patch(self, path: str, data: Any = None) -> HttpResponse:
        return self.call("PATCH", path, data)

    def delete(self, path: str) -> HttpResponse:
        return self.call("DELETE", path)


@dataclass
class People:
    practice: Practice
    other_practice: Practice
    nora: Person
    paul: Person
    cleo: Person
    dan: Person
    mia: Person
    bill: Person
    ada: Person
    pat: Person
    olga: Person

    def of_role(self, role: str) -> Person:
        return getattr(self, next(name for name, given in CAST.items() if given == role))


def make_practice(name: str, *, timezone: str = "America/New_York", synthetic: bool = False) -> Practice:
    """A practice with its organisation, no members yet."""
    practice_id = uuid7()
    now = datetime.now(tz=UTC)
    with practice_scope(practice_id):
        organisation = Organisation(name=f"{name} PLLC", tin="741234567", created_at=now)
        practice = Practice(
            id=practice_id,
            organisation=organisation,
            name=name,
            timezone=timezone,
            created_at=now,
            is_synthetic=synthetic,
        )
        _insert_pair(organisation, practice)
    return practice


def _insert_pair(organisation: Organisation, practice: Practice) -> None:
    # An organisation is visible only through its practice, so both go in under one deferred check.
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    practice.save(force_insert=True)
    organisation.save(force_insert=True)


def _next_user_id() -> int:
    """The id a new person will have: the policies show a row to its own person only (app.user)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_user', 'id'))")
        number: int = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(number)])
    return number


def make_person(name: str, role: str, practice: Practice, *, password: str = PASSWORD) -> Person:
    """A user, a membership and a live session with a real token."""
    now = datetime.now(tz=UTC)
    with practice_scope(practice.id):
        user = User(
            id=_next_user_id(),
            email=f"{name}@{practice.name.lower()}.example",
            first_name=name.title(),
            last_name=practice.name,
            password=make_password(password),
            created_at=now,
            default_practice_id=practice.id,
        )
        user.save(force_insert=True)
        membership = Membership(practice_id=practice.id, user=user, role=role, created_at=now)
        membership.save(force_insert=True)
        session = Session(
            practice_id=practice.id,
            user=user,
            membership=membership,
            client="api",
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(hours=12),
        )
        session.save(force_insert=True)
    token = issue_access_token(session_id=session.id, user_id=user.id, scope="full", now=now)
    return Person(
        name=name,
        role=role,
        user=user,
        membership=membership,
        practice=practice,
        token=token,
        session_id=session.id,
    )


def make_people() -> People:
    """Both practices with the whole cast; the running transaction shows Riverside."""
    riverside, hillside = (
        make_practice("Riverside"),
        make_practice("Hillside", timezone="America/Los_Angeles"),
    )
    cast = {name: make_person(name, role, riverside) for name, role in CAST.items()}
    olga = make_person("olga", "nurse", hillside)
    set_practice(riverside.id)
    return People(practice=riverside, other_practice=hillside, olga=olga, **cast)
