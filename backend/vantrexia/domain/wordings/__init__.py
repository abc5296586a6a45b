"""What errors and answers say to people, in every language we have.

Public: `say(template, **params)`, `translate(text, language=…)`, `Said`, `CATALOGUE`, `find_wording_language`.

A text is written in English where it is said, and that English is the published wire text. A text without parameters is
a plain literal; one with parameters is `say("must have at most {most} characters", most=100)`, which is the English
sentence (a `str`) and remembers what it was made of. It is translated once, where it leaves (`api/wording.py`), by its
template. `tests/domain/test_wordings.py` walks the code: every such text has its Spanish, with the same parameters.

A number chooses the word that follows it: `{days:day|days}` (`domain.plurals`). Parameters are codes, numbers, names of
fields and limits, never a patient's data. A parameter whose name says that it is a word (`status`, `action`) or a text
(`reason`) is translated too; all others are shown as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vantrexia.domain.plurals import fill
from vantrexia.domain.wordings.es import TEXTS as _ES
from vantrexia.domain.wordings.es import WORDS as _WORDS_ES

CATALOGUE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"es": _ES})
# By language and name of the parameter: what its codes are called.
_WORDS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = MappingProxyType({"es": _WORDS_ES})
# Parameters that are texts themselves.
TEXT_PARAMS: Final = frozenset({"reason"})


class Said(str):
    """An English sentence that remembers its template and parameters. Equal to, and written as, the plain sentence."""

    __slots__ = ("params", "template")

    template: str
    params: Mapping[str, object]

    def __new__(cls, template: str, params: Mapping[str, object]) -> Said:
        text = super().__new__(cls, fill(template, params))
        text.template, text.params = template, params
        return text

    def __reduce__(self) -> tuple[type[Said], tuple[str, dict[str, object]]]:
        # Celery carries errors between processes.
        return Said, (self.template, dict(self.params))


def say(template: str, /, **params: object) -> Said:
    """The English sentence of a template. Raises KeyError for a parameter it needs and was not given."""
    return Said(template, params)


def find_wording_language(tag: str) -> str:
    """The language of a tag such as `es-MX`; English for one we do not have."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in CATALOGUE else "en"


def translate(text: str, *, language: str) -> str:
    """The text in a language, as a plain string; in English (as it is) where there is no translation."""
    chosen = find_wording_language(language)
    if chosen == "en":
        return str(text)
    texts = CATALOGUE[chosen]
    if not isinstance(text, Said):
        return texts.get(text, str(text))
    template = texts.get(text.template)
    if template is None:
        return str(text)
    return fill(template, {name: _show(name, value, chosen) for name, value in text.params.items()})


def _show(name: str, value: object, language: str) -> object:
    if isinstance(value, Said) or (name in TEXT_PARAMS and isinstance(value, str)):
        return translate(value, language=language)
    if isinstance(value, str):
        return _WORDS[language].get(name, {}).get(value, value)
    return value
