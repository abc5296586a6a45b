"""Answers in the caller's language: the profile's of a signed-in person, else what `Accept-Language` asks for.

Public: `language_of(request)`, `word(value, language=…)`, `word_error(body, language=…)`, `word_lazily(text)`,
`refuse(text, field=…)`.

Services speak English (`domain/wordings`); here it is translated as it leaves. Machine fields (`code`, names, ids) stay.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language, get_language_from_request
from rest_framework import serializers
from rest_framework.request import Request

from vantrexia.core.actor import Actor
from vantrexia.domain.wordings import translate

# What of an error's body is for reading; `reason` is what is wrong at a segment of a file.
READ = ("detail", "reason", "fields")


def language_of(request: Request) -> str:
    """`en` or `es`. Never authenticates: a request refused before that has its header only."""
    user = getattr(request, "_user", None)
    return user.language if isinstance(user, Actor) else get_language_from_request(request._request)


def word(value: Any, *, language: str) -> Any:
    """The texts of a value, of its list or of its mapping, in the language; anything else as it is."""
    if isinstance(value, str):
        return translate(value, language=language)
    if isinstance(value, dict):
        return {name: word(one, language=language) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [word(one, language=language) for one in value]
    return value


def word_error(body: dict[str, Any], *, language: str) -> dict[str, Any]:
    """The body of an error with everything people read in the language."""
    return {name: word(value, language=language) if name in READ else value for name, value in body.items()}


def _word_active(text: str) -> str:
    return translate(text, language=get_language() or "en")


# A text of a class, translated each time it is shown.
word_lazily = lazy(_word_active, str)


def refuse(text: str, *, field: str | None = None) -> serializers.ValidationError:
    """A serializer's refusal in the language of the request, which is active while a view runs (`views.Endpoint`)."""
    shown = _word_active(text)
    return serializers.ValidationError(shown if field is None else {field: [shown]})
