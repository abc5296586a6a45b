"""The practice's self-check before claims leave: OIG's five patterns and what else only shows over many
patients.

Public: `check_practice(facts, limits=…)` → findings, holds first. `FINDING_KINDS` carries text and source of
each.

OIG 2025 (OEI-02-23-00261): a jump in new enrollees, patients without a visit, supply without management, one
patient billed by several practices, more than one device billed in a month. The rest: rules section 6.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from vantrexia.domain.billing.clock import (
    TICKS_PER_SECOND,
    get_date_of_ticks,
    get_ticks,
    get_zone,
    month_of,
)
from vantrexia.domain.billing.person_day import Work, list_second_places, sum_days
from vantrexia.domain.billing.practice_facts import Limits, PracticeFacts, StaffWork
from vantrexia.domain.billing.reasons import Value, format_text
from vantrexia.domain.billing.results import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A pattern's severity, English text and source."""

    severity: Severity
    text: str
    source: str


_OIG = "OIG OEI-02-23-00261"
FINDING_KINDS: Mapping[str, FindingKind] = {
    "ENROLMENT_SPIKE": FindingKind(
        Severity.WARN,
        "{now} new {now:patient|patients} in {month} after {before} the month before (+{growth} %).",
        f"{_OIG}, 1",
    ),
    "NO_PRIOR_VISIT": FindingKind(
        Severity.WARN, "{share} % of {patients} patients have no visit since {since}.", f"{_OIG}, 2"
    ),
    "SUPPLY_NEVER_MANAGED": FindingKind(
        Severity.WARN,
        "Supply is billed and treatment management never, for {patients} {patients:patient|patients}.",
        f"{_OIG}, 3",
    ),
    "SEVERAL_PRACTICES": FindingKind(
        Severity.HOLD, "Other practices bill monitoring for {patients} of our patients.", f"{_OIG}, 4"
    ),
    "SEVERAL_DEVICES": FindingKind(
        Severity.HOLD,
        "More than one supply unit in one period or month for {patients} {patients:patient|patients}.",
        f"{_OIG}, 5",
    ),
    "IDENTICAL_WORK": FindingKind(
        Severity.WARN,
        "The same minutes and note stand on {patients} {patients:patient|patients}.",
        "rules section 6",
    ),
    "DAY_TOO_LONG": FindingKind(
        Severity.HOLD, "{staff} has {hours} hours on {day}.", "rules section 6; more than 16 hours is held"
    ),
    "TWO_PLACES": FindingKind(
        Severity.HOLD, "{staff} works on two patients at once on {day}.", "rules section 6"
    ),
    "EXACT_TOTALS": FindingKind(
        Severity.WARN,
        "{share} % of {months} months end on exactly a threshold of minutes.",
        "rules section 6",
    ),
    "IDENTICAL_STREAMS": FindingKind(
        Severity.WARN, "Readings of {patients} patients are identical.", "rules section 6"
    ),
}
_EXACT_MINUTES = frozenset({20, 40})
_HOUR = 3600 * TICKS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern found, with the patients or staff it concerns (opaque keys, sorted)."""

    key: str
    severity: Severity
    params: Mapping[str, Value]
    subjects: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentence in English."""
        return format_text(FINDING_KINDS[self.key].text, self.params)


def check_practice(facts: PracticeFacts, *, limits: Limits | None = None) -> tuple[Finding, ...]:
    """All findings, holds first, then by key; the same facts give the same list in any order."""
    limits = limits or Limits()
    found = [
        *_find_enrolment_spikes(facts, limits),
        *_find_missing_visits(facts, limits),
        *_find_unmanaged(facts),
        *_find_shared_patients(facts),
        *_find_double_supply(facts),
        *_find_identical_work(facts, limits),
        *_find_impossible_days(facts, limits),
        *_find_exact_totals(facts, limits),
        *_find_identical_streams(facts),
    ]
    return tuple(sorted(found, key=lambda f: (f.severity is Severity.WARN, f.key, f.subjects, str(f.params))))


def _make(key: str, subjects: set[str], **params: Value) -> Finding:
    return Finding(key, FINDING_KINDS[key].severity, params, tuple(sorted(subjects)))


def _find_enrolment_spikes(facts: PracticeFacts, limits: Limits) -> Iterator[Finding]:
    by_month: dict[date, set[str]] = defaultdict(set)
    for patient in facts.patients:
        by_month[month_of(patient.enrolled_on)].add(patient.patient)
    for month, enrolled in sorted(by_month.items()):
        before = len(by_month.get(month_of(date.fromordinal(month.toordinal() - 1)), ()))
        # Growth from nothing has no percentage: a practice that begins is not a spike.
        if before and len(enrolled) >= limits.smallest_enrolment:
            growth = (len(enrolled) - before) * 100 // before
            if growth >= limits.enrolment_growth_percent:
                yield _make(
                    "ENROLMENT_SPIKE",
                    enrolled,
                    now=len(enrolled),
                    before=before,
                    month=month,
                    growth=growth,
                )


