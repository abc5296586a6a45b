"""Pages as published: `{count, next, previous, results}`, `page` and `page_size` (20, at most 100)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

DEFAULT_SIZE = 20
MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def read_page(request: Request) -> Page:
    """The page asked for; a bad number is 400 naming the field."""
    return Page(
        number=_positive(request, "page", 1, None),
        size=_positive(request, "page_size", DEFAULT_SIZE, MAX_SIZE),
    )


def page_body(request: Request, page: Page, *, count: int, results: Sequence[Any]) -> dict[str, Any]:
    """The published envelope. `count` comes from a kept counter where the list is hot."""
    has_next = page.offset + len(results) < count
    return {
        "count": count,
        "next": _link(request, page.number + 1) if has_next else None,
        "previous": _link(request, page.number - 1) if page.number > 1 else None,
        "results": list(results),
    }


def _link(request: Request, number: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(number)
    return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"


def _positive(request: Request, name: str, default: int, most: int | None) -> int:
    raw = request.query_params.get(name)
    if raw in (None, ""):
        return default
    try:
        value = int(raw)
    except ValueError:
        value = 0
    if value < 1 or value > 1_000_000:
        raise DomainError(
            "invalid",
            say("{name} must be a number from 1.", name=name),
            data={"fields": {name: ["A number from 1."]}},
        )
    return min(value, most) if most else value
