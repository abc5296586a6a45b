"""What identifiers on a claim look like: `is_icd10`, `format_icd10`, `is_tin`, `is_zip`, `is_state`, `is_post_office_box`.

Medicare numbers and taxonomies: `domain.billing.identifiers`; NPI: `domain.npi`.
"""

from __future__ import annotations

import re

# ICD-10-CM: a category of a letter, a digit (QA0 of fiscal year 2026 excepted) and a digit, A or B; then up to four more,
# with or without the dot.
_ICD10 = re.compile(r"((?:[A-Z][0-9]|QA)[0-9AB])(?:\.?([0-9A-Z]{1,4}))?\Z")
_BOX = re.compile(r"\A\W*(p\W*o\W*box|post\s+office\s+box|lock\s*box)\b", re.IGNORECASE)
# USPS Publication 28, appendix B.
_STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
    "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS FM GU MH MP PR PW VI AA AE AP"
)
STATES = frozenset(_STATES.split())


def is_icd10(text: str) -> bool:
    """Whether a text has the form of an ICD-10-CM code, dot or not. Whether the code exists is not asked."""
    return _ICD10.match(text) is not None


def format_icd10(text: str) -> str | None:
    """The code as it is written, with its dot: I50.22; None for what is no such code."""
    found = _ICD10.match(text)
    if found is None:
        return None
    category, rest = found.groups()
    return f"{category}.{rest}" if rest else str(category)


def is_tin(text: str) -> bool:
    """Nine digits."""
    return re.fullmatch(r"[0-9]{9}", text) is not None


def is_zip(text: str) -> bool:
    """Five or nine digits."""
    return re.fullmatch(r"[0-9]{5}([0-9]{4})?", text) is not None


def is_state(text: str) -> bool:
    """A state, district, territory or military place."""
    return text in STATES


def is_post_office_box(line: str) -> bool:
    """Whether a street line is a box: X222A1 takes none as a billing provider's address."""
    return _BOX.search(line) is not None
