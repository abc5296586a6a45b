"""A full month of a practice: facts → entries → claims → 837P → the practice clearinghouse (a process of its own) → 999, 277CA
and 835 → posted back. What it refused is sent again, what it took back is taken back, and every cent is accounted for against
the clearinghouse's own books.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import Client

from tests.billable import Desk, open_desk
from tests.domain.claims.sample import CLAIM, SUBMISSION
from tests.monitored import make_monitored
from tests.people import People
from vantrexia.billing.models import (
    Adjustment,
    BillingEntry,
    Claim,
    ClaimLine,
    Coverage,
    Posting,
    Remittance,
    RemittanceLine,
    WorkItem,
)
from vantrexia.domain.claims.model import Subscriber
from vantrexia.domain.claims.write_837p import write_837p
from vantrexia.workflows.billing import recompute_patients

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)
BASE = "/api/v1/billing/"
PATIENTS = 18
ADDRESS = {"address_line1": "22 Oak Ln", "city": "Austin", "state": "TX", "zip": "78702", "sex": "female"}


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@dataclass
class House:
    """The clearinghouse's two directories, and the biller who sends and reads."""

    people: People
    root: Path
    seen: set[str]

    @property
    def inbox(self) -> Path:
        return self.root / "claims"

    @property
    def outbox(self) -> Path:
        return self.root / "answers"

    def run(self, day: str, scenario: str = "") -> None:
        """One round, in a process that knows nothing of the server."""
        path = self.root / "scenario.toml"
        path.write_text(scenario)
        program = [sys.executable, "-c", "from vantrexia_sim.cli import main; main()", "clearinghouse"]
        command = [*program, str(self.inbox), str(self.outbox), "--scenario", str(path), "--date", day]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr

    def send(self) -> str:
        """A batch of everything that is ready, downloaded into the inbox and marked as sent."""
        made = self.people.bill.post(f"{BASE}claim-batches/", {})
        assert made.status_code == 201, made.content
        batch_id = made.json()["id"]
        file = self.people.bill.get(f"{BASE}claim-batches/{batch_id}/file/")
        (self.inbox / f"{made.json()['reference']}.837").write_bytes(file.content)
        assert self.people.bill.post(f"{BASE}claim-batches/{batch_id}/submit/").status_code == 200
        return str(batch_id)

    def read(self) -> list[dict[str, Any]]:
        """Every new answer, in the order a biller would read them."""
        answers = []
        for suffix, url in (
            (".999", "acknowledgements"),
            (".277ca", "acknowledgements"),
            (".835", "remittances"),
        ):
            for path in sorted(self.outbox.glob(f"*{suffix}")):
                if path.name in self.seen or path.name.startswith("old"):
                    continue
                self.seen.add(path.name)
                answer = self.upload(f"{BASE}{url}/", path)
                assert answer.status_code == 201, answer.content
                answers.append(answer.json())
        return answers

    def upload(self, url: str, path: Path) -> Any:
        file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="text/plain")
        return Client().post(
            url, {"file": file}, headers={"Authorization": f"Bearer {self.people.bill.token}"}
        )

    def books(self) -> tuple[Decimal, Decimal]:
        """What its standing decisions pay, and what is still owed back to it."""
        state = json.loads((self.outbox / "clearinghouse-state.json").read_text())
        standing = [one["decision"] for one in state["decided"] if not one["taken_back"]]
        paid = sum((Decimal(line["paid"]) for one in standing for line in one["lines"]), Decimal(0))
        return paid, sum(map(Decimal, state["owed"].values()), Decimal(0))


def member_of(number: int) -> str:
    return f"1EG4TE5MK{number:02d}"


