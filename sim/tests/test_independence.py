"""The simulator shares nothing with what it tests."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "vantrexia_sim"


def test_it_imports_neither_the_server_nor_the_operations_tool() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 20
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: relative import"
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] not in ("vantrexia", "vantrexia_ops", "config", "django"), (
                    file,
                    name,
                )
