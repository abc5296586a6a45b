"""What the practice clearinghouse is told by: scenarios with mistakes in them, and check digits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vantrexia_sim.clearinghouse.intake import has_check_digit
from vantrexia_sim.clearinghouse.scenario import read_scenario
from vantrexia_sim.errors import BadInput


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = ", "is not TOML"),
        ("colour = 1", "unknown key 'colour'"),
        ("[[rules]]\nwhat = 1", "unknown key 'what'"),
        ("[[reversals]]\nthen = 'same'", "claim"),
        ("[rates]\n99454 = 'much'", "must be text"),
        ("first_number = 0", "whole number from 1"),
        ("first_number = true", "whole number from 1"),
    ],
)
def test_a_wrong_scenario_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=re.escape(reason)):
        read_scenario(path)
    with pytest.raises(BadInput):
        read_scenario(tmp_path / "none.toml")


def test_check_digits() -> None:
    assert has_check_digit("1234567893")
    assert not has_check_digit("1234567890")
    assert not has_check_digit("123")
