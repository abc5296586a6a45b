"""What the server writes into an entry's history, a work item's and the judgements has a word on the screens, in each language.

The lists are closed: `check_event` refuses to write what is not in them (tests/domain/billing/test_entry_plan.py).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vantrexia.domain.billing.entry_states import EVENT_REASONS, EVENTS, STATUSES
from vantrexia.domain.billing.rule_browser import describe_judgements
from vantrexia.domain.billing.ruledata import load_rule_book

LOCALES = Path(__file__).parents[3] / "frontend" / "src" / "lib" / "locales"
pytestmark = pytest.mark.parametrize("language", ["en", "es"])


def read_words(language: str, file: str, *path: str) -> dict[str, str]:
    """The words of a flat object of the catalogue, found by the names of the objects around it."""
    text = (LOCALES / language / f"{file}.ts").read_text()
    for name in path:
        found = re.search(rf"\b{name}: {{", text)
        assert found, f"{name} in {file} ({language})"
        text = text[found.end() :]
    return dict(re.findall(r"'?([\w-]+)'?: '([^']+)'", text[: text.index("}")]))


@pytest.mark.parametrize(
    ("name", "codes"), [("events", EVENTS), ("reasons", EVENT_REASONS), ("statuses", STATUSES)]
)
def test_every_event_its_reason_and_status_has_a_word(
    language: str, name: str, codes: tuple[str, ...]
) -> None:
    words = read_words(language, "billing-month", "entries", name)
    assert [code for code in codes if not words.get(code)] == []


def test_every_value_of_a_judgement_has_a_word(language: str) -> None:
    words = {
        **read_words(language, "billing-rules", "values"),
        **read_words(language, "time", "activity"),
        **read_words(language, "time", "profession"),
    }
    values = {
        value
        for row in describe_judgements(load_rule_book())
        for one in (row["default"], row["allowed"], *row["overrides"].values())
        for value in (one if isinstance(one, list) else [one])
        if isinstance(value, str)
    }
    assert {"patient", "union", "rn", "ai_agent", "data_review"} <= values
    assert sorted(values - set(words)) == []
