"""Whatever changes a fact marks the patient in the same transaction; and the job takes what is marked or due, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests.monitored import Monitored, at, cover, make_monitored, make_payer, set_up
from tests.people import People
from vantrexia.accounts.models import PracticeSetting
from vantrexia.billing.models import (
    BillingEntry,
    BillingState,
    Coverage,
    Mark,
    OutsideClaim,
    Payer,
    TimeEntry,
)
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Assignment, DeviceSetup
from vantrexia.domain.billing.version import get_rules_version
from vantrexia.patients.models import (
    Consent,
    Episode,
    InpatientStay,
    Interaction,
    Order,
    Patient,
    Pause,
    RelationshipEvidence,
)
from vantrexia.vitals.models import Reading
from vantrexia.workflows.billing import TICK, Progress, mark_everybody, recompute_due, recompute_practice

pytestmark = pytest.mark.django_db
NOW = at("2026-05-02 06:00")


@pytest.fixture
def pat(people: People) -> Monitored:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    pat.call(people.nora, "2026-04-10 10:00", 25)
    pat.recompute("2026-05-02 06:00")
    assert Mark.objects.count() == 0
    return pat


def below(pat: Monitored) -> dict[str, object]:
    return {"practice_id": pat.practice.id, "patient_id": pat.id, "created_at": NOW}


CHANGES: dict[str, Callable[[People, Monitored], object]] = {
    "a reading": lambda people, pat: pat.measure("2026-04-20"),
    "a reading withdrawn": lambda people, pat: Reading.objects.update(state="entered_in_error"),
    "work": lambda people, pat: pat.work(people.nora, "2026-04-20 10:00", 5),
    "work superseded": lambda people, pat: TimeEntry.objects.update(superseded_at=NOW),
    "how a contact went": lambda people, pat: Interaction.objects.update(outcome="no_answer"),
    "a consent": lambda people, pat: Consent(**below(pat), method="verbal", given_at=NOW).save(force_insert=True),
    "a consent withdrawn": lambda people, pat: Consent.objects.update(revoked_at=NOW),
    "an order": lambda people, pat: Order.objects.update(diagnoses=["I50.22"]),
    "an episode's end": lambda people, pat: Episode.objects.update(ended_at=NOW),
    "a pause": lambda people, pat: Pause(
        **below(pat), episode=pat.episode, starts_at=NOW, reason="travel"
    ).save(force_insert=True),
    "a stay": lambda people, pat: InpatientStay(**below(pat), admitted_at=NOW).save(force_insert=True),
    "a proof": lambda people, pat: RelationshipEvidence.objects.all().delete(),
    "a set-up": lambda people, pat: set_up(pat.patient, pat.episode, pat.device, when=NOW),
    "a set-up changed": lambda people, pat: DeviceSetup.objects.update(education_minutes=0),
    "an assignment": lambda people, pat: Assignment.objects.update(ends_at=NOW),
    "a coverage": lambda people, pat: cover(pat.patient, make_payer(pat.practice, "Second"), rank=2),
    "a coverage ended": lambda people, pat: Coverage.objects.update(valid_to=date(2026, 4, 1)),
    "a payer's rules": lambda people, pat: Payer.objects.update(rule_payer="uhc"),
    "another practice's claim": lambda people, pat: OutsideClaim(
        **below(pat), cpt_code="99454", period_start=date(2026, 4, 1), period_end=date(2026, 4, 30),
        service_date=date(2026, 4, 30), source="eligibility",
    ).save(force_insert=True),
    "a claim sent": lambda people, pat: BillingEntry.objects.filter(cpt_code="99454").update(status="submitted"),
    "a death": lambda people, pat: Patient.objects.filter(id=pat.id).update(deceased_at=NOW),
    "a move": lambda people, pat: Patient.objects.filter(id=pat.id).update(timezone="America/Chicago"),
    "a merge": lambda people, pat: Patient.objects.filter(id=pat.id).update(merged_into_id=pat.id, active=False),
    "the practice's standing": lambda people, pat: PracticeSetting(
        practice_id=pat.practice.id, name="billing", value={"apm": True}, valid_from=NOW
    ).save(force_insert=True),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_fact_leaves_a_mark(people: People, pat: Monitored, what: str) -> None:
    CHANGES[what](people, pat)
    assert set(Mark.objects.values_list("patient_id", flat=True)) == {pat.id}, what


@pytest.mark.parametrize(
    "change",
    [
        lambda pat: Patient.objects.filter(id=pat.id).update(phone=None, row_version=9),
        lambda pat: BillingEntry.objects.update(hold_reasons=[]),
        lambda pat: Payer.objects.update(timely_filing_days=300),
        lambda pat: PracticeSetting(
            practice_id=pat.practice.id, name="deadlines", value={}, valid_from=NOW
        ).save(force_insert=True),
    ],
    ids=["a phone", "the answer itself", "how long a payer waits", "another setting"],
)
def test_what_is_no_fact_leaves_none(pat: Monitored, change: Callable[[Monitored], object]) -> None:
    change(pat)
    assert Mark.objects.count() == 0


def test_a_reading_that_was_the_wrong_persons_marks_both(people: People, pat: Monitored) -> None:
    other = make_monitored(people.practice)
    Mark.objects.all().delete()
    Reading.objects.filter(patient_id=pat.id).update(patient_id=other.id)
    assert set(Mark.objects.values_list("patient_id", flat=True)) == {pat.id, other.id}


def run(people: People, now: datetime) -> Progress:
    progress = Progress()
    recompute_practice(people.practice.id, now=now, progress=progress)
    set_practice(people.practice.id)
    return progress


def test_the_job_takes_what_is_marked_once(people: People, pat: Monitored) -> None:
    pat.measure("2026-04-20")
    assert run(people, NOW).patients == 1
    again = run(people, NOW)
    assert (again.due, again.patients) == (0, 0)


def test_time_alone_makes_due_when_a_period_ends(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    assert run(people, at("2026-04-20 06:00")).created == 0
    assert run(people, at("2026-04-30 23:59")).patients == 0
    made = run(people, at("2026-05-01 00:01"))
    assert (made.patients, made.created) == (1, 2)


def test_other_rules_make_everybody_due(people: People, pat: Monitored) -> None:
    BillingState.objects.update(rules_version="0-before")
    done = run(people, NOW)
    assert (done.patients, done.created, done.voided) == (1, 0, 0)
    assert BillingState.objects.get().rules_version == get_rules_version()


def test_one_poisoned_patient_stops_nobody_else(
    people: People, pat: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vantrexia.billing.selectors.facts import PatientBook
    from vantrexia.billing.services import recompute as module

    other = make_monitored(people.practice)
    other.measure("2026-04-01", 16)
    pat.measure("2026-04-20")
    real = module.evaluate_book

    def break_on_pat(book: PatientBook, **given: object) -> object:
        if book.patient_id == pat.id:
            raise ZeroDivisionError
        return real(book, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "evaluate_book", break_on_pat)
    done = run(people, NOW)
    assert (done.failed, done.patients) == (1, 1)
    assert other.lines() == ["99453x1 @2026-04-30", "99454x1 @2026-04-30"]
    monkeypatch.undo()
    assert run(people, NOW).patients == 1


def test_everybody_is_marked_and_the_synthetic_practice_forgets_its_marks(
    people: People, pat: Monitored
) -> None:
    from vantrexia.accounts.models import Practice
    from vantrexia.core.ticks import read_tick

    assert mark_everybody(people.practice.id, now=NOW) == 1
    assert recompute_due(NOW) >= 1
    tick = read_tick(TICK)
    assert tick is not None
    assert tick[1]["running"] is False
    set_practice(people.practice.id)
    Practice.objects.filter(id=people.practice.id).update(is_synthetic=True)
    pat.measure("2026-04-21")
    assert mark_everybody(people.practice.id, now=NOW) == 0
    assert run(people, NOW).patients == 0
    assert Mark.objects.count() == 0


def test_a_mark_made_while_a_patient_is_computed_stays(
    people: People, pat: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vantrexia.billing.services import recompute as module

    real = module.load_patients

    def load_then_change(ids: list[UUID], **given: object) -> object:
        books = real(ids, **given)  # type: ignore[arg-type]
        pat.measure("2026-04-22")
        return books

    pat.measure("2026-04-20")
    monkeypatch.setattr(module, "load_patients", load_then_change)
    run(people, NOW + timedelta(minutes=1))
    assert Mark.objects.filter(patient_id=pat.id).count() == 1
