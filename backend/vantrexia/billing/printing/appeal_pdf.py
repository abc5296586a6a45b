"""The letter of appeal on paper and what is enclosed with it: `print_appeal(letter)`, `join_pdfs(files)`."""

from __future__ import annotations

import io
from collections.abc import Iterable
from html import escape

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import letter as LETTER_PAPER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus.flowables import Flowable

from vantrexia.domain.claims.appeal import AppealLetter

_BODY = ParagraphStyle("letter", fontName="Helvetica", fontSize=11, leading=15, spaceAfter=9)
_BOLD = ParagraphStyle("subject", parent=_BODY, fontName="Helvetica-Bold")


def print_appeal(letter: AppealLetter) -> bytes:
    """The letter as PDF, with room to sign; the same letter is the same file."""
    parts: list[Flowable] = [
        Paragraph(escape(letter.written), _BODY),
        Paragraph(escape(letter.addressee), _BODY),
        Spacer(0, 10),
        Paragraph(escape(letter.subject), _BOLD),
        *(Paragraph(escape(text), _BODY) for text in letter.paragraphs),
        Paragraph("Sincerely,", _BODY),
        Spacer(0, 40),
        Paragraph(escape(letter.signature), _BODY),
        Paragraph("Enclosed:", _BODY),
        ListFlowable([Paragraph(escape(text), _BODY) for text in letter.attachments], bulletType="bullet"),
    ]
    if letter.last_day is not None:
        parts.append(
            Paragraph(
                f"To be received by {letter.last_day:%B} {letter.last_day.day}, {letter.last_day.year}.",
                _BODY,
            )
        )
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=LETTER_PAPER, leftMargin=inch, rightMargin=inch, topMargin=inch, bottomMargin=inch,
        title=letter.subject, author="Vantrexia", invariant=1,
    ).build(parts)  # fmt: skip
    return out.getvalue()


def join_pdfs(files: Iterable[bytes]) -> bytes:
    """The pages of all files in their order, as one file."""
    writer = PdfWriter()
    for file in files:
        writer.append(PdfReader(io.BytesIO(file)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
