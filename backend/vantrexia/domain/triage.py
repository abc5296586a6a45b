"""The risk score: how urgently a clinician should look at a patient, 0 to 100, with reasons in words.

Public: `evaluate(inputs, now=…) -> Evaluation`, `TriageInputs`, `list_current_breaches`, `as_json`.

    ground  what the patient's state is at its worst picks the band (`BANDS`, both ends included)
            critical  a STAT escalation, a value at a critical limit, an open critical alert, or three
                      different vitals beyond a limit at once
            warning   a value at a warning limit, an open warning alert, or three alerts in seven days
            normal    none of these
            no_data   never a reading, or none for `no_reading_days` days, unless a STAT escalation or a
                      critical alert is open: silence must not hide an emergency
    place   points add up inside the band and fill it exactly (`WEIGHTS`): how far beyond the limit the worst
            value lies, how many further vitals are beyond theirs, open alerts, alerts of 7 and 30 days,
            missed readings, time since the last review
    score   lowest score of the band + points; the reasons' points always add up to the score

So no amount of lateness or missed readings makes a patient with good values urgent, and nothing but a named
critical ground makes one critical. A worse value, another breach, alert or missed reading, or a later hour
never lowers the score while the patient has data (until a value grows too old to count).

`next_score_at` is the exact instant at which time alone changes the evaluation next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from vantrexia.domain.triage_inputs import CurrentBreach, TriageInputs, as_json, list_current_breaches
from vantrexia.domain.triage_weights import (
    BANDS,
    MOST_FREQUENCY_UNITS,
    MOST_FURTHER,
    MOST_OPEN_UNITS,
    OPEN_UNITS_CRITICAL,
    REPEATED_ALERTS_7D,
    REVIEW_FULL_AFTER,
    RULES_VERSION,
    SEVERAL_AT_ONCE,
    VALUE_COUNTS_FOR,
    VITAL_GROUPS,
    WEIGHTS,
    RiskLevel,
    ScoredLevel,
)

__all__ = [
    "BANDS",
    "RULES_VERSION",
    "CurrentBreach",
    "Evaluation",
    "Reason",
    "RiskLevel",
    "TriageInputs",
    "as_json",
    "evaluate",
    "list_current_breaches",
]


Params = Mapping[str, str | int | float]


class Reason(NamedTuple):
    """One cause of the score: a key of `messages`, its parameters, and the points it brought."""

    key: str
    params: Params
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What one patient is at one time. `score` is 0 to 100, None for `no_data`; `next_score_at` is when time alone changes
    it, None where it never does."""

    score: int | None
    level: RiskLevel
    reasons: tuple[Reason, ...]
    next_score_at: datetime | None
    rules_version: str = RULES_VERSION


# A reason, and whether it is a ground of the patient's band.
_Part = tuple[Reason, bool]


def evaluate(inputs: TriageInputs, *, now: datetime, rules_version: str = RULES_VERSION) -> Evaluation:
    """Score one patient at `now`. See the module's text for the formula."""
    emergency = inputs.stat_escalation or inputs.open_critical > 0
    silent_at = None if emergency else _find_silence(inputs)
    if not emergency and (inputs.last_reading_at is None or (silent_at is not None and now >= silent_at)):
        return Evaluation(
            score=None,
            level="no_data",
            reasons=(_explain_silence(inputs),),
            next_score_at=_find_earliest(now, inputs.inputs_change_at),
            rules_version=rules_version,
        )

    current = [item for item in inputs.breaches if now < item.measured_at + VALUE_COUNTS_FOR]
    current.sort(key=_rank_breach)
    level = _find_ground(inputs, current)
    points_of_review, review_at = _judge_review(inputs.last_reviewed_at, level, now)
    parts = (
        *_judge_stat(inputs),
        *_judge_breaches(current, level),
        *_judge_open_alerts(inputs, level),
        *_judge_several(current),
        *_judge_frequency(inputs, level),
        *_judge_adherence(inputs, level),
        *points_of_review,
    )
    reasons = _place_in_band(parts, BANDS[level].low)
    return Evaluation(
        score=sum(reason.points for reason in reasons),
        level=level,
        reasons=reasons,
        next_score_at=_find_earliest(
            now,
            silent_at,
            review_at,
            inputs.inputs_change_at,
            *[item.measured_at + VALUE_COUNTS_FOR for item in current],
        ),
        rules_version=rules_version,
    )


def _find_silence(inputs: TriageInputs) -> datetime | None:
    """When the last reading becomes too old to say anything."""
    if inputs.last_reading_at is None or not inputs.no_reading_days:
        return None
    return inputs.last_reading_at + timedelta(days=inputs.no_reading_days)


def _explain_silence(inputs: TriageInputs) -> Reason:
    if inputs.last_reading_at is None:
        return Reason("reason.never_read", {}, 0)
    return Reason("reason.no_data", {"days": inputs.no_reading_days or 0}, 0)


