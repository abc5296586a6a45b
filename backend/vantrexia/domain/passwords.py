"""Which passwords are accepted: the rules of NIST SP 800-63B-4 (August 2025), section 3.1.1.2.

Public: `check_password(password, …) -> tuple[PasswordProblem, ...]`, `normalise_password(password)`.

Length counts, composition does not: at least 15 characters where the password stands alone, at least 8
beside a second factor, every character and all of Unicode allowed, no "one digit, one capital". A password
is compared as a whole with a list of known ones (the caller's, in normalised form) and with words a guesser
would try first: the service, the practice, the person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

from vantrexia.domain.wordings import say

MIN_LENGTH_ALONE = 15
MIN_LENGTH_WITH_MFA = 8
# NIST asks for at least 64; the bound keeps one sign-in from hashing megabytes.
MAX_LENGTH = 256
# Shorter context words ("li", "ann") occur inside ordinary passphrases.
MIN_CONTEXT_WORD = 4
# What is left without the context words must still be worth guessing.
MIN_OWN_CHARACTERS = 8
# A repeated unit this short ("aaaa", "12341234") adds length but no strength.
MAX_TRIVIAL_UNIT = 4
SERVICE_WORDS: tuple[str, ...] = ("vantrexia",)


class PasswordProblem(NamedTuple):
    """A stable code and a sentence for the person who chooses. Never contains the password."""

    code: str
    detail: str


def normalise_password(password: str) -> str:
    """NFKC, so that the same keys give the same password on every device. Hash this form."""
    return unicodedata.normalize("NFKC", password)


def check_password(
    password: str,
    *,
    has_mfa: bool,
    blocklist: Collection[str] = frozenset(),
    context_words: Iterable[str] = (),
) -> tuple[PasswordProblem, ...]:
    """Everything wrong with a password; an empty tuple means it is accepted.

    `blocklist` holds known passwords, normalised and case-folded (a set: it may be large). `context_words`
    are the practice's name, the person's names and e-mail address; each is also split into its words.
    Length is counted in code points of the normalised form.
    """
    text = normalise_password(password)
    folded = text.casefold()
    minimum = MIN_LENGTH_WITH_MFA if has_mfa else MIN_LENGTH_ALONE
    problems: list[PasswordProblem] = []
    if len(text) < minimum:
        problems.append(PasswordProblem("too_short", say("Use at least {least} characters.", least=minimum)))
    if len(text) > MAX_LENGTH:
        problems.append(PasswordProblem("too_long", say("Use at most {most} characters.", most=MAX_LENGTH)))
        return tuple(problems)
    unit = _find_repeated_unit(folded)
    if folded in blocklist or (unit is not None and (len(unit) <= MAX_TRIVIAL_UNIT or unit in blocklist)):
        problems.append(PasswordProblem("too_common", "This password is on the list of known passwords."))
    if _leans_on_context(folded, context_words):
        problems.append(
            PasswordProblem(
                "too_personal", "Use something other than your name, address, practice or this service."
            )
        )
    return tuple(problems)


def _find_repeated_unit(text: str) -> str | None:
    """The shortest unit a text is made of by repetition, or None: `abcabc` → `abc`."""
    # A text that repeats a unit occurs inside itself doubled, before its own end.
    at = (text + text).find(text, 1)
    return text[:at] if 0 < at < len(text) else None


def _leans_on_context(folded: str, context_words: Iterable[str]) -> bool:
    """Whether too little is left once the words a guesser knows are taken out."""
    words: set[str] = set(SERVICE_WORDS)
    for text in context_words:
        plain = normalise_password(text).casefold()
        words.update((plain, *re.split(r"[\W_]+", plain)))
    rest = folded
    for word in sorted(words, key=lambda word: (-len(word), word)):
        if len(word) >= MIN_CONTEXT_WORD:
            rest = rest.replace(word, "")
    return rest != folded and len(rest) < MIN_OWN_CHARACTERS
