"""What an answer may say to people: every text of an error is one that is translated. Asked of every answer of the cast.

`list_untranslated(body)`: texts of `detail` and `fields` that neither our catalogue nor the framework's knows. The body is
the view's, before it became JSON: a sentence with parameters must still know what it was made of.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import override
from rest_framework import exceptions, serializers
from rest_framework.fields import Field

from vantrexia.domain.wordings import CATALOGUE, Said


def list_untranslated(body: Any) -> list[str]:
    """English texts of an error's body without a translation."""
    if not isinstance(body, dict):
        return []
    return [text for name in ("detail", "fields") for text in _texts(body.get(name)) if not _is_known(text)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _is_known(text: str) -> bool:
    if isinstance(
        text, exceptions.ErrorDetail
    ):  # the framework's, or a serializer's own, worded where it was refused
        return _in_a_serializer().fullmatch(text) is not None
    return (text.template if isinstance(text, Said) else text) in CATALOGUE["es"]


@cache
def _in_a_serializer() -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, {*list_of_the_framework(), *CATALOGUE["es"]})))


def _pattern(template: str) -> str:
    template = re.sub(r"%\((\w+)\)[ds]|%s", "{x}", template)
    return "".join(
        re.escape(plain) + ("" if name is None else "(?s:.*)")
        for plain, name, _, _ in string.Formatter().parse(template)
    )


@cache
def list_of_the_framework() -> frozenset[str]:
    """English messages of the REST framework's fields and errors, and of the validators its fields use."""
    from django.core import validators

    def walk(kind: type[Any]) -> Iterator[type[Any]]:
        yield kind
        for one in kind.__subclasses__():
            yield from walk(one)

    with override("en"):
        texts = {
            str(text) for kind in walk(Field) for text in getattr(kind, "default_error_messages", {}).values()
        }
        texts |= {
            str(text)
            for kind in walk(exceptions.APIException)
            if isinstance(text := kind.default_detail, object)
        }
        texts |= {
            str(validators.ProhibitNullCharactersValidator.message),
            str(validators.EmailValidator.message),
        }
    assert serializers.CharField.default_error_messages
    return frozenset(texts)
