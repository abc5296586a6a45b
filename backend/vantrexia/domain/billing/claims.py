"""Earlier claims: what they occupy, what they block and what is already billed (rules 8.13, 8.14, 3.4).

Public: `index_claims`, `ClaimIndex`, `Block`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from vantrexia.domain.billing.clock import month_end, month_of
from vantrexia.domain.billing.episode import Episode, Period, is_grid_day
from vantrexia.domain.billing.facts import PriorClaim
from vantrexia.domain.billing.rulesets import CodeBook, Program


@dataclass(frozen=True, slots=True)
class Block:
    """Why a period or month is closed to us: `rival_program`, `other_practice` or `overlapping_claim`, and
    the claim."""

    cause: str
    claim: PriorClaim


@dataclass(frozen=True, slots=True)
class ClaimIndex:
    """Claims sorted by start and told apart by what they mean for this program."""

    all: tuple[PriorClaim, ...]
    supply: tuple[PriorClaim, ...]
    time: tuple[PriorClaim, ...]
    setup: tuple[PriorClaim, ...]
    clinician: tuple[PriorClaim, ...]
    rivals: tuple[tuple[PriorClaim, date, date], ...]
    bars_clinician: tuple[PriorClaim, ...]
    occupied_days: int
    period_days: int

    def list_period_blocks(self, period: Period, episode: Episode) -> tuple[Block, ...]:
        """What blocks supply in a period: our own claim on this very period does not, everything overlapping
        does."""
        blocks = [Block("rival_program", c) for c in self._list_rivals(period.start, period.nominal_end)]
        for claim in self.supply:
            on_grid = is_grid_day(episode, claim.period_start, days=self.period_days)
            if on_grid:
                if claim.period_start == period.start and not claim.own:
                    blocks.append(Block("other_practice", claim))
            elif claim.period_start <= period.nominal_end and self._get_occupied_end(claim) >= period.start:
                blocks.append(Block("overlapping_claim" if claim.own else "other_practice", claim))
        return tuple(blocks)

    def list_month_blocks(self, first: date) -> tuple[Block, ...]:
        """What blocks time codes in a month."""
        last = month_end(first)
        blocks = [Block("rival_program", c) for c in self._list_rivals(first, last)]
        blocks.extend(
            Block("other_practice", c)
            for c in self.time
            if not c.own and c.period_start <= last and c.period_end >= first
        )
        return tuple(blocks)

    def list_clinician_blocks(self, period: Period) -> tuple[Block, ...]:
        """What blocks 99091 in a period, apart from our own 99091 on this very period."""
        blocks = [Block("rival_program", c) for c in self._list_rivals(period.start, period.nominal_end)]
        for claim in self.clinician:
            if claim.own and claim.period_start == period.start:
                continue
            if claim.period_start <= period.nominal_end and self._get_occupied_end(claim) >= period.start:
                blocks.append(Block("overlapping_claim" if claim.own else "other_practice", claim))
        return tuple(blocks)

    def list_clinician_bars(self, first: date) -> tuple[PriorClaim, ...]:
        """Time claims of anyone, and care-management claims of rules 3.4, that touch a month."""
        last = month_end(first)
        return tuple(
            c for c in (*self.time, *self.bars_clinician) if c.period_start <= last and c.period_end >= first
        )

    def count_billed(self, claims: tuple[PriorClaim, ...], start: date) -> dict[str, int]:
        """Our billed units by code among `claims` of the period that begins on `start`."""
        billed: dict[str, int] = {}
        for claim in claims:
            if claim.own and claim.period_start == start:
                billed[claim.code] = billed.get(claim.code, 0) + claim.units
        return billed

    def list_own_time(self, first: date) -> tuple[PriorClaim, ...]:
        """Our time claims of a month."""
        return tuple(c for c in self.time if c.own and month_of(c.period_start) == first)

    def _list_rivals(self, start: date, end: date) -> list[PriorClaim]:
        return [claim for claim, low, high in self.rivals if low <= end and high >= start]

    def _get_occupied_end(self, claim: PriorClaim) -> date:
        return max(claim.period_end, claim.period_start + timedelta(days=self.occupied_days - 1))


def index_claims(
    claims: tuple[PriorClaim, ...],
    *,
    book: CodeBook,
    family: str,
    program: Program,
    supply_codes: frozenset[str],
    occupied_days: int,
) -> ClaimIndex:
    """Sort claims by what they mean. Codes nobody knows mean nothing here; the claim stays in `all`."""
    ordered = tuple(
        sorted(claims, key=lambda c: (c.period_start, c.code, not c.own, c.date_of_service, c.units, c.id))
    )
    kinds: dict[str, list[PriorClaim]] = {
        "setup": [],
        "time": [],
        "time_addon": [],
        "clinician_time": [],
        "supply": [],
    }
    rivals: list[tuple[PriorClaim, date, date]] = []
    for claim in ordered:
        code = book.codes.get(claim.code)
        if code is None:
            continue
        if code.program == family:
            if code.kind != "supply" or claim.code in supply_codes:
                kinds[code.kind].append(claim)
        elif code.kind == "supply":
            end = max(claim.period_end, claim.period_start + timedelta(days=occupied_days - 1))
            rivals.append((claim, claim.period_start, end))
        elif code.kind in ("time", "time_addon"):
            rivals.append((claim, month_of(claim.period_start), month_end(month_of(claim.period_end))))
    bars = book.list_related("bars_clinician_time")
    return ClaimIndex(
        all=ordered,
        supply=tuple(kinds["supply"]),
        time=tuple(c for c in ordered if c in kinds["time"] or c in kinds["time_addon"]),
        setup=tuple(kinds["setup"]),
        clinician=tuple(kinds["clinician_time"]),
        rivals=tuple(rivals),
        bars_clinician=tuple(c for c in ordered if c.code in bars),
        occupied_days=occupied_days,
        period_days=program.period_days,
    )
