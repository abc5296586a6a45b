"""Rules and amounts that do not end with their year, for tests of money that happen today (fixture `endless_rules`).

Dates of service after the last confirmed rule set are held until a person has read the next final rule (rules 8.16). That is right, and
it is tested; whoever only asks for a line that can be sent wants one in every year.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

from vantrexia.domain.billing import amounts, ruledata

END = date(9998, 12, 31)


@contextmanager
def extend_rules() -> Iterator[None]:
    """The rules and amounts of 2026 hold for ever; nothing is shipped for a later year."""
    shipped = ruledata.read_data

    def read_data(name: str) -> dict[str, Any]:
        table: dict[str, Any] = dict(shipped(name))
        if name == "rule_sets.toml":
            table["rule_sets"]["cms-2026"]["valid_to"] = END
            del table["rule_sets"]["cms-2027"]
        for one in table.get("schedules", ()):
            if one["valid_to"].year == 2026:
                one["valid_to"] = END
        return table

    try:
        with patch.object(ruledata, "read_data", read_data), patch.object(amounts, "read_data", read_data):
            _forget()
            yield
    finally:
        _forget()


def _forget() -> None:
    ruledata.load_rule_book.cache_clear()
    amounts.load_amount_book.cache_clear()
