"""Something to bill in the demo: payers, providers, coverage, set-ups, last month's and this month's work, and claims on their way.

`seed_billing(now, answer) -> int` after the demo's past was lived; for the demo's own first practice, once. Through the same
services people use, each act at its own hour; readings are the homes' own. Nothing is marked as paid: what is paid was sent as
837P and posted back from the 835 a clearinghouse answered with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.billing.selectors.claims import get_batch_text
from vantrexia.billing.selectors.entries import Wanted, list_entries
from vantrexia.billing.selectors.payers import list_payers
from vantrexia.billing.services.acknowledgements import read_acknowledgement
from vantrexia.billing.services.claim_batches import create_batch, submit_batch
from vantrexia.billing.services.claim_providers import add_provider
from vantrexia.billing.services.claim_settings import change_claim_settings
from vantrexia.billing.services.claims import build_claims
from vantrexia.billing.services.coverage import NewCoverage, add_coverage
from vantrexia.billing.services.payers import add_payer
from vantrexia.billing.services.remittances import post_remittances
from vantrexia.billing.services.time_entries import type_entry
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.selectors.carried import read_carried
from vantrexia.devices.services.setups import record_setup
from vantrexia.patients.selectors.enrolments import Enrolment, list_ever_enrolled, read_enrolments
from vantrexia.patients.services.interactions import record_interaction
from vantrexia.workflows.billing import Progress, recompute_practice
from vantrexia.workflows.demo import RIVERSIDE
from vantrexia.workflows.demo_history import find_staff

WORKED_ON = 60  # patients whose months have minutes; the others show what is at risk
PAYERS = (
    {"name": "Medicare Part B (demo)", "kind": "medicare_b", "payer_code": "04412"},
    {"name": "Example Advantage (demo)", "kind": "medicare_advantage", "payer_code": "EXADV"},
    {"name": "Example Health (demo)", "kind": "commercial", "payer_code": "EXHLT"},
)
PLACE = {"line1": "100 Example Street", "city": "Austin", "state": "TX", "zip": "787010001"}
PROVIDERS = (
    {"kind": "billing", "name": "Riverside Family Practice", "npi": "1234567893", "taxonomy": "207RC0000X", "tin": "741234567", **PLACE},
    {"kind": "rendering", "name": "Provider", "first_name": "Paul", "npi": "1245319599", "taxonomy": "207RC0000X"},
)  # fmt: skip
SENDING = {
    "sender_id": "RIVERSIDE",
    "receiver_id": "PRACTICE",
    "receiver_name": "Practice Clearinghouse (demo)",
    "submitter_name": "Riverside Family Practice",
    "submitter_id": "RIVERSIDE",
    "contact_name": "Billing Office",
    "contact_phone": "5125550100",
    "usage": "T",
}
_LETTERS = "KMNPQRTUVWXY"
REASON = "Written down after the round; the timer was not on."


ANSWERS = (".999", ".277ca", ".835")  # by suffix, in the order a biller reads them


@dataclass(frozen=True, slots=True)
class Answer:
    """A file a clearinghouse answered with."""

    name: str
    body: bytes


# Name and text of an 837P → what comes back.
Clearinghouse = Callable[[str, str], Sequence[Answer]]


def seed_billing(*, now: datetime, answer: Clearinghouse | None = None) -> int:
    """How many entries the demo's practice has afterwards; 0 when it had payers already.

    `answer` is the clearinghouse; without one everything sent waits for its answer.
    """
    staff = find_staff(RIVERSIDE, now=now)
    system = system_actor("seed_billing", practice_id=RIVERSIDE)
    with practice_scope(RIVERSIDE):
        if list_payers(viewer=system):
            return 0
        payers = [add_payer(actor=system, given=given, now=now) for given in PAYERS]
        for given in PROVIDERS:
            add_provider(actor=system, given=given, now=now)
        change_claim_settings(actor=system, changes=SENDING, now=now)
        patients = list_ever_enrolled()
        enrolments = read_enrolments(patients)
    for number, patient_id in enumerate(patients):
        with practice_scope(RIVERSIDE):
            _cover(system, patient_id, payers[number % 5 % 3], number=number, now=now)
            _set_up(staff["nurse"], patient_id, enrolments[patient_id], now=now)
    _work(staff, patients[:WORKED_ON], enrolments, now=now)
    progress = Progress()
    recompute_practice(RIVERSIDE, now=now, progress=progress)
    _send(staff["billing_manager"], now=now, answer=answer)
    return progress.created


def _cover(actor: Actor, patient_id: UUID, payer_id: UUID, *, number: int, now: datetime) -> None:
    member = f"1EG4TE5M{_LETTERS[number // 90]}{number % 90 + 10}"  # the form of a Medicare number; one to a patient
    new = NewCoverage(payer_id=payer_id, member_id=member, valid_from=date(2024, 1, 1))
    add_coverage(actor=actor, patient_id=patient_id, new=new, now=now)


def _set_up(nurse: Actor, patient_id: UUID, enrolment: Enrolment, *, now: datetime) -> None:
    """Every device the patient has, on the day monitoring began; taught once."""
    begun = max((one.started_at for one in enrolment.episodes if one.ended_at is None), default=None)
    if begun is None:
        return
    _, carried = read_carried([patient_id])
    for number, device in enumerate(carried.get(patient_id, ())):
        record_setup(
            actor=nurse, patient_id=patient_id, now=now, device_id=device.device_id,
            setup_completed_at=begun + timedelta(minutes=30), education_minutes=Decimal(0 if number else 20),
        )  # fmt: skip


def _work(
    staff: Mapping[str, Actor],
    patients: Sequence[UUID],
    enrolments: Mapping[UUID, Enrolment],
    *,
    now: datetime,
) -> None:
    """A call and two reviews a month, one patient after the other, so that nobody is in two places at once."""
    slots: defaultdict[date, Iterator[int]] = defaultdict(count)
    for patient_id in patients:
        dice = Random(f"{patient_id}|minutes")
        begun = max((one.started_at for one in enrolments[patient_id].episodes), default=now)
        rounds = [
            ("phone_call", dice.randint(7, 12)),
            ("data_review", dice.randint(5, 9)),
            ("care_plan_update", dice.randint(4, 8)),
        ]
        for back in (35, 6):
            for step, (activity, minutes) in enumerate(rounds[: dice.choice((1, 3, 3))]):
                zone = ZoneInfo(enrolments[patient_id].zone)
                day = (now - timedelta(days=back + step)).astimezone(zone).date()
                started = datetime.combine(day, time(8), zone) + timedelta(minutes=13 * next(slots[day]))
                if begun < started < now - timedelta(hours=1):
                    _put(staff["nurse"], patient_id, activity, started, started + timedelta(minutes=minutes))


def _put(nurse: Actor, patient_id: UUID, activity: str, started: datetime, ended: datetime) -> None:
    wrote = ended + timedelta(minutes=2)
    with practice_scope(RIVERSIDE, user_id=nurse.user_id):
        interaction = None
        if activity == "phone_call":
            interaction = record_interaction(
                actor=nurse, patient_id=patient_id, now=wrote, kind="phone_call", outcome="reached", started_at=started,
                ended_at=ended,
            )  # fmt: skip
        type_entry(
            actor=nurse, patient_id=patient_id, activity=activity, started_at=started, ended_at=ended, reason=REASON,
            now=wrote, interaction_id=interaction, is_live_contact=interaction is not None,
        )  # fmt: skip


def _send(biller: Actor, *, now: datetime, answer: Clearinghouse | None) -> None:
    """Two patients of three are sent, in two files; the clearinghouse answers the first, the second waits."""
    with practice_scope(RIVERSIDE, user_id=biller.user_id):
        _, rows = list_entries(biller, Wanted(bucket="ready"), ordering="service_date", limit=500, offset=0)
        lines: dict[UUID, list[UUID]] = {}
        for row in rows:
            lines.setdefault(row["patient_id"], []).append(row["id"])
        files = [list(lines.values())[first::3] for first in (0, 1)]  # an add-on goes with its base
        for some in files:
            wanted = [entry_id for ids in some for entry_id in ids]
            built = build_claims(actor=biller, month=None, entry_ids=wanted, now=now) if wanted else None
            if built is None or not built.ready:
                continue
            batch_id = create_batch(actor=biller, now=now).batch_id
            submit_batch(actor=biller, batch_id=batch_id, now=now)
            if answer is not None:
                name, text, _ = get_batch_text(biller, batch_id)
                for one in answer(name, text):
                    _read(biller, one, now=now)
                answer = None


def _read(biller: Actor, one: Answer, *, now: datetime) -> None:
    read = post_remittances if one.name.endswith(ANSWERS[-1]) else read_acknowledgement
    read(actor=biller, name=one.name, body=one.body, now=now)
