"""The revenue report: groups, totals, what is not billed and why, the files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from tests.monitored import Monitored, make_monitored
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.billing.models import BillingEntry, Claim, ClaimLine, ClaimProvider
from vantrexia.core.tenancy import set_practice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 2, tzinfo=UTC)
APRIL = "date_from=2026-04-01&date_to=2026-04-30"


@pytest.fixture
def billed(people: People) -> Monitored:
    """April: 99453, 99454, 99457, all pending."""
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    pat.call(people.nora, "2026-04-10 10:00", 20)
    pat.recompute("2026-05-01 06:00")
    set_practice(people.practice.id)
    return pat


def report(people: People, query: str = "") -> dict[str, Any]:
    response = people.bill.get(f"/api/v1/billing/revenue/?{APRIL}{query}")
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def put_on_a_claim(
    people: People, pat: Monitored, code: str, *, status: str, paid: str = "0", share: str = "0"
) -> None:
    """A decided line, as posting a remittance leaves it."""
    entry = BillingEntry.objects.get(cpt_code=code)
    provider = ClaimProvider.objects.filter(kind="rendering").first()
    if provider is None:
        provider = ClaimProvider(
            practice_id=pat.practice.id, kind="rendering", name="Smith", first_name="Alex", npi="1245319599", taxonomy="207RC0000X",
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        provider.save(force_insert=True)
    claim = Claim(
        practice_id=pat.practice.id, number=f"C{code}", patient_id=pat.id, rendering=provider, service_date=entry.service_date,
        total=entry.amount, status="paid", created_at=NOW, status_at=NOW,
    )  # fmt: skip
    claim.save(force_insert=True)
    ClaimLine(
        practice_id=pat.practice.id, claim=claim, entry=entry, sequence=1, control=f"L{code}", cpt_code=code, units=1,
        charge=entry.amount, service_date=entry.service_date, paid=paid, patient_share=share,
    ).save(force_insert=True)  # fmt: skip
    BillingEntry.objects.filter(id=entry.id).update(status=status)


def test_by_code_with_a_total(people: People, billed: Monitored) -> None:
    body = report(people, "&by=code")
    assert [(row["key"], row["expected"], row["pending"]) for row in body["rows"]] == [
        ("99453", 21.71, 21.71), ("99454", 52.11, 52.11), ("99457", 51.77, 51.77)
    ]  # fmt: skip
    total = body["total"]
    assert (total["entries"], total["patients"], total["units"], total["expected"]) == (3, 1, 3, 125.59)
    assert total["is_estimate"] is True


def test_paid_denied_and_the_patients_share_by_provider(people: People, billed: Monitored) -> None:
    put_on_a_claim(people, billed, "99454", status="paid", paid="40.86", share="10.42")
    put_on_a_claim(people, billed, "99457", status="denied")
    rows = {row["key"]: row for row in report(people, "&by=provider")["rows"]}
    smith = rows["Smith, Alex"]
    assert (smith["paid"], smith["patient_share"], smith["denied"], smith["entries"]) == (
        40.86,
        10.42,
        51.77,
        2,
    )
    assert rows["not_on_a_claim"]["pending"] == 21.71
    assert report(people)["forecast"]["collected_percent"] == 39  # 40.86 of 52.11 + 51.77


def test_the_month_view_counts_the_same_money_as_received(people: People, billed: Monitored) -> None:
    put_on_a_claim(people, billed, "99454", status="paid", paid="40.86", share="10.42")
    put_on_a_claim(people, billed, "99457", status="denied")
    month = people.bill.get("/api/v1/billing/month/?month=2026-04").json()
    buckets = {one["bucket"]: (one["amount"], one["paid"]) for one in month["buckets"]}
    assert buckets["paid"] == (52.11, 40.86)
    assert buckets["denied"] == (51.77, 0.0)
    assert sum(one["paid"] for one in month["codes"]) == report(people)["total"]["paid"] == 40.86


def test_other_months_and_voided_lines_do_not_count(people: People, billed: Monitored) -> None:
    BillingEntry.objects.filter(cpt_code="99453").update(voided_at=NOW, void_reason="facts_changed")
    assert report(people)["total"]["entries"] == 2
    march = people.bill.get("/api/v1/billing/revenue/?date_from=2026-03-01&date_to=2026-03-31").json()
    assert (march["rows"], march["total"]["entries"], march["total"]["expected"]) == ([], 0, 0.0)


def test_money_of_a_void_line_stays_until_it_is_taken_back(people: People, billed: Monitored) -> None:
    put_on_a_claim(people, billed, "99454", status="paid", paid="40.86", share="10.42")
    BillingEntry.objects.filter(cpt_code="99454").update(voided_at=NOW, void_reason="wrong_payer")
    body = report(people, "&by=code")
    row = {one["key"]: one for one in body["rows"]}["99454"]
    earned = ("entries", "patients", "units", "expected", "pending", "sent", "denied", "is_estimate")
    assert [row[name] for name in earned] == [0, 0, 0, 0.0, 0.0, 0.0, 0.0, False]
    assert (row["paid"], row["patient_share"]) == (40.86, 10.42)
    total = body["total"]
    assert (total["entries"], total["expected"], total["paid"]) == (2, 73.48, 40.86)
    assert body["forecast"]["collected_percent"] is None, "of what still stands nothing is decided"
    ClaimLine.objects.filter(cpt_code="99454").update(paid=0, patient_share=0)
    body = report(people, "&by=code")
    assert [one["key"] for one in body["rows"]] == ["99453", "99457"]
    assert (body["total"]["paid"], body["total"]["patient_share"]) == (0.0, 0.0)


def test_what_is_not_billed_says_why(people: People, billed: Monitored) -> None:
    BillingEntry.objects.filter(cpt_code="99454").update(
        hold_reasons=[{"key": "typed_readings", "params": {}}]
    )
    BillingEntry.objects.filter(cpt_code="99453").update(
        hold_reasons=[{"key": "no_order", "params": {}}], released_holds=["no_order"]
    )
    reasons = {one["reason"]: (one["entries"], one["amount"]) for one in report(people)["unbilled"]}
    assert reasons == {"typed_readings": (1, 52.11), "not_sent": (2, 73.48)}


def test_the_files_say_the_same_and_are_audited(people: People, billed: Monitored) -> None:
    sheet = people.bill.get(f"/api/v1/billing/revenue/file/?{APRIL}&by=payer")
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert [(row["key"], row["expected"]) for row in rows] == [
        ("Medicare Part B", "125.59"),
        ("total", "125.59"),
    ]
    paper = people.bill.get(f"/api/v1/billing/revenue/file/?{APRIL}&by=code&form=pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "99454" in text
    assert "125.59" in text
    assert "attachment" in paper["Content-Disposition"]
    assert Entry.objects.filter(action="report.exported").count() == 2


ENGLISH = (
    "Revenue", "By ", "Dates of service", "dollars", "Lines", "Patients", "Units", "Expected", "Pending", "Sent", "Paid", "Denied",
    "Reason", "Amount", "Not ", "paid\n", "sent", "page ", "None", "Month", "Code", "Payer", "Provider", "payer on file",
)  # fmt: skip


@pytest.mark.parametrize("by", ["month", "code", "payer", "provider"])
def test_the_paper_speaks_the_language_of_who_asks(people: People, billed: Monitored, by: str) -> None:
    people.bill.user.language = "es"
    people.bill.user.save(update_fields=["language"])
    for query, said in (
        (APRIL, "Listo, aún sin enviar"),
        ("date_from=2026-03-01&date_to=2026-03-31", "Ninguno."),
    ):
        paper = people.bill.get(f"/api/v1/billing/revenue/file/?{query}&by={by}&form=pdf")
        assert paper["Content-Language"] == "es"
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
        assert "Ingresos por" in text
        assert "dólares estadounidenses" in text
        assert said in text
        assert "página 1" in text
        assert [word for word in ENGLISH if word in text] == []


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("by=mood", "by"),
        ("date_from=yesterday", "date_from"),
        ("date_from=2026-05-01&date_to=2026-04-01", "date_to"),
        ("date_from=2020-01-01&date_to=2026-04-01", "date_to"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(people: People, query: str, wrong: str) -> None:
    response = people.bill.get(f"/api/v1/billing/revenue/?{query}")
    assert (response.status_code, list(response.json()["fields"])) == (400, [wrong])
    assert people.bill.get("/api/v1/billing/revenue/file/?form=doc").status_code == 400
    assert people.nora.get("/api/v1/billing/revenue/").status_code == 403
