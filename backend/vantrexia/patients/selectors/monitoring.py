"""What is expected of monitored patients: since when, how often, whether they are paused or in hospital.

`read_monitoring(patient_ids, now=…)` answers for many at once; triage computes adherence and missing readings from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.core.plain import fetch_rows, uuid_array

ADHERENCE_DAYS = 7
_NEVER = datetime(9999, 12, 30, tzinfo=UTC)  # an open end, where SQL must compare it


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of a measurement plan."""

    kind: str
    times_per_day: int
    days_per_week: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Monitoring:
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
        today = now.astimezone(ZoneInfo(self.zone)).date()
        first = max(today - timedelta(days=ADHERENCE_DAYS), self.since.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=1))
        expected = 0.0
        for plan in self.plans:
            begin, end = max(first, plan.starts_on), min(today, plan.ends_on or today)
            days = max(0, (end - begin).days)
            expected += days * plan.times_per_day * plan.days_per_week / 7
        return round(expected)


_EPISODES = """
SELECT p.id, p.timezone, e.started_at, e.id,
    (SELECT max(coalesce(x.ends_at, %(never)s)) FROM patients_pause x
     WHERE x.practice_id = p.practice_id AND x.patient_id = p.id AND x.starts_at <= %(now)s),
    (SELECT max(coalesce(s.discharged_at, %(never)s)) FROM patients_inpatientstay s
     WHERE s.practice_id = p.practice_id AND s.patient_id = p.id AND s.admitted_at <= %(now)s),
    (SELECT min(bound) FROM patients_pause x, LATERAL (VALUES (x.starts_at), (x.ends_at)) AS v (bound)
     WHERE x.practice_id = p.practice_id AND x.patient_id = p.id AND bound > %(now)s)
FROM patients_patient p
LEFT JOIN patients_episode e ON e.practice_id = p.practice_id AND e.patient_id = p.id AND e.ended_at IS NULL
    AND e.program = 'rpm' AND e.started_at <= %(now)s
WHERE p.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND p.id = ANY (%(ids)s::uuid[]) AND p.active
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
    found: dict[UUID, Monitoring] = {}
    for patient_id, zone, started_at, episode_id, pause_end, stay_end, changes_at in fetch_rows(
        _EPISODES, {"ids": asked, "now": now, "never": _NEVER}
    ):
        breaks = [moment for moment in (pause_end, stay_end) if moment is not None]
        since = max([started_at, *[moment for moment in breaks if moment <= now]]) if episode_id else None
        found[patient_id] = Monitoring(
            patient_id=patient_id, zone=zone, since=since, is_interrupted=any(moment > now for moment in breaks),
            plans=tuple(plans.get(patient_id, ())), changes_at=changes_at,
        )  # fmt: skip
    return found
