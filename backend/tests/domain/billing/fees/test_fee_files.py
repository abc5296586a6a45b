"""CMS and NCCI files: what is kept, what is refused, with line and reason."""

from __future__ import annotations

import tracemalloc
from datetime import date
from decimal import Decimal

import pytest

from tests.domain.billing.fees.fee_files import CODES, gpci_file, mue_file, ptp_file, rvu_file, rvu_line
from vantrexia.domain.billing.fees.gpci import read_gpci_file
from vantrexia.domain.billing.fees.ncci import read_pair_edits, read_unit_limits
from vantrexia.domain.billing.fees.rates import read_rates
from vantrexia.domain.billing.fees.rvu import read_rvu_file
from vantrexia.domain.billing.fees.table import FileRefused, read_compact_date, read_number, read_rows


def refused(read: object) -> list[str]:
    with pytest.raises(FileRefused) as error:
        read()  # type: ignore[operator]
    return error.value.fields["file"]


def test_a_relative_value_file_gives_our_codes_and_no_text() -> None:
    body = rvu_file(
        rvu_line("99213", work="1.30"),
        rvu_line("99454"),
        rvu_line("99454", mod="26"),
        rvu_line("99470", work="0.31", pe="0.45", mp="0.02"),
    )
    found = read_rvu_file(body, year=2026, codes=CODES)
    assert (found.year, found.conversion_factor) == (2026, Decimal("33.4009"))
    assert [row.code for row in found.rows] == ["99454", "99470"]
    assert (found.rows[0].practice_expense, found.rows[0].facility_practice_expense) == (
        Decimal("1.55"),
        Decimal("1.50"),
    )
    assert found.rows[1].work == Decimal("0.31")
    assert "INVENTED" not in repr(found)


def test_a_title_with_the_year_at_its_end_is_read_too() -> None:
    body = rvu_file(rvu_line("99454")).replace(
        b"2026 National Physician Fee Schedule Relative Value File", b"Relative Value File Calendar Year 2026"
    )
    assert read_rvu_file(body, year=2026, codes=CODES).year == 2026


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (rvu_file(rvu_line("99454"), year=2025), "the file is for 2025, wanted is 2026"),
        (rvu_file(rvu_line("99454")).replace(b"Relative", b"Other"), "no line above the header names the year"),
        (rvu_file(rvu_line("99213")), "none of the codes we bill is in the file"),
        (rvu_file(rvu_line("99454"), rvu_line("99454")), "line 6: 99454 stands here twice"),
        (rvu_file(rvu_line("99454", work="x")), "line 5: work of 99454 is no number"),
        (rvu_file(rvu_line("99454", pe="-1")), "line 5: practice expense of 99454 is no number"),
        (rvu_file(rvu_line("99454"), rvu_line("99457", factor="33.5675")), "the rows carry more than one conversion factor"),
        (rvu_file(rvu_line("99454")).replace(b"NON-FAC,NA", b"OTHER,NA"), "there is no column NON-FAC PE RVU"),
        (rvu_file(rvu_line("99454")).replace(b",FACILITY,NA", b",ELSEWHERE,NA"), "there is no column FACILITY PE RVU"),
        (b"one,two\n1,2\n", "there is no header that begins with HCPCS"),
        (b"", "the file is empty"),
        (b"PK\x03\x04", "this is a ZIP or Excel file: unpack it and send the CSV or TXT inside"),
        (b"a\x00b", "this is no text file"),
        (b'HCPCS,"open\n', "line 1: a quotation mark is open or misplaced"),
    ],
)  # fmt: skip
def test_a_relative_value_file_is_refused_whole(body: bytes, reason: str) -> None:
    assert refused(lambda: read_rvu_file(body, year=2026, codes=CODES)) == [reason]


def test_at_most_twenty_problems_are_told() -> None:
    body = rvu_file(*[rvu_line("99454", work="x") for _ in range(30)])
    assert len(refused(lambda: read_rvu_file(body, year=2026, codes=CODES))) == 20


def test_indices_by_locality_with_the_floor() -> None:
    found = read_gpci_file(
        gpci_file("4412,TX,31,AUSTIN,1,0.989,0.713", "02102,AK,01,ALASKA*,1.5,1.081,0.592"), year=2026
    )
    assert [(one.mac, one.locality, one.name) for one in found] == [
        ("02102", "01", "ALASKA"),
        ("04412", "31", "AUSTIN"),
    ]
    assert found[1].work == Decimal(1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (gpci_file("4412,TX,31,AUSTIN,1,0.989,0.713", year=2025), "the columns are of 2025, wanted is 2026"),
        (gpci_file("4412,TX,31,AUSTIN,1,,0.713"), "line 3: an index of TX 31 is no number"),
        (gpci_file("4412,TX,31,AUSTIN,1,1,1", "04412,TX,31,AUSTIN,1,1,1"), "line 4: locality 31 of 04412 stands here twice"),
        (gpci_file(), "the file has no locality"),
        (gpci_file().replace(b"2026 P", b"P").replace(b"2026 M", b"M"), "the columns are of no year, wanted is 2026"),
    ],
)  # fmt: skip
def test_an_index_file_is_refused_whole(body: bytes, reason: str) -> None:
    assert refused(lambda: read_gpci_file(body, year=2026)) == [reason]


def test_pairs_between_our_codes_are_kept_with_their_dates() -> None:
    body = ptp_file(
        "99457\t99091\t\t20200101\t*\t1\tinvented",
        "99454\t99445\t\t20260101\t20260331\t0\tinvented",
        "99454\t99453\t\t20260101\t*\t9\tinvented",
        "11111\t99454\t\tsoon\t*\t0\tnot ours",
        "a note under the table\t\t\t\t\t\t",
    )
    edits = read_pair_edits(body, codes=CODES)
    assert [(one.column_one, one.column_two, one.modifier) for one in edits] == [
        ("99454", "99445", 0), ("99454", "99453", 9), ("99457", "99091", 1)
    ]  # fmt: skip
    assert [(one.valid_from, one.valid_to) for one in edits] == [
        (date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 1, 1), None), (date(2020, 1, 1), None)
    ]  # fmt: skip


