"""Every endpoint × every role × the other practice, by walking the URL tree: a new endpoint is under these tests at once.

What a view names in `needs` decides who gets in; rows of another practice do not exist; nothing is open but a short list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.api.routes import (
    HANDLERS,
    Route,
    example_body,
    find_operation,
    list_routes,
    read_schema,
    request_fields,
)
from tests.api.rows import make_rows
from tests.people import CAST, People, Person
from vantrexia.api.permissions import MatrixPermission
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import PERMISSIONS, ROLES, allows

# Open to everybody, each for its own reason: signing in, saying that one cannot, and what tells nothing of anybody.
OPEN = {
    "/api/v1/auth/login/",
    "/api/v1/auth/token/refresh/",
    "/api/v1/auth/password/reset/",
    "/api/v1/auth/password/reset/confirm/",
    "/api/v1/schema/",
}
# A person's own account: any session, also one that can only enrol a second factor; nothing of the practice is shown.
OWN = {
    "/api/v1/auth/logout/",
    "/api/v1/auth/me/",
    "/api/v1/auth/sessions/",
    "/api/v1/auth/sessions/{session_id}/",
    "/api/v1/auth/practice/",
    "/api/v1/auth/renew/",
    "/api/v1/auth/password/change/",
    "/api/v1/auth/totp/enroll/",
    "/api/v1/auth/totp/confirm/",
    "/api/v1/auth/totp/disable/",
    "/api/v1/auth/totp/recovery-codes/",
    # 404 for everybody but a patient whose account is tied to a record.
    "/api/v1/own-record/",
}
# Plain views: a gateway proves itself by its signature, health and metrics are for machines, the rest is public by nature.
PLAIN = {
    "/api/v1/webhooks/{gateway}/{connection_id}/",
    "/health/",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/.well-known/jwks.json",
    "/.well-known/evidence-keys.json",
}
# A field of a body that names a row: which kind it is. `None`: no row of the practice (a version, a person's own choice).
BODY_IDS: dict[str, str | None] = {
    "patient_id": "patients", "keep_id": "patients", "merge_id": "patients", "device_id": "devices",
    "new_device_id": "devices", "old_device_id": "devices", "model_id": "device-models", "alert_id": "alerts",
    "assignment_id": "assignments", "caregiver_id": "caregivers", "order_id": "orders", "episode_id": "episodes",
    "location_id": "locations", "connection_id": "connections", "delivery_id": "deliveries", "reading_id": "observations",
    "consent_id": "consents", "plan_id": "plans", "payer_id": "payers", "payer_plan_id": "payer-plans",
    "billing_entry_id": "billing-entries", "item_id": "work-items", "assigned_id": None,
    "practice_id": None, "key_id": None, "external_id": None,
    "claim_ids": "claims", "batch_id": "claim-batches", "entry_ids": "billing-entries",
    "text_id": None, "interaction_id": None, "membership_id": None, "reading_ids": None, "gateway_device_id": None,
    "entry_id": "time-entries", "token": None, "packet_id": "packets",
}  # fmt: skip
# What the schema alone cannot say about a body.
WHY = {"reason": "as the test wants it"}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/v1/triage/alerts/{alert_id}/resolve/"): {"outcome": "contacted_patient"},
    ("POST", "/api/v1/triage/alerts/{alert_id}/comment/"): {"comment": "Words."},
    ("POST", "/api/v1/connections/{connection_id}/revoke-key/"): {"key_id": "k1"},
    ("POST", "/api/v1/billing/entries/"): {"cpt_code": "99457"},
    ("POST", "/api/v1/billing/month/close/"): {"month": "2026-01"},
    ("POST", "/api/v1/billing/month/reopen/"): {"month": "2026-01"},
    # A DELETE with a body is not in the schema: OpenAPI gives it no meaning.
    ("DELETE", "/api/v1/patients/{patient_id}/sensitive/"): WHY,
    ("DELETE", "/api/v1/patients/{patient_id}/legal-hold/"): WHY,
    ("DELETE", "/api/v1/patients/{patient_id}/deceased/"): WHY,
}


@dataclass(frozen=True)
class Two:
    """The cast, with one row of every kind in each practice."""

    people: People
    own: dict[str, object]
    other: dict[str, object]


@pytest.fixture
def two(people: People) -> Two:
    own = make_rows(people.practice, people.nora)
    other = make_rows(people.other_practice, people.olga, surname="Otherperson")
    set_practice(people.practice.id)
    return Two(people, own, other)


def rest_routes() -> list[Route]:
    return [route for route in list_routes() if route.view is not None]


def closed_calls() -> Iterator[tuple[Route, str]]:
    for route in rest_routes():
        if route.path not in OPEN:
            for method in route.methods:
                yield route, method


def is_gated(route: Route) -> bool:
    return any(issubclass(one, MatrixPermission) for one in route.view.permission_classes)


def need_of(route: Route, method: str) -> str:
    """The permission; '' for a person's own account."""
    return "" if route.path in OWN else route.needs[method]


