"""The pages of docs/rules on claims say what the data say."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from vantrexia.domain.claims.pages import PAGES

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "rules"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_what_the_data_print(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == PAGES[name]()


def test_the_module_writes_the_pages_when_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "vantrexia.domain.claims.pages"
    monkeypatch.setattr(sys, "argv", [name, str(tmp_path)])
    monkeypatch.delitem(sys.modules, name)

    runpy.run_module(name, run_name="__main__")

    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(PAGES)
    text = (tmp_path / "claim-codes.md").read_text("utf-8")
    for code in ("| 18 |", "| 97 |", "| 119 |", "| 253 |", "| N362 |", "| WO |", "| A7 |"):
        assert code in text
