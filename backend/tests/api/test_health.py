"""Health answers honestly: warn when something is missing, fail only without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from tests.people import People
from vantrexia.core.ticks import tick
from vantrexia.workflows.jobs import LIST, run_job


@pytest.mark.django_db
def test_live_and_ready_name_the_release() -> None:
    for path in ("/health/live", "/health/ready"):
        response = Client().get(path)
        assert (response.status_code, response.json()["status"]) == (200, "pass")
        assert response.json()["release"] == "development"


@pytest.mark.django_db
def test_missing_signs_of_life_are_a_warning_not_a_failure() -> None:
    response = Client().get("/health/")
    assert response.status_code == 200
    assert response.json()["status"] == "warn"
    assert response.json()["checks"]["database"]["status"] == "pass"


@pytest.mark.django_db
def test_an_old_proof_of_life_is_a_warning_and_a_young_one_is_not() -> None:
    now = datetime.now(tz=UTC)
    tick("proof_wiring", now=now)
    tick("proof_of_life", now=now - timedelta(minutes=20), detail={"millis": 400})
    assert Client().get("/health/").json()["checks"]["proof_of_life"]["status"] == "warn"
    tick("proof_of_life", now=now, detail={"millis": 400})
    assert Client().get("/health/").json()["checks"]["proof_of_life"] == {
        "status": "pass",
        "age_seconds": 0,
        "millis": 400,
    }
    assert b"vantrexia_reading_to_alert_milliseconds 400.0" in Client().get("/metrics").content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "job", ["sweep_deliveries", "sweep_steps", "sweep_scores", "sweep_notifications", "seal_audit"]
)
def test_a_job_an_alert_depends_on_that_has_stopped_is_a_warning(people: People, job: str) -> None:
    now = datetime.now(tz=UTC)
    if job in LIST:
        run_job(job, now=now)
        assert Client().get("/health/").json()["checks"][job]["status"] == "pass", (
            "it says itself that it ran"
        )
    tick(job, now=now - timedelta(minutes=10))
    assert Client().get("/health/").json()["checks"][job]["status"] == "warn"


@pytest.mark.django_db
def test_valkey_away_is_a_warning(settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    body = Client().get("/health/").json()
    assert body["checks"]["valkey"]["status"] == "warn"


@pytest.mark.django_db
def test_the_schedule_is_written_and_written_again() -> None:
    from django_celery_beat.models import PeriodicTask

    call_command("sync_schedule")
    PeriodicTask.objects.create(
        name="vantrexia: old", task="x", interval_id=PeriodicTask.objects.first().interval_id
    )  # type: ignore[union-attr]
    call_command("sync_schedule")
    names = set(PeriodicTask.objects.values_list("name", flat=True))
    assert "vantrexia: proof_send" in names
    assert "vantrexia: old" not in names


@pytest.mark.django_db
def test_the_key_set_is_open_and_holds_no_key_of_our_access_tokens() -> None:
    response = Client().get("/.well-known/jwks.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/jwk-set+json"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "RateLimit" in response.headers
    assert response.json() == {"keys": []}
    assert Client().post("/.well-known/jwks.json").status_code == 405
