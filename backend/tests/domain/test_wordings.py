"""A sentence remembers what it was made of, and is translated by it."""

from __future__ import annotations

import pickle
from copy import deepcopy

import pytest

from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import Said, find_wording_language, say, translate


def test_what_is_said_is_the_english_sentence() -> None:
    said = say("must be from {low} to {high}", low=1, high=9)
    assert said == "must be from 1 to 9"
    assert translate(said, language="en") == "must be from 1 to 9"
    assert type(translate(said, language="en")) is str


def test_it_is_translated_with_its_parameters() -> None:
    assert (
        translate(say("must be from {low} to {high}", low=1, high=9), language="es")
        == "debe estar entre 1 y 9"
    )


def test_a_literal_is_translated_as_it_stands() -> None:
    assert translate("There is no such patient.", language="es") == "Este paciente no existe."


@pytest.mark.parametrize("tag", ["es", "es-MX", "ES_us"])
def test_a_region_speaks_its_language(tag: str) -> None:
    assert find_wording_language(tag) == "es"


@pytest.mark.parametrize("tag", ["en", "en-GB", "fr", ""])
def test_a_language_we_lack_is_english(tag: str) -> None:
    assert translate("is taken", language=tag) == "is taken"


def test_a_text_without_translation_stays_english() -> None:
    assert translate("Nobody says this.", language="es") == "Nobody says this."
    assert translate(say("Nobody says {it}.", it="this"), language="es") == "Nobody says this."


def test_words_are_called_as_the_screens_call_them() -> None:
    said = say("A device that is {status} cannot replace another.", status="retired")
    assert translate(said, language="es") == "Un dispositivo en estado «retirado» no puede sustituir a otro."
    assert "«odd»" in translate(
        say("A device that is {status} cannot replace another.", status="odd"), language="es"
    )


def test_a_parameter_that_is_a_text_is_translated_too() -> None:
    inner = say("{code} stands here twice", code="99454")
    assert (
        translate(say("line {line}: {reason}", line=7, reason=inner), language="es")
        == "línea 7: 99454 aparece dos veces"
    )
    assert (
        translate(say("the file: {reason}", reason="it is cut off"), language="es")
        == "el archivo: está cortado"
    )


def test_a_missing_parameter_shows_where_it_is_said() -> None:
    with pytest.raises(KeyError):
        say("must be from {low} to {high}", low=1)


def test_an_error_keeps_its_sentence_between_processes() -> None:
    said = say("must be 1 to {most}", most=8)
    error = InvalidInput("The model is not complete.", fields={"slots": [said]})
    for kept in (pickle.loads(pickle.dumps(said)), deepcopy(said), deepcopy(error.fields)["slots"][0]):
        assert isinstance(kept, Said)
        assert translate(kept, language="es") == "debe estar entre 1 y 8"
