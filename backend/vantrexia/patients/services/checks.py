"""What is a valid name, birth date, telephone, address, code: each check returns the value as stored or
raises `Wrong`.

`Problems` gathers what is wrong by field and raises once, so that a form or an imported row hears
everything at a time. Nothing here puts a value into an error: errors may be logged, values are the
patient's.
"""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import TypeVar
from zoneinfo import ZoneInfo

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from vantrexia.domain.claims.identifiers import format_icd10, is_state
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.npi import is_npi
from vantrexia.domain.wordings import say

GENDERS = ("male", "female", "other", "unknown")  # HL7 FHIR R4 AdministrativeGender
SEXES = ("male", "female", "other", "unknown")
OLDEST_YEARS = 130
_ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")
_MRN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,31}\Z")
_EMAIL = EmailValidator()
T = TypeVar("T")


class Wrong(ValueError):
    """A value breaks a rule; the text is for the person who typed it and never quotes the value."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text  # as it was said: its parameters are needed for another language


class Problems:
    """What is wrong, by field."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}

    def add(self, field: str, problem: str) -> None:
        """Note one problem of a field."""
        self.fields.setdefault(field, []).append(problem)

    def check(self, field: str, rule: Callable[[str], T], value: str) -> T | None:
        """The value by its rule; None when it is wrong, which is noted."""
        try:
            return rule(value)
        except Wrong as problem:
            self.add(field, problem.text)
            return None

    def raise_any(self, detail: str = "The patient is not valid.") -> None:
        """Raise InvalidInput when anything is wrong."""
        if self.fields:
            raise InvalidInput(detail, fields=self.fields)


def check_text(value: str, *, most: int = 200) -> str:
    """Text on one line: blanks collapsed, no control characters."""
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") for char in text):
        raise Wrong("must not hold control characters")
    if len(text) > most:
        raise Wrong(say("must have at most {most} characters", most=most))
    return text


def check_name(value: str) -> str:
    """A name: at least one letter, at most 100 characters."""
    text = check_text(value, most=100)
    if not any(char.isalpha() for char in text):
        raise Wrong("must hold a letter")
    return text


def check_birth_date(value: str, *, today: date) -> str:
    """An ISO date that has come, at most 130 years ago."""
    try:
        born = date.fromisoformat(value)
    except ValueError:
        raise Wrong("must be a date, YYYY-MM-DD") from None
    if len(value) != 10:
        raise Wrong("must be a date, YYYY-MM-DD")
    if born > today:
        raise Wrong("must not be in the future")
    if today.year - born.year > OLDEST_YEARS:
        raise Wrong(say("must not be more than {most} years ago", most=OLDEST_YEARS))
    return born.isoformat()


def check_choice(value: str, *, choices: Sequence[str]) -> str:
    """One of a closed list."""
    if value not in choices:
        raise Wrong(say("must be one of {choices}", choices=", ".join(choices)))
    return value


def check_mrn(value: str) -> str:
    """A record number: 1 to 32 letters, digits, blanks and ./_- , beginning with a letter or digit."""
    text = check_text(value, most=32)
    if not _MRN.match(text):
        raise Wrong("must be 1 to 32 letters, digits or ./_- characters")
    return text


def check_phone(value: str) -> str:
    """E.164 of a telephone number; without a country it is read as one of the United States."""
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException:
        raise Wrong("must be a telephone number, like +1 202 555 0143") from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise Wrong("must be a telephone number that exists, without extension")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_email(value: str) -> str:
    """An e-mail address."""
    text = value.strip()
    try:
        if len(text) > 254:
            raise ValidationError("too long")
        _EMAIL(text)
    except ValidationError:
        raise Wrong("must be an e-mail address") from None
    return text


def check_ssn(value: str) -> str:
    """Nine digits of a number that can have been issued (SSA POMS RM 10201.035: no 000, 666, 9xx, no zero
    group or serial).
    """
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}", digits):
        raise Wrong("must be a social security number")
    return digits


def check_state(value: str) -> str:
    """The two letters of a state or territory (USPS)."""
    text = value.strip().upper()
    if not is_state(text):
        raise Wrong("must be the two letters of a state")
    return text


def check_zip(value: str) -> str:
    """ZIP or ZIP+4."""
    text = value.strip()
    if not _ZIP.match(text):
        raise Wrong("must be 12345 or 12345-6789")
    return text


def check_language(value: str) -> str:
    """A language tag: en, es, pt-BR."""
    if not _LANGUAGE.match(value):
        raise Wrong("must be a language tag, like en, es or pt-BR")
    return value


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def check_zone(value: str) -> str:
    """An IANA time zone."""
    if value not in _zones():
        raise Wrong("must be an IANA time zone, like America/New_York")
    return value


def check_npi(value: str) -> str:
    """A National Provider Identifier with the right check digit."""
    if not is_npi(value):
        raise Wrong("is not a valid NPI")
    return value


def check_icd10(value: str) -> str:
    """An ICD-10-CM code, written with its dot: I50.9."""
    code = format_icd10(value.strip().upper())
    if code is None:
        raise Wrong("must be an ICD-10-CM code, like I10 or I50.9")
    return code


def today_in(zone: str, now: datetime) -> date:
    """The date where the patient lives."""
    return now.astimezone(ZoneInfo(zone)).date()


check_gender = partial(check_choice, choices=GENDERS)
check_sex = partial(check_choice, choices=SEXES)
