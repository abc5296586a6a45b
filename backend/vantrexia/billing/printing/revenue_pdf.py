"""The revenue report on paper: `print_revenue(…)`, a bar for each group and the tables behind it.

People of the practice read it, so it speaks their language (`domain/wordings`). Codes, names and dates are as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors

from vantrexia.billing.printing.sheet import WIDTH, Sheet
from vantrexia.billing.selectors.revenue import NO_PAYER, NO_PROVIDER, RevenueRow, Unbilled
from vantrexia.domain.billing.hold_words import name_hold
from vantrexia.domain.wordings import say, translate

_MOST_BARS = 12
_PARTS = (
    ("paid", "paid", colors.HexColor("#2f6f4f")),
    ("sent", "sent, not decided", colors.HexColor("#5b8db8")),
    ("pending", "pending", colors.HexColor("#d9a441")),
    ("denied", "denied", colors.HexColor("#a23b3b")),
)
_HEADS = ("Lines", "Patients", "Units", "Expected", "Pending", "Sent", "Paid", "Patient", "Denied")
_GROUPS = {"month": "Month", "code": "Code", "payer": "Payer", "provider": "Provider"}
_NAMES = {NO_PROVIDER: "Not on a claim yet", NO_PAYER: "No payer on file"}


def print_revenue(
    *,
    practice: str,
    first: date,
    last: date,
    by: str,
    rows: Sequence[RevenueRow],
    total: RevenueRow,
    unbilled: Sequence[Unbilled],
    language: str,
) -> bytes:
    """The PDF, in `en` or `es`. Amounts in US dollars; estimates are marked."""

    def word(text: str) -> str:
        return translate(text, language=language)

    days = word(say("dates of service {first} to {last}", first=first, last=last))
    sheet = Sheet(
        title=word(say("Revenue by {by}", by=by)),
        footer=f"{practice} · {days} · {word('US dollars')}",
        language=language,
    )
    lead = say(
        "Dates of service {first} to {last}. Amounts marked ~ rest on unconfirmed fees.",
        first=first,
        last=last,
    )
    sheet.text(f"{practice}\n{word(lead)}")
    lines = [_line(row, name=word(_NAMES.get(row.key, row.key))) for row in rows]
    if rows:
        names = [str(name)[:18] for name, *_ in lines]
        sheet.draw(_chart(rows, names=names, legend=[word(text) for _, text, _ in _PARTS]))
    sheet.section(word(say("By {by}", by=by)))
    sheet.table(
        [word(head) for head in (_GROUPS[by], *_HEADS)],
        [*lines, _line(total, name=word("Total"))],
        widths=(20, 6, 8, 6, 12, 10, 10, 10, 9, 9),
    )
    sheet.section(word("Not billed, and why"))
    sheet.table(
        [word(head) for head in ("Reason", "Lines", "Amount")],
        [(name_hold(one.reason, language=language), one.entries, f"{one.amount:,.2f}") for one in unbilled],
        widths=(60, 15, 25),
    )
    return sheet.finish()


def _line(row: RevenueRow, *, name: str) -> tuple[object, ...]:
    mark = "~" if row.is_estimate else ""
    amounts = (row.pending, row.sent, row.paid, row.patient_share, row.denied)
    return (
        name,
        row.entries,
        row.patients,
        row.units,
        f"{mark}{row.expected:,.2f}",
        *(f"{one:,.2f}" for one in amounts),
    )


def _chart(rows: Sequence[RevenueRow], *, names: Sequence[str], legend: Sequence[str]) -> Drawing:
    shown = rows[-_MOST_BARS:]
    drawing = Drawing(WIDTH, 190)
    chart = VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 45, 40, WIDTH - 60, 130
    chart.data = [[float(getattr(row, name) or Decimal(0)) for row in shown] for name, _, _ in _PARTS]
    chart.categoryAxis.style = "stacked"
    chart.categoryAxis.categoryNames = list(names[-_MOST_BARS:])
    chart.categoryAxis.labels.fontSize = chart.valueAxis.labels.fontSize = 6.5
    chart.valueAxis.valueMin = 0
    chart.valueAxis.labelTextFormat = "$%0.0f"
    for index, (_, _, colour) in enumerate(_PARTS):
        chart.bars[index].fillColor = colour
    key = Legend()
    key.x, key.y, key.fontSize, key.columnMaximum, key.deltax = 45, 14, 7, 1, 110
    key.colorNamePairs = [(colour, text) for (_, _, colour), text in zip(_PARTS, legend, strict=True)]
    drawing.add(chart)
    drawing.add(key)
    return drawing
