"""What several commands ask for: which practices. `add_practice_option(parser)`, `chosen_practices(options)`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from vantrexia.accounts.selectors.practices import list_practice_ids


def add_practice_option(parser: CommandParser, *, required: bool = False) -> None:
    """`--practice ID`."""
    parser.add_argument(
        "--practice",
        type=UUID,
        required=required,
        help="The practice" + ("." if required else "; all of them when absent."),
    )


def chosen_practices(options: dict[str, Any]) -> list[UUID]:
    """The practice asked for, or every open one."""
    chosen: UUID | None = options["practice"]
    return [chosen] if chosen is not None else list_practice_ids()
