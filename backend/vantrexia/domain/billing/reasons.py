"""Reasons in words: a key, its parameters and the clause it rests on; English here, other languages by key
elsewhere.

Public: `Reason`, `TEXTS`, `say`, `format_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vantrexia.domain.plurals import fill

Value = str | int | date | Decimal

# key: (clause of the rules, English text)
TEXTS: Mapping[str, tuple[str, str]] = {
    "no_consent": ("8.17", "No consent is on file; nothing can be billed."),
    "not_enrolled": ("8.17", "The patient is not enrolled; nothing can be billed."),
    "not_established": ("8.17", "The patient is not established with the practice; nothing can be billed."),
    "no_setup": ("8.2", "No device has been set up; no 30-day period has begun."),
    "days_reached": (
        "8.4",
        "{days} data {days:day|days} from {start} to {end}; {code} takes {min} to {max}.",
    ),
    "days_too_few": ("8.4", "{days} data {days:day|days} from {start} to {end}; {code} needs {min}."),
    "days_too_many": (
        "8.4",
        "{days} data days from {start} to {end} are more than the {max} of {code}; {other} applies.",
    ),
    "period_open": ("8.5", "The period closes on {end}; the code is known then."),
    "period_cut": ("8.7", "Monitoring ended on {end} ({cause}); the period is cut there."),
    "days_missing": (
        "8.4",
        "{needed} more {needed:day is|days are} needed; {code} will be reached on {expected} if readings continue, "
        "last chance {last}.",
    ),
    "days_out_of_reach": (
        "8.4",
        "{needed} more {needed:day is|days are} needed and only {left} {left:is|are} left until {last}.",
    ),
    "day_one_moved": ("8.13", "Day 1 moved to {day}: an earlier {code} occupies the 30 days from {start}."),
    "blocked_rival_program": (
        "8.14",
        "{claim} of {start} to {end} overlaps: remote physiologic and therapeutic monitoring are not "
        "billed together.",
    ),
    "blocked_other_practice": ("8.13", "Another practice billed {claim} for {start} to {end}."),
    "blocked_overlapping_claim": ("8.13", "Our own {claim} from {start} occupies days of this period."),
    "already_billed": ("8.13", "{code} is already billed with date of service {dos}."),
    "billed_by_earlier_episode": (
        "8.13",
        "An earlier episode billed {claim} for this month with date of service {dos}.",
    ),
    "replaces": ("8.13", "Replaces the billed {claim} of {dos}, which must be voided or corrected."),
    "units_changed": (
        "8.13",
        "{billed} {billed:unit is|units are} billed; the facts support {units} in all.",
    ),
    "late_addon": (
        "8.13",
        "Earned after {base} was billed: goes on a corrected claim with its date of service {dos}.",
    ),
    "setup_taught": ("8.6", "Set-up taught on {day}; the first period with {min} data days ends on {end}."),
    "setup_not_taught": ("8.6", "No education is documented for a completed set-up of this episode."),
    "setup_no_period": (
        "8.6",
        "No unblocked period has reached {min} data days since the set-up was taught.",
    ),
    "setup_other_practice": ("8.6", "Another practice billed {claim} in this episode."),
    "minutes_reached": ("8.11", "{minutes} {minutes:minute|minutes} in {month}, live contact on {contact}."),
    "minutes_exclusive": ("8.11", "{minutes} {minutes:minute|minutes} in {month}: {other} applies instead."),
    "minutes_too_few": ("8.11", "{minutes} {minutes:minute|minutes} in {month}; {code} needs {min}."),
    "no_live_contact": ("8.8", "No live contact with the patient or a caregiver in {month}."),
    "month_open": ("8.15", "The date of service is {dos}; the line leaves then."),
    "minutes_missing": ("8.11", "{needed} more {needed:minute is|minutes are} needed by {last}."),
    "contact_missing": ("8.8", "A live contact is needed by {last}."),
    "month_over": ("8.10", "The month has ended; nothing can be added."),
    "addon_after_base": ("8.11", "{code} goes with {base} only."),
    "units_capped": ("8.11", "{excess} further {excess:unit is|units are} over the limit of {cap}."),
    "clinician_reached": (
        "8.12",
        "{minutes} {minutes:minute|minutes} of physician or QHP from {start} to {end}.",
    ),
    "clinician_too_few": (
        "8.12",
        "{minutes} {minutes:minute|minutes} of physician or QHP from {start} to {end}; {code} needs {min}.",
    ),
    "clinician_barred_time": ("8.12", "{other} is billable for {month}, which this period touches."),
    "clinician_barred_claim": ("8.12", "{claim} is billed for {month}, which this period touches."),
    "clinician_waits": ("8.12", "{month} has not ended; every month the period touches must have."),
    "ended_before": ("8.7", "Monitoring ended on {end} ({cause})."),
    "unsupported_days": ("8.13", "{days} data {days:day no longer supports|days no longer support} {code}."),
    "unsupported_teaching": ("8.13", "No teaching supports {code}."),
    "unsupported_minutes": (
        "8.13",
        "{minutes} {minutes:minute no longer supports|minutes no longer support} {code}.",
    ),
    "unsupported_contact": ("8.13", "No live contact supports {code}."),
    "unsupported_pair": ("8.13", "{other} is billed and supported for the same period; {code} is not."),
    "rule_set_unconfirmed": ("8.16", "Rule set {rule_set} is not confirmed: {why}"),
    "fallback_fits": ("8.11", "{code} is already supported."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is what it is. `key` and `params` translate; `text` is English."""

    key: str
    params: Mapping[str, Value]

    @property
    def clause(self) -> str:
        """The clause of the rules it rests on."""
        return TEXTS[self.key][0]

    @property
    def text(self) -> str:
        """The sentence in English, dates as `23 Nov 2026`."""
        return format_text(TEXTS[self.key][1], self.params)


def say(key: str, **params: Value) -> Reason:
    """A reason of the catalogue."""
    return Reason(key, params)


def format_text(template: str, params: Mapping[str, Value]) -> str:
    """A sentence of a catalogue with its parameters; `month` is a month's first day and read as `April
    2026`, a number chooses between the words that follow it (`domain.plurals`)."""
    return fill(template, {name: _format_value(name, value) for name, value in params.items()})


def _format_value(name: str, value: Value) -> str:
    if isinstance(value, date):
        return f"{value:%B %Y}" if name == "month" else f"{value.day} {value:%b %Y}"
    return str(value)
