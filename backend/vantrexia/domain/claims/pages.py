"""The pages of docs/rules on claims, printed from the data; a test compares them.

`python -m vantrexia.domain.claims.pages ../docs/rules` writes them. Public: `PAGES`, `write_pages`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from vantrexia.domain.claims.denials import load_denials
from vantrexia.domain.claims.problems import TEXTS
from vantrexia.domain.plurals import show_plural

_ACTIONS = {
    "correct": "correct and send again",
    "appeal": "appeal",
    "bill_other_payer": "bill another payer",
    "bill_patient": "bill the patient",
    "send_records": "send the records",
    "find_first": "find the first claim",
    "stop": "do not bill again",
    "look_up": "look it up",
    "none": "nothing",
}


def write_denials() -> str:
    """Adjustment and remark codes, provider-level adjustments, claim statuses."""
    data = load_denials()
    lines = [
        "# Codes on remittances",
        "",
        f"Printed from `vantrexia.domain.claims` (texts of {data['as_of'].isoformat()}); a test compares the two. The texts are",
        "our own and short; the official lists are licensed and are not copied. A code that is not here is posted all the",
        "same and becomes a work item.",
        "",
        "## Adjustment reasons (CARC)",
        "",
        "| code | kind | means | what to do | next step |",
        "| --- | --- | --- | --- | --- |",
    ]
    for code, row in data["carc"].items():
        text = row["en"]
        lines.append(
            f"| {code} | {row['kind']} | {text['says']} | {_ACTIONS[row['action']]} | {text['next']} |"
        )
    for title, table in (
        ("Remarks (RARC)", "rarc"),
        ("Provider-level adjustments (PLB)", "plb"),
        ("Claim status categories (277CA)", "category"),
        ("Claim status codes (277CA)", "status"),
    ):
        lines += ["", f"## {title}", "", "| code | means |", "| --- | --- |"]
        lines += [f"| {code} | {row['en']} |" for code, row in data[table].items()]
    return "\n".join(lines) + "\n"


def write_checks() -> str:
    """What a claim is checked for before it leaves."""
    lines = [
        "# Checks before a claim leaves",
        "",
        "Printed from `vantrexia.domain.claims`; a test compares the two. A claim with a problem is blocked and lists it with the",
        "field. Afterwards `pyx12` gives a second opinion on the whole file; what it refuses is not sent.",
        "",
        "| code | says |",
        "| --- | --- |",
        *(f"| `{code}` | {show_plural(english)} |" for code, (english, _) in TEXTS.items()),
    ]
    return "\n".join(lines) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "claim-checks.md": write_checks,
    "claim-codes.md": write_denials,
}


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    for name, write in PAGES.items():
        (folder / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
