"""Months as calendars with their data days filled: `MonthCalendars(months, days)`. A filled day also carries a dot, so that
nothing is said by colour alone."""

from __future__ import annotations

from calendar import Calendar, month_name
from collections.abc import Set
from datetime import date

from reportlab.lib import colors
from reportlab.platypus.flowables import Flowable

_CELL = 15.0
_FILLED = colors.HexColor("#bcd9ee")


class MonthCalendars(Flowable):  # type: ignore[misc]  # the library is untyped
    """Up to four months side by side; weeks begin on Sunday, as on an American wall."""

    def __init__(self, months: list[tuple[int, int]], days: Set[date]) -> None:
        super().__init__()
        self.months = months
        self.days = days
        self.width = 4 * (7 * _CELL + 12)
        self.height = 8 * _CELL

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw on the current canvas."""
        for index, (year, month) in enumerate(self.months):
            self._draw_month(index * (7 * _CELL + 12), year, month)

    def _draw_month(self, left: float, year: int, month: int) -> None:
        canvas = self.canv
        canvas.setFont("Helvetica-Bold", 7.5)
        mine = sorted(day for day in self.days if (day.year, day.month) == (year, month))
        canvas.drawString(
            left,
            7.1 * _CELL,
            f"{month_name[month]} {year}: {len(mine)} data day{'' if len(mine) == 1 else 's'}",
        )
        canvas.setFont("Helvetica", 6.5)
        for row, week in enumerate(Calendar(firstweekday=6).monthdatescalendar(year, month)):
            for column, day in enumerate(week):
                if day.month != month:
                    continue
                x, y = left + column * _CELL, (6 - row) * _CELL
                canvas.setFillColor(_FILLED if day in self.days else colors.white)
                canvas.rect(x, y, _CELL, _CELL, stroke=1, fill=1)
                canvas.setFillColor(colors.black)
                canvas.drawString(x + 2, y + 5, str(day.day))
                if day in self.days:
                    canvas.circle(x + _CELL - 4, y + 4, 1.4, stroke=0, fill=1)
