"""Every flag by key: does it hold or warn, what it says, and where it comes from (rules section 6).

Public: `FLAG_KINDS`, `FlagKind`, `make_flag`, `describe_flag`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vantrexia.domain.billing.reasons import Value, format_text
from vantrexia.domain.billing.results import Flag, Severity

_H, _W = Severity.HOLD, Severity.WARN


@dataclass(frozen=True, slots=True)
class FlagKind:
    """A flag's severity, English text and source."""

    severity: Severity
    text: str
    source: str


FLAG_KINDS: Mapping[str, FlagKind] = {
    "NO_CONSENT": FlagKind(_H, "No consent is on file.", "6"),
    "NOT_ENROLLED": FlagKind(_H, "The patient is not enrolled.", "8.17"),
    "NOT_ESTABLISHED": FlagKind(_H, "The patient is not established with the practice.", "6"),
    "BILLED_WITHOUT_BASIS": FlagKind(
        _H, "{claims} of our lines {claims:is|are} billed although nothing may be.", "8.17"
    ),
    "CONSENT_AFTER_SERVICE": FlagKind(_H, "Work or data on {day} precede the consent of {consent}.", "6"),
    "END_BEFORE_START": FlagKind(_H, "Monitoring ended on {end}, before it began on {start}.", "8.7"),
    "OTHER_PRACTICE": FlagKind(_H, "Another practice billed {claim} for {start} to {end}.", "6"),
    "RTM_OVERLAP": FlagKind(_H, "{claim} of {start} to {end} overlaps.", "6"),
    "BILLED_IN_BLOCKED_PERIOD": FlagKind(
        _H, "{claim} of {start} is billed although the period is blocked.", "8.13"
    ),
    "TYPED_READINGS_IN_DAY_COUNT": FlagKind(
        _H, "{claim} of {start} was billed with typed days: {days} of them.", "6"
    ),
    "TYPED_DAYS_NOT_COUNTED": FlagKind(
        _W,
        "{days} {days:day|days} from {start} {days:has|have} typed readings only and {days:is|are} not counted.",
        "6",
    ),
    "SUPPLY_WITHOUT_TIME": FlagKind(
        _W, "Supply in {periods} {periods:period|periods} running and no treatment management.", "6"
    ),
    "TIME_WITHOUT_SUPPLY": FlagKind(_W, "Treatment management and never a supply code.", "6"),
    "SETUP_MISSING": FlagKind(_W, "Supply without {code} in this episode.", "6"),
    "CONTACT_WITHOUT_PERSON": FlagKind(_H, "A live contact on {day} reached nobody.", "6"),
    "DATA_AFTER_END": FlagKind(_H, "{days} data {days:day|days} after monitoring ended on {end}.", "6"),
    "BARELY_OVER_BACKDATED": FlagKind(
        _H,
        "{month}: {minutes} {minutes:minute|minutes}, at most one over {threshold}, with a back-dated entry.",
        "6",
    ),
    "LATE_ENTRY_UNCONFIRMED": FlagKind(
        _H, "{month}: an entry made after the month closed has no second person.", "9"
    ),
    "TIME_ENTRY_HELD": FlagKind(
        _H,
        "{month}: {entries} {entries:entry is|entries are} held: a day too long, or two places at once.",
        "6",
    ),
    "TWO_SUPPLY_LINES": FlagKind(
        _H, "{units} supply {units:unit is|units are} billed for the period from {start}.", "6"
    ),
    "WRONG_SERIAL": FlagKind(_W, "Readings of device {device} carry another serial number.", "6"),
    "UNKNOWN_DEVICE": FlagKind(_W, "Readings come from a device nobody assigned: {device}.", "6"),
    "CLOCK_HELD": FlagKind(_W, "{days} {days:day has|days have} readings held for their clock.", "9"),
    "DIAGNOSIS_MISSING": FlagKind(_W, "No diagnosis is on file.", "6"),
    "DIAGNOSIS_MISMATCH": FlagKind(_W, "No diagnosis on file supports monitoring with {device}.", "6"),
    "DIAGNOSIS_NOT_COVERED": FlagKind(_H, "{rule_set} covers none of the diagnoses on file.", "6"),
    "ORDER_MISSING": FlagKind(_W, "No order is on file.", "3.5"),
    "ORDER_EXPIRED": FlagKind(_W, "The order expired on {day}.", "6"),
    "DAYS_POOLED": FlagKind(
        _W,
        "{days} {days:day|days} from {start} {days:is|are} pooled over devices; the best single one has {best}.",
        "8.4",
    ),
    "TIME_ON_EM_DAY": FlagKind(_W, "Other time is counted on {day}, the day of an E/M.", "6"),
    "RULE_SET_UNCONFIRMED": FlagKind(_H, "{rule_set} is unconfirmed: {why}", "8.16"),
    "UNITS_OVER_MUE": FlagKind(
        _W, "{month}: {excess} {excess:unit|units} of {code} beyond the limit.", "8.11"
    ),
    "CLINICIAN_AND_TIME": FlagKind(
        _H, "{claim} is billed for a period that touches {month}, where time codes are due.", "3.4"
    ),
    "READINGS_DURING_STAY": FlagKind(_W, "Home readings on {day}, during an inpatient stay.", "9"),
    "PAYER_CHANGED": FlagKind(
        _W, "The payer changed from {before} to {after} inside the period from {start}.", "9"
    ),
    "NO_COVERAGE": FlagKind(_H, "No coverage is known for {day}.", "9"),
    "FILING_LATE": FlagKind(_W, "The time to file a claim for {day} ended on {last}.", "3.8"),
    "CONFLICTING_SERVICE": FlagKind(
        _W, "{claim} is billed for {start} to {end}: not for the same parameter.", "3.6"
    ),
}


def make_flag(
    key: str, *, codes: frozenset[str] | None = None, period_start: date | None = None, **params: Value
) -> Flag:
    """A flag of the catalogue."""
    return Flag(key, FLAG_KINDS[key].severity, params, codes, period_start)


def describe_flag(flag: Flag) -> str:
    """The flag in English."""
    return format_text(FLAG_KINDS[flag.key].text, flag.params)
