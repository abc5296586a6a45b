"""The form's contents stand in their boxes: no two overlap, nothing leaves the paper, a number is never cut."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.domain.claims.sample import CLAIM, PATIENT, make_line
from vantrexia.domain.claims.cms1500_grid import COLUMNS, LINES, Mark, place_cms1500
from vantrexia.domain.claims.model import Address, Claim, Clinician, Subscriber
from vantrexia.domain.errors import DomainError

ONE = replace(CLAIM, id="C00000123")
WIDE = Address(
    "12345 Extraordinarily Long Boulevard", "Llanfairpwllgwyngyllgogerychwyrndrobwll", "TX", "787020002", "Apartment 1234567890"
)  # fmt: skip
LONG = replace(
    PATIENT, last_name="Featherstonehaugh-Cholmondeley", first_name="Bartholomew-Maximilian", address=WIDE
)
FULL: Claim = replace(
    ONE,
    patient=LONG,
    subscriber=Subscriber("ACME123456789", relationship="01", group_number="GRP-7", person=replace(LONG, sex="M")),
    payer=replace(ONE.payer, name="A Payer of a Name that Goes on and on beyond All Boxes", filing="CI"),
    ordering=Clinician("Ruiz-de-la-Fuente-y-Montenegro", "Ana-Maria", "1992999825"),
    diagnoses=("I11.0", "I50.22", "E11.9", "J44.9", "N18.3", "I10", "E78.5", "I48.91", "E66.9", "G47.33", "M54.50", "R73.03"),
    lines=tuple(
        make_line(n, "99454", 999, "9999.99", pointers=(1, 2, 11, 12), modifiers=("KX", "59", "76", "GA")) for n in range(1, 9)
    ),
    frequency="7",
    replaces="ICN000000000000001",
)  # fmt: skip


def by_box(form: tuple[Mark, ...]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mark in form:
        found.setdefault(mark.box, []).append(mark)
    return found


@pytest.mark.parametrize("claim", [ONE, FULL])
def test_nothing_overlaps_and_nothing_leaves_the_paper(claim: Claim) -> None:
    for form in place_cms1500(claim):
        taken: dict[tuple[int, int], str] = {}
        for mark in form:
            assert 1 <= mark.line <= LINES
            assert 1 <= len(mark.text) <= mark.width
            assert mark.column + mark.width - 1 <= COLUMNS
            for column in range(mark.column, mark.column + len(mark.text)):
                assert taken.setdefault((mark.line, column), mark.box) == mark.box, (mark, taken)


def test_a_claim_of_medicare_stands_where_the_form_wants_it() -> None:
    (form,) = place_cms1500(ONE)
    boxes = by_box(form)
    where = {box: [(m.line, m.column, m.text) for m in marks] for box, marks in boxes.items()}
    assert where["1"] == [(8, 1, "X")]
    assert where["1a"] == [(8, 50, "1EG4TE5MK73")]
    assert where["2"] == [(10, 1, "DOE, JANE")]
    assert where["3"] == [(10, 31, "06"), (10, 34, "12"), (10, 37, "1948")]
    assert where["3.sex"] == [(10, 47, "X")]
    assert not {"4", "6", "7.street"} & set(where)
    assert where["11"] == [(18, 50, "NONE")]
    assert [where[f"21{letter}"] for letter in "AB"] == [[(38, 3, "I110")], [(38, 16, "I5022")]]
    assert where["24A.2.from"] == [(46, 1, "11"), (46, 4, "30"), (46, 7, "26")]
    assert where["24D.3"] == [(48, 25, "99458")]
    assert where["24E.1"] == [(44, 45, "AB")]
    assert (where["24F.1"], where["24F.1.cents"]) == ([(44, 52, "120")], [(44, 56, "00")])
    assert where["24G.3"] == [(48, 59, "2")]
    assert where["24J.1"] == [(44, 68, "1245319599")]
    assert (where["28"], where["28.cents"]) == ([(56, 54, "500")], [(56, 58, "00")])
    assert where["33a"] == [(61, 50, "1234567893")]


def test_more_than_six_lines_are_several_forms_each_with_its_own_total() -> None:
    first, second = place_cms1500(FULL)
    assert {box for box in by_box(first) if box.startswith("24J")} == {f"24J.{n}" for n in range(1, 7)}
    assert {box for box in by_box(second) if box.startswith("24J")} == {"24J.1", "24J.2"}
    small = replace(FULL, lines=tuple(replace(one, charge=Decimal("10.25")) for one in FULL.lines))
    totals = [by_box(form)["28"][0].text + by_box(form)["28.cents"][0].text for form in place_cms1500(small)]
    assert totals == ["6150", "2050"]


def test_twelve_diagnoses_fill_their_three_rows_and_a_correction_names_the_first() -> None:
    boxes = by_box(place_cms1500(replace(FULL, lines=FULL.lines[:1]))[0])
    assert (boxes["21L"][0].line, boxes["21L"][0].column, boxes["21L"][0].text) == (40, 42, "R7303")
    assert (boxes["22.code"][0].text, boxes["22.reference"][0].text) == ("7", "ICN000000000000001")
    assert (boxes["17.qualifier"][0].text, boxes["17b"][0].text) == ("DK", "1992999825")
    assert boxes["6"][0].column == 38


@pytest.mark.parametrize(
    ("claim", "box"),
    [
        (replace(ONE, id="C0000000000000123"), "26"),
        (replace(ONE, lines=(make_line(1, "99454", 1000, "1"),)), "24G.1"),
        (replace(ONE, lines=(make_line(1, "99454", 1, "100000"),)), "24F.1"),
        (replace(FULL, replaces="I" * 19, lines=FULL.lines[:1]), "22.reference"),
        (replace(FULL, lines=(make_line(1, "99454", 1, "99999.99"), make_line(2, "99457", 1, "1"))), "28"),
    ],
)
def test_a_number_is_refused_rather_than_cut(claim: Claim, box: str) -> None:
    with pytest.raises(DomainError) as refused:
        place_cms1500(claim)
    assert refused.value.data["box"] == box


def test_what_is_not_known_leaves_its_box_empty() -> None:
    bare = replace(
        ONE,
        patient=replace(PATIENT, sex="U"),
        payer=replace(ONE.payer, filing="CI", name=""),
        rendering=replace(ONE.rendering, first_name="", last_name=""),
    )
    boxes = by_box(place_cms1500(bare)[0])
    assert not {"3.sex", "11", "carrier", "31", "17", "22.code"} & set(boxes)
    assert boxes["1"][0].column == 45
