"""Our own checks, before anybody else's: `check_claim(claim, today=…, book=…, edits=…)` returns every problem found.

What an X12 validator does not look at is looked at here: sums, check digits, forms of codes, dates, the rule set of the
date of service. Fields of persons, providers and payers: `checks_parties`; rules of codes: `checks_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from vantrexia.domain.billing.clock import add_months
from vantrexia.domain.billing.rulesets import RuleBook
from vantrexia.domain.claims.checks_parties import check_parties
from vantrexia.domain.claims.checks_rules import NO_EDITS, Edits, check_rules
from vantrexia.domain.claims.identifiers import is_icd10
from vantrexia.domain.claims.model import ORIGINAL, REPLACEMENT, VOID, Claim, ServiceLine
from vantrexia.domain.claims.problems import Problem

MOST_DIAGNOSES, MOST_POINTERS, MOST_LINES, MOST_MODIFIERS = 12, 4, 50, 4  # X222A1 HI, SV107, LX, SV101
YEAR = 365
MOST_CHARGE = Decimal("9999999.99")
TELEHEALTH_PLACES = frozenset({"02", "10"})
TELEHEALTH_MODIFIERS = frozenset({"93", "95", "GT", "GQ"})
_CLAIM_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}\Z")
_CONTROL = re.compile(r"[A-Z0-9-]{1,30}\Z")
_PLACE = re.compile(r"[0-9]{2}\Z")
_MODIFIER = re.compile(r"[A-Z0-9]{2}\Z")


def check_claim(claim: Claim, *, today: date, book: RuleBook, edits: Edits = NO_EDITS) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the claim; empty when it may leave. `today` is the practice's,
    `edits` the quarter's limits and pairs as the practice loaded them. A void repeats what was sent, right or wrong: of it
    only the frame and the parties are checked.
    """
    if claim.frequency == VOID:
        return (*_check_frame(claim), *check_parties(claim, today=today))
    return (
        *_check_frame(claim),
        *check_parties(claim, today=today),
        *_check_diagnoses(claim),
        *_check_lines(claim, today=today),
        *check_rules(claim, book=book, edits=edits),
    )


def _check_frame(claim: Claim) -> Iterator[Problem]:
    if not _CLAIM_ID.match(claim.id):
        yield Problem("bad_claim_id", "id")
    if claim.total != sum((line.charge for line in claim.lines), Decimal(0)):
        yield Problem("total_mismatch", "total")
    if not _PLACE.match(claim.place_of_service) or claim.place_of_service in TELEHEALTH_PLACES:
        yield Problem("bad_place", "place_of_service")
    if claim.frequency not in (ORIGINAL, REPLACEMENT, VOID):
        yield Problem("bad_frequency", "frequency")
    elif claim.frequency != ORIGINAL:
        if not claim.payer.takes_frequency_codes:
            yield Problem("frequency_not_taken", "frequency")
        if not claim.replaces:
            yield Problem("payer_claim_missing", "replaces")


def _check_diagnoses(claim: Claim) -> Iterator[Problem]:
    if not claim.diagnoses:
        yield Problem("no_diagnosis", "diagnoses")
    if len(claim.diagnoses) > MOST_DIAGNOSES:
        yield Problem("too_many_diagnoses", "diagnoses")
    seen: set[str] = set()
    for index, code in enumerate(claim.diagnoses):
        if not is_icd10(code):
            yield Problem("bad_diagnosis", f"diagnoses[{index}]")
        bare = code.replace(".", "")
        if bare in seen:
            yield Problem("duplicate_diagnosis", f"diagnoses[{index}]")
        seen.add(bare)


def _check_lines(claim: Claim, *, today: date) -> Iterator[Problem]:
    if not claim.lines:
        yield Problem("no_lines", "lines")
    if len(claim.lines) > MOST_LINES:
        yield Problem("too_many_lines", "lines")
    controls: set[str] = set()
    services: set[tuple[str, date, tuple[str, ...]]] = set()
    for index, line in enumerate(claim.lines):
        where = f"lines[{index}]"
        yield from _check_line(line, where, diagnoses=len(claim.diagnoses))
        yield from _check_dates(claim, line, where, today=today)
        if line.control in controls:
            yield Problem("duplicate_control", f"{where}.control")
        controls.add(line.control)
        service = (line.code, line.service_date, tuple(sorted(line.modifiers)))
        if service in services:
            yield Problem("duplicate_line", f"{where}.code", {"code": line.code})
        services.add(service)


def _check_line(line: ServiceLine, where: str, *, diagnoses: int) -> Iterator[Problem]:
    if not _CONTROL.match(line.control):
        yield Problem("bad_character", f"{where}.control")
    if not Decimal(0) < line.charge <= MOST_CHARGE or line.charge != round(line.charge, 2):
        yield Problem("bad_charge", f"{where}.charge")
    if line.units < 1:
        yield Problem("bad_units", f"{where}.units")
    pointed = set(line.pointers)
    if not 1 <= len(line.pointers) <= MOST_POINTERS or len(pointed) != len(line.pointers):
        yield Problem("bad_pointer", f"{where}.pointers")
    if not pointed <= set(range(1, diagnoses + 1)):
        yield Problem("pointer_outside", f"{where}.pointers")
    modifiers = set(line.modifiers)
    if len(line.modifiers) > MOST_MODIFIERS or len(modifiers) != len(line.modifiers):
        yield Problem("bad_modifier", f"{where}.modifiers")
    if not all(_MODIFIER.match(modifier) for modifier in modifiers):
        yield Problem("bad_modifier", f"{where}.modifiers")
    if TELEHEALTH_MODIFIERS & modifiers:
        yield Problem("telehealth_modifier", f"{where}.modifiers")


def _check_dates(claim: Claim, line: ServiceLine, where: str, *, today: date) -> Iterator[Problem]:
    field, service = f"{where}.service_date", line.service_date
    if service > today:
        yield Problem("service_in_future", field)
    if service < claim.patient.birth_date:
        yield Problem("born_after_service", field)
    if claim.died_on is not None and service > claim.died_on:
        yield Problem("service_after_death", field)
    if not line.period_start <= service <= line.period_end:
        yield Problem("outside_period", field)
    begins, ends = claim.subscriber.valid_from, claim.subscriber.valid_to
    if (begins is not None and service < begins) or (ends is not None and service >= ends):
        yield Problem("outside_coverage", field)
    last = _find_last_day(service, claim.payer.timely_filing_days)
    if today > last:
        yield Problem("filed_late", field, {"last": last.isoformat()})


def _find_last_day(service: date, days: int) -> date:
    """The last day for filing; a year is a calendar year, over a leap day too (42 CFR 424.44)."""
    return add_months(service, 12) if days == YEAR else service + timedelta(days=days)
