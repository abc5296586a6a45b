"""Founding a practice, by the workflow and by the command; what is cleaned up afterwards."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.api.signing_in import audited, bearer, call, code_of, login
from tests.people import People
from vantrexia.accounts.hashers import Argon2idHasher
from vantrexia.accounts.models import (
    Membership,
    Organisation,
    Practice,
    RefreshToken,
    Session,
    SignInFailures,
)
from vantrexia.accounts.services.housekeeping import purge_expired
from vantrexia.accounts.services.practices import STAFF_ROLES, NewPractice, create_practice
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import practice_scope
from vantrexia.core.ticks import read_tick
from vantrexia.devices.models import DeviceModel
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.npi import is_npi
from vantrexia.workflows.jobs import run_job
from vantrexia.workflows.practices import FirstAdmin, open_practice

NOW = datetime.now(tz=UTC)
ADMIN = FirstAdmin(email="Owner@Prairie.example", first_name="Olive", last_name="Owner")


def run(**options: str) -> dict[str, Any]:
    given = {
        "name": "Prairie",
        "timezone": "America/Chicago",
        "admin_email": ADMIN.email,
        "admin_first_name": ADMIN.first_name,
        "admin_last_name": ADMIN.last_name,
        **options,
    }
    out = io.StringIO()
    call_command("create_practice", stdout=out, **given)
    return dict(json.loads(out.getvalue()))


@pytest.mark.django_db
def test_a_founded_practice_has_an_organisation_an_invited_administrator_and_requires_factors() -> None:
    opened = open_practice(
        new=NewPractice(name="Prairie", timezone="America/Chicago", tin="74-1234567"), admin=ADMIN, now=NOW
    )
    with practice_scope(opened.practice_id):
        practice = Practice.objects.get()
        assert (practice.name, practice.session_idle_minutes, practice.session_absolute_hours) == (
            "Prairie",
            30,
            12,
        )
        assert set(practice.mfa_required_roles) == set(STAFF_ROLES)
        assert Organisation.objects.get().tin == "741234567"
        assert Membership.objects.get().role == "admin"
        assert DeviceModel.objects.count() == 6
        assert {"practice.created", "membership.created"} <= {entry.action for entry in Entry.objects.all()}
        assert {entry.actor_kind for entry in Entry.objects.all()} == {"system"}


@pytest.mark.django_db
def test_the_first_administrator_goes_from_link_to_working_session() -> None:
    link = run()["link"]
    assert login("owner@prairie.example", "").status_code == 400
    token = link.partition("#token=")[2]
    assert call("password/reset/confirm/", {"token": token, "new_password": "wide sky 9"}).status_code == 204
    body = login("owner@prairie.example", "wide sky 9").json()
    assert body["user"]["must_enrol_totp"] is True
    secret = bearer(body["access"], "POST", "auth/totp/enroll/").json()["secret"]
    bearer(body["access"], "POST", "auth/totp/confirm/", {"code": code_of(secret)})
    assert bearer(body["access"], "GET", "practice/users/").json()["count"] == 1


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_in_one_line_and_leaves_nothing_behind() -> None:
    for options, words in (
        ({"timezone": "Mars"}, "timezone must be an IANA"),
        ({"tin": "12"}, "tin must be nine digits"),
        ({"mfa_roles": "surgeon"}, "mfa_required_roles"),
        ({"language": "fr"}, "language must be one of"),
    ):
        with pytest.raises(CommandError, match=words):
            run(**options)
    assert run(mfa_roles="")["practice_id"]


@pytest.mark.django_db
def test_somebody_of_another_practice_becomes_administrator_without_a_new_password(people: People) -> None:
    answer = run(admin_email="ada@riverside.example", mfa_roles="")
    assert answer["link"] is None
    assert answer["admin_user_id"] == people.ada.user.id
    practices = login("ada@riverside.example").json()["user"]["practices"]
    assert {choice["name"] for choice in practices} == {"Riverside", "Prairie"}


@pytest.mark.django_db
def test_the_first_practice_of_an_installation_brings_the_proof_of_life_with_it() -> None:
    assert read_tick("proof_wiring") is None
    run()
    wired = read_tick("proof_wiring")
    assert wired is not None
    with practice_scope(UUID(str(wired[1]["practice"]))):
        assert Practice.objects.get().is_synthetic
    run(name="Second", admin_email="second@prairie.example")
    again = read_tick("proof_wiring")
    assert again is not None
    assert again[1] == wired[1]


@pytest.mark.django_db
def test_two_practices_of_one_name_are_two() -> None:
    first = create_practice(new=NewPractice(name="Prairie", timezone="America/Chicago"), now=NOW)
    second = create_practice(new=NewPractice(name="Prairie", timezone="America/Chicago"), now=NOW)
    assert first != second
    with practice_scope(second):
        assert [practice.id for practice in Practice.objects.all()] == [second]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "   "])
def test_a_practice_needs_a_name(name: str) -> None:
    with pytest.raises(InvalidInput):
        create_practice(new=NewPractice(name=name, timezone="America/Chicago"), now=NOW)


@pytest.mark.parametrize(
    ("npi", "valid"),
    [
        ("1234567893", True),
        ("1234567890", False),
        ("3234567893", False),
        ("123456789", False),
        ("12345678931", False),
        ("abcdefghij", False),
    ],
)
def test_the_check_digit_of_an_npi(npi: str, valid: bool) -> None:
    assert is_npi(npi) is valid


def test_what_sign_in_leaves_behind_is_cleaned_up_and_sessions_stay(people: People) -> None:
    login("nora@riverside.example")
    login("nobody@nowhere.example", "wrong wrong wrong")
    assert purge_expired(now=datetime.now(tz=UTC)) == {"failures": 0, "refresh_tokens": 0}
    later = datetime.now(tz=UTC) + timedelta(days=8, hours=1)
    assert purge_expired(now=later) == {"failures": 2, "refresh_tokens": 1}
    assert purge_expired(now=later) == {"failures": 0, "refresh_tokens": 0}
    assert not SignInFailures.objects.exists()
    with practice_scope(people.practice.id):
        assert Session.objects.filter(user_id=people.nora.user.id).count() == 2
        assert not RefreshToken.objects.exists()


def test_a_running_lock_is_not_cleaned_away(people: People) -> None:
    for _ in range(5):
        login("nora@riverside.example", "wrong wrong wrong")
    purge_expired(now=datetime.now(tz=UTC))
    assert login("nora@riverside.example").status_code == 423


def test_a_password_hashed_with_older_parameters_is_hashed_anew_at_sign_in(
    people: People, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["vantrexia.accounts.hashers.Argon2idHasher"]
    assert login("nora@riverside.example").status_code == 200
    with practice_scope(people.practice.id):
        password = type(people.nora.user).objects.get(id=people.nora.user.id).password
    assert password.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")
    assert (Argon2idHasher.memory_cost, Argon2idHasher.time_cost, Argon2idHasher.parallelism) == (
        47_104,
        2,
        1,
    )
    assert login("nora@riverside.example").status_code == 200


def test_the_audit_of_a_sign_out_and_in_reads_as_a_story(people: People) -> None:
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(seconds=1)):
        access = login("nora@riverside.example").json()["access"]
        bearer(access, "POST", "auth/logout/")
    for action in ("session.started", "session.ended"):
        (entry,) = audited(people.nora, action)
        assert entry.actor_user_id == people.nora.user.id


def test_the_schedule_cleans_up(people: People) -> None:
    login("nobody@nowhere.example", "wrong wrong wrong")
    assert run_job("daily_leftovers", now=datetime.now(tz=UTC) + timedelta(days=8)) == 2


def test_a_worker_knows_how_to_mail() -> None:
    script = (
        "import config, django, json; django.setup(); import vantrexia.workflows.tasks; "
        "print(json.dumps(sorted(config.celery_app.tasks)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"vantrexia.send_reset_mail", "vantrexia.send_lockout_notice"} <= set(json.loads(ran.stdout))