def _find_missing_visits(facts: PracticeFacts, limits: Limits) -> Iterator[Finding]:
    without = {
        p.patient
        for p in facts.patients
        if p.last_visit_on is None or p.last_visit_on < limits.no_visit_since
    }
    if len(facts.patients) >= limits.smallest_enrolment:
        share = len(without) * 100 // len({p.patient for p in facts.patients})
        if share > limits.no_visit_percent:
            yield _make(
                "NO_PRIOR_VISIT",
                without,
                share=share,
                patients=len(facts.patients),
                since=limits.no_visit_since,
            )


def _find_unmanaged(facts: PracticeFacts) -> Iterator[Finding]:
    supplied = {line.patient for line in facts.lines if line.kind == "supply"}
    managed = {line.patient for line in facts.lines if line.kind in ("time", "time_addon", "clinician_time")}
    if supplied - managed:
        yield _make("SUPPLY_NEVER_MANAGED", supplied - managed, patients=len(supplied - managed))


def _find_shared_patients(facts: PracticeFacts) -> Iterator[Finding]:
    shared = {p.patient for p in facts.patients if p.other_practices > 0}
    if shared:
        yield _make("SEVERAL_PRACTICES", shared, patients=len(shared))


def _find_double_supply(facts: PracticeFacts) -> Iterator[Finding]:
    """Two units for one period; two periods that end in one month are two periods and no finding (rules
    8.3)."""
    units: Counter[tuple[str, date]] = Counter()
    for line in facts.lines:
        if line.kind == "supply":
            units[line.patient, line.period_start] += line.units
    double = {patient for (patient, _), count in units.items() if count > 1}
    if double:
        yield _make("SEVERAL_DEVICES", double, patients=len(double))


def _find_identical_work(facts: PracticeFacts, limits: Limits) -> Iterator[Finding]:
    same: dict[tuple[str, str], set[str]] = defaultdict(set)
    for work in facts.work:
        if work.note_digest:
            same[str(work.seconds), work.note_digest].add(work.patient)
    for _, patients in sorted(same.items()):
        if len(patients) >= limits.same_note_patients:
            yield _make("IDENTICAL_WORK", patients, patients=len(patients))


def _find_impossible_days(facts: PracticeFacts, limits: Limits) -> Iterator[Finding]:
    by_staff: dict[str, list[StaffWork]] = defaultdict(list)
    for work in facts.work:
        by_staff[work.staff].append(work)
    for staff, entries in sorted(by_staff.items()):
        zone = get_zone(min(entries, key=lambda w: w.started_at).timezone)
        works = [_get_work(number, entry) for number, entry in enumerate(entries)]
        for day, worked in sorted(sum_days(works, zone=zone).items()):
            if worked > limits.day_hold_hours * _HOUR:
                yield _make("DAY_TOO_LONG", {staff}, staff=staff, hours=f"{worked / _HOUR:.1f}", day=day)
        for day in sorted({get_date_of_ticks(later.low, zone) for later in list_second_places(works)}):
            yield _make("TWO_PLACES", {staff}, staff=staff, day=day)


def _get_work(number: int, entry: StaffWork) -> Work:
    low = get_ticks(entry.started_at)
    return Work(str(number), entry.patient, low, low + int(entry.seconds * TICKS_PER_SECOND))


def _find_exact_totals(facts: PracticeFacts, limits: Limits) -> Iterator[Finding]:
    worked = [t for t in facts.totals if t.seconds > 0]
    exact = {t.patient for t in worked if t.seconds % 60 == 0 and t.seconds // 60 in _EXACT_MINUTES}
    count = sum(t.seconds % 60 == 0 and t.seconds // 60 in _EXACT_MINUTES for t in worked)
    if len(worked) >= limits.smallest_sample:
        share = count * 100 // len(worked)
        if share >= limits.exact_total_percent:
            yield _make("EXACT_TOTALS", exact, share=share, months=len(worked))


def _find_identical_streams(facts: PracticeFacts) -> Iterator[Finding]:
    same: dict[str, set[str]] = defaultdict(set)
    for stream in facts.streams:
        same[stream.digest].add(stream.patient)
    for _, patients in sorted(same.items()):
        if len(patients) > 1:
            yield _make("IDENTICAL_STREAMS", patients, patients=len(patients))
