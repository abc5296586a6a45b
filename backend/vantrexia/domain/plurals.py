"""Words that follow a number: `{days} {days:day|days}` says `1 day` and `2 days`. English and Spanish both have these two forms.

Public: `fill(template, params)`, `show_plural(template)` (as a table of texts shows it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

_CHOICE = re.compile(r"\{\w+:[^{}|]*\|([^{}|]*)\}")


class _Count(int):
    """A whole number whose format may be `one|more`; any other format is a number's."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        one, bar, more = form.partition("|")
        if not bar:
            return super().__format__(form)
        return one if self == 1 else more


class _Text(str):
    """The same for a number that was written down: `1`, `1.50`."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        one, bar, more = form.partition("|")
        if not bar:
            return super().__format__(form)
        return one if self == "1" else more


def fill(template: str, params: Mapping[str, object]) -> str:
    """The sentence. Raises KeyError for a parameter it needs and was not given."""
    if "|" not in template:
        return template.format_map(params)
    return template.format_map({name: _count(value) for name, value in params.items()})


def show_plural(template: str) -> str:
    """The template with the word for many in place of each choice."""
    return _CHOICE.sub(r"\1", template)


def _count(value: object) -> object:
    if isinstance(value, int):
        return _Count(value)
    return _Text(value) if isinstance(value, (str, Decimal)) else value
