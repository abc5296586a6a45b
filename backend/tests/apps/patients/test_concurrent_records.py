"""Two people at the same moment: one number, one place in the order, one version."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from tests.people import make_practice
from vantrexia.accounts.models import Practice
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.errors import DomainError
from vantrexia.patients.models import Counter, Patient, UniqueMrn
from vantrexia.patients.services.records import change_patient, create_patient

NOW = datetime.now(tz=UTC)
ANA = {"first_name": "Ana", "last_name": "Ruiz", "date_of_birth": "1961-09-02", "gender": "female"}


def at_once(practice: Practice, *acts: Callable[[Actor], Any]) -> list[Any]:
    """Run acts in threads that start together, each in its own transaction; results or errors, in order."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[Actor], Any]) -> None:
        try:
            start.wait()
            with practice_scope(practice.id):
                results[index] = act(system_actor("test", practice_id=practice.id))
        except DomainError as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def create(**given: Any) -> Callable[[Actor], Any]:
    return lambda actor: create_patient(actor=actor, given={**ANA, **given}, now=NOW)


def test_of_two_patients_created_with_one_number_one_is_refused(committed_db: None) -> None:
    practice = make_practice("Race")
    results = at_once(practice, create(mrn="A-1"), create(mrn="a-1"))
    refused = [result for result in results if isinstance(result, DomainError)]
    assert [(error.code, list(getattr(error, "fields", {}))) for error in refused] == [("invalid", ["mrn"])]
    with practice_scope(practice.id):
        assert Patient.objects.count() == 1
        assert UniqueMrn.objects.count() == 1


def test_patients_created_at_once_get_their_own_numbers_places_and_count(committed_db: None) -> None:
    practice = make_practice("Race")
    results = at_once(practice, *[create(last_name=f"Name{letter}") for letter in "dbacfe"])
    assert not [result for result in results if isinstance(result, DomainError)]
    with practice_scope(practice.id):
        rows = list(Patient.objects.order_by("name_rank"))
        assert [row.last_name for row in rows] == [f"Name{letter}" for letter in "abcdef"]
        assert len({row.mrn for row in rows}) == 6
        assert Counter.objects.get(name="active").value == 6


def test_of_two_changes_of_one_version_one_is_refused(committed_db: None) -> None:
    practice = make_practice("Race")
    with practice_scope(practice.id):
        patient_id = create_patient(actor=system_actor("test", practice_id=practice.id), given=ANA, now=NOW)

    def change(email: str) -> Callable[[Actor], Any]:
        return lambda actor: change_patient(
            actor=actor, patient_id=patient_id, given={"email": email, "version": 1}, is_whole=False, now=NOW
        )

    results = at_once(practice, change("a@example.org"), change("b@example.org"))
    assert [result.code for result in results if isinstance(result, DomainError)] == ["stale_version"]
