"""The printed rules are the rules: a page that differs from the data fails here."""

from __future__ import annotations

from pathlib import Path

import pytest

from vantrexia.domain.rule_docs import PAGES, write_pages

FOLDER = Path(__file__).parents[3] / "docs" / "rules"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_says_what_the_data_say(name: str) -> None:
    path = FOLDER / name
    assert path.read_text(encoding="utf-8") == PAGES[name](), (
        f"{name} is out of date; from backend/ run: python -m vantrexia.domain.rule_docs ../docs/rules"
    )


def test_the_pages_can_be_written_anew(tmp_path: Path) -> None:
    write_pages(tmp_path / "rules")
    assert {path.name for path in (tmp_path / "rules").iterdir()} == {
        "access.md",
        "escalation.md",
        "risk-score.md",
        "thresholds.md",
    }


def test_an_unverified_limit_is_shown_as_such() -> None:
    (line,) = [
        line
        for line in PAGES["thresholds.md"]().splitlines()
        if line.startswith("| Glucose | high | critical |")
    ]
    assert "**no**" in line
