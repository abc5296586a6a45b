"""Every sentence exists in both languages with the same places to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter

import pytest

from vantrexia.domain.billing import texts, texts_es
from vantrexia.domain.billing.flag_texts import FLAG_KINDS
from vantrexia.domain.billing.practice_check import FINDING_KINDS
from vantrexia.domain.billing.reasons import TEXTS

PAIRS = {
    "reasons": ({key: text for key, (_, text) in TEXTS.items()}, texts_es.REASONS),
    "flags": (
        {key: kind.text for key, kind in FLAG_KINDS.items()} | {"NOT_SUPPORTED": texts.NOT_SUPPORTED},
        texts_es.FLAGS,
    ),
    "findings": ({key: kind.text for key, kind in FINDING_KINDS.items()}, texts_es.FINDINGS),
    "work": (texts.WORK, texts_es.WORK),
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", PAIRS)
def test_spanish_says_all_that_english_says(name: str) -> None:
    english, spanish = PAIRS[name]
    assert set(english) == set(spanish)
    for key, text in english.items():
        assert places(text) == places(spanish[key]), key
        assert text != spanish[key]


PARAMS: Mapping[str, str | int | date] = {
    "needed": 5, "code": "99454", "expected": date(2026, 11, 23), "last": date(2026, 11, 28),
}  # fmt: skip


def test_the_countdown_in_words() -> None:
    assert texts.render_reason("days_missing", PARAMS, language="en-US") == (
        "5 more days are needed; 99454 will be reached on 23 Nov 2026 if readings continue, last chance 28 Nov 2026."
    )
    assert texts.render_reason("days_missing", PARAMS, language="es-MX") == (
        "Faltan 5 días; 99454 se alcanzará el 23 nov 2026 si continúan las lecturas, última oportunidad 28 nov 2026."
    )
    assert texts.render_reason("no_consent", {}, language="fr").startswith("No consent")


def test_months_flags_findings_and_work_are_rendered_too() -> None:
    month = {"month": date(2026, 4, 1)}
    assert texts.render_reason("no_live_contact", month, language="es").endswith("en abril de 2026.")
    assert texts.render_flag("NOT_SUPPORTED", {}, language="en") == texts.NOT_SUPPORTED
    assert "April 2026" in texts.render_flag("LATE_ENTRY_UNCONFIRMED", month, language="en")
    assert texts.render_finding("IDENTICAL_STREAMS", {"patients": 2}, language="es").startswith(
        "Las lecturas de 2"
    )
    assert texts.render_work("unsupported_days", {"days": 3, "code": "99454"}, language="en").startswith(
        "3 data days"
    )
    assert texts.render_work("denied_16", {}, language="en") == "denied_16"
    assert texts.list_languages() == ("en", "es")