def _find_earliest(now: datetime, *moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def _rank_breach(item: CurrentBreach) -> tuple[bool, float, str]:
    """Gravest first: critical before warning, deeper before shallower; the name makes the order definite."""
    return (item.breach.severity != "critical", -item.breach.depth, item.breach.vital)


def _list_groups(current: list[CurrentBreach]) -> list[str]:
    """The different things measured, gravest first: a blood pressure beyond both its limits is one."""
    vitals = [item.breach.vital for item in current]
    return list(dict.fromkeys(VITAL_GROUPS.get(vital, vital) for vital in vitals))


def _find_ground(inputs: TriageInputs, current: list[CurrentBreach]) -> ScoredLevel:
    if inputs.stat_escalation or inputs.open_critical or len(_list_groups(current)) >= SEVERAL_AT_ONCE:
        return "critical"
    if current:
        return current[0].breach.severity
    if inputs.open_warning or inputs.alerts_7d >= REPEATED_ALERTS_7D:
        return "warning"
    return "normal"


def _place_in_band(parts: tuple[_Part, ...], base: int) -> tuple[Reason, ...]:
    """Give the band's lowest score to the first reason that is its ground, so that points add up to the
    score."""
    reasons: list[Reason] = []
    for reason, is_ground in parts:
        if is_ground and base:
            reason, base = Reason(reason.key, reason.params, reason.points + base), 0
        reasons.append(reason)
    return tuple(reasons)


def _judge_stat(inputs: TriageInputs) -> Iterator[_Part]:
    if inputs.stat_escalation:
        yield Reason("reason.stat", {}, 0), True


def _judge_breaches(current: list[CurrentBreach], level: ScoredLevel) -> Iterator[_Part]:
    """The worst value earns points for its depth, each further group of vitals an equal share."""
    weights = WEIGHTS[level]
    seen: set[str] = set()
    for item in current:
        breach = item.breach
        group = VITAL_GROUPS.get(breach.vital, breach.vital)
        points = 0
        if not seen and breach.severity == level:
            points = int(weights.depth * breach.depth)
        elif group not in seen and 1 <= len(seen) <= MOST_FURTHER:
            points = weights.further // MOST_FURTHER
        seen.add(group)
        params: Params = {
            "vital": breach.vital,
            "value": breach.value,
            "limit": breach.limit,
            "severity": breach.severity,
        }
        yield Reason(f"reason.breach.{breach.direction}", params, points), breach.severity == level


def _judge_open_alerts(inputs: TriageInputs, level: ScoredLevel) -> Iterator[_Part]:
    units = min(OPEN_UNITS_CRITICAL * inputs.open_critical + inputs.open_warning, MOST_OPEN_UNITS)
    if units:
        params: Params = {"critical": inputs.open_critical, "warning": inputs.open_warning}
        points = WEIGHTS[level].open_alerts * units // MOST_OPEN_UNITS
        yield Reason("reason.open_alerts", params, points), inputs.open_critical > 0 or level == "warning"


def _judge_several(current: list[CurrentBreach]) -> Iterator[_Part]:
    count = len(_list_groups(current))
    if count >= SEVERAL_AT_ONCE:
        yield Reason("reason.several", {"count": count}, 0), True


def _judge_frequency(inputs: TriageInputs, level: ScoredLevel) -> Iterator[_Part]:
    units = min(inputs.alerts_7d + inputs.alerts_30d, MOST_FREQUENCY_UNITS)
    points = WEIGHTS[level].frequency * units // MOST_FREQUENCY_UNITS
    repeated = inputs.alerts_7d >= REPEATED_ALERTS_7D
    if points or repeated:
        params: Params = {"week": inputs.alerts_7d, "month": inputs.alerts_30d}
        yield Reason("reason.alert_frequency", params, points), repeated


def _judge_adherence(inputs: TriageInputs, level: ScoredLevel) -> Iterator[_Part]:
    missed = inputs.readings_expected - inputs.readings_received
    if missed > 0:
        points = WEIGHTS[level].adherence * missed // inputs.readings_expected
        if points:
            params: Params = {"received": inputs.readings_received, "expected": inputs.readings_expected}
            yield Reason("reason.adherence", params, points), False


def _judge_review(
    reviewed_at: datetime | None, level: ScoredLevel, now: datetime
) -> tuple[tuple[_Part, ...], datetime | None]:
    """The review's points and the instant of the next one. They come in equal steps of time."""
    most, full = WEIGHTS[level].review, REVIEW_FULL_AFTER[level]
    if reviewed_at is None:
        return ((Reason("reason.never_reviewed", {}, most), False),), None
    points = max(0, min(most, (now - reviewed_at) * most // full))
    # Rounded up to the microsecond, so that the point is really earned at that instant.
    next_at = reviewed_at + -(-full * (points + 1) // most) if points < most else None
    if not points:
        return (), next_at
    hours = (full * points // most) // timedelta(hours=1)
    return ((Reason("reason.review", {"hours": hours}, points), False),), next_at
