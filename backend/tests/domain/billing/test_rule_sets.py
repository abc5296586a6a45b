"""Rule sets as dated data: chosen by payer and date of service, inherited, refused when they make no
sense."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.billing.books import book_with, build, get_tables
from tests.domain.billing.cases import (
    bill,
    call,
    cuff,
    data,
    day,
    evaluate,
    flags,
    get_assessment,
    make_patient,
)
from vantrexia.domain.billing.amounts import build_amount_book, load_amount_book
from vantrexia.domain.billing.facts import Coverage
from vantrexia.domain.billing.reasons import TEXTS, say
from vantrexia.domain.billing.ruledata import load_rule_book, load_settings_catalogue
from vantrexia.domain.billing.rulesets import Settings
from vantrexia.domain.errors import DomainError


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2019-06-01", "cms-2025"),
        ("2025-12-31", "cms-2025"),
        ("2026-01-01", "cms-2026"),
        ("2026-12-31", "cms-2026"),
        ("2027-01-01", "cms-2027"),
        ("2031-01-01", "cms-2027"),
    ],
)
def test_medicare_sets_follow_the_date_of_service(on: str, expected: str) -> None:
    assert load_rule_book().get_rule_set(payer="cms", on=day(on)).id == expected


def test_a_payer_without_a_set_for_a_date_follows_the_payer_it_names() -> None:
    book = load_rule_book()

    assert book.get_rule_set(payer="uhc", on=day("2025-06-01")).id == "cms-2025"
    assert book.get_rule_set(payer="uhc", on=day("2026-06-01")).id == "uhc-2026"
    assert book.get_rule_set(payer="uhc", on=day("2027-06-01")).id == "cms-2027"
    with pytest.raises(DomainError, match="unknown_payer"):
        book.get_rule_set(payer="acme", on=day("2026-06-01"))


def test_a_date_no_set_covers_is_refused() -> None:
    tables = get_tables()
    tables["rule_sets"]["cms-2025"]["valid_from"] = date(2025, 1, 1)

    with pytest.raises(DomainError, match="no_rule_set"):
        build(tables).get_rule_set(payer="uhc", on=day("2024-12-31"))


def test_a_variant_inherits_everything_but_its_dates_and_its_confirmation() -> None:
    book = load_rule_book()

    assert book.rule_sets["cms-2027"].programs == book.rule_sets["cms-2026"].programs
    assert book.rule_sets["cms-2026"].confirmed
    assert not book.rule_sets["cms-2027"].confirmed
    assert book.rule_sets["uhc-2026"].covered_diagnoses is not None


def test_lines_of_2027_are_computed_with_the_numbers_of_2026_and_held() -> None:
    facts = make_patient(
        consent="2027-03-01 09:00",
        enrolled="2027-03-01 09:00",
        devices=(cuff("2027-03-01 10:00", 5),),
        readings=data("2027-03-02", 5),
        time=(call("2027-03-03 10:00", 12),),
    )

    got = evaluate(facts, "2027-03-31")
    assert [(a.code, str(a.status), a.held_by, a.amount) for a in got.lines] == [
        ("99453", "held", ("RULE_SET_UNCONFIRMED",), None),
        ("99445", "held", ("RULE_SET_UNCONFIRMED",), None),
        ("99470", "held", ("RULE_SET_UNCONFIRMED",), None),
    ]
    assert got.rule_sets == ("cms-2027",)


def test_a_period_that_ends_in_2027_is_held_and_the_december_before_it_is_not() -> None:
    facts = make_patient(
        consent="2026-12-10 09:00",
        enrolled="2026-12-10 09:00",
        devices=(cuff("2026-12-10 10:00"),),
        readings=data("2026-12-11", 20),
        time=(call("2026-12-15 10:00", 12),),
    )

    assert {a.code: str(a.status) for a in evaluate(facts, "2027-01-31").lines} == {
        "99454": "held",
        "99470": "billable",
    }


def test_a_period_cut_in_2025_is_judged_by_2025_and_its_successor_of_2026_by_2026() -> None:
    facts = make_patient(
        consent="2025-12-01 09:00",
        enrolled="2025-12-01 09:00",
        devices=(cuff("2025-12-20 10:00"),),
        readings=data("2025-12-21", 9),
    )
    cut = make_patient(
        consent="2025-12-01 09:00",
        enrolled="2025-12-01 09:00",
        devices=(cuff("2025-12-20 10:00"),),
        readings=data("2025-12-21", 9),
        died="2025-12-31 12:00",
    )

    assert bill(facts, "2026-01-31") == ["99445x1 2025-12-20..2026-01-18 @2026-01-18"]
    assert bill(cut, "2026-01-31") == []


def test_the_payer_of_the_date_of_service_decides_and_a_change_is_warned_about() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 30),
        diagnoses=("I50.22",),
        coverages=(
            Coverage("cms", day("2026-01-01"), day("2026-04-20")),
            Coverage("uhc", day("2026-04-20")),
        ),
    )

    line = get_assessment(facts, "2026-04-30", "99454", "2026-04-01")
    assert (line.rule_set, str(line.status), line.held_by) == ("uhc-2026", "held", ("RULE_SET_UNCONFIRMED",))
    assert "PAYER_CHANGED" in flags(facts, "2026-04-30")
    assert "PAYER_CHANGED" not in flags(facts, "2026-07-30", since="2026-06-01")


def test_a_date_of_service_without_coverage_is_held() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 30), coverages=(Coverage("cms", day("2026-01-01"), day("2026-04-30")),)
    )

    assert get_assessment(facts, "2026-04-30", "99454", "2026-04-01").held_by == ("NO_COVERAGE",)


# --- amounts ---


def test_an_estimate_is_exact_dated_and_marked_unconfirmed() -> None:
    facts = make_patient(readings=data("2026-04-01", 30), time=(call("2026-04-10 10:00", 80),))

    amount = get_assessment(facts, "2026-04-30", "99458", "2026-04-01").amount
    assert amount is not None
    assert (amount.total, amount.unit, amount.confirmed) == (Decimal("124.26"), Decimal("41.42"), False)
    apm = get_assessment(
        make_patient(readings=data("2026-04-01", 30), apm=True), "2026-04-30", "99454", "2026-04-01"
    )
    assert apm.amount is not None
    assert apm.amount.total == Decimal("52.37")


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("99454", "2025-12-31", "43.02"),
        ("99454", "2026-01-01", "52.11"),
        ("99445", "2025-12-31", None),
        ("99091", "2025-06-01", None),
        ("99454", "2027-01-01", None),
        ("99454", "2024-12-31", None),
    ],
)
def test_amounts_change_with_the_date_of_service(code: str, on: str, expected: str | None) -> None:
    found = load_amount_book().find_amount(code=code, units=1, payer="cms", on=day(on), apm=False)

    assert (found.total if found else None) == (Decimal(expected) if expected else None)


def test_another_payers_amounts_are_not_medicares() -> None:
    own = build_amount_book(
        [
            {
                "id": "uhc-contract",
                "payer": "uhc",
                "valid_from": date(2026, 1, 1),
                "confirmed": True,
                "source": "contract",
                "amounts": {"99454": "60.00"},
            }
        ]
    )

    assert (
        load_amount_book().find_amount(code="99454", units=1, payer="uhc", on=day("2026-06-01"), apm=False)
        is None
    )
    found = own.find_amount(code="99454", units=2, payer="uhc", on=day("2030-06-01"), apm=False)
    assert found is not None
    assert (found.total, found.confirmed) == (Decimal("120.00"), True)


# --- what the data may not say ---


def test_every_judgement_of_the_catalogue_is_a_setting_and_back() -> None:
    assert {f.name for f in fields(Settings)} == set(load_settings_catalogue())
    for name, entry in load_settings_catalogue().items():
        assert entry["clause"], name
        assert entry["says"], name
        assert entry["default"] in entry.get("allowed", [entry["default"]]), name


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"day_zone": "practice"}, "not implemented"),
        ({"grid": "sliding"}, "not implemented"),
        ({"addon_cap": "3"}, "wrong type"),
        ({"addon_cpa": 3}, "unknown setting"),
    ],
)
def test_a_setting_the_engine_would_not_honour_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(DomainError, match=said):
        book_with(**settings)


def _break(change: str, tables: dict[str, Any]) -> None:
    sets = tables["rule_sets"]
    match change:
        case "overlap":
            sets["cms-2026"]["valid_from"] = date(2025, 12, 31)
        case "endless":
            del sets["cms-2026"]["valid_to"]
        case "beginless":
            del sets["cms-2026"]["valid_from"]
        case "circle":
            sets["cms-2025"]["inherits"] = "cms-2026"
        case "orphan":
            sets["cms-2026"]["inherits"] = "cms-1999"
        case "key":
            sets["cms-2026"]["confirmd"] = True
        case "payer":
            sets["cms-2026"]["payer"] = "csm"
        case "band":
            sets["cms-2026"]["programs"]["rpm"]["supply"][0]["min_dyas"] = 2
        case "missing":
            del sets["cms-2025"]["programs"]["rpm"]["setup"]
        case "follow nobody":
            tables["payers"]["uhc"]["follows"] = "csm"
        case "follow a follower":
            tables["payers"]["acme"] = {"follows": "uhc"}


@pytest.mark.parametrize(
    "change",
    [
        "overlap",
        "endless",
        "beginless",
        "circle",
        "orphan",
        "key",
        "payer",
        "band",
        "missing",
        "follow nobody",
        "follow a follower",
    ],
)
def test_rule_data_that_make_no_sense_are_refused_with_their_place(change: str) -> None:
    tables = get_tables()
    _break(change, tables)

    with pytest.raises(DomainError, match=r"bad_rule_data: (rule_sets|payers)\."):
        build(tables)


def test_a_practices_own_payer_states_only_what_differs() -> None:
    tables = get_tables()
    tables["payers"]["acme"] = {"title": "Acme Health", "follows": "cms"}
    tables["rule_sets"]["acme-2026"] = {
        "payer": "acme",
        "inherits": "cms-2026",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "confirmed": True,
        "settings": {"addon_cap": 1},
    }
    facts = make_patient(
        time=(call("2026-04-10 10:00", 90),), coverages=(Coverage("acme", day("2026-01-01")),)
    )

    assert bill(facts, "2026-04-30", book=build(tables))[-1].startswith("99458x1")


def test_every_reason_can_be_said_in_words() -> None:
    assert say(
        "days_reached", days=3, start=day("2026-04-01"), end=day("2026-04-30"), code="99445", min=2, max=15
    ).text == ("3 data days from 1 Apr 2026 to 30 Apr 2026; 99445 takes 2 to 15.")
    assert say("no_live_contact", month=day("2026-04-01")).text == (
        "No live contact with the patient or a caregiver in April 2026."
    )
    assert all(clause and text for clause, text in TEXTS.values())
    assert say("no_consent").clause == "8.17"
