"""The runbooks as a test reads them: `blocks(page)` are their commands in code blocks, `commands()` every command of every page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "runbooks"
_BLOCK = re.compile(r"^( *)```sh\n(.*?)^\1```$", re.M | re.S)
_SPAN = re.compile(r"`((?:vantrexia|systemctl|docker compose) [^`]+)`")


def blocks(page: str) -> list[str]:
    """Each code block as a script, in the page's order."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    return [textwrap.dedent(found[2]) for found in _BLOCK.finditer(text)]


def commands() -> Iterator[tuple[str, str]]:
    """(page, command): one line of a block, or a command in a sentence."""
    for path in sorted(PAGES.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for script in blocks(path.stem):
            for line in script.splitlines():
                yield from ((path.stem, part.strip()) for part in line.split("&&"))
        for found in _SPAN.finditer(_BLOCK.sub("", text)):
            yield path.stem, found[1]
