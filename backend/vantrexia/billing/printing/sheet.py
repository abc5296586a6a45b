"""A paginated document: headings, tables that break over pages, a footer on every page. `Sheet`.

ReportLab sets it; `invariant` keeps the same data to the same bytes, so that a digest of the file means something.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus.flowables import Flowable

from vantrexia.domain.wordings import say, translate

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8, leading=10)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=7, leading=8.5)
_HEAD = ParagraphStyle("head", parent=_CELL, fontName="Helvetica-Bold")
_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=15, leading=19, spaceAfter=4)
_SECTION = ParagraphStyle(
    "section", fontName="Helvetica-Bold", fontSize=10.5, leading=13, spaceBefore=10, spaceAfter=3
)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.25, colors.HexColor("#9aa5b1")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e8edf2")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
)
WIDTH = letter[0] - 1.2 * inch


class Sheet:
    """Collects a document's parts in order; `finish()` gives the file."""

    def __init__(self, *, title: str, footer: str, language: str = "en") -> None:
        self._title = title
        self._footer = footer
        self._language = language
        self._parts: list[Flowable] = [Paragraph(escape(title), _TITLE)]

    def section(self, text: str) -> None:
        """A heading."""
        self._parts.append(Paragraph(escape(text), _SECTION))

    def text(self, text: str) -> None:
        """A paragraph; line breaks are kept."""
        self._parts.append(Paragraph(escape(text).replace("\n", "<br/>"), _BODY))

    def draw(self, part: Flowable) -> None:
        """A drawing of one's own."""
        self._parts.append(part)

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[object]], *, widths: Sequence[float]
    ) -> None:
        """A table that breaks over pages and repeats its head. `widths` are shares of the page's width."""
        if not rows:
            self.text(translate("None.", language=self._language))
            return
        whole = sum(widths)
        cells: list[list[object]] = [[Paragraph(escape(head), _HEAD) for head in heads]]
        # A cell that fits on one line needs no paragraph, which costs a hundred times as much.
        limits = [share / whole * WIDTH / 3.9 for share in widths]
        cells += [[_cell(value, limits[index]) for index, value in enumerate(row)] for row in rows]
        table = LongTable(cells, colWidths=[share / whole * WIDTH for share in widths], repeatRows=1)
        table.setStyle(_GRID)
        table.setStyle(TableStyle([("FONT", (0, 1), (-1, -1), "Helvetica", 7, 8.5)]))
        self._parts += [table, Spacer(0, 4)]

    def finish(self) -> bytes:
        """The PDF."""
        out = io.BytesIO()
        document = SimpleDocTemplate(
            out, pagesize=letter, leftMargin=0.6 * inch, rightMargin=0.6 * inch, topMargin=0.6 * inch, bottomMargin=0.7 * inch,
            title=self._title, author="Vantrexia", invariant=1,
        )  # fmt: skip
        document.build(self._parts, onFirstPage=self._foot, onLaterPages=self._foot)
        return out.getvalue()

    def _foot(self, canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 6.5)
        canvas.drawString(0.6 * inch, 0.45 * inch, self._footer)
        page = translate(say("page {number}", number=document.page), language=self._language)
        canvas.drawRightString(letter[0] - 0.6 * inch, 0.45 * inch, page)
        canvas.restoreState()


def _cell(value: object, fits: float) -> object:
    text = "" if value is None else str(value)
    return (
        text
        if len(text) <= fits and "\n" not in text
        else Paragraph(escape(text).replace("\n", "<br/>"), _CELL)
    )
