"""Errors of the rules and services: a code for machines, a sentence for people, data for both.

Public: `DomainError(code, detail, data=…)` and the four kinds whose code is fixed: `InvalidInput`,
`NotFound`, `NotAllowed`, `Conflict`. One place (`api/errors.py`) maps codes to HTTP; nothing here knows HTTP.

Neither `detail` nor `data` may carry patient data: both are logged and may reach an operator's screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class DomainError(Exception):
    """Something a rule refuses. `code` is stable (clients compare it), `detail` is for reading."""

    code: str
    detail: str
    data: dict[str, object]

    def __init__(self, code: str, detail: str = "", *, data: Mapping[str, object] | None = None) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.data = dict(data or {})

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class _FixedCodeError(DomainError):
    """A kind of error whose code is part of its type."""

    CODE: ClassVar[str]

    def __init__(self, detail: str = "", *, data: Mapping[str, object] | None = None) -> None:
        super().__init__(self.CODE, detail, data=data)
        # What pickle calls the constructor with (Celery carries exceptions between processes).
        self.args = (detail,)


class InvalidInput(_FixedCodeError):
    """The caller's data break a rule. `fields` names each wrong field and says what is wrong with it."""

    CODE = "invalid"

    fields: dict[str, list[str]]

    def __init__(
        self,
        detail: str = "",
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        data: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail, data=data)
        self.fields = {name: list(problems) for name, problems in (fields or {}).items()}


class NotFound(_FixedCodeError):
    """No such thing, or none this caller may know of: other practices' rows look just like missing ones."""

    CODE = "not_found"


class NotAllowed(_FixedCodeError):
    """The caller's role does not carry the permission."""

    CODE = "permission_denied"


class Conflict(_FixedCodeError):
    """The thing has moved on since the caller looked, or the act contradicts its present state."""

    CODE = "conflict"
