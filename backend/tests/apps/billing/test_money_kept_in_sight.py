"""What a payer's answer asks a person for stays until somebody has seen to it; decisions stand in the order they were made."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.models import Sum

from tests.apps.billing.answers import LATER, Sent, claim, pay, service, write_277ca, write_835
from vantrexia.billing.models import Posting, Remittance, WorkItem
from vantrexia.billing.services.locks import lock_patients
from vantrexia.billing.services.recompute import recompute

pytestmark = pytest.mark.django_db


def compute(sent: Sent) -> None:
    """The four-hourly job comes by."""
    patients = [one.patient_id for one in sent.claims]
    lock_patients(patients)
    recompute(actor=sent.actor, patient_ids=patients, now=LATER)


def second(sent: Sent, status: str, paid: str, *cas: str, sign: str = "") -> str:
    """The second claim's one line, decided so (`sign` of `-`: taken back)."""
    line = service("99454", f"{sign}120", paid, *cas, control=sent.lines(1)[0].control)
    return claim(sent.claims[1].number, status, f"{sign}120", paid, line, icn="ICN2")


def is_open(reason: str) -> bool:
    return WorkItem.objects.filter(reason=reason, state="open").exists()


# --- work ---------------------------------------------------------------------------------------------------------


def test_a_refused_claim_stays_on_the_list_when_billing_is_computed_again(sent: Sent) -> None:
    sent.answer(write_277ca(sent.batch, sent.claims[:1], sent.claims[1:]))
    compute(sent)
    assert is_open("claim_rejected")


def test_money_that_cannot_be_right_stays_on_the_list_when_billing_is_computed_again(sent: Sent) -> None:
    sent.post(pay(sent))
    taken = f"PLB*1234567893*20261231*WO:{sent.claims[1].number}*5~"
    sent.post(write_835("35.85", second(sent, "1", "40.85", "CO*45*79.15"), trace="EFT2", plb=taken))
    compute(sent)
    assert is_open("paid_twice")
    assert is_open("provider_adjustment")


def test_a_denial_ends_when_the_payer_pays_after_all(sent: Sent) -> None:
    sent.post(write_835("0", second(sent, "4", "0", "CO*50*120")))
    assert is_open("denied")
    sent.post(write_835("40.85", second(sent, "1", "40.85", "CO*45*79.15"), trace="EFT2", day="20261215"))
    assert sent.status(1) == "paid"
    assert not is_open("denied")


# --- files posted in another order than they were paid ------------------------------------------------------------


def test_an_older_denial_posted_late_does_not_undo_the_payment(sent: Sent) -> None:
    sent.post(write_835("40.85", second(sent, "1", "40.85", "CO*45*79.15"), day="20261215"))
    sent.post(write_835("0", second(sent, "4", "0", "CO*50*120"), trace="EFT0", day="20261201"))
    assert (sent.status(1), sent.claim(1).status) == ("paid", "paid")
    line = sent.lines(1)[0]
    assert (line.paid, line.outcome) == (Decimal("40.85"), "paid")
    assert not is_open("denied")


def test_a_payment_posted_after_its_reversal_is_not_paid(sent: Sent) -> None:
    back = second(sent, "22", "-40.85", "CO*45*-79.15", sign="-")
    sent.post(write_835("0", back, plb="PLB*1234567893*20261231*FB:EFT1*-40.85~", day="20261220"))
    sent.post(write_835("40.85", second(sent, "1", "40.85", "CO*45*79.15"), trace="EFT0", day="20261201"))
    line = sent.lines(1)[0]
    assert (line.paid, line.outcome) == (Decimal(0), "reversed")
    assert (sent.status(1), sent.claim(1).status) == ("denied", "reversed")
    assert is_open("reversed")


def test_a_payment_posted_after_its_correction_is_not_paid_twice(sent: Sent) -> None:
    back = second(sent, "22", "-40.85", "CO*45*-79.15", sign="-")
    more = second(sent, "1", "50", "CO*45*70")
    sent.post(write_835("9.15", back, more, day="20261220"))
    sent.post(write_835("40.85", second(sent, "1", "40.85", "CO*45*79.15"), trace="EFT0", day="20261201"))
    assert (sent.lines(1)[0].paid, sent.status(1)) == (Decimal(50), "paid")
    assert not is_open("paid_twice")


# --- what is said of a claim as a whole ---------------------------------------------------------------------------


def test_what_the_patient_owes_of_a_claim_without_lines_is_kept(sent: Sent) -> None:
    whole = f"CLP*{sent.claims[1].number}*1*120*40.85*10.42*MB*ICN2*11*1~CAS*CO*45*68.73~CAS*PR*2*10.42~"
    sent.post(write_835("40.85", whole))
    assert sent.lines(1)[0].patient_share == Decimal("10.42")


def test_an_adjustment_of_the_whole_claim_is_posted_beside_its_lines(sent: Sent) -> None:
    """X221A1 1.10.2.1.2: the claim pays its lines less its own adjustments."""
    line = service("99454", "120", "50", "CO*45*70", control=sent.lines(1)[0].control)
    whole = f"CLP*{sent.claims[1].number}*1*120*40*10*MB*ICN2*11*1~CAS*PR*1*10~{line}"
    posted = sent.post(write_835("40", whole))
    assert Posting.objects.aggregate(all=Sum("amount"))["all"] == Decimal(40)
    assert Remittance.objects.get(id=posted.ids[0]).total == Decimal(40)
    kept = sent.lines(1)[0]
    assert (kept.paid, kept.patient_share, kept.outcome) == (Decimal(40), Decimal(10), "paid")


def test_an_adjustment_of_several_lines_at_once_is_looked_at_by_a_person(sent: Sent) -> None:
    services = (
        service("99454", "120", "40", "CO*45*80", control=sent.lines()[0].control),
        service("99457", "140", "40", "CO*45*100", control=sent.lines()[1].control),
        service("99458", "240", "80", "CO*45*160", control=sent.lines()[2].control, units="2"),
    )
    whole = f"CLP*{sent.claims[0].number}*1*500*150*10*MB*ICN1*11*1~CAS*PR*1*10~{''.join(services)}"
    sent.post(write_835("150", whole))
    assert Posting.objects.aggregate(all=Sum("amount"))["all"] == Decimal(150)
    assert WorkItem.objects.get(reason="remittance_no_lines").params["paid"] == "-10"
