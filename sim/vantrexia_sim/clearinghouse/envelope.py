"""ISA to IEA around transaction sets: `wrap(…)`, and the text of amounts and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def segment(*elements: str) -> str:
    """One segment, trailing empty elements left out."""
    cells = list(elements)
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return "*".join(cells) + "~"


def wrap(
    *,
    sender: str,
    receiver: str,
    functional: str,
    version: str,
    usage: str,
    control: int,
    today: date,
    kind: str,
    sets: Sequence[Sequence[str]],
) -> str:
    """A file with one group. Sets are their segments between ST and SE."""
    out = [
        "ISA*00*          *00*          *ZZ*" + sender[:15].ljust(15) + "*ZZ*" + receiver[:15].ljust(15)
        + f"*{today:%y%m%d}*1200*^*00501*{control:09d}*0*{usage}*:~",
        segment("GS", functional, sender, receiver, f"{today:%Y%m%d}", "1200", str(control), "X", version),
    ]  # fmt: skip
    for number, inside in enumerate(sets, start=1):
        stated = () if kind == "835" else (version,)
        out.append(segment("ST", kind, f"{number:04d}", *stated))
        out += inside
        out.append(segment("SE", str(len(inside) + 2), f"{number:04d}"))
    out += [segment("GE", str(len(sets)), str(control)), segment("IEA", "1", f"{control:09d}")]
    return "\n".join(out) + "\n"


def money(amount: Decimal) -> str:
    """`120`, `51.77`, `-5.5`."""
    text = f"{amount:.2f}"
    return text[:-3] if text.endswith(".00") else text.rstrip("0")


def day(value: date) -> str:
    """CCYYMMDD."""
    return f"{value:%Y%m%d}"
