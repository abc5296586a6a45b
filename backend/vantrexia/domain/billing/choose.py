"""Which code a count of days or minutes supports: the thresholds themselves (rules 8.6, 8.11).

Public: `find_supply_band`, `choose_time`.
"""

from __future__ import annotations

from dataclasses import dataclass

from vantrexia.domain.billing.rulesets import Program, SupplyBand, TimeBand


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """What a month's minutes support: the first-minutes band, units of the add-on, and units cut by the
    cap."""

    band: TimeBand | None
    addon_units: int
    excess_units: int


_NOTHING = TimeChoice(band=None, addon_units=0, excess_units=0)


def find_supply_band(*, days: int, program: Program) -> SupplyBand | None:
    """The supply code for a number of data days, or None."""
    for band in program.supply:
        if band.min_days <= days <= band.max_days:
            return band
    return None


def choose_time(*, minutes: int, live_contact: bool, program: Program, cap: int) -> TimeChoice:
    """The time codes for whole minutes of a month; nothing without a live contact (rules 8.11).

    The add-on counts full steps beyond its base's minutes and follows its base only, never a smaller first
    code.
    """
    reached = [band for band in program.time if minutes >= band.min_minutes]
    if not live_contact or not reached:
        return _NOTHING
    band = reached[-1]
    if band.code != program.addon.base:
        return TimeChoice(band=band, addon_units=0, excess_units=0)
    units = (minutes - band.min_minutes) // program.addon.step_minutes
    return TimeChoice(band=band, addon_units=min(units, cap), excess_units=max(0, units - cap))