def ids_of(route: Route, rows: dict[str, object]) -> dict[str, object]:
    return {name: rows[kind] for name, kind in route.parameters}


def body_ids(rows: dict[str, object]) -> dict[str, object]:
    return {name: rows[kind] for name, kind in BODY_IDS.items() if kind is not None}


def call(person: Person, method: str, path: str, body: dict[str, Any] | None = None) -> HttpResponse:
    """One request whose effects are undone, so that every request meets the same rows."""
    with transaction.atomic():
        response = person.call(method, path, body if method != "GET" else None)
        transaction.set_rollback(True)
    return response


def body_for(route: Route, method: str, rows: dict[str, object]) -> dict[str, Any]:
    given = example_body(find_operation(route.path, method), ids=body_ids(rows))
    return {**given, **BODIES.get((method, route.path), {})}


def somebody_allowed(people: People, permission: str) -> Person:
    if permission == "":
        return people.nora
    return people.of_role(next(role for role in ROLES if allows(role, permission)))


# --- closed by default -----------------------------------------------------------------------------------------


def test_what_is_open_is_on_the_list_and_nothing_else() -> None:
    plain = {route.path for route in list_routes() if route.view is None}
    assert plain <= PLAIN, "a plain view has no permission check of its own"
    without = {route.path for route in rest_routes() if not route.view.permission_classes}
    assert without == OPEN
    own = {route.path for route in rest_routes() if not is_gated(route)} - OPEN
    assert own == OWN


def test_every_view_says_for_every_method_what_it_needs() -> None:
    wrong = []
    for route in rest_routes():
        if route.path in OPEN | OWN:
            continue
        if set(route.needs) != set(route.methods):
            wrong.append(f"{route.path} answers {route.methods} and says what {sorted(route.needs)} need")
        wrong += [
            f"{route.path}: no permission is called {need}"
            for need in route.needs.values()
            if need not in PERMISSIONS
        ]
    assert not wrong, "\n".join(["", *wrong])


def test_every_endpoint_is_in_the_schema() -> None:
    missing = [
        f"{method} {route.path}" for route, method in closed_calls() if not find_operation(route.path, method)
    ]
    assert missing == []


def test_every_permission_that_gates_an_endpoint_is_carried_by_somebody() -> None:
    needed = {need_of(route, method) for route, method in closed_calls()} - {""}
    assert [need for need in needed if not any(allows(role, need) for role in ROLES)] == []


@pytest.mark.django_db
def test_without_a_token_and_with_a_wrong_one_everything_closed_is_401(two: Two) -> None:
    wrong = []
    for route, method in closed_calls():
        path = route.fill(ids_of(route, two.own))
        for headers in ({}, {"Authorization": "Bearer not-a-token"}):
            status = (
                Client()
                .generic(method, path, b"{}", content_type="application/json", headers=headers)
                .status_code
            )
            if status != 401:
                wrong.append(f"{method} {path}: {status}")
    assert not wrong, "\n".join(["", *wrong])


# --- roles -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_what_a_view_needs_decides_who_gets_in(two: Two, role: str) -> None:
    assert set(ROLES) == set(CAST.values())
    person = two.people.of_role(role)
    wrong, refused = [], 0
    for route, method in closed_calls():
        need = need_of(route, method)
        may = need == "" or allows(role, need)
        response = call(person, method, route.fill(ids_of(route, two.own)), body_for(route, method, two.own))
        denied = response.status_code == 403
        refused += denied
        if denied == may or response.status_code == 401 or response.status_code >= 500:
            wrong.append(
                f"{method} {route.path} needs {need!r}: {response.status_code} {response.content[:120]!r}"
            )
    assert not wrong, "\n".join(["", *wrong])
    assert refused > 10


