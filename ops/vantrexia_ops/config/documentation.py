"""The documented example of every option: `read_documentation()` merges docs/*.toml, one table each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_documentation() -> Mapping[str, Mapping[str, Any]]:
    """Table name → option → documented value."""
    documented: dict[str, Mapping[str, Any]] = {}
    for file in sorted(files("vantrexia_ops.config").joinpath("docs").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            documented.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return documented


def read_documentation_text() -> str:
    """All of it as a person reads it: one example file with every option and what it means."""
    pieces = sorted(files("vantrexia_ops.config").joinpath("docs").iterdir(), key=lambda file: file.name)
    return "\n".join(piece.read_text(encoding="utf-8") for piece in pieces if piece.name.endswith(".toml"))
