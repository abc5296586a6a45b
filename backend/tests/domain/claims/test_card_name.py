"""Names as cards print them."""

from __future__ import annotations

import pytest

from vantrexia.domain.claims.card_name import CardName, split_card_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DOE, JANE Q", CardName("DOE", "JANE", "Q", "")),
        ("JANE Q DOE", CardName("DOE", "JANE", "Q", "")),
        ("John Doe Jr.", CardName("Doe", "John", "", "JR")),
        ("DOE III, JOHN", CardName("DOE", "JOHN", "", "III")),
        ("John Doe, Jr", CardName("Doe", "John", "", "JR")),
        ("DE LA CRUZ, ANA", CardName("DE LA CRUZ", "ANA", "", "")),
        ("Madonna", None),
        ("DOE,", None),
        (", JANE", None),
        ("", None),
    ],
)
def test_a_name_of_a_card_in_its_parts(text: str, name: CardName | None) -> None:
    assert split_card_name(text) == name
