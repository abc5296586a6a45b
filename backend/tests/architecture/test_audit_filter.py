"""The audit screen's filter offers beginnings of actions; each must be the beginning of something the server writes."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCREEN = ROOT / "frontend" / "src" / "features" / "audit" / "components" / "audit-screen.tsx"
WRITTEN = re.compile(r"\"([a-z_]+\.[a-z_{}]+)\"")


def test_every_filter_of_the_audit_screen_finds_something() -> None:
    text = SCREEN.read_text()
    groups = re.findall(r"'([a-z_.]+)'", text[text.index("const GROUPS = [") : text.index("] as const")])
    assert "all" in groups
    sources = (path.read_text() for path in (ROOT / "backend" / "vantrexia").rglob("*.py"))
    actions = {action for source in sources for action in WRITTEN.findall(source)}
    assert "patient.archived" in actions
    assert [
        group for group in groups if group != "all" and not any(one.startswith(group) for one in actions)
    ] == []
