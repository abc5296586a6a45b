"""The practice's settings, the printed matrix, locations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.signing_in import audited, login
from tests.people import CAST, People
from vantrexia.accounts.models import PracticeSetting
from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.domain.access import MATRIX, PERMISSIONS, ROLES, allows

NPI = "1234567893"  # the example of the check digit's own specification


@pytest.mark.parametrize("name", CAST)
def test_who_reads_and_who_changes_the_settings(people: People, name: str) -> None:
    person, role = getattr(people, name), CAST[name]
    read, changed = (
        person.get("/api/v1/practice/"),
        person.patch("/api/v1/practice/", {"name": "Riverside Heart"}),
    )
    assert read.status_code == (200 if allows(role, "practice.read") else 403)
    assert changed.status_code == (200 if allows(role, "practice.manage") else 403)


def test_everybody_sees_their_own_practice_only(people: People) -> None:
    assert people.nora.get("/api/v1/practice/").json()["name"] == "Riverside"
    assert people.olga.get("/api/v1/practice/").json()["name"] == "Hillside"


def test_settings_are_changed_and_audited_by_name(people: People) -> None:
    changes = {
        "name": "Riverside Heart",
        "timezone": "America/Chicago",
        "language": "es",
        "mfa_required_roles": ["provider", "admin"],
        "session_idle_minutes": 15,
        "session_absolute_hours": 8,
    }
    body = people.ada.patch("/api/v1/practice/", changes).json()
    assert {name: body[name] for name in changes} == {**changes, "mfa_required_roles": ["admin", "provider"]}
    (entry,) = audited(people.ada, "practice.changed")
    assert entry.detail == {"fields": sorted(changes)}
    assert people.olga.get("/api/v1/practice/").json()["name"] == "Hillside"


def test_saving_without_a_change_writes_nothing(people: People) -> None:
    assert people.ada.patch("/api/v1/practice/", {"name": "Riverside"}).status_code == 200
    assert audited(people.ada, "practice.changed") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("timezone", "Mars/Olympus"),
        ("timezone", "EST5"),
        ("language", "fr"),
        ("mfa_required_roles", ["surgeon"]),
        ("mfa_required_roles", "admin"),
        ("session_idle_minutes", 4),
        ("session_idle_minutes", 481),
        ("session_absolute_hours", 0),
        ("session_absolute_hours", 25),
        ("session_idle_minutes", "soon"),
        ("deadlines", []),
    ],
)
def test_a_bad_setting_names_its_field_and_changes_nothing(people: People, field: str, value: Any) -> None:
    before = people.ada.get("/api/v1/practice/").json()
    response = people.ada.patch("/api/v1/practice/", {"session_absolute_hours": 9, field: value})
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [field]
    assert people.ada.get("/api/v1/practice/").json() == before


def test_required_factors_hold_from_the_next_sign_in(people: People) -> None:
    people.ada.patch("/api/v1/practice/", {"mfa_required_roles": ["nurse"]})
    assert login("nora@riverside.example").json()["user"]["must_enrol_totp"] is True


def test_session_limits_hold_for_new_sessions(people: People) -> None:
    people.ada.patch("/api/v1/practice/", {"session_absolute_hours": 2})
    login("nora@riverside.example")
    listed = people.nora.get("/api/v1/auth/sessions/").json()["results"]
    newest = next(one for one in listed if not one["current"])
    lasts = datetime.fromisoformat(newest["expires_at"]) - datetime.fromisoformat(newest["created_at"])
    assert lasts == timedelta(hours=2)


def test_deadlines_are_dated_and_keep_their_defaults_elsewhere(people: People) -> None:
    before = datetime.now(tz=UTC)
    body = people.ada.patch(
        "/api/v1/practice/", {"deadlines": {"critical": {"acknowledge_within_minutes": 5}}}
    ).json()
    assert body["deadlines"]["critical"]["acknowledge_within_minutes"] == 5
    assert body["deadlines"]["warning"]["acknowledge_within_minutes"] == 60
    viewer = system_actor("test", practice_id=people.practice.id)
    with practice_scope(people.practice.id):
        assert get_deadlines(viewer=viewer, at=before).critical.acknowledge_within_minutes == 15
        assert get_deadlines(viewer=viewer, at=datetime.now(tz=UTC)).critical.acknowledge_within_minutes == 5
        assert PracticeSetting.objects.get().set_by_id == people.ada.user.id
    assert (
        people.olga.get("/api/v1/practice/").json()["deadlines"]["critical"]["acknowledge_within_minutes"]
        == 15
    )


def test_bad_deadlines_name_what_is_wrong(people: People) -> None:
    response = people.ada.patch(
        "/api/v1/practice/", {"deadlines": {"critical": {"acknowledge_within_minutes": 0}, "mild": {}}}
    )
    assert response.status_code == 400
    assert set(response.json()["fields"]) == {
        "deadlines.critical.acknowledge_within_minutes",
        "deadlines.mild",
    }


# --- the matrix --------------------------------------------------------------------------------------------


def test_the_matrix_is_printed_as_it_is_enforced(people: People) -> None:
    body = people.nora.get("/api/v1/practice/roles/").json()
    assert {entry["role"]: set(entry["permissions"]) for entry in body["roles"]} == {
        role: set(MATRIX[role]) for role in ROLES
    }
    assert [entry["permission"] for entry in body["permissions"]] == list(PERMISSIONS)
    assert people.pat.get("/api/v1/practice/roles/").status_code == 403


# --- locations ---------------------------------------------------------------------------------------------


def test_locations_are_added_changed_and_listed(people: People) -> None:
    place = {
        "name": "Main Street",
        "line1": "1 Main St",
        "city": "Albany",
        "state": "NY",
        "zip": "12207",
        "npi": NPI,
        "timezone": "America/New_York",
    }
    added = people.ada.post("/api/v1/practice/locations/", place)
    assert added.status_code == 201
    assert added.json()["place_of_service"] == "11"
    changed = people.ada.patch(
        f"/api/v1/practice/locations/{added.json()['id']}/", {"place_of_service": "22"}
    )
    assert changed.json() == {**added.json(), "place_of_service": "22"}
    assert people.nora.get("/api/v1/practice/locations/").json()["results"] == [changed.json()]
    assert [len(audited(people.ada, f"location.{verb}")) for verb in ("created", "changed")] == [1, 1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("npi", "1234567890"),
        ("npi", "12345"),
        ("timezone", "Nowhere"),
        ("state", "New York"),
        ("place_of_service", "1"),
        ("name", ""),
    ],
)
def test_a_bad_location_names_its_field(people: People, field: str, value: str) -> None:
    response = people.ada.post(
        "/api/v1/practice/locations/", {"name": "X", "timezone": "America/New_York", field: value}
    )
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_locations_of_another_practice_do_not_exist(people: People) -> None:
    added = people.ada.post(
        "/api/v1/practice/locations/", {"name": "X", "timezone": "America/New_York"}
    ).json()
    set_practice(people.other_practice.id)
    olga = people.olga
    olga.membership.role = "admin"
    olga.membership.save(update_fields=["role"])
    assert olga.patch(f"/api/v1/practice/locations/{added['id']}/", {"name": "Mine"}).status_code == 404
    assert olga.get("/api/v1/practice/locations/").json()["count"] == 0
    assert people.ada.patch(f"/api/v1/practice/locations/{uuid4()}/", {"name": "Y"}).status_code == 404


def test_only_administrators_touch_locations(people: People) -> None:
    assert (
        people.nora.post("/api/v1/practice/locations/", {"name": "X", "timezone": "UTC"}).status_code == 403
    )
    assert people.pat.get("/api/v1/practice/locations/").status_code == 403
