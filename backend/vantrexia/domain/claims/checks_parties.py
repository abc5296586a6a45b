"""Who is on the claim: names, addresses, numbers. `check_parties(claim, today=…)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vantrexia.domain.billing.identifiers import is_mbi, is_taxonomy
from vantrexia.domain.claims import identifiers as forms
from vantrexia.domain.claims.model import Address, BillingProvider, Claim, Clinician, Person
from vantrexia.domain.claims.problems import Problem
from vantrexia.domain.claims.x12 import clean_text
from vantrexia.domain.npi import is_npi

SELF = "18"
MEDICARE = "MB"
_PLAIN = re.compile(r"[A-Z0-9 ./-]{1,50}\Z")


def check_parties(claim: Claim, *, today: date) -> Iterator[Problem]:
    """Problems of the billing provider, clinicians, patient, subscriber and payer."""
    yield from _check_billing(claim.billing)
    yield from _check_clinician(claim.rendering, "rendering")
    if claim.ordering is not None:
        yield from _check_clinician(claim.ordering, "ordering")
    elif claim.payer.wants_ordering_npi:
        yield Problem("ordering_missing", "ordering")
    yield from _check_person(claim.patient, "patient", today=today)
    yield from _check_subscriber(claim, today=today)
    if not clean_text(claim.payer.name, most=60):
        yield Problem("missing", "payer.name")
    yield from _check_plain(claim.payer.code, "payer.code")
    if not claim.payer.filing:
        yield Problem("missing", "payer.filing")
    if claim.replaces:
        yield from _check_plain(claim.replaces, "replaces")


def _check_subscriber(claim: Claim, *, today: date) -> Iterator[Problem]:
    subscriber = claim.subscriber
    yield from _check_plain(subscriber.member_id, "subscriber.member_id")
    if claim.payer.filing == MEDICARE and not is_mbi(subscriber.member_id):
        yield Problem("bad_mbi", "subscriber.member_id")
    if subscriber.group_number:
        yield from _check_plain(subscriber.group_number, "subscriber.group_number")
    if subscriber.relationship == SELF:
        return
    if subscriber.person is None:
        yield Problem("subscriber_missing", "subscriber.person")
    else:
        yield from _check_person(subscriber.person, "subscriber.person", today=today)


def _check_billing(billing: BillingProvider) -> Iterator[Problem]:
    if not clean_text(billing.name, most=60):
        yield Problem("missing", "billing.name")
    if not is_npi(billing.npi):
        yield Problem("bad_npi", "billing.npi")
    if not forms.is_tin(billing.tin):
        yield Problem("bad_tin", "billing.tin")
    if billing.taxonomy and not is_taxonomy(billing.taxonomy):
        yield Problem("bad_taxonomy", "billing.taxonomy")
    yield from _check_address(billing.address, "billing.address")
    if forms.is_post_office_box(billing.address.line1):
        yield Problem("post_office_box", "billing.address.line1")
    if forms.is_zip(billing.address.zip) and len(billing.address.zip) != 9:
        yield Problem("short_zip", "billing.address.zip")


def _check_clinician(person: Clinician, where: str) -> Iterator[Problem]:
    if not clean_text(person.last_name, most=60):
        yield Problem("missing", f"{where}.last_name")
    if not is_npi(person.npi):
        yield Problem("bad_npi", f"{where}.npi")
    if person.taxonomy and not is_taxonomy(person.taxonomy):
        yield Problem("bad_taxonomy", f"{where}.taxonomy")


def _check_person(person: Person, where: str, *, today: date) -> Iterator[Problem]:
    for name, value in (("last_name", person.last_name), ("first_name", person.first_name)):
        if not clean_text(value, most=35):
            yield Problem("missing", f"{where}.{name}")
    if person.birth_date > today:
        yield Problem("born_in_future", f"{where}.birth_date")
    if person.sex not in ("M", "F", "U"):
        yield Problem("bad_sex", f"{where}.sex")
    yield from _check_address(person.address, f"{where}.address")


def _check_address(address: Address, where: str) -> Iterator[Problem]:
    if not clean_text(address.line1, most=55):
        yield Problem("missing", f"{where}.line1")
    if len(clean_text(address.city, most=30)) < 2:  # N401 has at least two characters
        yield Problem("missing", f"{where}.city")
    if not forms.is_state(address.state):
        yield Problem("bad_state", f"{where}.state")
    if not forms.is_zip(address.zip):
        yield Problem("bad_zip", f"{where}.zip")


def _check_plain(value: str, where: str) -> Iterator[Problem]:
    if not value:
        yield Problem("missing", where)
    elif not _PLAIN.match(value) or value != value.strip():
        yield Problem("bad_character", where)
