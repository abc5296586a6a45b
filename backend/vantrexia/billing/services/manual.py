"""An entry made by hand: `create_entry`. The rules look at it at once, and hold it where the facts do not show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from vantrexia.audit.services import record
from vantrexia.billing.models import BillingEntry, EntryEvent
from vantrexia.billing.selectors.evaluations import load_books
from vantrexia.billing.selectors.facts import load_patients
from vantrexia.billing.services.locks import lock_patients
from vantrexia.billing.services.recompute import recompute
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.clock import month_end, month_of
from vantrexia.domain.billing.entry_states import check_event
from vantrexia.domain.billing.version import get_rules_version
from vantrexia.domain.claims.identifiers import is_icd10
from vantrexia.domain.errors import DomainError, InvalidInput
from vantrexia.domain.wordings import say
from vantrexia.patients.selectors.patients import check_patient

PERIOD_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A code for a patient and period. Without `period_start`: the month of the date of service for time, else the
    thirty days that end on it. Without diagnoses: those of the orders in force."""

    patient_id: UUID
    cpt_code: str
    service_date: date
    period_start: date | None = None
    units: int = 1
    duration_minutes: int = 0
    icd10_codes: tuple[str, ...] | None = None
    notes: str | None = None


def create_entry(*, actor: Actor, new: NewEntry, now: datetime) -> UUID:
    """Make it. Raises NotFound, InvalidInput, `already_exists` for a code and period that has an entry."""
    check_patient(actor, new.patient_id)
    lock_patients([new.patient_id])
    books = load_books(actor, at=now)
    code = books.rules.codes.codes.get(new.cpt_code)
    if code is None:
        raise InvalidInput("Unknown code.", fields={"cpt_code": ["is no code of the rules"]})
    start, end = _find_period(new, code.kind)
    _check(new, start, end)
    book = load_patients([new.patient_id], now=now)[new.patient_id]
    covered = book.find_coverage(new.service_date)
    payer = covered.rule_payer if covered else "cms"
    try:
        rule_set = books.rules.get_rule_set(payer=payer, on=new.service_date)
    except DomainError as unknown:
        raise InvalidInput(unknown.detail, fields={"service_date": [unknown.detail]}) from None
    amount = books.book_of(covered.payer_id if covered else None, payer).find_amount(
        code=new.cpt_code, units=new.units, payer=payer, on=new.service_date, apm=books.amounts.settings.apm
    )
    diagnoses = book.list_diagnoses(new.service_date) if new.icd10_codes is None else list(new.icd10_codes)
    open_episode = next((one.span.episode.id for one in reversed(book.spans)), None)
    entry = BillingEntry(
        practice_id=actor.practice_id, patient_id=new.patient_id, episode_id=open_episode, cpt_code=new.cpt_code,
        units=new.units, period_start=start, period_end=end, service_date=new.service_date,
        duration_minutes=new.duration_minutes, amount=amount.total if amount else Decimal("0.00"),
        amount_is_estimate=amount is None or not amount.confirmed, payer_id=covered.payer_id if covered else None,
        payer_name=covered.payer_name if covered else "", icd10_codes=diagnoses, rule_set=rule_set.id,
        rules_version=get_rules_version(), auto_generated=False, notes=new.notes or None, created_by_id=actor.user_id,
        created_at=now, status_at=now, facts={"reasons": [], "basis": {}, "source": "manual", "program": code.program},
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise DomainError("already_exists", "This code and period has an entry.") from None
    check_event("created", "manual")
    EntryEvent(
        practice_id=entry.practice_id, entry_id=entry.id, event="created", to_status="pending", reason="manual",
        by_id=actor.user_id, at=now,
    ).save(force_insert=True)  # fmt: skip
    record(
        actor=actor, action="billing_entry.created", entity="billing_entry", entity_id=entry.id,
        patient_ids=[new.patient_id], detail={"code": new.cpt_code, "units": new.units}, at=now,
    )  # fmt: skip
    recompute(actor=actor, patient_ids=[new.patient_id], now=now, is_part=True)
    return entry.id


def _find_period(new: NewEntry, kind: str) -> tuple[date, date]:
    if kind in ("time", "time_addon"):
        first = month_of(new.period_start or new.service_date)
        return first, month_end(first)
    start = new.period_start or new.service_date - timedelta(days=PERIOD_DAYS - 1)
    return start, start + timedelta(days=PERIOD_DAYS - 1)


def _check(new: NewEntry, start: date, end: date) -> None:
    wrong: dict[str, list[str]] = {}
    if not start <= new.service_date <= end:
        wrong["service_date"] = [
            say("must lie between {first} and {last}", first=start.isoformat(), last=end.isoformat())
        ]
    if not 1 <= new.units <= 99:
        wrong["units"] = ["must be from 1 to 99"]
    bad = [one for one in new.icd10_codes or () if not is_icd10(one)]
    if bad:
        wrong["icd10_codes"] = ["are written like I50.22"]
    if wrong:
        raise InvalidInput("The entry does not fit.", fields=wrong)