def live_november(people: People, desk: Desk) -> None:
    """Eighteen patients: from too few days to a full period, from ten minutes to eighty and more, two payers."""
    for number in range(PATIENTS):
        one = make_monitored(
            people.practice, since="2026-11-01 07:00", payer=False, diagnoses=("I11.0", "I50.22"), last_name=f"Novem{chr(65 + number)}",
            **ADDRESS,
        )  # fmt: skip
        payer = desk.commercial if number % 6 == 5 else desk.medicare
        Coverage(
            practice_id=people.practice.id, patient=one.patient, payer=payer, member_id=member_of(number),
            valid_from=date(2026, 1, 1), created_at=NOW,
        ).save(force_insert=True)  # fmt: skip
        one.measure("2026-11-01", 8 if number % 4 == 3 else 16 + number % 12)
        # The nurse works on one patient after the other, never on two at once.
        minutes = (12, 25, 45, 85)[number % 4]
        one.call(people.nora, f"2026-11-{number + 3:02d} 09:00", minutes)
        recompute_patients(people.practice.id, [one.id], now=NOW)


def send_old_claims(house: House) -> None:
    """What an earlier system had sent: the same supply of one patient, and one 16 days before of another."""
    line = CLAIM.lines[0]

    def old(number: int, day: date) -> Any:
        moved = replace(line, service_date=day, control=f"OLD{number}")
        return replace(
            CLAIM,
            id=f"OLD-{number}",
            lines=(moved,),
            total=moved.charge,
            subscriber=Subscriber(member_of(number)),
        )

    text = write_837p(SUBMISSION, [old(0, date(2026, 11, 30)), old(1, date(2026, 11, 14))])
    (house.inbox / "old.837").write_text(text)
    house.run("2026-12-01")


def claim_of(number: int, code: str) -> Claim:
    coverage = next(one for one in Coverage.objects.all() if one.member_id == member_of(number))
    return ClaimLine.objects.get(
        claim__patient_id=coverage.patient_id, cpt_code=code, claim__corrects__isnull=True
    ).claim


def test_a_month_is_billed_and_every_cent_comes_back_accounted_for(people: People, tmp_path: Path) -> None:
    desk = open_desk(people.practice)
    live_november(people, desk)
    assert not BillingEntry.objects.exclude(hold_reasons=[]).exists()
    codes = set(BillingEntry.objects.filter(voided_at__isnull=True).values_list("cpt_code", flat=True))
    assert codes == {"99453", "99445", "99454", "99470", "99457", "99458"}

    house = House(people, tmp_path, set())
    house.inbox.mkdir()
    send_old_claims(house)
    built = people.bill.post(f"{BASE}claims/build/", {"month": "2026-11"}).json()
    assert (built["blocked"], built["left_out"]) == (0, {})
    assert built["ready"] == PATIENTS

    # --- first round: one refused, some denied, one paid in part, the rest paid ---
    refused, unprocessable, bundled, part = (claim_of(n, "99457") for n in (2, 6, 9, 7))
    reversed_, kept_back = claim_of(13, "99457"), claim_of(14, "99457")
    scenario = f"""
        [[rules]]
        claim = "{refused.number}"
        reject = "A7:562:82"
        [[rules]]
        claim = "{unprocessable.number}"
        deny = "16"
        remark = "M76"
        [[rules]]
        claim = "{bundled.number}"
        code = "99457"
        deny = "97"
        remark = "N20"
        [[rules]]
        claim = "{part.number}"
        code = "99458"
        pay_units = 1
        [[reversals]]
        claim = "{reversed_.number}"
        then = "same"
    """
    house.send()
    house.run("2026-12-03", scenario)
    first = house.read()
    assert first[1]["results"][0]["rejected_claims"] == 1
    refused.refresh_from_db()
    assert refused.status == "rejected"
    found = {one.params["carc"] for one in WorkItem.objects.filter(kind="denial")}
    assert {"18", "97", "16", "119", "151"} <= found
    assert BillingEntry.objects.filter(status="paid").count() > PATIENTS

    # --- second round: the refused and the unprocessable go out anew; a decision is taken back and repeated ---
    ids = [str(refused.id), str(unprocessable.id)]
    again = people.bill.post(f"{BASE}claims/resubmit/", {"claim_ids": ids}).json()
    assert (again["ready"], again["blocked"]) == (2, 0)
    house.send()
    house.run("2026-12-05", scenario.replace(unprocessable.number, "none").replace(refused.number, "none"))
    house.read()
    assert RemittanceLine.objects.filter(outcome="reversed", claim_line__claim=reversed_).exists()
    reversed_.refresh_from_db()
    assert reversed_.status == "paid"

    # --- third round: money is taken back for good, more than is due: it is carried forward ---
    house.run("2026-12-08", f'[[reversals]]\nclaim = "{kept_back.number}"\n')
    house.read()
    kept_back.refresh_from_db()
    assert kept_back.status == "reversed"
    assert WorkItem.objects.filter(reason="provider_adjustment").exists()

    # --- fourth round: one was sent to the wrong payer, and is voided there ---
    wrong = claim_of(5, "99457")
    assert wrong.status == "paid"
    voided = people.bill.post(f"{BASE}claims/{wrong.id}/void/", {"reason": "wrong_payer"})
    assert voided.status_code == 201, voided.content
    assert (voided.json()["frequency"], voided.json()["status"], voided.json()["problems"]) == (
        "8",
        "ready",
        [],
    )
    house.send()
    assert {line.entry.void_reason for line in ClaimLine.objects.filter(claim=wrong)} == {"wrong_payer"}
    house.run("2026-12-10")
    house.read()
    assert {Claim.objects.get(id=one).status for one in (wrong.id, voided.json()["id"])} == {"reversed"}
    assert {line.paid for line in ClaimLine.objects.filter(claim=wrong)} == {Decimal(0)}
    assert not WorkItem.objects.filter(reason="reversed", patient_id=wrong.patient_id).exists()

    assert_every_cent(house)
    assert_nothing_is_posted_twice(house)
    assert {one.status for one in BillingEntry.objects.filter(voided_at__isnull=True)} == {"paid", "denied"}


