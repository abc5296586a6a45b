"""Words follow their number, in every sentence of the rules and of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from vantrexia.domain import messages_en, messages_es
from vantrexia.domain.billing import texts, texts_es
from vantrexia.domain.billing.flag_texts import FLAG_KINDS
from vantrexia.domain.billing.practice_check import FINDING_KINDS
from vantrexia.domain.billing.reasons import TEXTS
from vantrexia.domain.claims.problems import TEXTS as PROBLEMS
from vantrexia.domain.claims.work_texts import TEXTS as CLAIM_WORK
from vantrexia.domain.plurals import fill, show_plural
from vantrexia.domain.wordings import CATALOGUE, say, translate


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 days are"), (1, "1 day is"), (2, "2 days are"), ("1", "1 day is"), ("7", "7 days are"),
     (Decimal(1), "1 day is"), (Decimal("1.5"), "1.5 days are")],
)  # fmt: skip
def test_a_word_follows_its_number(count: object, said: str) -> None:
    assert fill("{days} {days:day is|days are}", {"days": count}) == said


def test_everything_else_is_filled_in_as_ever() -> None:
    given = {"low": 1.5, "day": date(2026, 11, 28), "n": 3, "name": "x"}
    assert fill("{low:g} {day} {n:03d} {name:>3} {n:a|b}", given) == "1.5 2026-11-28 003   x b"
    with pytest.raises(KeyError):
        fill("{n:a|b} {missing}", {"n": 1})


def test_a_table_of_texts_shows_the_word_for_many() -> None:
    assert show_plural("{days} {days:day has|days have} {code}") == "{days} days have {code}"


def test_a_sentence_is_worded_by_its_number_in_each_language() -> None:
    said = say("has {cells} {cells:cell|cells}, the header has {columns}", cells=1, columns=4)
    assert said == "has 1 cell, the header has 4"
    assert translate(said, language="es") == "tiene 1 celda, la cabecera tiene 4"


@pytest.mark.parametrize(
    ("key", "language", "one", "more"),
    [
        ("minutes_missing", "en", "1 more minute is needed by 28 Nov 2026.", "5 more minutes are needed by 28 Nov 2026."),
        ("minutes_missing", "es", "Falta 1 minuto hasta el 28 nov 2026.", "Faltan 5 minutos hasta el 28 nov 2026."),
        ("days_out_of_reach", "es", "Falta 1 día y solo queda 1 hasta el 28 nov 2026.",
         "Faltan 5 días y solo quedan 5 hasta el 28 nov 2026."),
    ],
)  # fmt: skip
def test_what_is_missing_is_one_or_more(key: str, language: str, one: str, more: str) -> None:
    for count, said in ((1, one), (5, more)):
        params: dict[str, int | date] = {"needed": count, "left": count, "last": date(2026, 11, 28)}
        assert texts.render_reason(key, params, language=language) == said


def list_templates() -> Iterator[tuple[str, str]]:
    for catalogue in (
        {key: text for key, (_, text) in TEXTS.items()}, texts_es.REASONS, texts.WORK, texts_es.WORK, texts_es.FLAGS, texts_es.FINDINGS,
        {key: kind.text for key, kind in FLAG_KINDS.items()}, {key: kind.text for key, kind in FINDING_KINDS.items()},
        messages_en.TEXTS, messages_es.TEXTS,
    ):  # fmt: skip
        yield from catalogue.items()
    for pairs in (PROBLEMS, CLAIM_WORK):
        yield from ((key, text) for key, both in pairs.items() for text in both)
    yield from (
        (english, text) for english, spanish in CATALOGUE["es"].items() for text in (english, spanish)
    )


# Every parameter that counts something. Limits (`most`, `min`, `limit`) are ours or the rules', and above one.
COUNTS = (
    "days|minutes|hours|needed|left|billed|billed_units|units|excess|claims|periods|entries|patients|months|now|count|counted|found|"
    "stated|cells|received|expected"
)  # fmt: skip
# A count, perhaps some words between, then a noun or verb that fits many.
PLURAL = re.compile(
    rf"\{{({COUNTS})\}}( (de|of|our|nuestros|more|further|data|new|expected))* ([a-záéíóúñ]{{3,}}s|are|were|have)\b"
)
# Never one, or right for one too.
FITTING = {
    "{days} data days": "more than the 15 or so of the smaller code", "{days} días": "the same",
    "{patients} of our patients": "one of ours is one of many", "{patients} de nuestros pacientes": "the same",
    "{claims} of our lines": "the same", "{claims} de nuestras": "the same",
    "{patients} patients": "ten or more, or two of a kind", "{patients} pacientes": "the same",
    "{months} months": "twenty or more", "{months} meses": "the same",
    "{hours} hours": "more than sixteen", "{hours} horas": "the same",
    "{count} signos": "two or more vitals at once",
}  # fmt: skip


def test_no_number_stands_before_a_word_that_fits_many_only() -> None:
    found = {(key, match[0]) for key, text in list_templates() for match in PLURAL.finditer(text)}
    assert [f"{key}: {words}" for key, words in sorted(found) if words not in FITTING] == []
    assert {words for _, words in found} == set(FITTING), "an exception nobody needs"


def test_every_choice_has_two_words() -> None:
    for key, text in list_templates():
        for _, name, form, _ in Formatter().parse(text):
            if name is not None and "|" in (form or ""):
                assert len(str(form).split("|")) == 2, key
                assert all(str(form).split("|")), key
