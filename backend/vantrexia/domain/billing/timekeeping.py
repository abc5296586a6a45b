"""The timer's rules: when a running segment is over by itself, and where what a person does next cuts it.

Public: `Limits`, `Running`, `Ending`, `Begun`, `find_ending`, `keep_alive`, `end_by_hand`, `begin`.

A segment is known to be work up to the person's last sign of activity and to run on up to its browser's last
sign of life. Whatever ends it without a person saying so ends it there and never at the time of noticing: no
ghost minutes (rules section 6, "one staff member over 24 h/day").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# Nobody touches the keyboard during a call; it has a limit of its own.
CALLS = frozenset({"phone_call", "video_call"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long without activity is idle (at a desk, on a call), and without a sign of life is a lost browser."""

    idle: timedelta = timedelta(minutes=5)
    call_idle: timedelta = timedelta(minutes=30)
    lost: timedelta = timedelta(minutes=3)

    def get_idle(self, activity: str) -> timedelta:
        """The longest stretch without activity that still counts."""
        return self.call_idle if activity in CALLS else self.idle


@dataclass(frozen=True, slots=True)
class Running:
    """A running segment. `started_at <= active_at <= beat_at`."""

    patient: str
    activity: str
    started_at: datetime
    active_at: datetime
    beat_at: datetime


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a segment ended and why: stopped, switched, moved, idle, lost."""

    at: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What a start does: ends what ran before (None: nothing did), and begins at a moment unless it joined."""

    ending: Ending | None
    starts_at: datetime | None


def find_ending(running: Running, *, now: datetime, limits: Limits) -> Ending | None:
    """Where a segment ended by itself, or None while it is alive."""
    is_lost = now - running.beat_at > limits.lost
    alive_until = running.beat_at if is_lost else now
    if alive_until - running.active_at > limits.get_idle(running.activity):
        return Ending(running.active_at, "idle")
    return Ending(running.beat_at, "lost") if is_lost else None


def keep_alive(running: Running, *, now: datetime, active_at: datetime, limits: Limits) -> Running | Ending:
    """A sign of life with the person's last activity; a segment that was over stays over.

    A clock of the browser's that runs ahead proves nothing: activity is never later than `now`.
    """
    ending = find_ending(running, now=now, limits=limits)
    if ending is not None:
        return ending
    heard = max(running.beat_at, now)
    return replace(running, active_at=max(running.active_at, min(active_at, heard)), beat_at=heard)


def end_by_hand(
    running: Running, *, now: datetime, at: datetime | None, cause: str, limits: Limits
) -> Ending:
    """A person ends it, at `at` or now; never before its start nor later than it was over by itself."""
    ending = find_ending(running, now=now, limits=limits)
    latest = max(running.started_at, now) if ending is None else ending.at
    if at is not None and at < latest:
        return Ending(max(at, running.started_at), cause)
    return ending or Ending(latest, cause)


def begin(
    running: Running | None,
    *,
    patient: str,
    activity: str,
    now: datetime,
    limits: Limits,
    is_automatic: bool = False,
) -> Begun:
    """Start work on a patient: the same work goes on, any other ends here first.

    Whoever starts elsewhere is no longer there: another patient, another activity, another browser. What starts by
    itself, because a chart was opened, changes neither the activity somebody chose for the patient nor ends a call.
    """
    if running is None:
        return Begun(None, now)
    ending = find_ending(running, now=now, limits=limits)
    if ending is None:
        is_same = running.patient == patient
        goes_on = is_same and running.activity == activity
        if goes_on or (is_automatic and (is_same or running.activity in CALLS)):
            return Begun(None, None)
        ending = Ending(max(running.started_at, now), "switched" if is_same else "moved")
    return Begun(ending, max(now, ending.at))
