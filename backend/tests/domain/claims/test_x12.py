"""Segments and envelopes: separators as declared, counts and control numbers as they must be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.claims.sample import envelope, remittance
from vantrexia.domain.claims import x12
from vantrexia.domain.claims.envelope import read_sets
from vantrexia.domain.claims.x12 import BadFile, clean_text, money_text, split_segments, write_segment
from vantrexia.domain.errors import DomainError

FILE = remittance().decode()
ISA = FILE[:106]


def refuse(text: str | bytes) -> str:
    body = text if isinstance(text, bytes) else text.encode("latin-1")
    with pytest.raises(BadFile) as error:
        read_sets(split_segments(body), kind="835", versions=("005010X221A1",))
    return error.value.detail


def test_trailing_empty_elements_and_components_are_left_out() -> None:
    assert write_segment("NM1", "85", "", ("A", "", ""), "", "") == "NM1*85**A~"
    assert write_segment("SE") == "SE~"


@given(st.text(max_size=40))
def test_a_value_is_written_as_it_is_or_refused(value: str) -> None:
    try:
        text = write_segment("REF", value, "END")
    except DomainError:
        return
    assert text == f"REF*{value}*END~"
    assert not set(value) & x12.SEPARATORS


@given(st.text(max_size=80), st.integers(1, 60))
def test_cleaned_text_is_always_writable_and_short(value: str, most: int) -> None:
    cleaned = clean_text(value, most=most)
    assert len(cleaned) <= most
    assert write_segment("N3", cleaned, "END") == f"N3*{cleaned}*END~"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Łukasz", "LUKASZ"),
        ("Sørensen-Ægir", "SORENSEN-AEGIR"),
        ("O\u2019Brien", "O'BRIEN"),
        ("Smith\u2013Jones", "SMITH-JONES"),
        ("Núñez Strauß", "NUNEZ STRAUSS"),
        ("Nguyễn Đức", "NGUYEN DUC"),
        ("\u738b", ""),
    ],
)
def test_a_name_keeps_its_letters(name: str, text: str) -> None:
    assert clean_text(name, most=60) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("500", "500"),
        ("51.77", "51.77"),
        ("0.5", "0.5"),
        ("-10.40", "-10.4"),
        ("0", "0"),
        ("100", "100"),
        ("1E+3", "1000"),
    ],
)
def test_amounts_as_x12_writes_them(amount: str, text: str) -> None:
    assert money_text(Decimal(amount)) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_line_ends_between_segments_do_not_matter(end: str) -> None:
    body = FILE.replace("~", "~" + end).encode()
    assert [s.id for s in split_segments(body)] == [s.id for s in split_segments(FILE.encode())]


def test_other_separators_are_taken_as_declared() -> None:
    body = FILE.replace("*", "|").replace(":", ">").replace("~", "\n").encode()
    segments = split_segments(body)
    svc = next(s for s in segments if s.id == "SVC")
    assert svc.get_parts(1) == ("HC", "99454")
    assert svc.get_part(1, 3) == ""


def test_two_interchanges_in_a_file() -> None:
    assert (
        len(read_sets(split_segments((FILE + "\n" + FILE).encode()), kind="835", versions=("005010X221A1",)))
        == 2
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it does not begin with ISA"),
        ("GS*HP~", "it does not begin with ISA"),
        (b"\xff", "a byte is outside ASCII"),
        (ISA[:50], "segment 1 (ISA): it is cut off"),
        (ISA.replace("*ZZ*", "*Z*Z", 1), "fixed widths"),
        (ISA.replace(":~", "*~"), "four different marks"),
        (ISA.replace(":~", "A~"), "four different marks"),
        (FILE.replace("~GE*", "\0~GE*"), "holds a control character"),
        (FILE.replace("~GE*", "~*GE*"), "does not begin with the name of a segment"),
        (FILE[:-1], "the file is cut off"),
        (ISA, "the file ends where IEA is due"),
        (ISA + "IEA*0*000000077~", "it holds no transaction set"),
        (FILE.replace("IEA*1*000000077", "IEA*2*000000077"), "its count of groups is 2 where 1 stands"),
        (FILE.replace("IEA*1*000000077", "IEA*1*000000078"), "control number is not that of the opening"),
        (FILE.replace("GE*1*5", "GE*2*5"), "its count of transaction sets is 2 where 1 stands"),
        (FILE.replace("GE*1*5", "GE*X*5"), "element 01 is not a whole number"),
        (FILE.replace("~GE*1*5", "~SE*1*1"), "GE is due here"),
        (FILE.replace("ST*835*0001", "ST*999*0001"), "it must be a 835"),
        (FILE.replace("ST*835*0001", "ST*835*"), "element 02 is missing"),
        (FILE.replace("005010X221A1", "004010X091A1"), "the guide must be 005010X221A1"),
        (FILE.replace("~SE*", "~NTE*~SE*"), "it counts"),
        (FILE.replace("*0001~GE", "*0002~GE"), "control number is not that of the ST"),
    ],
)
def test_a_broken_envelope_is_refused(text: str | bytes, reason: str) -> None:
    assert reason in refuse(text)


def test_empty_and_repeated_sets_are_refused() -> None:
    assert "the transaction set is empty" in refuse(envelope("835", "005010X221A1", [""]))
    twice = envelope("835", "005010X221A1", ["BPR*I~", "BPR*I~"]).decode().replace("0002", "0001")
    assert "stands twice" in refuse(twice)


def test_a_file_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x12, "MOST_BYTES", 10)
    assert "it has more than" in refuse(FILE)
