"""The printed contents of the form, read back from the PDF: every text at its line and column."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.domain.claims.test_cms1500_grid import FULL, ONE
from vantrexia.billing.printing.cms1500_pdf import print_cms1500
from vantrexia.domain.claims.cms1500_grid import place_cms1500
from vantrexia.domain.claims.model import Claim
from vantrexia.domain.errors import InvalidInput


def read_pages(pdf: bytes) -> list[list[tuple[float, float, str]]]:
    """Texts of each page with the point they begin at, from the paper's left and upper edge, in inches."""
    pages = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        found: list[tuple[float, float, str]] = []

        def keep(text: str, cm: Any, tm: Any, font: Any, size: float, found: Any = found) -> None:
            if text.strip():
                assert font["/BaseFont"] == "/Courier"
                assert size == 12
                found.append((tm[4] / 72, (float(page.mediabox.height) - tm[5]) / 72, text.strip()))  # noqa: B023

        page.extract_text(visitor_text=keep)
        pages.append(found)
    return pages


@pytest.mark.parametrize("claim", [ONE, FULL])
def test_every_text_stands_on_the_grid_of_ten_and_six_to_the_inch(claim: Claim) -> None:
    forms = place_cms1500(claim)
    pages = read_pages(print_cms1500(forms))
    assert len(pages) == len(forms)
    for form, page in zip(forms, pages, strict=True):
        assert len(page) == len(form)
        columns = {round((x * 72 - 22) / 7.2 + 1, 3) for x, _, _ in page}
        assert all(column == int(column) for column in columns)
        read = {(round((y * 72 - 22) / 12), round((x * 72 - 22) / 7.2) + 1): text for x, y, text in page}
        assert read == {(mark.line, mark.column): mark.text for mark in form}
        assert all(0.25 < x < 8.25 and 0.25 < y < 10.75 for x, y, _ in page)


def test_the_form_itself_is_not_drawn() -> None:
    page = PdfReader(io.BytesIO(print_cms1500(place_cms1500(ONE)))).pages[0]
    content = page.get_contents()
    assert content is not None
    operators = {word for line in content.get_data().split(b"\n") for word in line.split()[-1:]}
    assert not operators & {b"re", b"S", b"f", b"l", b"m", b"Do"}


def test_all_of_it_moves_together() -> None:
    forms = place_cms1500(ONE)
    (still,), (moved,) = (read_pages(print_cms1500(forms, right=r, down=d)) for r, d in ((0, 0), (9, -18)))
    for (x, y, text), (x2, y2, text2) in zip(still, moved, strict=True):
        assert (round((x2 - x) * 72, 3), round((y2 - y) * 72, 3), text2) == (9, -18, text)
    with pytest.raises(InvalidInput):
        print_cms1500(forms, right=37)


def test_the_same_claim_is_the_same_file() -> None:
    forms = place_cms1500(FULL)
    assert print_cms1500(forms) == print_cms1500(forms)
