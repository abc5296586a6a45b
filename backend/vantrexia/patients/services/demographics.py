"""From what a form, an API client or a file says of a person to the columns of a patient:
`read_demographics(...)`.

Field names are the wire's; the address comes as an object. A value of None or "" clears an optional field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from vantrexia.patients.services import checks
from vantrexia.patients.services.checks import Problems

REQUIRED = ("first_name", "last_name", "date_of_birth", "gender")
ADDRESS = {"line1": "address_line1", "line2": "address_line2", "city": "city", "state": "state", "zip": "zip"}
_LINE = partial(checks.check_text, most=200)
RULES: Mapping[str, Callable[[str], str]] = {
    "first_name": checks.check_name,
    "middle_name": checks.check_name,
    "last_name": checks.check_name,
    "suffix": partial(checks.check_text, most=20),
    "name_on_card": checks.check_name,
    "gender": checks.check_gender,
    "sex": checks.check_sex,
    "mrn": checks.check_mrn,
    "ssn": checks.check_ssn,
    "phone": checks.check_phone,
    "email": checks.check_email,
    "address_line1": _LINE,
    "address_line2": _LINE,
    "city": partial(checks.check_text, most=100),
    "state": checks.check_state,
    "zip": checks.check_zip,
    "emergency_address": partial(checks.check_text, most=400),
    "language": checks.check_language,
    "timezone": checks.check_zone,
    "external_id": partial(checks.check_text, most=64),
}
# Cleared, these columns hold an empty text; the sealed ones hold null.
EMPTY: Mapping[str, str | None] = {"state": "", "external_id": "", "language": "en", "sex": "unknown"}
# A patient always has these: they may be left out of a change, never cleared.
KEPT = (*REQUIRED, "mrn", "timezone")
OPTIONAL = tuple(name for name in RULES if name not in KEPT)


def read_demographics(given: Mapping[str, Any], *, today: date, is_new: bool) -> dict[str, Any]:
    """Columns and values to store. A new patient needs the required fields; a change needs none.

    Raises InvalidInput naming every wrong field; those of the address as `address.zip`.
    """
    problems = Problems()
    flat = {
        name: value
        for name, value in given.items()
        if (name in RULES or name == "date_of_birth") and name not in ADDRESS.values()
    }
    address = given.get("address") or {}
    flat |= {ADDRESS[name]: value for name, value in address.items() if name in ADDRESS}
    stored: dict[str, Any] = {}
    for column, value in flat.items():
        rule = partial(checks.check_birth_date, today=today) if column == "date_of_birth" else RULES[column]
        text = "" if value is None else str(value).strip()
        if text:
            stored[column] = problems.check(_wire_name(column), rule, text)
        elif column in REQUIRED or (column in KEPT and not is_new):
            problems.add(column, "may not be empty")
        elif column not in KEPT:
            stored[column] = EMPTY.get(column)
    if is_new:
        for column in REQUIRED:
            if column not in flat:
                problems.add(column, "is required")
    problems.raise_any()
    if "date_of_birth" in stored:
        stored["birth_year"] = int(stored["date_of_birth"][:4])
    return stored


def _wire_name(column: str) -> str:
    for name, target in ADDRESS.items():
        if target == column:
            return f"address.{name}"
    return column
