"""The rows themselves under any interleaving of one person's tabs: starts, beats, stops, crashes, sweeps, repeats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_patient
from tests.people import People
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.services.timer import beat_timer, start_timer, stop_timer
from vantrexia.billing.services.timer_endings import end_quiet_timers
from vantrexia.core.tenancy import set_practice

T0 = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
ACTS = st.tuples(
    st.integers(0, 400),  # seconds since the last act
    st.sampled_from(["start", "auto", "again", "beat", "stop", "sweep"]),
    st.integers(0, 1),  # which patient, which of the known segments
    st.integers(-300, 300),  # what the tab believes about the time
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=14))
def test_rows_never_overlap_and_never_hold_more_than_the_clock(people: People, acts: list[Any]) -> None:
    with transaction.atomic():
        set_practice(people.practice.id)
        charts = [make_patient(people.practice), make_patient(people.practice)]
        actor, now, known, token = people.nora.actor, T0, list[UUID](), uuid4()
        for wait, act, which, off in acts:
            now += timedelta(seconds=wait)
            said = now + timedelta(seconds=off)
            if act in ("start", "auto"):
                token = uuid4()
            if act in ("start", "auto", "again"):
                chart = (
                    TimeEntry.objects.filter(client_token=token).values_list("patient_id", flat=True).first()
                )
                known.append(
                    start_timer(
                        actor=actor,
                        patient_id=chart or charts[which].id,
                        activity="data_review" if which else "phone_call",
                        token=token,
                        now=now,
                        is_automatic=act == "auto",
                    )
                )
            elif act == "beat" and known:
                beat_timer(actor=actor, entry_id=known[-1 - which % len(known)], active_at=said, now=now)
            elif act == "stop" and known:
                stop_timer(
                    actor=actor,
                    entry_id=known[-1 - which % len(known)],
                    at=said if off % 2 else None,
                    now=now,
                )
            else:
                end_quiet_timers(practice_id=people.practice.id, now=now)
        end_quiet_timers(practice_id=people.practice.id, now=now + timedelta(days=1))
        rows = list(
            TimeEntry.objects.order_by("started_at", "ended_at").values_list("started_at", "ended_at")
        )
        spans = [(low, high) for low, high in rows if high is not None]
        assert len(spans) == len(rows)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert sum((high - low for low, high in spans), timedelta()) <= now - T0
        transaction.set_rollback(True)
