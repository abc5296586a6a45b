"""Billing over data nobody here wrote: a man's readings at home as rows, and the people of Synthea's records as patients."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.billable import EARLY, NOVEMBER, NOW, ORDERING, make_entry, open_desk
from tests.domain.billing.test_home_readings import count_plainly, read_moments
from tests.monitored import at, make_monitored
from tests.people import People
from vantrexia.billing.models import Claim, Coverage, EdiFile
from vantrexia.billing.selectors.claim_content import load_content
from vantrexia.billing.services.claim_batches import create_batch
from vantrexia.billing.services.claims import build_claims
from vantrexia.domain.claims.cms1500_grid import place_cms1500
from vantrexia.domain.claims.x12 import split_segments
from vantrexia.patients.models import Order, Patient
from vantrexia.patients.services.marks import record_death

pytestmark = pytest.mark.django_db
BUNDLES = Path(__file__).parents[5] / "shared" / "data" / "synthea-r4"
STATES = {"Massachusetts": "MA"}


def test_his_readings_bill_what_a_plain_count_says(people: People) -> None:
    moments = read_moments()
    first = moments[0].date()
    pat = make_monitored(people.practice, since=f"{first} 00:00")
    shuffled = [at(str(moment)) for moment in moments]
    random.Random(7).shuffle(shuffled)
    # Half of them arrive late, after the first period was billed from what was there.
    pat.measure_at(sorted(shuffled[:111]))
    pat.recompute("2026-05-20 06:00")
    pat.measure_at(sorted(shuffled[111:]))
    pat.recompute("2026-09-01 06:00")
    got = sorted(
        f"{one.cpt_code}x{one.units} {one.period_start}..{one.period_end} @{one.service_date}"
        for one in pat.entries()
    )
    assert got == count_plainly(moments, first, date(2026, 8, 31))
    for entry in pat.entries(cpt_code="99454"):
        days = {m.date() for m in moments if entry.period_start <= m.date() <= entry.period_end}
        assert {date.fromisoformat(day) for day in entry.facts["basis"]["days"]} == days


def read_people() -> list[dict[str, Any]]:
    if not BUNDLES.is_dir():
        if os.environ.get("CI") and BUNDLES.parents[1].is_dir():
            pytest.fail("the shared test data are there, the Synthea bundles are not")
        pytest.skip("the shared Synthea bundles are not beside this checkout")
    found = []
    for path in sorted(BUNDLES.glob("*.json")):
        resources = [entry["resource"] for entry in json.loads(path.read_text("utf-8"))["entry"]]
        found.append(next(one for one in resources if one["resourceType"] == "Patient"))
    return found


def write_csv(patients: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    heads = (
        "external_id",
        "first_name",
        "last_name",
        "suffix",
        "date_of_birth",
        "gender",
        "sex",
        "address_line1",
        "city",
        "state",
        "zip",
    )
    file = csv.DictWriter(out, heads)
    file.writeheader()
    for one in patients:
        name, home = one["name"][0], one["address"][0]
        file.writerow(
            {
                "external_id": one["id"], "first_name": " ".join(name["given"]), "last_name": name["family"],
                "suffix": " ".join(name.get("suffix", ())), "date_of_birth": one["birthDate"], "gender": one["gender"],
                "sex": one["gender"], "address_line1": home["line"][0], "city": home["city"],
                "state": STATES[home["state"]], "zip": home["postalCode"],
            }
        )  # fmt: skip
    return out.getvalue().encode()


def test_their_people_become_claims_that_pass_and_their_dead_do_not(people: People) -> None:
    theirs = read_people()
    assert len(theirs) >= 8
    file = SimpleUploadedFile("patients.csv", write_csv(theirs), content_type="text/csv")
    done = Client().post(
        "/api/v1/patients/import/", {"file": file, "dry_run": "false"}, headers={"Authorization": f"Bearer {people.cleo.token}"}
    )  # fmt: skip
    assert (done.status_code, done.json()["created"]) == (200, len(theirs)), done.content
    desk = open_desk(people.practice)
    ours = sorted(Patient.objects.all(), key=lambda one: one.last_name)
    assert [one.last_name for one in ours] == sorted(one["name"][0]["family"] for one in theirs)
    dead = {one["name"][0]["family"]: one["deceasedDateTime"] for one in theirs if "deceasedDateTime" in one}
    assert len(dead) >= 2
    for number, patient in enumerate(ours):
        Coverage(
            practice_id=people.practice.id, patient=patient, payer=desk.commercial, member_id=f"SYN{number:06d}",
            valid_from=EARLY.date(), created_at=EARLY,
        ).save(force_insert=True)  # fmt: skip
        Order(
            practice_id=people.practice.id, patient=patient, ordered_by_name="Ana Ruiz", ordering_npi=ORDERING,
            ordered_on=EARLY.date(), vitals=["blood_pressure"], diagnoses=["I10"], created_at=EARLY,
        ).save(force_insert=True)  # fmt: skip
        make_entry(patient, "99457")
        if patient.last_name in dead:
            died = datetime.fromisoformat(dead[patient.last_name]).astimezone(UTC)
            record_death(actor=people.cleo.actor, patient_id=patient.id, deceased_at=died, now=NOW)
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    claims = {one.patient.last_name: one for one in Claim.objects.select_related("patient")}
    assert set(claims) == {one.last_name for one in ours}
    for name, claim in claims.items():
        codes = [problem["code"] for problem in claim.problems]
        assert codes == (["service_after_death"] if name in dead else []), (name, codes)
    # pyx12 reads the file before it is kept; names are capitals without marks, as X12 carries them.
    create_batch(actor=people.bill.actor, now=NOW)
    text = EdiFile.objects.get(kind="837").body
    assert text.isascii()
    subscribers = [one for one in split_segments(text.encode()) if one.id == "NM1" and one.get(1) == "IL"]
    named = {one.get(3): one.get(4) for one in subscribers}
    living = {one.last_name for one in ours} - set(dead)
    assert len(named) == len(living)
    assert named["FONSECA"] == "AGUSTIN"
    for name in living:
        (form,) = place_cms1500(load_content(claims[name]))
        shown = next(mark.text for mark in form if mark.box == "2")
        assert shown.isascii()
        assert len(shown) <= 28
