"""Identifiers on a claim: `is_mbi` (Medicare number), `is_taxonomy` (NUCC provider taxonomy).

The form of the Medicare Beneficiary Identifier is CMS's "Understanding the MBI" of 2017: eleven characters, letters
without S, L, O, I, B, Z. It has no check digit, so a well-formed number may still be nobody's.
"""

from __future__ import annotations

import re

_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[0-9AC-HJKMNP-RT-Y]"
_MBI = re.compile(rf"[1-9]{_LETTER}{_EITHER}[0-9]{_LETTER}{_EITHER}[0-9]{_LETTER}{{2}}[0-9]{{2}}\Z")
_TAXONOMY = re.compile(r"[0-9]{3}[0-9A-Z]{6}X\Z")


def is_mbi(text: str) -> bool:
    """Whether a text has the form of a Medicare number, without dashes."""
    return _MBI.match(text) is not None


def is_taxonomy(text: str) -> bool:
    """Whether a text has the form of a provider taxonomy code (ten characters, the last an X)."""
    return _TAXONOMY.match(text) is not None
