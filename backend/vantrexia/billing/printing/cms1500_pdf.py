"""The contents of CMS-1500 forms as pages to print on the bought red form: `print_cms1500(forms, …)`.

Nothing of the form itself is drawn: it is read by machines that see its red ink as blank. Courier of 12 points is ten
characters an inch, a line is 12 points. Printers take paper in differently, so all of it can be moved, in points.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from vantrexia.domain.claims.cms1500_grid import Mark
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say

PITCH, LEADING, SIZE = 7.2, 12.0, 12
# Column 1 begins here; the foot of line 1's letters stands `TOP + LEADING` under the paper's edge.
LEFT, TOP = 22.0, 22.0
MOST_SHIFT = 36


def print_cms1500(forms: Sequence[Sequence[Mark]], *, right: int = 0, down: int = 0) -> bytes:
    """A page for each form. `right` and `down` move everything, −36 to 36 points; raises InvalidInput beyond that."""
    wrong = {name: value for name, value in (("right", right), ("down", down)) if abs(value) > MOST_SHIFT}
    if wrong:
        says = [say("must be from -{most} to {most} points", most=MOST_SHIFT)]
        raise InvalidInput("The page cannot be moved so far.", fields=dict.fromkeys(wrong, says))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1)
    canvas.setTitle("CMS-1500 (02/12), contents")
    for form in forms:
        canvas.setFont("Courier", SIZE)
        for mark in form:
            x, y = find_place(mark.line, mark.column)
            canvas.drawString(x + right, y - down, mark.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def find_place(line: int, column: int) -> tuple[float, float]:
    """Where a line and column begin, in points from the lower left of the page."""
    return LEFT + (column - 1) * PITCH, float(letter[1]) - TOP - line * LEADING
