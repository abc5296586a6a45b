"""Rule sets: which numbers and conventions hold for which payer on which date of service.

Public: `RuleBook.get_rule_set(payer=…, on=…)`, `RuleSet`, `Program` and its parts, `Settings`, `CodeBook`.
`ruledata.load_rule_book()` reads the shipped data. A rule set is chosen by date of service, never by today's
date (rules 8.16); a set that no person has confirmed still computes, and holds what it computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say


@dataclass(frozen=True, slots=True)
class SetupRule:
    """Set-up and teaching: once per episode, from `min_days` data days in a period."""

    code: str
    min_days: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class SupplyBand:
    """Supply for `min_days`–`max_days` data days in a period; the bands of a program exclude each other."""

    code: str
    min_days: int
    max_days: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class TimeBand:
    """The first-minutes code from `min_minutes` on; the highest band reached excludes the lower ones."""

    code: str
    min_minutes: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class AddOn:
    """Each further full `step_minutes` beyond the minutes of `base`."""

    code: str
    base: str
    step_minutes: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class ClinicianRule:
    """Physician or QHP minutes in a supply period."""

    code: str
    min_minutes: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Program:
    """The codes and thresholds of one kind of monitoring. Bands are sorted upwards.

    `self_reported_counts`: data the patient types into the device's software count too (therapeutic
    monitoring).
    """

    name: str
    needs_established: bool
    period_days: int
    setup: SetupRule
    supply: tuple[SupplyBand, ...]
    time: tuple[TimeBand, ...]
    addon: AddOn
    clinician: ClinicianRule | None
    self_reported_counts: bool = False
    counted_activities: frozenset[str] | None = None
    counted_roles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The named judgements; what each means, its clause and allowed values: `data/settings.toml`."""

    day_zone: str
    month_zone: str
    day_one: str
    crossing_entry: str
    grid: str
    device_days: str
    day_counted_by: str
    supply_release: str
    supply_dos: str
    setup_dos: str
    setup_goes_with: str
    end_of_monitoring: str
    counted_roles: frozenset[str]
    uncounted_roles: frozenset[str]
    clinician_roles: frozenset[str]
    never_live_activities: frozenset[str]
    counted_activities: frozenset[str]
    uncounted_activities: frozenset[str]
    displacing_activities: frozenset[str]
    em_day_other_time: str
    simultaneous_staff: str
    month_end_entry: str
    addon_cap: int
    clinician_dos: str
    clinician_release: str
    claim_occupies_days: int
    early_supply_claim: str
    off_grid_supply_claim: str
    late_addon_dos: str
    other_practice_supply_and_time: str
    rtm_overlap: str
    time_dos: str
    unconfirmed_year: str
    flags: str
    clock_tolerance_minutes: int
    timely_filing_months: int


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One payer's rules for dates of service `valid_from..valid_to` (inclusive, None open)."""

    id: str
    payer: str
    title: str
    valid_from: date | None
    valid_to: date | None
    inherits: str | None
    confirmed: bool
    hold_reason: str
    sources: tuple[str, ...]
    covered_diagnoses: tuple[str, ...] | None
    programs: Mapping[str, Program]
    settings: Settings

    def covers(self, on: date) -> bool:
        """Whether a date of service falls under this set."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def get_program(self, name: str) -> Program:
        """The program's rules. Raises `unknown_program`."""
        try:
            return self.programs[name]
        except KeyError:
            raise DomainError("unknown_program", f"{self.id} has no program {name!r}") from None


@dataclass(frozen=True, slots=True)
class Code:
    """A code the engine computes or recognises. `program` is the family (`rpm`, `rtm`) for exclusions."""

    code: str
    program: str
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Codes of other services and how they stand to monitoring (rules 3.4 and 3.6)."""

    relation: str
    codes: frozenset[str]
    says: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class DiagnosisSupport:
    """ICD-10 prefixes that usually support monitoring with these devices."""

    device_types: frozenset[str]
    prefixes: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Every known code, its neighbours, and the diagnoses that support a device."""

    codes: Mapping[str, Code]
    neighbours: tuple[Neighbour, ...]
    diagnosis_support: tuple[DiagnosisSupport, ...]

    def list_related(self, relation: str) -> frozenset[str]:
        """All codes that stand in a relation to monitoring."""
        return frozenset(code for n in self.neighbours if n.relation == relation for code in n.codes)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rule sets, and which payer follows which."""

    rule_sets: Mapping[str, RuleSet]
    follows: Mapping[str, str | None]
    by_payer: Mapping[str, tuple[RuleSet, ...]]
    codes: CodeBook

    def get_rule_set(self, *, payer: str, on: date) -> RuleSet:
        """The set for a payer and date of service. Raises `unknown_payer`, `no_rule_set`."""
        seen: str | None = payer
        while seen is not None:
            if seen not in self.follows:
                raise DomainError("unknown_payer", say("no rule set knows the payer {payer!r}", payer=seen))
            for rule_set in self.by_payer.get(seen, ()):
                if rule_set.covers(on):
                    return rule_set
            seen = self.follows[seen]
        raise DomainError(
            "no_rule_set", say("no rule set of {payer!r} covers {day}", payer=payer, day=on.isoformat())
        )
