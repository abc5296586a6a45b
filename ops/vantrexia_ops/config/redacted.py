"""A value that prints as `[redacted]`: `Redacted(text)`, opened by `.reveal()` only where it is used."""

from __future__ import annotations

from typing import Any


class Redacted:
    """Holds one secret text. Its `str`, `repr` and format are `[redacted]`; pickling and JSON refuse it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "[redacted]"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Redacted) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> Any:
        raise TypeError("a redacted value is not stored")
