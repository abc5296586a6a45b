"""What the audit screen says of actions, against what the server writes: the filter's beginnings, and the words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.audit_actions import SOURCES, list_actions

FRONTEND = Path(__file__).parents[3] / "frontend" / "src"
SCREEN = FRONTEND / "features" / "audit" / "components" / "audit-screen.tsx"
WORDS = re.compile(r"^  (\w+): \{(.*?)\},$", re.MULTILINE | re.DOTALL)


def test_the_actions_read_from_the_sources_are_all_of_them() -> None:
    plain = {
        action
        for path in SOURCES.rglob("*.py")
        for action in re.findall(r"\baction=\"([a-z_]+\.[a-z_]+)\"", path.read_text())
    }
    assert len(plain) > 100
    assert plain - list_actions() == set()
    # One of each other way: put together, by default, from a table, chosen at run time, of a class, of a factory's parameter.
    assert {
        "alert.acknowledged",
        "session.refused",
        "access.refused",
        "device.shipped",
        "time.held_listed",
        "patient.consents_read",
    } <= list_actions()


def test_every_filter_of_the_audit_screen_finds_something() -> None:
    text = SCREEN.read_text()
    groups = re.findall(r"'([a-z_.]+)'", text[text.index("const GROUPS = [") : text.index("] as const")])
    assert "all" in groups
    assert [
        group
        for group in groups
        if group != "all" and not any(one.startswith(group) for one in list_actions())
    ] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_action_has_its_words_and_no_words_are_left_over(language: str) -> None:
    text = (FRONTEND / "lib" / "locales" / language / "acts.ts").read_text()
    worded = [
        f"{group}.{name}" for group, names in WORDS.findall(text) for name in re.findall(r"(\w+): '", names)
    ]
    assert len(worded) == len(set(worded))
    assert set(worded) == list_actions()
