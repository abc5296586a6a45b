"""What a deploy asks of a release: its report, the proof of life on demand, the smoke tests' sign-in, bounded migrations."""

from __future__ import annotations

import json
from io import StringIO

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from vantrexia.core.clock import read_clock
from vantrexia.core.ticks import read_tick
from vantrexia.workflows import proof
from vantrexia.workflows.readings import process_due


def call(*words: str) -> dict[str, object]:
    out = StringIO()
    call_command(*words, stdout=out)
    parsed: dict[str, object] = json.loads(out.getvalue().strip().splitlines()[-1])
    return parsed


@pytest.mark.django_db
def test_a_release_reports_its_migrations_and_the_services_it_would_use() -> None:
    report = call("release_report")
    database, migrations = report["database"], report["migrations"]
    assert isinstance(database, dict)
    assert isinstance(migrations, list)
    assert database["ok"]
    assert database["is_read_only"] is False
    assert report["valkey"] == {"ok": True}
    names = {found["name"]: found for found in migrations}
    assert names["patients.0001_initial"]["is_applied"]
    assert names["vitals.0003_recent"]["is_expanding"]
    assert all(set(found) == {"name", "is_applied", "is_expanding", "reason"} for found in migrations)


@pytest.mark.django_db
def test_a_report_names_a_valkey_that_refuses_and_never_quotes_its_password(settings: object) -> None:
    settings.CACHE_URL = "redis://user:hunter2@127.0.0.1:1/0"  # type: ignore[attr-defined]
    report = call("release_report")
    cache = report["cache"]
    assert isinstance(cache, dict)
    assert cache["ok"] is False
    assert "hunter2" not in json.dumps(report)


@pytest.mark.django_db
def test_the_smoke_user_signs_in_and_sees_the_synthetic_patient_only(client: Client) -> None:
    first = call("smoke_user")
    signed_in = sign_in(client, first)
    assert signed_in.status_code == 200, signed_in.content
    headers = {"authorization": f"Bearer {signed_in.json()['access']}"}
    listed = client.get("/api/v1/patients/", headers=headers).json()
    assert [patient["first_name"] for patient in listed["results"]] == ["Synthetic"]


@pytest.mark.django_db
def test_calling_again_gives_a_new_password_and_the_old_one_ends(client: Client) -> None:
    old, new = call("smoke_user"), call("smoke_user")
    assert sign_in(client, old).status_code == 401
    assert sign_in(client, new).status_code == 200


def sign_in(client: Client, user: dict[str, object]) -> object:
    body = {"email": user["SMOKE_EMAIL"], "password": user["SMOKE_PASSWORD"]}
    return client.post("/api/v1/auth/login/", body, content_type="application/json")


@pytest.mark.django_db
def test_life_cannot_be_proved_without_a_synthetic_practice() -> None:
    with pytest.raises(CommandError, match="smoke_user"):
        call_command("prove_life", "--within", "1")


@pytest.mark.django_db
def test_proof_fails_with_a_reason_when_the_door_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    call("smoke_user")

    def refuse(url: str, **_: object) -> httpx.Response:
        return httpx.Response(503)

    monkeypatch.setattr(proof.httpx, "post", refuse)
    with pytest.raises(CommandError, match="front door"):
        call_command("prove_life", "--within", "1")


@pytest.mark.django_db
def test_proof_follows_one_reading_from_the_door_to_the_audit(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("smoke_user")

    def knock(url: str, *, content: bytes, headers: dict[str, str], **_: object) -> httpx.Response:
        """The request as it is, into this process's own server; the worker's part is done at once."""
        answer = client.post(httpx.URL(url).path, content, content_type="application/json", headers=headers)
        process_due(now=read_clock())
        return httpx.Response(answer.status_code)

    monkeypatch.setattr(proof.httpx, "post", knock)
    said = call("prove_life", "--within", "5")
    tick = read_tick("proof_of_life")
    assert tick is not None
    assert tick[1]["measured_at"] == said["measured_at"]


@pytest.mark.usefixtures("committed_db")
def test_a_migration_waits_for_locks_only_as_long_as_it_is_told() -> None:
    call_command(
        "migrate", "--lock-timeout", "2", "--statement-timeout", "60", interactive=False, verbosity=0
    )
    with connections["migrations"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("2s",)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1min",)
