"""A value as a cell of a CSV that people open in spreadsheets: `safe_cell`.

A cell that a spreadsheet would run as a formula leaves with an apostrophe before it (OWASP, CSV injection); numbers keep
their sign.
"""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")


def safe_cell(value: object) -> str:
    """Text of one cell: None empty, dates ISO 8601, line breaks as blanks."""
    text = "" if value is None else " ".join(str(value).splitlines())
    bare = text.lstrip(" ")
    if bare.startswith(_FORMULA) and not _NUMBER.match(bare):
        return "'" + text
    return text
