"""A CSV file of patients as lines of named values: `read_lines(body)`; and the way back:
`write_lines(rows)`.

UTF-8, comma, one header line, up to 10,000 lines. A file with wrong columns is refused whole, with the
columns expected. A cell that a spreadsheet would run as a formula leaves with an apostrophe before it
(OWASP, CSV injection), which is taken off on the way in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vantrexia.domain.errors import DomainError, InvalidInput
from vantrexia.domain.wordings import say
from vantrexia.patients.services.demographics import REQUIRED

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 10_000
COLUMNS = (
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "date_of_birth",
    "gender",
    "sex",
    "mrn",
    "phone",
    "email",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "zip",
    "language",
    "timezone",
    "external_id",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_US_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\Z")
_GENDERS = {"f": "female", "m": "male", "o": "other", "u": "unknown"}


@dataclass(frozen=True, slots=True)
class Line:
    """One patient of the file: where the line begins, and its values by column; or why it is none."""

    number: int
    values: dict[str, str]
    problem: str | None = None


def read_lines(body: bytes) -> list[Line]:
    """The lines of a file. Raises InvalidInput that says what is wrong with the file as a whole,
    `too_large`.
    """
    if len(body) > MAX_BYTES:
        raise DomainError(
            "too_large", say("The file may have {most} MB at most.", most=MAX_BYTES // 1024 // 1024)
        )
    reader = csv.reader(io.StringIO(_decode(body), newline=""), strict=True)
    header: list[str] | None = None
    lines: list[Line] = []
    begins = 1
    try:
        for cells in reader:
            number, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _check_header(cells)
                continue
            if len(lines) == MAX_LINES:
                raise _refuse(say("The file has more than {most} lines; send it in parts.", most=MAX_LINES))
            lines.append(_read_line(number, header, cells))
    except csv.Error:
        raise _refuse(
            say("The file is no CSV at line {begins}: a quotation mark is open or misplaced.", begins=begins)
        ) from None
    if not lines:
        raise _refuse("The file has no patient in it.")
    return lines


def write_lines(rows: Iterable[Mapping[str, str | None]]) -> str:
    """CSV of rows by column, header first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_harmless(row.get(column) or "") for column in COLUMNS])
    return out.getvalue()


def _decode(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse("The file is in UTF-16. Save it as “CSV UTF-8” and send it again.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise _refuse(
            say("Line {line} is not in UTF-8. Save the file as “CSV UTF-8” and send it again.", line=line)
        ) from None


def _check_header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_") for cell in cells]
    unknown = sorted(set(names) - set(COLUMNS))
    missing = [name for name in REQUIRED if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if unknown or missing or twice:
        raise InvalidInput(
            "The columns of the file are not those expected.",
            fields={"file": ["has the wrong columns"]},
            data={"expected": list(COLUMNS), "unknown": unknown, "missing": missing, "twice": twice},
        )
    return names


def _read_line(number: int, header: list[str], cells: list[str]) -> Line:
    if len(cells) != len(header):
        return Line(
            number,
            {},
            say(
                "has {cells} {cells:cell|cells}, the header has {columns}",
                cells=len(cells),
                columns=len(header),
            ),
        )
    values = {name: _original(cell.strip()) for name, cell in zip(header, cells, strict=True)}
    values["gender"] = _GENDERS.get(values["gender"].lower(), values["gender"].lower())
    if american := _US_DATE.match(values["date_of_birth"]):
        month, day, year = american.groups()
        values["date_of_birth"] = f"{year}-{int(month):02d}-{int(day):02d}"
    return Line(number, {name: value for name, value in values.items() if value})


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _original(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _refuse(detail: str) -> InvalidInput:
    return InvalidInput(detail, fields={"file": [detail]})
