"""The forms of numbers on a claim."""

from __future__ import annotations

import pytest

from vantrexia.domain.billing.identifiers import is_mbi, is_taxonomy


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("1EG4TE5MK73", True),  # CMS's own sample
        ("1EG4TE5MK72", True),
        ("0EG4TE5MK73", False),
        ("1SG4TE5MK73", False),  # S is never used
        ("1EG4-TE5-MK73", False),
        ("1EG4TE5MK7", False),
        ("1eg4te5mk73", False),
        ("1EG4TE5MK73\n", False),
    ],
)
def test_a_medicare_number(text: str, good: bool) -> None:
    assert is_mbi(text) is good


@pytest.mark.parametrize(
    ("text", "good"), [("207RC0000X", True), ("207RC0000", False), ("207rc0000x", False)]
)
def test_a_taxonomy(text: str, good: bool) -> None:
    assert is_taxonomy(text) is good
