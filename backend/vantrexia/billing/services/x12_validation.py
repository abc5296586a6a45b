"""A second opinion on what we write: `find_faults(text)` asks `pyx12` whether an 837P follows its guide.

It does not look at sums, check digits, codes or dates of coverage: that is `domain.claims.checks`. Its messages quote
values, so only the segment, its place and the code of the error are kept, and its log is silenced.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass

import pyx12.errors
import pyx12.params
import pyx12.x12n_document

from vantrexia.domain.claims.read_999 import read_999
from vantrexia.domain.claims.x12 import BadFile

logging.getLogger("pyx12").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class X12Fault:
    """Where the file breaks the guide: segment name, its place in the transaction set, element (0: all of it), code."""

    segment: str
    place: int
    element: int
    code: str

    def say(self) -> str:
        """In one line, without a value."""
        element = f"{self.element:02d}" if self.element else ""
        return f"{self.segment}{element} at segment {self.place}, error {self.code}"


def find_faults(text: str) -> list[X12Fault]:
    """What it finds; empty when it accepts the file."""
    answer = io.StringIO()
    try:
        is_valid = pyx12.x12n_document.x12n_document(
            pyx12.params.ParamsBase(), io.StringIO(text), answer, None
        )
    except pyx12.errors.EngineError:
        return [X12Fault("ISA", 0, 0, "engine")]
    if is_valid:
        return []
    try:
        verdicts = read_999(answer.getvalue().replace("\n", "").encode())
    except BadFile:
        return [X12Fault("ISA", 0, 0, "unreadable")]
    faults = [
        X12Fault(fault.segment, fault.place, fault.element, fault.code)
        for verdict in verdicts
        for one in verdict.sets
        for fault in one.faults
    ]
    return faults or [X12Fault("ST", 0, 0, "rejected")]
