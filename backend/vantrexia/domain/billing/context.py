"""One patient's facts, indexed once, with the rules that hold on each date: what every assessor works from.

Public: `Context`, `build_context`, `get_payer`, `get_seconds`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from vantrexia.domain.billing.amounts import AmountBook
from vantrexia.domain.billing.choose import TimeChoice, choose_time
from vantrexia.domain.billing.claims import Block, ClaimIndex, index_claims
from vantrexia.domain.billing.clock import (
    TICKS_PER_SECOND,
    get_last_closed_day,
    get_local_date,
    get_ticks,
    get_zone,
    month_end,
    month_of,
)
from vantrexia.domain.billing.days import DayIndex, index_days
from vantrexia.domain.billing.episode import Episode, Period, list_periods, resolve_episode
from vantrexia.domain.billing.facts import PatientFacts, PriorClaim
from vantrexia.domain.billing.minutes import Contact, MonthTime, TimeIndex, index_time
from vantrexia.domain.billing.results import ContactFact
from vantrexia.domain.billing.rulesets import Program, RuleBook, RuleSet

DEFAULT_PAYER = "cms"


@dataclass(slots=True)
class Context:
    """Indexed facts. Caches only what is pure in them; nothing here decides."""

    facts: PatientFacts
    book: RuleBook
    amounts: AmountBook
    closed_through: date
    window_from: date
    episode: Episode
    days: DayIndex
    time: TimeIndex
    claims: ClaimIndex
    periods: tuple[Period, ...]
    used_rule_sets: set[str]
    _rules: dict[date, tuple[RuleSet, Program]] = field(default_factory=dict)
    _months: dict[date, MonthTime] = field(default_factory=dict)
    _blocks: dict[date, tuple[Block, ...]] = field(default_factory=dict)

    def get_rules(self, on: date) -> tuple[RuleSet, Program]:
        """Rule set and program for a date of service, by the payer of that date."""
        found = self._rules.get(on)
        if found is None:
            rule_set = self.book.get_rule_set(payer=get_payer(self.facts, on), on=on)
            found = self._rules[on] = (rule_set, rule_set.get_program(self.facts.program))
            self.used_rule_sets.add(rule_set.id)
        return found

    def get_month(self, first: date) -> MonthTime:
        """Counted time of a calendar month."""
        found = self._months.get(first)
        if found is None:
            found = self._months[first] = self.time.get_month(first)
        return found

    def get_month_dos(self, first: date) -> date:
        """Date of service of a month's time codes: its last day, or the day monitoring ended in it (rules
        8.7, 8.15)."""
        last, end = month_end(first), self.episode.end_date
        return end if end is not None and first <= end <= last else last

    def choose_month(self, first: date) -> TimeChoice:
        """The time codes a month's facts support, blocked or not."""
        rules, program = self.get_rules(self.get_month_dos(first))
        month = self.get_month(first)
        return choose_time(
            minutes=month.minutes,
            live_contact=bool(month.contacts),
            program=program,
            cap=rules.settings.addon_cap,
        )

    def list_period_blocks(self, period: Period) -> tuple[Block, ...]:
        """What blocks supply and set-up in a period."""
        found = self._blocks.get(period.start)
        if found is None:
            found = self._blocks[period.start] = self.claims.list_period_blocks(period, self.episode)
        return found

    def is_earlier_episode(self, claim: PriorClaim) -> bool:
        """Whether a time claim was earned before this episode began (rules 8.13: left alone)."""
        if month_end(month_of(claim.period_start)) < self.episode.start_date:
            return True
        if self.episode.earlier_ended_at is None:
            return False
        # Ended and begun again on one day: what has that date was earned by the one that ended.
        ended_on = get_local_date(self.episode.earlier_ended_at, self.episode.zone)
        return claim.date_of_service < self.episode.start_date or claim.date_of_service <= ended_on

    def describe_contacts(self, contacts: tuple[Contact, ...], first: date) -> tuple[ContactFact, ...]:
        """Contacts as facts for a month; one split at midnight begins on the month's first day."""
        return tuple(
            ContactFact(
                at=max(
                    datetime.fromtimestamp(c.intervals[0][0] // TICKS_PER_SECOND, self.episode.zone),
                    datetime(first.year, first.month, 1, tzinfo=self.episode.zone),
                ),
                staff_id=c.staff_id,
                role=c.role,
                activity=c.activity,
            )
            for c in contacts
        )


def get_payer(facts: PatientFacts, on: date) -> str:
    """Who pays on a date: the coverage that holds, else Original Medicare's rules (and a flag, see
    `flags`)."""
    for coverage in sorted(facts.coverages, key=lambda c: (c.valid_from, c.payer), reverse=True):
        if coverage.valid_from <= on and (coverage.valid_to is None or on < coverage.valid_to):
            return coverage.payer
    return DEFAULT_PAYER


def get_seconds(ticks: int) -> Decimal:
    """Ticks as exact seconds."""
    return Decimal(ticks) / TICKS_PER_SECOND


def build_context(
    facts: PatientFacts,
    *,
    consent_at: datetime,
    enrolled_at: datetime,
    now: datetime,
    window_from: date | None,
    book: RuleBook,
    amounts: AmountBook,
) -> Context:
    """Index the facts as they stand at `now`: nothing measured or worked later is known, and no later day is
    over."""
    zone = get_zone(facts.timezone)
    now_ticks = get_ticks(now)
    closed_through = get_last_closed_day(now, zone)
    started_at = max(consent_at, enrolled_at)
    rules = book.get_rule_set(payer=get_payer(facts, started_at.date()), on=started_at.date())
    program, settings = rules.get_program(facts.program), rules.settings
    utc = get_zone("UTC")
    supply_codes = frozenset(
        band.code
        for rs in book.rule_sets.values()
        if facts.program in rs.programs
        for band in rs.programs[facts.program].supply
    )
    claims = index_claims(
        facts.prior_claims,
        book=book.codes,
        family=book.codes.codes[program.setup.code].program,
        program=program,
        supply_codes=supply_codes,
        occupied_days=settings.claim_occupies_days,
    )
    episode = resolve_episode(
        facts,
        consent_at=consent_at,
        enrolled_at=enrolled_at,
        zone=zone,
        supply_claims=claims.supply,
        occupied_days=settings.claim_occupies_days,
    )
    end_ticks = now_ticks if episode.ended_at is None else min(now_ticks, get_ticks(episode.ended_at))
    return Context(
        facts=facts,
        book=book,
        amounts=amounts,
        closed_through=closed_through,
        window_from=window_from or episode.start_date,
        episode=episode,
        days=index_days(
            facts.readings,
            facts.devices,
            zone=zone if settings.day_zone == "patient" else utc,
            started_at=episode.started_at,
            ended_at=episode.ended_at,
            now=now,
            clock_tolerance=timedelta(minutes=settings.clock_tolerance_minutes),
            best_device=settings.device_days == "best_device",
            self_reported=program.self_reported_counts,
            as_noted=settings.day_zone == "patient",
        ),
        time=index_time(
            facts.time_entries,
            zone=zone if settings.month_zone == "patient" else utc,
            settings=settings,
            program=program,
            start=get_ticks(episode.started_at),
            end=end_ticks,
        ),
        claims=claims,
        periods=list_periods(episode, days=program.period_days, until=closed_through + timedelta(days=1)),
        used_rule_sets={rules.id},
    )
