"""The revenue report on paper: `print_revenue(…)`, a bar for each group and the tables behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors

from vantrexia.billing.printing.sheet import WIDTH, Sheet
from vantrexia.billing.selectors.revenue import RevenueRow, Unbilled
from vantrexia.domain.billing.hold_words import name_hold

_MOST_BARS = 12
_PARTS = (
    ("paid", "paid", colors.HexColor("#2f6f4f")),
    ("sent", "sent, not decided", colors.HexColor("#5b8db8")),
    ("pending", "pending", colors.HexColor("#d9a441")),
    ("denied", "denied", colors.HexColor("#a23b3b")),
)


def print_revenue(
    *,
    practice: str,
    first: date,
    last: date,
    by: str,
    rows: Sequence[RevenueRow],
    total: RevenueRow,
    unbilled: Sequence[Unbilled],
) -> bytes:
    """The PDF. Amounts in US dollars; estimates are marked."""
    sheet = Sheet(
        title=f"Revenue by {by}", footer=f"{practice} · dates of service {first} to {last} · US dollars"
    )
    sheet.text(f"{practice}\nDates of service {first} to {last}. Amounts marked ~ rest on unconfirmed fees.")
    if rows:
        sheet.draw(_chart(rows))
    sheet.section(f"By {by}")
    sheet.table(
        (
            by.capitalize(),
            "Lines",
            "Patients",
            "Units",
            "Expected",
            "Pending",
            "Sent",
            "Paid",
            "Patient",
            "Denied",
        ),
        [_line(row) for row in (*rows, total)],
        widths=(20, 6, 8, 6, 12, 10, 10, 10, 9, 9),
    )
    sheet.section("Not billed, and why")
    sheet.table(
        ("Reason", "Lines", "Amount"), [(name_hold(one.reason, language="en"), one.entries, f"{one.amount:,.2f}") for one in unbilled],
        widths=(60, 15, 25),
    )  # fmt: skip
    return sheet.finish()


def _line(row: RevenueRow) -> tuple[object, ...]:
    mark = "~" if row.is_estimate else ""
    amounts = (row.pending, row.sent, row.paid, row.patient_share, row.denied)
    return (
        row.key.replace("_", " "),
        row.entries,
        row.patients,
        row.units,
        f"{mark}{row.expected:,.2f}",
        *(f"{one:,.2f}" for one in amounts),
    )


def _chart(rows: Sequence[RevenueRow]) -> Drawing:
    shown = rows[-_MOST_BARS:]
    drawing = Drawing(WIDTH, 190)
    chart = VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 45, 40, WIDTH - 60, 130
    chart.data = [[float(getattr(row, name) or Decimal(0)) for row in shown] for name, _, _ in _PARTS]
    chart.categoryAxis.style = "stacked"
    chart.categoryAxis.categoryNames = [row.key.replace("_", " ")[:18] for row in shown]
    chart.categoryAxis.labels.fontSize = chart.valueAxis.labels.fontSize = 6.5
    chart.valueAxis.valueMin = 0
    chart.valueAxis.labelTextFormat = "$%0.0f"
    for index, (_, _, colour) in enumerate(_PARTS):
        chart.bars[index].fillColor = colour
    legend = Legend()
    legend.x, legend.y, legend.fontSize, legend.columnMaximum, legend.deltax = 45, 14, 7, 1, 110
    legend.colorNamePairs = [(colour, text) for _, text, colour in _PARTS]
    drawing.add(chart)
    drawing.add(legend)
    return drawing
