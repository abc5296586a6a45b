"""Two records of one person, both monitored, become one: what was and is measured goes on counting, once."""

from __future__ import annotations

import pytest

from tests.monitored import at, make_monitored
from tests.people import People
from vantrexia.workflows.patient_merge import merge_patients

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kept_since", ["2026-03-30 07:00", "2026-04-01 07:00", "2026-04-03 07:00"])
def test_the_monitoring_that_goes_on_is_billed_on(people: People, kept_since: str) -> None:
    kept = make_monitored(people.practice, since=kept_since)
    other = make_monitored(people.practice, since="2026-04-01 07:00")
    merge_patients(
        actor=people.cleo.actor, keep_id=kept.id, merge_id=other.id, reason="Entered twice",
        now=at("2026-04-04 12:00"),
    )  # fmt: skip
    kept.measure("2026-04-05", 20)
    kept.recompute("2026-05-10 06:00")
    assert [line.split(" ")[0] for line in kept.lines()] == ["99453x1", "99454x1"]