# --- the other practice ----------------------------------------------------------------------------------------


def foreign_ids(route: Route, two: Two) -> Iterator[dict[str, object]]:
    """All ids of the other practice, and each alone among ours."""
    own, other = ids_of(route, two.own), ids_of(route, two.other)
    yield other
    if len(own) > 1:
        for name in own:
            yield {**own, name: other[name]}


@pytest.mark.django_db
def test_rows_of_the_other_practice_do_not_exist(two: Two) -> None:
    wrong, looked = [], 0
    for route, method in closed_calls():
        if not route.parameters:
            continue
        person, body = somebody_allowed(two.people, need_of(route, method)), body_for(route, method, two.own)
        ours = call(person, method, route.fill(ids_of(route, two.own)), body)
        if ours.status_code in (403, 404) or ours.status_code >= 500:
            wrong.append(f"{method} {route.path} on our own row: {ours.status_code} {ours.content[:120]!r}")
        for ids in foreign_ids(route, two):
            looked += 1
            response = call(person, method, route.fill(ids), body)
            if response.status_code != 404:
                wrong.append(
                    f"{method} {route.path} {ids}: {response.status_code} {response.content[:160]!r}; body {body}"
                )
    assert not wrong, "\n".join(["", *wrong])
    assert looked > 50


@pytest.mark.django_db
def test_a_body_cannot_name_a_row_of_the_other_practice(two: Two) -> None:
    wrong, unknown, looked = [], set(), 0
    for route, method in closed_calls():
        fields = request_fields(find_operation(route.path, method))
        for name, field in fields.items():
            if "uuid" not in (field.get("format"), field.get("items", {}).get("format")):
                continue
            if name not in BODY_IDS:
                unknown.add(f"{route.path}: {name}")
                continue
            kind = BODY_IDS[name]
            if kind is None:
                continue
            looked += 1
            person = somebody_allowed(two.people, need_of(route, method))
            body = {
                **body_for(route, method, two.own),
                name: [two.other[kind]] if "items" in fields[name] else two.other[kind],
            }
            response = call(person, method, route.fill(ids_of(route, two.own)), body)
            if response.status_code not in (400, 404, 409):
                wrong.append(
                    f"{method} {route.path} {name}: {response.status_code} {response.content[:160]!r}"
                )
    assert unknown == set(), "say in BODY_IDS which kind of row these name"
    assert not wrong, "\n".join(["", *wrong])
    assert looked >= 5


@pytest.mark.django_db
def test_no_answer_shows_anything_of_the_other_practice(two: Two) -> None:
    marks = {str(row).encode() for kind, row in two.other.items() if kind != "users"} | {
        b"Otherperson",
        b"olga@",
    }
    wrong, looked = [], 0
    for route, method in closed_calls():
        if method != "GET":
            continue
        queries = [""]
        for parameter in find_operation(route.path, method).get("parameters", []):
            kind = BODY_IDS.get(parameter["name"])
            if parameter["in"] == "query" and kind:
                queries.append(f"?{parameter['name']}={two.other[kind]}")
        for query in queries:
            looked += 1
            person = somebody_allowed(two.people, need_of(route, method))
            response = call(person, method, route.fill(ids_of(route, two.own)) + query)
            asked = {str(row).encode() for row in two.other.values() if str(row) in query}
            seen = [mark for mark in marks - asked if mark in response.content]
            if seen or response.status_code not in (200, 404):
                wrong.append(f"{route.path}{query}: {response.status_code} shows {seen}")
    assert not wrong, "\n".join(["", *wrong])
    assert looked > 20


def test_the_schema_names_no_method_that_the_tree_does_not_answer() -> None:
    """The schema is written from the same tree; what is written by hand beside it must exist as well."""
    tree = {(route.path, method) for route in list_routes() for method in (route.methods or ["GET", "POST"])}
    stated = {
        (path, method.upper())
        for path, operations in read_schema()["paths"].items()
        for method in operations
        if method in HANDLERS
    }
    # The stream is a process of its own (config.asgi), not part of this tree.
    assert stated - tree == {("/api/v1/stream/", "GET")}
