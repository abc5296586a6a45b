"""Rule books that differ from the shipped one in a named way."""

from __future__ import annotations

import copy
from typing import Any

from vantrexia.domain.billing.ruledata import build_rule_book, read_data
from vantrexia.domain.billing.rulesets import RuleBook


def get_tables() -> dict[str, Any]:
    """The shipped rule sets, free to change."""
    return copy.deepcopy(dict(read_data("rule_sets.toml")))


def build(tables: dict[str, Any]) -> RuleBook:
    return build_rule_book(rule_sets=tables, codes=read_data("codes.toml"))


def book_with(**settings: Any) -> RuleBook:
    """The shipped book with other settings from 2025 on."""
    tables = get_tables()
    tables["rule_sets"]["cms-2025"]["settings"] = settings
    return build(tables)
