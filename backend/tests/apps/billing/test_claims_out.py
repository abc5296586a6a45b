"""Claims out: built from entries, checked, batched under numbers that never repeat, submitted, sent again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.billable import NOVEMBER, NOW, Desk, make_covered, make_entry
from tests.people import People
from vantrexia.audit.models import Entry as AuditEntry
from vantrexia.billing.models import Claim, ClaimBatch, ClaimLine, EdiFile
from vantrexia.billing.selectors.claims import get_batch_text
from vantrexia.billing.services.claim_batches import cancel_batch, create_batch, submit_batch
from vantrexia.billing.services.claim_numbers import take_numbers
from vantrexia.billing.services.claim_repeats import resubmit_claims
from vantrexia.billing.services.claims import build_claims, cancel_claim, check_claims
from vantrexia.domain.errors import Conflict, DomainError, NotFound

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def problems(claim: Claim) -> set[tuple[str, str]]:
    return {(one["code"], one["field"]) for one in claim.problems}


def test_entries_of_a_month_become_a_claim_per_patient_and_date(people: People, desk: Desk) -> None:
    patient, other = make_covered(desk), make_covered(desk)
    make_entry(patient, "99454", on=date(2026, 11, 14))
    base, addon = make_entry(patient, "99457"), make_entry(patient, "99458", units=2)
    make_entry(other, "99454")
    make_entry(other, "99454", on=date(2026, 10, 31))
    make_entry(make_covered(desk), "99454", hold_reasons=[{"key": "NO_CONSENT", "params": {}}])

    built = build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)

    assert (built.ready, built.blocked, built.left_out) == (3, 0, {"held": 1})
    claim = Claim.objects.get(patient=patient, service_date=date(2026, 11, 30))
    lines = list(ClaimLine.objects.filter(claim=claim).order_by("sequence"))
    assert [line.entry_id for line in lines] == [base.id, addon.id]
    assert [line.control for line in lines] == [f"{claim.number}L1", f"{claim.number}L2"]
    assert (claim.total, claim.status) == (Decimal(380), "ready")
    entry = AuditEntry.objects.get(action="claims.built")
    assert set(entry.patient_ids) == {patient.id, other.id}
    again = build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    assert (again.claim_ids, again.left_out) == ([], {"held": 1, "on_a_claim": 4})


def test_what_is_wrong_is_listed_and_the_claim_is_blocked_until_it_is_right(
    people: People, desk: Desk
) -> None:
    patient = make_covered(desk, zip="", member_id="NOTMBI")
    make_entry(patient, "99458", icd10_codes=[])
    (claim_id,) = build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW).claim_ids
    claim = Claim.objects.get(id=claim_id)
    assert claim.status == "blocked"
    assert problems(claim) == {
        ("bad_zip", "patient.address.zip"),
        ("bad_mbi", "subscriber.member_id"),
        ("no_diagnosis", "diagnoses"),
        ("bad_pointer", "lines[0].pointers"),
        ("base_missing", "lines[0].code"),
    }
    with pytest.raises(DomainError, match="No claim is ready"):
        create_batch(actor=people.bill.actor, claim_ids=[claim_id], now=NOW)
    patient.zip = "78702"
    patient.save(update_fields=["zip"])
    (checked,) = check_claims(actor=people.bill.actor, claim_ids=[claim_id], now=LATER)
    assert ("bad_zip", "patient.address.zip") not in problems(checked)


def test_who_pays_self_gets_no_claim_and_who_has_no_coverage_a_blocked_one(
    people: People, desk: Desk
) -> None:
    desk.commercial.kind = "self_pay"
    desk.commercial.save(update_fields=["kind"])
    make_entry(make_covered(desk, payer=desk.commercial), "99454")
    bare = make_covered(desk)
    bare_entry = make_entry(bare, "99454", on=date(2025, 12, 31))
    desk.rendering.is_active = False
    desk.rendering.save(update_fields=["is_active"])
    built = build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    assert (built.claim_ids, built.left_out) == ([], {"self_pay": 1})
    (claim_id,) = build_claims(
        actor=people.bill.actor, month=None, entry_ids=[bare_entry.id], now=NOW
    ).claim_ids
    claim = Claim.objects.get(id=claim_id)
    assert {("coverage_missing", "subscriber"), ("rendering_missing", "rendering")} <= problems(claim)
    assert not [one for one in claim.problems if one["field"].startswith("payer")]


def test_the_name_of_the_card_goes_on_the_claim_and_the_order_on_its_lines(
    people: People, desk: Desk
) -> None:
    make_entry(make_covered(desk, payer=desk.commercial, name_on_card="MUÑOZ, ANA B"), "99454")
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    made = create_batch(actor=people.bill.actor, now=NOW)
    _, text, _ = get_batch_text(people.bill.actor, made.batch_id)
    assert "NM1*IL*1*MUNOZ*ANA*B***MI*" in text
    assert "NM1*DK*1*RUIZ*ANA****XX*1992999825~" in text
    assert "NM1*82*1*SMITH*ALEX****XX*1245319599~" in text


def test_a_batch_is_one_sealed_file_and_its_numbers_are_never_used_again(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk), "99454")
    make_entry(make_covered(desk), "99457")
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    made = create_batch(actor=people.bill.actor, now=NOW)
    batch = ClaimBatch.objects.get(id=made.batch_id)
    assert (batch.control, batch.reference, batch.claim_count, batch.total) == (
        1,
        "RPM20261202-000001",
        2,
        Decimal(260),
    )
    assert set(Claim.objects.values_list("status", "batch_id")) == {("batched", batch.id)}
    raw = EdiFile.objects.filter(id=batch.file_id).values_list("body", flat=True).get()
    assert str(raw).startswith("v1.")
    _, text, patients = get_batch_text(people.bill.actor, batch.id)
    assert "*20261202*1000*1*X*005010X222A1~" in text  # 10:00 in New York
    assert len(patients) == 2

    cancel_batch(actor=people.bill.actor, batch_id=batch.id, now=LATER)
    assert set(Claim.objects.values_list("status", flat=True)) == {"ready"}
    again = create_batch(actor=people.bill.actor, now=LATER)
    assert ClaimBatch.objects.get(id=again.batch_id).control == 2
    with pytest.raises(Conflict):
        submit_batch(actor=people.bill.actor, batch_id=batch.id, now=LATER)


def test_numbers_are_counted_by_practice_and_name(people: People) -> None:
    assert list(take_numbers(people.practice.id, "claim", 3)) == [1, 2, 3]
    assert list(take_numbers(people.practice.id, "claim")) == [4]
    assert list(take_numbers(people.practice.id, "line")) == [1]


def test_submitting_moves_the_entries_and_only_once(people: People, desk: Desk) -> None:
    entry = make_entry(make_covered(desk), "99454")
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    batch_id = create_batch(actor=people.bill.actor, now=NOW).batch_id
    submit_batch(actor=people.bill.actor, batch_id=batch_id, now=LATER)
    entry.refresh_from_db()
    assert entry.status == "submitted"
    assert Claim.objects.get().status == "submitted"
    with pytest.raises(Conflict):
        submit_batch(actor=people.bill.actor, batch_id=batch_id, now=LATER)
    with pytest.raises(Conflict):
        cancel_claim(actor=people.bill.actor, claim_id=Claim.objects.get().id, now=LATER)


def test_facts_that_changed_meanwhile_stop_the_submission(people: People, desk: Desk) -> None:
    entry = make_entry(make_covered(desk), "99454")
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    batch_id = create_batch(actor=people.bill.actor, now=NOW).batch_id
    entry.voided_at, entry.void_reason = NOW, "facts_changed"
    entry.save(update_fields=["voided_at", "void_reason"])
    with pytest.raises(Conflict, match="Facts changed"):
        submit_batch(actor=people.bill.actor, batch_id=batch_id, now=LATER)
    cancel_batch(actor=people.bill.actor, batch_id=batch_id, now=LATER)
    assert Claim.objects.get().status == "cancelled"
    assert not ClaimLine.objects.filter(is_live=True).exists()


def test_a_claim_whose_entry_is_held_now_stays_out_of_the_batch(people: People, desk: Desk) -> None:
    entry = make_entry(make_covered(desk), "99454")
    make_entry(make_covered(desk), "99454")
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    entry.hold_reasons = [{"key": "OTHER_PRACTICE", "params": {}}]
    entry.save(update_fields=["hold_reasons"])
    made = create_batch(actor=people.bill.actor, now=NOW)
    assert (made.claims, made.left_out) == (1, 1)
    assert Claim.objects.get(patient_id=entry.patient_id).status == "cancelled"


def test_a_batch_needs_to_know_who_sends(people: People, desk: Desk) -> None:
    from vantrexia.accounts.models import PracticeSetting

    make_entry(make_covered(desk), "99454")
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    PracticeSetting.objects.filter(name="claims").update(value={})
    with pytest.raises(DomainError) as error:
        create_batch(actor=people.bill.actor, now=NOW)
    assert error.value.code == "claim_settings_missing"


def test_what_the_validator_refuses_is_not_kept(people: People, desk: Desk) -> None:
    """A filing indicator has the right form and is on no list: only the second opinion sees it."""
    desk.medicare.filing_indicator = "QQ"
    desk.medicare.save(update_fields=["filing_indicator"])
    make_entry(make_covered(desk), "99454")
    build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW)
    with pytest.raises(DomainError) as error:
        create_batch(actor=people.bill.actor, now=NOW)
    assert error.value.code == "x12_refused"
    assert "SBR09 at segment 13, error 7" in str(error.value.data["faults"])
    assert not ClaimBatch.objects.exists()
    assert not EdiFile.objects.exists()


def test_claims_of_another_practice_do_not_exist(people: People, desk: Desk) -> None:
    make_entry(make_covered(desk), "99454")
    (claim_id,) = build_claims(actor=people.bill.actor, month=NOVEMBER, now=NOW).claim_ids
    from vantrexia.core.tenancy import practice_scope

    with practice_scope(people.other_practice.id):
        for act in (
            lambda: check_claims(actor=people.olga.actor, claim_ids=[claim_id], now=NOW),
            lambda: cancel_claim(actor=people.olga.actor, claim_id=claim_id, now=NOW),
            lambda: resubmit_claims(actor=people.olga.actor, claim_ids=[claim_id], now=NOW),
        ):
            with pytest.raises(NotFound):
                act()
