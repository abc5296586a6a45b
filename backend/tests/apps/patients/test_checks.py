"""What counts as a valid name, date, telephone, code; and that a refusal never repeats the value."""

from __future__ import annotations

from datetime import date

import pytest

from vantrexia.patients.services import checks
from vantrexia.patients.services.checks import Wrong

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("rule", "given", "stored"),
    [
        (checks.check_name, "  Ana   María ", "Ana María"),
        (checks.check_name, "O’Brien-Smith", "O’Brien-Smith"),
        (checks.check_phone, "202.555.0143", "+12025550143"),
        (checks.check_phone, "+44 20 7946 0018", "+442079460018"),
        (checks.check_zip, "12401-0007", "12401-0007"),
        (checks.check_state, "pr", "PR"),
        (checks.check_icd10, "i509", "I50.9"),
        (checks.check_icd10, "U07.1", "U07.1"),
        (checks.check_icd10, "S52.521A", "S52.521A"),
        (checks.check_icd10, "C7A.00", "C7A.00"),
        (checks.check_npi, "1234567893", "1234567893"),
        (checks.check_ssn, "123 45 6789", "123456789"),
        (checks.check_language, "pt-BR", "pt-BR"),
        (checks.check_mrn, "A/77.b", "A/77.b"),
    ],
)
def test_good_values_are_stored_in_one_form(rule: object, given: str, stored: str) -> None:
    assert rule(given) == stored  # type: ignore[operator]


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        (checks.check_name, "\u202eevil"),
        (checks.check_name, "123"),
        (checks.check_phone, "555-0199"),
        (checks.check_phone, "+1 202 555 0143 x12"),
        (checks.check_phone, "canary"),
        (checks.check_zip, "1240"),
        (checks.check_state, "XX"),
        (checks.check_icd10, "44.12"),
        (checks.check_icd10, "I50.91234"),
        (checks.check_npi, "1234567890"),
        (checks.check_npi, "3234567893"),
        (checks.check_ssn, "666-12-3456"),
        (checks.check_ssn, "123-00-3456"),
        (checks.check_language, "EN"),
        (checks.check_mrn, "-1"),
        (checks.check_email, "a@b"),
        (checks.check_zone, "America/Nowhere"),
    ],
)
def test_bad_values_are_refused_without_being_repeated(rule: object, given: str) -> None:
    with pytest.raises(Wrong) as refused:
        rule(given)  # type: ignore[operator]
    assert given not in str(refused.value)


@pytest.mark.parametrize(
    "given", ["2026-11-24", "1895-01-01", "1961-02-29", "1961-9-2", "19610902", "2 Sep 1961"]
)
def test_birth_dates_have_come_and_are_not_too_old(given: str) -> None:
    with pytest.raises(Wrong):
        checks.check_birth_date(given, today=TODAY)


def test_born_today_or_on_a_leap_day_is_fine() -> None:
    assert checks.check_birth_date("2026-11-23", today=TODAY) == "2026-11-23"
    assert checks.check_birth_date("1960-02-29", today=TODAY) == "1960-02-29"
