"""A published file as rows with their line numbers: `read_rows(body)`, `iterate_rows(body)`, `find_header`, `FileRefused`, `Refusals`.

CMS publishes comma-separated files in Windows-1252 and tab-separated ones, both with a preamble (title, release,
copyright notice) above the header, and headers split over several lines. Rows are found by their header's words and
never by position alone, so that a moved column is refused and not read wrongly.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say

MOST_PROBLEMS = 20
_CHUNK = 1 << 16
_NUMBER = re.compile(r"-?[0-9]{0,9}(\.[0-9]{1,6})?\Z")


class FileRefused(InvalidInput):
    """The whole file is refused; `fields["file"]` lists line and reason, at most twenty of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number (from 1) and its cells, blanks trimmed."""

    number: int
    cells: tuple[str, ...]

    def get(self, index: int) -> str:
        """A cell, empty where the line is shorter."""
        return self.cells[index] if index < len(self.cells) else ""


class Refusals:
    """What is wrong, by line; `raise_any()` refuses the file."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def add(self, line: int, reason: str) -> None:
        """Note one problem."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(say("line {line}: {reason}", line=line, reason=reason))

    def raise_any(self) -> None:
        """Raise FileRefused when anything is wrong."""
        if self.problems:
            raise refuse(*self.problems)


def refuse(*reasons: str) -> FileRefused:
    """The error of a file as a whole."""
    return FileRefused("The file is refused; nothing of it was stored.", fields={"file": reasons})


def read_rows(body: bytes) -> list[Line]:
    """Every line with anything on it. Comma or tab, whichever the file has more of. Raises FileRefused."""
    return list(iterate_rows(body))


def iterate_rows(body: bytes) -> Iterator[Line]:
    """The same, one at a time: a quarter of the PTP table as a list takes ten times the file's size."""
    if body[:2] == b"PK":
        raise refuse("this is a ZIP or Excel file: unpack it and send the CSV or TXT inside")
    if b"\x00" in body:
        raise refuse("this is no text file")
    delimiter = "\t" if body.count(b"\t") > body.count(b",") else ","
    encoding, errors = _find_encoding(body)
    text = io.TextIOWrapper(io.BytesIO(body), encoding=encoding, errors=errors, newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    begins, is_empty = 1, True
    try:
        for cells in reader:
            number, begins = begins, reader.line_num + 1
            trimmed = tuple(" ".join(cell.split()) for cell in cells)
            if any(trimmed):
                is_empty = False
                yield Line(number, trimmed)
    except csv.Error:
        raise refuse(say("line {begins}: a quotation mark is open or misplaced", begins=begins)) from None
    if is_empty:
        raise refuse("the file is empty")


def _find_encoding(body: bytes) -> tuple[str, str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _CHUNK):
            decoder.decode(body[at : at + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252", "replace"
    return "utf-8-sig", "strict"


def skip_to_header(lines: Iterator[Line], first: str) -> Line:
    """The line whose first cell begins with `first`, as `find_header`; what follows is left in `lines`. Raises FileRefused."""
    wanted = fold(first)
    for line in lines:
        if fold(line.cells[0]).startswith(wanted):
            return line
    raise _no_header(first)


def find_header(lines: Sequence[Line], first: str) -> int:
    """Index of the line whose first cell begins with `first` (case and punctuation aside). Raises FileRefused."""
    wanted = fold(first)
    for index, line in enumerate(lines):
        if fold(line.cells[0]).startswith(wanted):
            return index
    raise _no_header(first)


def _no_header(first: str) -> FileRefused:
    return refuse(say("there is no header that begins with {first}", first=first))


def join_header(lines: Sequence[Line], last: int, *, above: int) -> list[str]:
    """Column names put together from the header line and up to `above` lines over it, folded.

    Lines of a preamble hold one cell only and are left out.
    """
    used = [line for line in lines[max(0, last - above) : last] if sum(bool(cell) for cell in line.cells) > 3]
    used.append(lines[last])
    width = max(len(line.cells) for line in used)
    return [fold(" ".join(line.get(index) for line in used)) for index in range(width)]


def fold(text: str) -> str:
    """Letters and digits only, upper case: `Non-Fac  PE` and `NON FAC PE` are the same column."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def find_column(names: Sequence[str], *wanted: str) -> int:
    """Index of the first column whose name holds one of the wanted words. Raises FileRefused."""
    for name in (fold(one) for one in wanted):
        for index, column in enumerate(names):
            if name in column:
                return index
    raise refuse(say("there is no column {name}", name=wanted[0]))


def read_number(text: str) -> Decimal | None:
    """A decimal number, None where the text is none. An empty cell is none."""
    if not text or not _NUMBER.match(text.replace(",", "")):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def read_compact_date(text: str) -> date | None:
    """`YYYYMMDD` or `YYYY-MM-DD`, None where the text is neither."""
    try:
        return (
            date.fromisoformat(text) if re.fullmatch(r"[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
        )
    except ValueError:
        return None
