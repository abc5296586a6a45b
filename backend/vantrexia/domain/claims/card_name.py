"""The name as on the card in its parts: `split_card_name`. A claim must carry the name the payer knows."""

from __future__ import annotations

from typing import NamedTuple

_SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV", "V"})


class CardName(NamedTuple):
    """The parts of NM1 (03 last, 04 first, 05 middle, 07 suffix); `middle` and `suffix` may be empty."""

    last: str
    first: str
    middle: str
    suffix: str


def split_card_name(text: str) -> CardName | None:
    """`DOE, JANE Q` or `JANE Q DOE JR`; None when it has not at least two words, so that the record's own name is used."""
    head, comma, tail = (part.strip() for part in text.partition(","))
    if comma and tail.strip(". ").upper() not in _SUFFIXES:
        last, suffix = _take_suffix(head.split())
        first, *middle = tail.split() or [""]
        if not last or not first:
            return None
        return CardName(" ".join(last), first, " ".join(middle), suffix)
    words, suffix = _take_suffix(text.replace(",", " ").split())
    if len(words) < 2:
        return None
    first, *middle, last_word = words
    return CardName(last_word, first, " ".join(middle), suffix)


def _take_suffix(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 1 and words[-1].rstrip(".").upper() in _SUFFIXES:
        return words[:-1], words[-1].rstrip(".").upper()
    return words, ""
