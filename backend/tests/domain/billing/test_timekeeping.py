"""The timer's state machine: whatever tabs, crashes and silences do, one person's segments never overlap and never hold
more than the clock did, nor anything after the last sign of life.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vantrexia.domain.billing.timekeeping import (
    Begun,
    Ending,
    Limits,
    Running,
    begin,
    end_by_hand,
    find_ending,
    keep_alive,
)

T0 = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
LIMITS = Limits()


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def running(*, active: float = 0, beat: float | None = None, activity: str = "data_review") -> Running:
    return Running("pat", activity, T0, at(active), at(active if beat is None else beat))


@pytest.mark.parametrize(
    ("segment", "now", "expected"),
    [
        (running(), 3, None),
        (running(), 3.01, Ending(T0, "lost")),
        (running(active=0, beat=4), 5, None),
        (running(active=0, beat=5), 5.01, Ending(T0, "idle")),
        (running(active=2, beat=4), 60, Ending(at(4), "lost")),
        (running(active=0, beat=20), 60, Ending(T0, "idle")),
        (running(active=0, beat=29, activity="phone_call"), 30, None),
        (running(active=0, beat=30, activity="video_call"), 30.01, Ending(T0, "idle")),
    ],
)
def test_where_a_segment_ends_by_itself(segment: Running, now: float, expected: Ending | None) -> None:
    assert find_ending(segment, now=at(now), limits=LIMITS) == expected


def test_a_beat_moves_life_and_activity_forward_and_never_back() -> None:
    heard = keep_alive(running(active=1, beat=2), now=at(3), active_at=at(2.5), limits=LIMITS)
    assert heard == running(active=2.5, beat=3)
    assert keep_alive(heard, now=at(2), active_at=at(0), limits=LIMITS) == heard
    ahead = keep_alive(heard, now=at(4), active_at=at(100), limits=LIMITS)
    assert ahead == running(active=4, beat=4)


def test_a_beat_of_a_segment_that_was_over_ends_it_where_it_was() -> None:
    assert keep_alive(running(beat=1), now=at(9), active_at=at(9), limits=LIMITS) == Ending(at(1), "lost")


@pytest.mark.parametrize(
    ("segment", "now", "said", "expected"),
    [
        (running(), 2, None, Ending(at(2), "stopped")),
        (running(), 2, 1, Ending(at(1), "stopped")),
        (running(), 2, -1, Ending(T0, "stopped")),
        (running(), 2, 9, Ending(at(2), "stopped")),
        (running(beat=1), 9, None, Ending(at(1), "lost")),
        (running(beat=1), 9, 8, Ending(at(1), "lost")),
        (running(beat=1), 9, 0.5, Ending(at(0.5), "stopped")),
    ],
)
def test_where_a_hand_ends_it(segment: Running, now: float, said: float | None, expected: Ending) -> None:
    told = None if said is None else at(said)
    assert end_by_hand(segment, now=at(now), at=told, cause="stopped", limits=LIMITS) == expected


@pytest.mark.parametrize(
    ("segment", "patient", "activity", "automatic", "now", "expected"),
    [
        (None, "pat", "data_review", False, 1, Begun(None, at(1))),
        (running(), "pat", "data_review", False, 1, Begun(None, None)),
        (running(), "pat", "text", False, 1, Begun(Ending(at(1), "switched"), at(1))),
        (running(), "pat", "text", True, 1, Begun(None, None)),
        (running(), "ann", "data_review", False, 1, Begun(Ending(at(1), "moved"), at(1))),
        (running(), "ann", "data_review", True, 1, Begun(Ending(at(1), "moved"), at(1))),
        (running(activity="phone_call"), "ann", "data_review", True, 1, Begun(None, None)),
        (running(beat=1), "pat", "data_review", True, 9, Begun(Ending(at(1), "lost"), at(9))),
    ],
)
def test_what_a_start_does(segment: Running | None, patient: str, activity: str, automatic: bool, now: float,
                           expected: Begun) -> None:  # fmt: skip
    begun = begin(
        segment, patient=patient, activity=activity, now=at(now), limits=LIMITS, is_automatic=automatic
    )
    assert begun == expected


# --- any interleaving --------------------------------------------------------------------------------------------


@dataclass
class Person:
    """What the server keeps of one person: the running segment and what has ended, kept as the services keep it."""

    running: Running | None = None
    ended: list[tuple[datetime, datetime]] = field(default_factory=list)
    life: list[datetime] = field(default_factory=list)  # when anything was heard of the person

    def end(self, ending: Ending | None) -> None:
        if self.running is not None and ending is not None:
            self.ended.append((self.running.started_at, ending.at))
            self.running = None

    def start(self, now: datetime, patient: str, activity: str, automatic: bool) -> None:
        begun = begin(
            self.running,
            patient=patient,
            activity=activity,
            now=now,
            limits=LIMITS,
            is_automatic=automatic,
        )
        self.end(begun.ending)
        if begun.starts_at is not None:
            self.running = Running(patient, activity, begun.starts_at, begun.starts_at, begun.starts_at)
        elif self.running is not None:
            self.running = replace(self.running, active_at=now, beat_at=now)
        self.life.append(now)

    def beat(self, now: datetime, active_at: datetime) -> None:
        if self.running is not None:
            heard = keep_alive(self.running, now=now, active_at=active_at, limits=LIMITS)
            if isinstance(heard, Ending):
                self.end(heard)
            else:
                self.running = heard
        self.life.append(now)

    def stop(self, now: datetime, said: datetime | None) -> None:
        if self.running is not None:
            self.end(end_by_hand(self.running, now=now, at=said, cause="stopped", limits=LIMITS))
        self.life.append(now)

    def sweep(self, now: datetime) -> None:
        if self.running is not None:
            self.end(find_ending(self.running, now=now, limits=LIMITS))


# A tab does something after so many seconds; crashes are tabs that do nothing any more.
ACTS = st.tuples(
    st.integers(0, 3000),
    st.sampled_from(["start", "auto", "beat", "stop", "sweep"]),
    st.sampled_from(["pat", "ann"]),
    st.sampled_from(["data_review", "phone_call", "text"]),
    st.integers(-2000, 2000),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_any_interleaving_of_tabs_gives_segments_that_never_overlap(
    acts: list[tuple[int, str, str, str, int]],
) -> None:
    person, now = Person(), T0
    for wait, act, patient, activity, off in acts:
        now += timedelta(seconds=wait)
        said = now + timedelta(seconds=off)
        if act in ("start", "auto"):
            person.start(now, patient, activity, act == "auto")
        elif act == "beat":
            person.beat(now, said)
        elif act == "stop":
            person.stop(now, said if off % 2 else None)
        else:
            person.sweep(now)
    person.sweep(now + timedelta(days=1))

    assert person.running is None
    assert all(low <= high for low, high in person.ended)
    spans = sorted(person.ended)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert sum((high - low for low, high in spans), timedelta()) <= now - T0
    # No ghost minutes: nothing runs on after the last that was heard of the person.
    assert all(high <= max(person.life) for _, high in spans)
    # A silence longer than a browser may keep is nobody's time.
    for quiet, heard in pairwise(person.life):
        if heard - quiet > LIMITS.lost:
            assert all(high <= quiet or low >= heard for low, high in spans)
