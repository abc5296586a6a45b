"""Codes in plain words, two languages, and what follows from them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.claims import denials
from vantrexia.domain.claims.denials import Outcome, explain_adjustment, find_cause, judge
from vantrexia.domain.claims.remittance import Adjustment


def adjust(group: str, reason: str, amount: str = "10") -> Adjustment:
    return Adjustment(group, reason, Decimal(amount))


def test_every_text_is_whole_in_both_languages() -> None:
    data = denials.load_denials()
    assert data["as_of"].isoformat() == "2026-11-23"
    for code, row in data["carc"].items():
        assert row["kind"] in denials.KINDS, code
        assert row["action"] in denials.ACTIONS, code
        for language in denials.LANGUAGES:
            assert row[language]["says"].endswith("."), code
            assert row[language]["next"].endswith("."), code
    for table in ("rarc", "plb", "category", "status"):
        for code, row in data[table].items():
            assert set(row) == {"en", "es"}, code
            assert all(text.endswith(".") for text in row.values()), code


# Rules section 6, "Likely denials".
@pytest.mark.parametrize(
    "code",
    [
        "18",
        "97",
        "236",
        "151",
        "119",
        "B20",
        "B15",
        "16",
        "50",
        "4",
        "11",
        "13",
        "22",
        "24",
        "109",
        "26",
        "27",
        "29",
    ],
)
def test_the_likely_denials_ask_for_something(code: str) -> None:
    explained = explain_adjustment(adjust("CO", code))
    assert explained.known
    assert explained.kind == "denial"
    assert explained.action != "none"


def test_what_is_no_denial_asks_for_nothing() -> None:
    assert explain_adjustment(adjust("CO", "253")).kind == "sequestration"
    assert explain_adjustment(adjust("CO", "45")).kind == "contractual"
    assert explain_adjustment(adjust("PR", "2")).kind == "patient"


def test_spanish_and_a_language_we_lack() -> None:
    assert "duplicado" in explain_adjustment(adjust("CO", "18"), language="es-MX").says
    assert "duplicate" in explain_adjustment(adjust("CO", "18"), language="fr").says
    assert denials.explain_remark("N362", language="es").startswith("Las unidades")
    assert denials.explain_provider_adjustment("WO") == "Recovered: an earlier overpayment is taken back."
    assert denials.explain_status("A7", "562") == "Rejected: information is wrong. An NPI."


def test_a_code_without_text_is_said_to_be_one() -> None:
    unknown = explain_adjustment(adjust("CO", "999"))
    assert (unknown.known, unknown.kind, unknown.action) == (False, "denial", "look_up")
    assert "999" in unknown.says
    assert explain_adjustment(adjust("PR", "999")).kind == "patient"
    assert "N999" in denials.explain_remark("N999", language="es")


def test_outcomes() -> None:
    def decide(paid: str, charge: str, *adjustments: Adjustment) -> Outcome:
        return judge(paid=Decimal(paid), charge=Decimal(charge), adjustments=adjustments)

    assert decide("40", "120", adjust("CO", "45"), adjust("CO", "253"), adjust("PR", "2")) is Outcome.PAID
    assert decide("0", "120", adjust("PR", "1", "120")) is Outcome.PAID
    assert decide("0", "120", adjust("CO", "97", "120")) is Outcome.DENIED
    assert decide("40", "120", adjust("CO", "151", "40"), adjust("CO", "45", "40")) is Outcome.PART
    assert decide("0", "0", adjust("CO", "97", "0")) is Outcome.PAID


def test_the_cause_is_the_largest_denial() -> None:
    largest = adjust("CO", "97", "30")
    assert find_cause([adjust("CO", "45", "90"), adjust("CO", "16", "5"), largest]) == largest
    assert find_cause([adjust("CO", "45", "90")]) is None


@given(st.text(min_size=1, max_size=5), st.sampled_from(["CO", "OA", "PI", "PR"]))
def test_any_code_has_words(code: str, group: str) -> None:
    explained = explain_adjustment(adjust(group, code))
    assert explained.says
    assert explained.next
    assert explained.action in denials.ACTIONS


@pytest.mark.parametrize(
    ("reason", "remarks", "medicare", "bar"),
    [
        ("16", ["M76"], True, "16"),
        ("16", ["M76"], False, None),
        ("50", ["N1", "N211"], False, "N211"),
        ("16", ["MA130"], True, "MA130"),
        ("119", ["M86"], True, None),
    ],
)
def test_where_no_appeal_is_heard_the_code_that_says_so_is_named(
    reason: str, remarks: list[str], medicare: bool, bar: str | None
) -> None:
    assert denials.find_appeal_bar(reason=reason, remarks=remarks, is_medicare_b=medicare) == bar


def test_the_bars_are_texts_that_say_it() -> None:
    bars = denials.load_denials()["no_appeal"]
    assert all(denials.explain_remark(code) for code in bars["remarks"])
    assert "cannot be appealed" in explain_adjustment(adjust("CO", bars["medicare_reasons"][0])).next
