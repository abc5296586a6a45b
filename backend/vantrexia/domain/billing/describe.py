"""The rules' answers as plain JSON values, to store and to send, and back into what a sentence needs.

Public: `describe_assessment`, `describe_params`, `describe_reasons`, `describe_flags`, `describe_basis`, `read_params`.
Dates become ISO text, decimals text; nothing passes through a float.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from vantrexia.domain.billing.reasons import Reason, Value
from vantrexia.domain.billing.results import Assessment, Basis, Countdown, Flag

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def describe_params(params: Mapping[str, Value]) -> dict[str, str | int]:
    """Parameters of a sentence as JSON values."""
    return {name: _plain(value) for name, value in sorted(params.items())}


def read_params(params: Mapping[str, Any]) -> dict[str, Value]:
    """Stored parameters as the sentence takes them: what looks like a date is one."""
    return {
        name: date.fromisoformat(value) if isinstance(value, str) and _DATE.fullmatch(value) else value
        for name, value in params.items()
    }


def describe_reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """`[{"key", "params"}]`."""
    return [{"key": one.key, "params": describe_params(one.params)} for one in reasons]


def describe_flags(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    """`[{"key", "params"}]`, in the order of the flags, each once."""
    found: list[dict[str, Any]] = []
    for flag in flags:
        one = {"key": flag.key, "params": describe_params(flag.params)}
        if one not in found:
            found.append(one)
    return found


def describe_basis(basis: Basis) -> dict[str, Any]:
    """The facts a line rests on."""
    return {
        "days": [day.isoformat() for day in basis.days],
        "days_by_device": dict(sorted(basis.days_by_device.items())),
        "seconds": _number(basis.seconds),
        "contacts": [
            {"at": one.at.isoformat(), "staff_id": one.staff_id, "role": one.role, "activity": one.activity}
            for one in basis.contacts
        ],
        "reached_on": _day(basis.reached_on),
        "taught_on": _day(basis.taught_on),
        "claims": [
            {
                "code": one.code,
                "period_start": one.period_start.isoformat(),
                "period_end": one.period_end.isoformat(),
                "date_of_service": one.date_of_service.isoformat(),
                "own": one.own,
                "units": one.units,
                "id": one.id,
            }
            for one in basis.claims
        ],
    }


def describe_countdown(countdown: Countdown | None) -> dict[str, Any] | None:
    """What is missing and until when."""
    if countdown is None:
        return None
    return {
        "unit": countdown.unit,
        "needed": countdown.needed,
        "contact_needed": countdown.contact_needed,
        "expected_on": _day(countdown.expected_on),
        "resume_by": _day(countdown.resume_by),
        "last_day": countdown.last_day.isoformat(),
        "reachable": countdown.reachable,
        "fallback": countdown.fallback,
    }


def describe_assessment(one: Assessment) -> dict[str, Any]:
    """One code for one period, without the facts below it (`describe_basis` gives those)."""
    return {
        "code": one.code,
        "status": one.status.value,
        "units": one.units,
        "period_start": _day(one.period_start),
        "period_end": _day(one.period_end),
        "date_of_service": _day(one.date_of_service),
        "rule_set": one.rule_set,
        "source": one.source,
        "reasons": describe_reasons(one.reasons),
        "countdown": describe_countdown(one.countdown),
        "amount": None if one.amount is None else str(one.amount.total),
        "held_by": list(one.held_by),
    }


def _plain(value: Value) -> str | int:
    if isinstance(value, date):
        return value.isoformat()
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> str | int:
    """An integer where it is one: 600 seconds, however they were added up, are the same 600."""
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
