"""Each thing wrong with a claim is found, named by field, and said in two languages without the patient's values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.claims.sample import CLAIM, PATIENT, TODAY, change_line, make_line
from vantrexia.domain.billing.fees.rows import PairEdit
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.claims.checks import check_claim
from vantrexia.domain.claims.checks_rules import Edits
from vantrexia.domain.claims.model import Claim, Clinician, Subscriber
from vantrexia.domain.claims.problems import TEXTS, Problem
from vantrexia.domain.errors import DomainError

BOOK = load_rule_book()


def find(claim: Claim, today: date = TODAY) -> set[tuple[str, str]]:
    return {(problem.code, problem.field) for problem in check_claim(claim, today=today, book=BOOK)}


def with_payer(**changes: Any) -> Claim:
    return replace(CLAIM, payer=replace(CLAIM.payer, **changes))


def with_patient(**changes: Any) -> Claim:
    return replace(CLAIM, patient=replace(PATIENT, **changes))


def with_patient_address(**changes: Any) -> Claim:
    return with_patient(address=replace(PATIENT.address, **changes))


def with_billing(**changes: Any) -> Claim:
    return replace(CLAIM, billing=replace(CLAIM.billing, **changes))


def with_billing_address(**changes: Any) -> Claim:
    return with_billing(address=replace(CLAIM.billing.address, **changes))


def with_subscriber(**changes: Any) -> Claim:
    return replace(CLAIM, subscriber=replace(CLAIM.subscriber, **changes))


def with_lines(*lines: Any) -> Claim:
    return replace(CLAIM, lines=lines, total=sum((one.charge for one in lines), Decimal(0)))


def line(code: str, number: int = 1, units: int = 1, **given: Any) -> Any:
    return make_line(number, code, units, "10", **given)


OCTOBER = {
    "service_date": date(2026, 11, 14),
    "period_start": date(2026, 10, 16),
    "period_end": date(2026, 11, 14),
}
COMMERCIAL = {"payer": replace(CLAIM.payer, filing="CI")}


def test_the_sample_has_nothing_wrong() -> None:
    assert check_claim(CLAIM, today=TODAY, book=BOOK) == ()


CASES: list[tuple[Callable[[], Claim], str, str]] = [
    (lambda: replace(CLAIM, id="A" * 21), "bad_claim_id", "id"),
    (lambda: replace(CLAIM, id=""), "bad_claim_id", "id"),
    (lambda: replace(CLAIM, total=Decimal(499)), "total_mismatch", "total"),
    (lambda: replace(CLAIM, place_of_service="02"), "bad_place", "place_of_service"),
    (lambda: replace(CLAIM, place_of_service="10"), "bad_place", "place_of_service"),
    (lambda: replace(CLAIM, place_of_service=""), "bad_place", "place_of_service"),
    (lambda: replace(CLAIM, frequency="3"), "bad_frequency", "frequency"),
    (lambda: replace(CLAIM, frequency="7", replaces="ICN"), "frequency_not_taken", "frequency"),
    (
        lambda: replace(with_payer(takes_frequency_codes=True), frequency="8"),
        "payer_claim_missing",
        "replaces",
    ),
    (lambda: replace(CLAIM, replaces="a"), "bad_character", "replaces"),
    (lambda: with_billing(npi="1234567890"), "bad_npi", "billing.npi"),
    (lambda: with_billing(name="*"), "missing", "billing.name"),
    (lambda: with_billing(tin="12345678"), "bad_tin", "billing.tin"),
    (lambda: with_billing(taxonomy="207RC00000"), "bad_taxonomy", "billing.taxonomy"),
    (lambda: with_billing_address(line1="P.O. Box 7"), "post_office_box", "billing.address.line1"),
    (lambda: with_billing_address(zip="78701"), "short_zip", "billing.address.zip"),
    (lambda: with_billing_address(zip="7870"), "bad_zip", "billing.address.zip"),
    (lambda: replace(CLAIM, rendering=Clinician("", "A", "1245319599")), "missing", "rendering.last_name"),
    (lambda: replace(CLAIM, rendering=Clinician("S", "A", "1245319598")), "bad_npi", "rendering.npi"),
    (
        lambda: replace(CLAIM, rendering=Clinician("S", "A", "1245319599", "X")),
        "bad_taxonomy",
        "rendering.taxonomy",
    ),
    (lambda: replace(CLAIM, ordering=Clinician("S", "A", "1")), "bad_npi", "ordering.npi"),
    (lambda: with_payer(wants_ordering_npi=True), "ordering_missing", "ordering"),
    (lambda: with_payer(name=""), "missing", "payer.name"),
    (lambda: with_payer(code=""), "missing", "payer.code"),
    (lambda: with_payer(code=" 0"), "bad_character", "payer.code"),
    (lambda: with_payer(filing=""), "missing", "payer.filing"),
    (lambda: with_patient(last_name=""), "missing", "patient.last_name"),
    (lambda: with_patient(first_name="~"), "missing", "patient.first_name"),
    (lambda: with_patient(birth_date=date(2027, 1, 1)), "born_in_future", "patient.birth_date"),
    (lambda: with_patient(birth_date=date(2026, 12, 1)), "born_after_service", "lines[0].service_date"),
    (lambda: with_patient(sex="X"), "bad_sex", "patient.sex"),
    (lambda: with_patient_address(line1=""), "missing", "patient.address.line1"),
    (lambda: with_patient_address(city="A"), "missing", "patient.address.city"),
    (lambda: with_patient_address(state="XX"), "bad_state", "patient.address.state"),
    (lambda: with_patient_address(zip=""), "bad_zip", "patient.address.zip"),
    (lambda: with_subscriber(member_id="1EG4TE5MK7S"), "bad_mbi", "subscriber.member_id"),
    (lambda: with_subscriber(member_id=""), "missing", "subscriber.member_id"),
    (lambda: with_subscriber(member_id="1EG4-TE5-MK73"), "bad_mbi", "subscriber.member_id"),
    (lambda: with_subscriber(group_number="g*"), "bad_character", "subscriber.group_number"),
    (lambda: with_subscriber(relationship="01"), "subscriber_missing", "subscriber.person"),
    (
        lambda: with_subscriber(relationship="01", person=replace(PATIENT, sex="")),
        "bad_sex",
        "subscriber.person.sex",
    ),
    (lambda: with_subscriber(valid_from=date(2026, 12, 1)), "outside_coverage", "lines[0].service_date"),
    (lambda: with_subscriber(valid_to=date(2026, 11, 30)), "outside_coverage", "lines[0].service_date"),
    (lambda: replace(CLAIM, diagnoses=()), "no_diagnosis", "diagnoses"),
    (lambda: replace(CLAIM, diagnoses=()), "pointer_outside", "lines[0].pointers"),
    (
        lambda: replace(CLAIM, diagnoses=tuple(f"I{n}" for n in range(10, 23))),
        "too_many_diagnoses",
        "diagnoses",
    ),
    (lambda: replace(CLAIM, diagnoses=("I11.0", "11.0")), "bad_diagnosis", "diagnoses[1]"),
    (lambda: replace(CLAIM, diagnoses=("I11.0", "I110")), "duplicate_diagnosis", "diagnoses[1]"),
    (lambda: with_lines(), "no_lines", "lines"),
    (lambda: with_lines(*(line("99454", n) for n in range(51))), "too_many_lines", "lines"),
    (lambda: change_line(CLAIM, 1, control="RPM000123L1"), "duplicate_control", "lines[1].control"),
    (lambda: change_line(CLAIM, 0, control="a*"), "bad_character", "lines[0].control"),
    (lambda: change_line(CLAIM, 1, code="99454"), "duplicate_line", "lines[1].code"),
    (lambda: change_line(CLAIM, 0, charge=Decimal(0)), "bad_charge", "lines[0].charge"),
    (lambda: change_line(CLAIM, 0, charge=Decimal("1.001")), "bad_charge", "lines[0].charge"),
    (lambda: change_line(CLAIM, 0, charge=Decimal(10_000_000)), "bad_charge", "lines[0].charge"),
    (lambda: change_line(CLAIM, 0, units=0), "bad_units", "lines[0].units"),
    (lambda: change_line(CLAIM, 0, pointers=()), "bad_pointer", "lines[0].pointers"),
    (lambda: change_line(CLAIM, 0, pointers=(1, 1)), "bad_pointer", "lines[0].pointers"),
    (lambda: change_line(CLAIM, 0, pointers=(3,)), "pointer_outside", "lines[0].pointers"),
    (lambda: change_line(CLAIM, 0, modifiers=("95",)), "telehealth_modifier", "lines[0].modifiers"),
    (lambda: change_line(CLAIM, 0, modifiers=("KX", "KX")), "bad_modifier", "lines[0].modifiers"),
    (lambda: change_line(CLAIM, 0, modifiers=("K",)), "bad_modifier", "lines[0].modifiers"),
    (
        lambda: change_line(CLAIM, 0, service_date=date(2026, 12, 3)),
        "service_in_future",
        "lines[0].service_date",
    ),
    (
        lambda: change_line(CLAIM, 0, service_date=date(2026, 12, 1)),
        "outside_period",
        "lines[0].service_date",
    ),
    (
        lambda: replace(CLAIM, died_on=date(2026, 11, 29)),
        "service_after_death",
        "lines[0].service_date",
    ),
    (lambda: change_line(CLAIM, 2, units=4), "units_over_limit", "lines[2].units"),
    (lambda: change_line(CLAIM, 0, units=2), "units_over_limit", "lines[0].units"),
    (lambda: change_line(CLAIM, 0, code="99999"), "unknown_code", "lines[0].code"),
    (lambda: with_payer(rule_payer="nobody"), "unknown_payer", "payer.rule_payer"),
    (lambda: with_lines(line("99458")), "base_missing", "lines[0].code"),
    (
        lambda: with_lines(line("99457"), line("99458", 2, service_date=date(2026, 11, 29))),
        "base_missing",
        "lines[1].code",
    ),
    (lambda: with_lines(line("99445"), line("99454", 2)), "exclusive_codes", "lines[1].code"),
    (lambda: with_lines(line("99457"), line("99470", 2)), "exclusive_codes", "lines[1].code"),
    (lambda: with_lines(line("99470"), line("99458", 2)), "exclusive_codes", "lines[1].code"),
    (lambda: with_lines(line("99457"), line("99091", 2, **OCTOBER)), "exclusive_codes", "lines[1].code"),
    (lambda: with_lines(line("99454"), line("99454", 2, **OCTOBER)), "exclusive_codes", "lines[1].code"),
    (lambda: with_lines(line("99454"), line("98977", 2)), "rival_programs", "lines[1].code"),
    (
        lambda: change_line(with_payer(rule_payer="uhc"), 0, units=1),
        "rule_set_unconfirmed",
        "lines[0].service_date",
    ),
    (
        lambda: replace(with_payer(rule_payer="uhc"), diagnoses=("E11.9", "I10")),
        "diagnosis_not_covered",
        "diagnoses",
    ),
]


@pytest.mark.parametrize(
    ("make", "code", "field"), CASES, ids=[f"{c}-{f}-{n}" for n, (_, c, f) in enumerate(CASES)]
)
def test_what_is_wrong_is_found(make: Callable[[], Claim], code: str, field: str) -> None:
    assert (code, field) in find(make())


def test_codes_of_a_year_are_those_of_its_rule_set() -> None:
    days = {
        "service_date": date(2025, 12, 30),
        "period_start": date(2025, 12, 1),
        "period_end": date(2025, 12, 30),
    }
    claim = with_lines(line("99445", **days), line("99999", 2, **days))
    found = find(claim, today=date(2026, 1, 5))
    assert ("unknown_code", "lines[0].code") in found
    assert ("unknown_code", "lines[1].code") in found


def test_a_payer_whose_diagnoses_fit_is_not_asked_for_others() -> None:
    found = find(with_payer(rule_payer="uhc"))
    assert ("diagnosis_not_covered", "diagnoses") not in found


@pytest.mark.parametrize(("days", "late"), [(365, False), (366, True)])
def test_the_last_day_for_filing_is_still_in_time(days: int, late: bool) -> None:
    today = CLAIM.lines[0].service_date + timedelta(days=days)
    assert (("filed_late", "lines[0].service_date") in find(CLAIM, today=today)) is late


@pytest.mark.parametrize(
    ("service", "last", "days"),
    [
        (date(2027, 3, 15), date(2028, 3, 15), 365),  # over a leap day: a calendar year (42 CFR 424.44)
        (date(2028, 2, 29), date(2029, 2, 28), 365),
        (date(2027, 3, 15), date(2027, 6, 13), 90),
    ],
)
def test_a_year_for_filing_is_a_calendar_year(service: date, last: date, days: int) -> None:
    line = replace(CLAIM.lines[0], service_date=service)
    late = replace(CLAIM, lines=(line,), payer=replace(CLAIM.payer, timely_filing_days=days))
    for today, is_late in ((last, False), (last + timedelta(days=1), True)):
        assert (("filed_late", "lines[0].service_date") in find(late, today=today)) is is_late


def test_a_commercial_member_id_need_not_be_a_medicare_number() -> None:
    claim = replace(CLAIM, subscriber=Subscriber("W123-45", group_number="G7"), **COMMERCIAL)
    assert find(claim) == set()


def test_lines_of_periods_that_do_not_touch_do_not_exclude_each_other() -> None:
    earlier = {
        "service_date": date(2026, 10, 30),
        "period_start": date(2026, 10, 1),
        "period_end": date(2026, 10, 30),
    }
    assert find(with_lines(line("99445", **earlier), line("99454", 2))) == set()
    assert find(with_lines(line("99453"), line("99454", 2), line("99457", 3), line("99458", 4, 3))) == set()
    therapy = with_lines(line("98975"), line("98977", 2), line("98980", 3), line("98981", 4, 2))
    assert find(therapy) == set()


@pytest.mark.parametrize(
    ("edit", "modifiers", "code"),
    [
        (("99457", "99454", date(2026, 1, 1), None, 0), ("59",), "pair_never"),
        (("99454", "99457", date(2026, 1, 1), None, 1), (), "pair_edit"),
        (("99454", "99457", date(2026, 1, 1), None, 1), ("59",), None),
        (("99454", "99457", date(2026, 1, 1), None, 9), (), None),
        (("99454", "99457", date(2026, 12, 1), None, 0), (), None),
        (("99454", "99457", date(2026, 1, 1), date(2026, 11, 29), 0), (), None),
        (("99454", "99457", date(2026, 1, 1), date(2026, 11, 30), 0), (), "pair_never"),
        (("99454", "99458", date(2026, 1, 1), None, 0), (), None),
    ],
)
def test_the_pairs_of_the_quarter(edit: Any, modifiers: tuple[str, ...], code: str | None) -> None:
    claim = with_lines(line("99454"), line("99457", 2, modifiers=modifiers))
    found = check_claim(claim, today=TODAY, book=BOOK, edits=Edits(pairs=(PairEdit(*edit),)))
    assert [problem.code for problem in found] == ([code] if code else [])


def test_a_pair_of_lines_with_different_dates_is_none() -> None:
    claim = with_lines(line("99454", **OCTOBER), line("99457", 2))
    edits = Edits(pairs=(PairEdit("99454", "99457", date(2026, 1, 1), None, 0),))
    assert check_claim(claim, today=TODAY, book=BOOK, edits=edits) == ()


def test_the_limit_of_the_quarter_may_be_lower_than_the_rule_sets_and_never_raises_it() -> None:
    low, high = (check_claim(CLAIM, today=TODAY, book=BOOK, edits=Edits(limits={"99458": n})) for n in (1, 9))
    assert [problem.code for problem in low] == ["units_over_limit"]
    assert high == ()
    many = change_line(CLAIM, 2, units=4)
    assert check_claim(many, today=TODAY, book=BOOK, edits=Edits(limits={"99458": 9}))


@pytest.mark.parametrize("language", ["en", "es", "es-MX", "fr"])
def test_every_problem_found_has_a_sentence_that_names_no_value_of_the_patient(language: str) -> None:
    said = [p.say(language) for make, _, _ in CASES for p in check_claim(make(), today=TODAY, book=BOOK)]
    assert all("{" not in text for text in said)
    assert not [text for text in said if "1EG4" in text or "Doe" in text or "1948" in text]


def test_every_text_is_used_and_unknown_problems_have_none() -> None:
    used = {code for _, code, _ in CASES} | {"filed_late", "pair_never", "pair_edit"}
    used |= {
        "second_opinion",
        "billing_missing",
        "rendering_missing",
        "coverage_missing",
        "self_pay",
    }  # the server's
    assert set(TEXTS) == used
    with pytest.raises(DomainError) as error:
        Problem("nothing", "id").say()
    assert error.value.code == "unknown_problem"


def test_a_void_is_not_judged_by_what_makes_it_necessary() -> None:
    """Its lines repeat what was sent, also where that was wrong: only the frame and the parties must hold."""
    wrong = with_lines(line("99454"), line("99454", 2), line("99458", 3, units=9))
    taken = replace(wrong.payer, takes_frequency_codes=True)
    void = replace(wrong, frequency="8", replaces="ICN1", payer=taken)
    late = TODAY + timedelta(days=2000)
    assert find(replace(void, frequency="1"), late)
    assert find(void, late) == set()
    assert find(replace(void, replaces="")) == {("payer_claim_missing", "replaces")}
    assert find(replace(void, payer=CLAIM.payer)) == {("frequency_not_taken", "frequency")}
    assert ("bad_npi", "billing.npi") in find(replace(void, billing=replace(void.billing, npi="1")))
