"""What is expected of monitored patients: since when, how often, whether they are paused or in hospital.

`read_monitoring(patient_ids, now=…)` answers for many at once; triage computes adherence and missing readings from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.core.plain import fetch_rows, uuid_array

ADHERENCE_DAYS = 7
_NEVER = datetime(9999, 12, 30, tzinfo=UTC)  # an open end, where SQL must compare it


class Plan(NamedTuple):
    """One line of a measurement plan."""

    kind: str
    times_per_day: int
    days_per_week: int
    starts_on: date
    ends_on: date | None


class Monitoring(NamedTuple):
    """One patient's monitoring as of now. `since` is None for a patient nobody monitors (no open episode)."""

    patient_id: UUID
    zone: str
    since: datetime | None  # start of the episode or end of the last pause or stay
    is_interrupted: bool  # paused or in hospital right now
    plans: tuple[Plan, ...] = ()
    changes_at: datetime | None = None  # when a pause that is known today begins or ends next

    def count_expected(self, *, now: datetime) -> int:
        """Readings expected on the whole days of the last week, by the plan; days before `since` are nobody's fault."""
        if self.since is None or self.is_interrupted:
            return 0
        today = _date_in(self.zone, now)
        first = max(
            today - timedelta(days=ADHERENCE_DAYS), _date_in(self.zone, self.since) + timedelta(days=1)
        )
        expected = 0.0
        for plan in self.plans:
            begin, end = max(first, plan.starts_on), min(today, plan.ends_on or today)
            days = max(0, (end - begin).days)
            expected += days * plan.times_per_day * plan.days_per_week / 7
        return round(expected)


@lru_cache(maxsize=4096)
def _date_in(zone: str, moment: datetime) -> date:
    """Thousands of patients share a zone, a `now`, often a beginning."""
    return moment.astimezone(ZoneInfo(zone)).date()


# Two look-ups by id instead of a join: a planner that knows nothing of a table yet (a day of enrolments, a restored backup)
# would compare everybody asked for with every episode of the practice, twice the cost of all the rest of a reading.
_PATIENTS = """
SELECT id, timezone FROM patients_patient
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND id = ANY (%s::uuid[]) AND active
"""
_EPISODES = """
SELECT patient_id, started_at FROM patients_episode
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
    AND ended_at IS NULL AND program = 'rpm' AND started_at <= %s
"""
_BREAKS = """
SELECT patient_id, starts_at, ends_at, true FROM patients_pause
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%(ids)s::uuid[])
UNION ALL
SELECT patient_id, admitted_at, discharged_at, false FROM patients_inpatientstay
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%(ids)s::uuid[])
"""
_PLANS = """
SELECT patient_id, kind, times_per_day, days_per_week, starts_on, ends_on FROM patients_measurementplan
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
    AND (ends_on IS NULL OR ends_on >= %s)
"""


def read_monitoring(patient_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Monitoring]:
    """Monitoring of each active patient asked for, in the practice of the running transaction."""
    ids = list(patient_ids)
    if not ids:
        return {}
    asked = uuid_array(ids)
    plans: dict[UUID, list[Plan]] = {}
    for patient_id, *line in fetch_rows(_PLANS, [asked, (now - timedelta(days=ADHERENCE_DAYS + 2)).date()]):
        plans.setdefault(patient_id, []).append(Plan(*line))
    breaks: dict[UUID, _Breaks] = {}
    for patient_id, starts_at, ends_at, is_planned in fetch_rows(_BREAKS, {"ids": asked}):
        breaks.setdefault(patient_id, _Breaks([], [])).add(starts_at, ends_at, is_planned=is_planned, now=now)
    found: dict[UUID, Monitoring] = {}
    started: dict[UUID, datetime] = dict(fetch_rows(_EPISODES, [asked, now]))
    for patient_id, zone in fetch_rows(_PATIENTS, [asked]):
        started_at = started.get(patient_id)
        mine = breaks.get(patient_id, _NO_BREAKS)
        found[patient_id] = Monitoring(
            patient_id=patient_id, zone=zone,
            since=max([started_at, *[end for end in mine.ends if end <= now]]) if started_at else None,
            is_interrupted=any(end > now for end in mine.ends), plans=tuple(plans.get(patient_id, ())),
            changes_at=min(mine.changes, default=None),
        )  # fmt: skip
    return found


class _Breaks(NamedTuple):
    """Pauses and stays of one patient: ends of those begun (never, where open), bounds of pauses that are still to come."""

    ends: list[datetime]
    changes: list[datetime]

    def add(self, starts_at: datetime, ends_at: datetime | None, *, is_planned: bool, now: datetime) -> None:
        if starts_at <= now:
            self.ends.append(ends_at or _NEVER)
        if is_planned:
            self.changes.extend(bound for bound in (starts_at, ends_at) if bound is not None and bound > now)


_NO_BREAKS = _Breaks([], [])
