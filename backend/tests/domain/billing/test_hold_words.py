"""Every hold has words of its own in two languages; none carries a value."""

from __future__ import annotations

import pytest

from vantrexia.domain.billing.flag_texts import FLAG_KINDS
from vantrexia.domain.billing.hold_words import WORDS, name_hold
from vantrexia.domain.billing.results import Severity

HOLDS = [key for key, kind in FLAG_KINDS.items() if kind.severity is Severity.HOLD]


def test_every_hold_has_words_and_no_other_flag() -> None:
    assert set(WORDS) == {*HOLDS, "NOT_SUPPORTED", "not_sent", "claim_blocked"}
    assert len({english for english, _ in WORDS.values()}) == len(WORDS)
    assert all(english != spanish and "{" not in english + spanish for english, spanish in WORDS.values())


@pytest.mark.parametrize(
    ("language", "said"), [("en", "No consent on file"), ("es-MX", "Sin consentimiento registrado")]
)
def test_a_hold_is_named_in_the_readers_language(language: str, said: str) -> None:
    assert name_hold("NO_CONSENT", language=language) == said


def test_a_hold_of_another_release_is_shown_as_it_is() -> None:
    assert name_hold("SOMETHING_NEW", language="en") == "something new"
