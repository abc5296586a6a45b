"""The National Provider Identifier: `is_npi`."""

from __future__ import annotations

import re


def is_npi(text: str) -> bool:
    """Whether a National Provider Identifier's check digit is right: Luhn over 80840 and the number (45 CFR
    162.406).
    """
    if not re.fullmatch(r"[12][0-9]{9}", text):
        return False
    total = 0
    for index, digit in enumerate(reversed("80840" + text)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