def test_a_part_of_the_pair_table_without_our_codes_is_good() -> None:
    assert read_pair_edits(ptp_file("11111\t22222\t\t20250101\t*\t1\tx"), codes=CODES) == ()


def test_a_table_without_its_header_is_refused_by_the_name_of_the_first_column() -> None:
    assert refused(lambda: read_pair_edits(b"a note,alone", codes=CODES)) == [
        "there is no header that begins with Column 1"
    ]
    assert refused(lambda: read_unit_limits(b"a note,alone", codes=CODES)) == [
        "there is no header that begins with HCPCS/CPT Code"
    ]


def test_a_table_of_pairs_costs_no_memory_for_what_is_not_kept() -> None:
    """A quarter has hundreds of thousands of pairs; as a list they took ten times the file, more than a web container has."""
    body = ptp_file(*["11111\t22222\t\t20250101\t*\t1\tINVENTED"] * 20_000)
    tracemalloc.start()
    try:
        assert read_pair_edits(body, codes=CODES) == ()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < len(body)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("99457\t99091\t\tsoon\t*\t1\tx", "line 3: the effective date of 99457/99091 is none"),
        ("99457\t99091\t\t20261301\t*\t1\tx", "line 3: the effective date of 99457/99091 is none"),
        ("99457\t99091\t\t20260101\tlater\t1\tx", "line 3: the deletion date of 99457/99091 is none"),
        ("99457\t99091\t\t20260101\t20250101\t1\tx", "line 3: 99457/99091 ends before it begins"),
        (
            "99457\t99091\t\t20260101\t*\t5\tx",
            "line 3: the modifier indicator of 99457/99091 is not 0, 1 or 9",
        ),
        ("a note\t\t\t\t\t\t", "the file has no pair of codes"),
    ],
)
def test_a_pair_table_is_refused_whole(line: str, reason: str) -> None:
    assert refused(lambda: read_pair_edits(ptp_file(line), codes=CODES)) == [reason]


def test_unit_limits_read_the_digit_of_the_indicator() -> None:
    found = read_unit_limits(
        mue_file('99458,3,"3 Date of Service Edit: Clinical",x', "J3490,2,1 Line Edit,x"), codes=CODES
    )
    assert [(one.code, one.units, one.indicator) for one in found] == [("99458", 3, 3)]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("99458,many,3 Date,x",), "line 5: the limit of 99458 is no number with an indicator 1, 2 or 3"),
        (("99458,3,4 Other,x",), "line 5: the limit of 99458 is no number with an indicator 1, 2 or 3"),
        (("99458,3,3 Date,x", "99458,3,3 Date,x"), "line 6: 99458 stands here twice"),
        (("J3490,2,1 Line Edit,x",), "none of the codes we bill is in the file"),
    ],
)
def test_a_limit_table_is_refused_whole(lines: tuple[str, ...], reason: str) -> None:
    assert refused(lambda: read_unit_limits(mue_file(*lines), codes=CODES)) == [reason]


def test_rates_of_a_payer() -> None:
    body = b"code,amount,valid_from,valid_to\n99457,$61.20,2026-07-01,\n99457,58.00,2026-01-01,2026-06-30\n99454,49,2026-01-01,\n"
    found = read_rates(body, codes=CODES)
    assert [(one.code, one.amount, one.valid_to) for one in found] == [
        ("99454", Decimal(49), None), ("99457", Decimal("58.00"), date(2026, 6, 30)), ("99457", Decimal("61.20"), None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("code,price\n99457,1\n", "the columns must be code, amount, valid_from, valid_to"),
        ("{h}12345,1,2026-01-01,\n", "line 2: the code is none of those we bill"),
        ("{h}99457,0,2026-01-01,\n", "line 2: the amount of 99457 is no amount in dollars"),
        ("{h}99457,1.234,2026-01-01,\n", "line 2: the amount of 99457 is no amount in dollars"),
        ("{h}99457,1,01/01/2026,\n", "line 2: the dates of 99457 must be YYYY-MM-DD"),
        ("{h}99457,1,2026-01-01,x\n", "line 2: the dates of 99457 must be YYYY-MM-DD"),
        ("{h}99457,1,2026-02-01,2026-01-01\n", "line 2: the rate of 99457 ends before it begins"),
        ("{h}99457,1,2026-01-01,\n99457,2,2026-05-01,\n", "line 3: 99457 has two amounts for one day"),
        ("{h}99457,1,2026-03-01,2026-04-30\n99457,2,2026-01-01,2026-03-01\n", "line 3: 99457 has two amounts for one day"),
        ("{h}", "the file has no rate"),
    ],
)  # fmt: skip
def test_rates_are_refused_whole(body: str, reason: str) -> None:
    text = body.replace("{h}", "code,amount,valid_from,valid_to\n")
    assert refused(lambda: read_rates(text.encode(), codes=CODES)) == [reason]


def test_cells() -> None:
    assert read_number("1,234.5") == Decimal("1234.5")
    assert read_number("") is None
    assert read_number("-") is None
    assert read_number("1e5") is None
    assert read_compact_date("20260230") is None
    assert read_compact_date("tomorrow") is None
    assert read_rows("\ufeffa,b\n\n1,2\n".encode())[1].number == 3
    assert read_rows(b"caf\xe9,1")[0].get(0) == "café"
    assert read_rows(b"a")[0].get(5) == ""
