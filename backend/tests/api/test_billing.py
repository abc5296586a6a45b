"""Billing over the API: the published list, entries, both clocks, the month, at risk, work, rules, self-check."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.monitored import Monitored, make_monitored
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.billing.models import BillingEntry, WorkItem
from vantrexia.billing.selectors import self_check
from vantrexia.workflows.billing import recompute_patients

pytestmark = pytest.mark.django_db
NOW = datetime.now(tz=UTC)
PUBLISHED = {
    "id", "patient_id", "patient_name", "cpt_code", "service_date", "duration_minutes", "amount", "status", "payer",
    "icd10_codes", "notes", "auto_generated", "created_at",
}  # fmt: skip


def ago(days: int) -> str:
    """A New York date so many days back."""
    from zoneinfo import ZoneInfo

    return (NOW.astimezone(ZoneInfo("America/New_York")).date() - timedelta(days=days)).isoformat()


@pytest.fixture
def pat(people: People, endless_rules: None) -> Monitored:
    """Forty days monitored: a whole period, twenty minutes in a month that is over or runs."""
    pat = make_monitored(people.practice, since=f"{ago(40)} 07:00", first_name="Pat", last_name="Example")
    pat.measure(ago(39), 20)
    pat.call(people.nora, f"{ago(35)} 10:00", 25)
    recompute_patients(people.practice.id, [pat.id], now=NOW)
    return pat


def get(people: People, path: str, **query: Any) -> Any:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    response = people.bill.get(f"/api/v1/billing/{path}?{text}")
    assert response.status_code == 200, response.content
    return response.json()


def test_the_list_has_the_published_fields_filters_and_orders(people: People, pat: Monitored) -> None:
    body = get(people, "entries/")
    assert body["count"] == len(body["results"]) >= 2
    (supply,) = [one for one in body["results"] if one["cpt_code"] == "99454"]
    assert set(supply) >= PUBLISHED
    assert (supply["patient_name"], supply["amount"], supply["status"]) == ("Pat Example", 52.11, "pending")
    assert (supply["payer"], supply["icd10_codes"], supply["auto_generated"]) == (
        "Medicare Part B",
        ["I10"],
        True,
    )
    assert b'"amount":52.11' in people.bill.get("/api/v1/billing/entries/?cpt_code=99454").content
    dates = [one["service_date"] for one in get(people, "entries/", ordering="service_date")["results"]]
    assert dates == sorted(dates)
    amounts = [one["amount"] for one in get(people, "entries/", ordering="amount")["results"]]
    assert amounts == sorted(amounts)
    assert get(people, "entries/", status="paid")["count"] == 0
    assert get(people, "entries/", patient_id=pat.id, cpt_code="99453")["count"] == 1
    assert get(people, "entries/", date_from=ago(5))["count"] <= 1
    assert get(people, "entries/", date_to=ago(60))["count"] == 0
    assert get(people, "entries/", bucket="ready")["count"] == body["count"]
    assert get(people, "entries/", bucket="blocked")["count"] == 0
    assert Entry.objects.filter(action="billing_entries.listed").first().patient_ids == [pat.id]


@pytest.mark.parametrize(
    "query", ["status=lost", "ordering=name", "date_from=yesterday", "cpt_code=1", "patient_id=7", "bucket=x"]
)
def test_a_filter_nobody_knows_is_refused_naming_the_field(people: People, query: str) -> None:
    response = people.bill.get(f"/api/v1/billing/entries/?{query}")
    assert response.status_code == 400
    assert query.split("=")[0] in response.json()["fields"]


def test_a_page_of_entries_costs_the_same_whatever_its_length(people: People, pat: Monitored) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(people, "entries/")
        return len(queries)

    few = count()
    for _ in range(3):
        other = make_monitored(people.practice, since=f"{ago(40)} 07:00")
        other.measure(ago(39), 20)
        recompute_patients(people.practice.id, [other.id], now=NOW)
    assert count() == few


def test_one_entry_tells_its_reasons_in_the_readers_language_and_its_history(
    people: People, pat: Monitored
) -> None:
    (row,) = get(people, "entries/", cpt_code="99454")["results"]
    one = get(people, f"entries/{row['id']}/")
    assert one["basis"]["days"][0] == ago(39)
    assert "20 data days" in one["reasons"][0]["text"]
    assert [event["event"] for event in one["events"]] == ["created"]
    assert (one["next_statuses"], one["missing"]) == (["submitted"], [])


def test_void_correct_status_and_release_over_the_api(people: People, pat: Monitored) -> None:
    rows = {one["cpt_code"]: one["id"] for one in get(people, "entries/")["results"]}
    path = f"/api/v1/billing/entries/{rows['99454']}/"
    assert people.bill.post(f"{path}status/", {"status": "paid"}).status_code == 409
    sent = people.bill.post(f"{path}status/", {"status": "submitted", "note": "by hand"})
    assert (sent.status_code, sent.json()["status"]) == (200, "submitted")
    assert people.cleo.post(f"{path}status/", {"status": "paid"}).status_code == 403
    corrected = people.bill.post(f"{path}correct/", {"note": "wrong diagnosis"})
    assert corrected.status_code == 200
    (made,) = corrected.json()["made"]
    assert (corrected.json()["voided"], made["replaces"], made["status"]) == (
        rows["99454"],
        rows["99454"],
        "pending",
    )
    assert get(people, f"entries/{rows['99454']}/")["replaced_by"] == made["id"]
    voided = people.bill.post(
        f"/api/v1/billing/entries/{rows['99453']}/void/", {"reason": "not_billable", "note": "no teaching"}
    )
    assert (voided.status_code, voided.json()["void_reason"]) == (200, "not_billable")
    assert (
        people.bill.post(
            f"/api/v1/billing/entries/{rows['99453']}/void/", {"reason": "x", "note": "abc"}
        ).status_code
        == 400
    )
    created = people.bill.post(
        "/api/v1/billing/entries/", {"patient_id": str(pat.id), "cpt_code": "99091", "service_date": ago(10)}
    )
    assert created.status_code == 201, created.content
    entry = created.json()
    assert entry["holds"] == ["NOT_SUPPORTED"]
    assert entry["hold_reasons"][0]["is_releasable"]
    released = people.bill.post(
        f"/api/v1/billing/entries/{entry['id']}/release/", {"hold": "NOT_SUPPORTED", "note": "paper log"}
    )
    assert (released.status_code, released.json()["holds"]) == (200, [])
    told = {event["event"]: event["reason_text"] for event in released.json()["events"]}
    assert told["hold_released"] == "The facts do not show the line"
    assert told["created"] == ""
    wrong = people.bill.post(
        "/api/v1/billing/entries/", {"patient_id": str(pat.id), "cpt_code": "12345", "service_date": ago(10)}
    )
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["cpt_code"])


def test_both_clocks_of_a_patient_with_the_countdown_in_words(people: People) -> None:
    pat = make_monitored(people.practice, since=f"{ago(20)} 07:00")
    pat.measure(ago(19), 8)
    body = get(people, f"patients/{pat.id}/")
    (stretch,) = body["stretches"]
    (period,) = stretch["periods"]
    assert len(period["days"]) == 8
    assert period["start"] == ago(20)
    supply = stretch["countdowns"][0]
    assert (supply["code"], supply["countdown"]["needed"]) == ("99454", 8)
    assert supply["reasons"][-1]["text"].startswith("8 more days are needed; 99454 will be reached on")
    assert stretch["months"][0]["minutes"] == 0
    assert BillingEntry.objects.count() == 0
    assert people.nora.get(f"/api/v1/billing/patients/{pat.id}/").status_code == 403
    assert Entry.objects.filter(action="billing_patient.read").count() == 1


def test_facts_the_rules_refuse_are_told_and_change_nothing(people: People, pat: Monitored) -> None:
    before = BillingEntry.objects.filter(voided_at__isnull=True).count()
    pat.work(people.nora, f"{ago(30)} 10:00", 5, "gardening")
    recompute_patients(people.practice.id, [pat.id], now=NOW)
    assert get(people, f"patients/{pat.id}/")["problem"] == "unknown_activity"
    assert BillingEntry.objects.filter(voided_at__isnull=True).count() == before
    assert WorkItem.objects.get().reason == "evaluation_failed"


def test_the_month_adds_up_and_each_number_names_its_list(people: People, pat: Monitored) -> None:
    (supply,) = get(people, "entries/", cpt_code="99454")["results"]
    month = supply["service_date"][:7]
    body = get(people, "month/", month=month)
    ready = next(one for one in body["buckets"] if one["bucket"] == "ready")
    listed = people.bill.get(f"/api/v1/{ready['list']}").json()
    assert listed["count"] == ready["entries"] > 0
    assert round(sum(one["amount"] for one in listed["results"]), 2) == ready["amount"]
    checks = {one["key"]: one["count"] for one in body["checklist"]}
    assert checks["unsubmitted"] == ready["entries"]
    assert checks["billing_provider_missing"] == 1
    assert people.bill.get("/api/v1/billing/month/?month=2026-13").status_code == 400


def test_a_month_is_closed_and_opened_over_the_api(people: People) -> None:
    path, month = "/api/v1/billing/month", "2026-01"
    assert people.bill.post(f"{path}/close/", {"month": month}).status_code == 400
    closed = people.bill.post(f"{path}/close/", {"month": month, "note": "nothing was billed"})
    assert (closed.status_code, closed.json()["is_closed"]) == (200, True)
    assert people.bill.post(f"{path}/close/", {"month": month, "note": "again"}).status_code == 409
    running = people.bill.post(f"{path}/close/", {"month": f"{NOW:%Y-%m}", "note": "too early"})
    assert (running.status_code, running.json()["blocked_by"]) == (409, ["month_running"])
    assert people.cleo.post(f"{path}/reopen/", {"month": month, "reason": "late"}).status_code == 403
    opened = people.bill.post(f"{path}/reopen/", {"month": month, "reason": "late entry"})
    assert (opened.json()["is_closed"], opened.json()["closes"][0]["reopen_reason"]) == (False, "late entry")


def test_one_click_from_at_risk_to_a_call_that_is_asked_for_once(people: People) -> None:
    # Day 21 of 30 with six days of data: ten are missing, ten are left.
    pat = make_monitored(people.practice, since=f"{ago(20)} 07:00")
    pat.measure(ago(19), 6)
    recompute_patients(people.practice.id, [pat.id], now=NOW)
    body = get(people, "at-risk/", kind="supply")
    (row,) = body["results"]
    assert (row["patient_id"], row["have"], row["needed"], row["act_by"]) == (str(pat.id), 6, 10, ago(0))
    assert row["text"].startswith("10 more days are needed for 99454")
    assert row["outreach_id"] is None
    asked = people.bill.post(f"/api/v1/billing/patients/{pat.id}/outreach/", {"kind": "supply"})
    assert asked.status_code == 201
    again = people.bill.post(f"/api/v1/billing/patients/{pat.id}/outreach/", {"kind": "supply"})
    assert again.json()["id"] == asked.json()["id"]
    assert get(people, "at-risk/", kind="supply")["results"][0]["outreach_id"] == asked.json()["id"]
    risks = next(one for one in get(people, "month/")["buckets"] if one["bucket"] == "at_risk")
    assert risks["entries"] >= 1
    assert date.fromisoformat(asked.json()["due_on"]).isoformat() == ago(0)


def test_work_is_assigned_noted_and_done(people: People, pat: Monitored) -> None:
    asked = people.bill.post(f"/api/v1/billing/patients/{pat.id}/outreach/", {"kind": "time"})
    assert asked.status_code == 201, asked.content
    path = f"/api/v1/billing/work-items/{asked.json()['id']}/"
    assigned = people.bill.post(f"{path}assign/", {"membership_id": str(people.nora.membership.id)})
    assert assigned.json()["assigned_id"] == str(people.nora.membership.id)
    assert (
        people.bill.post(f"{path}assign/", {"membership_id": str(people.olga.membership.id)}).status_code
        == 400
    )
    people.bill.post(f"{path}note/", {"note": "left a message"})
    assert people.bill.post(f"{path}done/", {"outcome": "magic"}).status_code == 400
    done = people.bill.post(f"{path}done/", {"outcome": "reached", "note": "will measure"})
    assert [event["event"] for event in done.json()["events"]] == ["created", "assigned", "noted", "done"]
    assert people.bill.post(f"{path}done/", {"outcome": "reached"}).status_code == 409
    assert get(people, "work-items/", state="open")["count"] == 0
    assert get(people, "work-items/", kind="outreach", patient_id=pat.id)["count"] == 1


def test_the_rules_say_what_changed_and_why(people: People) -> None:
    body = get(people, "rules/")
    sets = {one["id"]: one for one in body["rule_sets"]}
    assert any(one["code"] == "99470" and one["change"] == "new" for one in sets["cms-2026"]["changes"])
    assert sets["cms-2027"]["hold_reason"]
    assert people.nora.get("/api/v1/billing/rules/").status_code == 403


def test_the_self_check_finds_copied_work_and_names_whom_it_concerns(people: People) -> None:
    for hour in range(10, 16):
        one = make_monitored(people.practice, since=f"{ago(40)} 07:00", established=False)
        one.work(people.nora, f"{ago(10)} {hour}:00", 7, note="Reviewed readings.")
    one.work(people.nora, f"{ago(12)} 03:00", 17 * 60)
    body = get(people, "self-check/")
    findings = {one["key"]: one for one in body["findings"]}
    assert findings["IDENTICAL_WORK"]["concerns"] == "patients"
    assert findings["IDENTICAL_WORK"]["subject_count"] == len(findings["IDENTICAL_WORK"]["subjects"]) == 6
    assert findings["DAY_TOO_LONG"]["concerns"] == "staff"
    assert "Nora" in findings["DAY_TOO_LONG"]["text"]
    assert body["looked_at"]["patients"] == 6
    assert Entry.objects.filter(action="billing_self_check.read").count() == 1


def test_of_many_whom_a_finding_concerns_the_first_are_named(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_check, "MOST_NAMED", 4)
    for hour in range(10, 16):
        one = make_monitored(people.practice, since=f"{ago(40)} 07:00", established=False)
        one.work(people.nora, f"{ago(10)} {hour}:00", 7, note="Reviewed readings.")
    (found,) = [one for one in get(people, "self-check/")["findings"] if one["key"] == "IDENTICAL_WORK"]
    assert (found["subject_count"], len(found["subjects"]), found["params"]["patients"]) == (6, 4, 6)
    assert all(one["name"] for one in found["subjects"])
    (entry,) = Entry.objects.filter(action="billing_self_check.read")
    assert set(entry.patient_ids) == {UUID(one["id"]) for one in found["subjects"]}, "whose names were shown"


def test_the_self_check_costs_the_same_whatever_the_number_of_patients(people: People) -> None:
    def look(hours: range) -> int:
        for hour in hours:
            one = make_monitored(people.practice, since=f"{ago(40)} 07:00", established=False)
            one.measure(ago(39), 20)
            one.work(people.nora, f"{ago(10)} {hour:02}:00", 7, note="Reviewed readings.")
            recompute_patients(people.practice.id, [one.id], now=NOW)
        with CaptureQueriesContext(connection) as asked:
            get(people, "self-check/")
        return len(asked)

    few = look(range(8, 14))
    assert look(range(14, 22)) == few
    assert few <= 16


@pytest.mark.parametrize(
    "month", ["x2026-04", "2026-04x", "\u0662026-04", "2026-13", "0000-01", "2026-4", ""]
)
def test_a_month_that_is_none_is_refused_by_name(people: People, month: str) -> None:
    for act in ({"month": month}, {"month": month, "reason": "as the test wants it"}):
        url = "/api/v1/billing/month/reopen/" if "reason" in act else "/api/v1/billing/month/close/"
        response = people.bill.post(url, act)
        assert (response.status_code, list(response.json()["fields"])) == (400, ["month"])
