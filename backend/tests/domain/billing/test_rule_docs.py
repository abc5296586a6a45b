"""The pages of the billing rules say what the data say."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from vantrexia.domain.billing.rule_docs import PAGES, write_pages

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "rules"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_what_the_data_print(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == PAGES[name]()


def test_the_pages_carry_what_a_reader_looks_for(tmp_path: Path) -> None:
    write_pages(tmp_path)

    codes = (tmp_path / "billing-codes.md").read_text("utf-8")
    for code in ("99445", "99454", "99470", "99091", "98979", "98986", "G0556", "99424"):
        assert code in codes
    assert "**no: holds every line.**" in codes
    assert "10–19 minutes in a calendar month" in codes
    assert "52.11" in (tmp_path / "billing-amounts.md").read_text("utf-8")
    assert "| addon_cap | 8.11 |" in (tmp_path / "billing-settings.md").read_text("utf-8")
    assert "DAYS_POOLED" in (tmp_path / "billing-flags.md").read_text("utf-8")


def test_the_module_writes_the_pages_when_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "vantrexia.domain.billing.rule_docs"
    monkeypatch.setattr(sys, "argv", [name, str(tmp_path)])
    monkeypatch.delitem(sys.modules, name)

    runpy.run_module(name, run_name="__main__")

    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(PAGES)
