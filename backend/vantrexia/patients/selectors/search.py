"""From what somebody types to SQL over the blind index: `build_search(text, practice_id=…)`.

The text is split at blanks; every word must match. A word matches the beginning of any name of the patient
(its first 2 to 10 characters count) or, whole, a record number, telephone, e-mail or birth date (ISO). The
whole text is tried as one identifier too, because telephones are typed with blanks. While a key is being
replaced, each token is looked for under every key loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import phonenumbers

from vantrexia.core import crypto

MAX_WORDS = 6
_HAVING = """
SELECT patient_id FROM patients_searchtoken
WHERE practice_id = %(practice)s AND field = '{name}' AND token = ANY (%({key})s)
"""


@dataclass(slots=True)
class Search:
    """A condition as SQL: `sql` selects the ids of the patients that match, None matches nobody."""

    sql: str | None
    params: dict[str, Any] = field(default_factory=dict)


def build_search(text: str, *, practice_id: UUID) -> Search:
    """The patients a search text means. A text too short to mean anything matches nobody."""
    made = _Builder(practice_id)
    words = text.split()[:MAX_WORDS]
    found = [
        made.any_of([*([made.names(word)] if _name_words(word) else []), *made.exact(word)]) for word in words
    ]
    every = " INTERSECT ".join(f"({part})" for part in found if part)
    if not found or not all(found):
        every = ""
    whole = made.any_of(list(made.exact(text))) if len(words) > 1 else ""
    return Search(made.any_of([part for part in (every, whole) if part]) or None, made.params)


class _Builder:
    """Pieces of SQL and their parameters."""

    def __init__(self, practice_id: UUID) -> None:
        self.practice_id = practice_id
        self.params: dict[str, Any] = {"practice": practice_id}

    @staticmethod
    def any_of(parts: list[str]) -> str:
        return parts[0] if len(parts) == 1 else " UNION ".join(f"({part})" for part in parts)

    def names(self, word: str) -> str:
        """Every piece of the word (`O'Brien` has two) begins one of the patient's names."""
        pieces = [self._having("name", piece[: max(crypto.PREFIX_LENGTHS)]) for piece in _name_words(word)]
        return pieces[0] if len(pieces) == 1 else " INTERSECT ".join(f"({piece})" for piece in pieces)

    def exact(self, text: str) -> Iterator[str]:
        """The identifiers the text may be."""
        value = crypto.normalise_exact(text)
        if any(char.isdigit() for char in value):
            yield self._having("mrn", value)
        if "@" in value:
            yield self._having("email", value)
        if (phone := _phone(text)) is not None:
            yield self._having("phone", phone)
        if _is_date(value):
            yield self._having("born", value)

    def _having(self, name: str, value: str) -> str:
        versions = crypto.blind_key_versions()
        tokens = [
            crypto.blind_token(value, practice_id=self.practice_id, field=name, version=version)
            for version in versions
        ]
        key = f"t{len(self.params)}"
        self.params[key] = tokens
        return _HAVING.format(name=name, key=key)


def _name_words(word: str) -> list[str]:
    """The pieces of a word that prefixes were kept for; a lone letter was kept only where it is the whole
    name.
    """
    pieces = [piece for piece in crypto.normalise_name(word).split(" ") if piece]
    long = [piece for piece in pieces if len(piece) >= min(crypto.PREFIX_LENGTHS)]
    return long or pieces[:1]


def _phone(text: str) -> str | None:
    if sum(char.isdigit() for char in text) < 7:
        return None
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    return crypto.normalise_exact(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _is_date(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