def assert_every_cent(house: House) -> None:
    total = Decimal(0)
    for remittance in Remittance.objects.all():
        posted = Posting.objects.filter(remittance=remittance).aggregate(all=Sum("amount"))["all"]
        assert posted == remittance.total
        total += remittance.total
    paid, owed = house.books()
    assert total == paid + owed  # what it gave is what its decisions pay and what it has yet to recover
    # By line: what was said of it, taken together, is what it was paid; and one decision stands, or none.
    for line in ClaimLine.objects.all():
        said = RemittanceLine.objects.filter(claim_line=line)
        charged = said.aggregate(all=Sum("charge"))["all"] or Decimal(0)
        cut = sum((a for one in said for a in list_cuts(one)), Decimal(0))
        assert charged - cut == line.paid == (said.aggregate(all=Sum("paid"))["all"] or Decimal(0))
        assert charged in (line.charge, Decimal(0))
        assert (charged == 0) == (line.outcome in ("", "reversed"))
    ours = ClaimLine.objects.aggregate(all=Sum("paid"))["all"]
    others = Posting.objects.filter(kind__in=("unmatched", "provider")).aggregate(all=Sum("amount"))["all"]
    assert ours + (others or Decimal(0)) == total


def list_cuts(line: RemittanceLine) -> list[Decimal]:
    return list(Adjustment.objects.filter(line=line).values_list("amount", flat=True))


def assert_nothing_is_posted_twice(house: House) -> None:
    before = (Posting.objects.count(), ClaimLine.objects.aggregate(all=Sum("paid"))["all"])
    for path in sorted(house.outbox.glob("*.835")):
        answer = house.upload(f"{BASE}remittances/", path)
        assert (answer.status_code, answer.json()["duplicate"]) == (200, True)
    assert (Posting.objects.count(), ClaimLine.objects.aggregate(all=Sum("paid"))["all"]) == before
