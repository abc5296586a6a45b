"""Work of claims and money as sentences: what happened, why in the payer's words made plain, and what to do."""

from __future__ import annotations

import pytest

from vantrexia.domain.claims.work_texts import TEXTS, next_step, say_claim_work

PARAMS = {
    "claim": "C1", "code": "99458", "dos": "30 Nov 2026", "group": "CO", "carc": "151", "rarc": ["N362"], "amount": "240",
    "batch": "RPM1", "places": "CLM 22", "claims": 2, "codes": "A7:562", "trace": "EFT1", "paid": "50", "status": "paid",
    "to": "denied", "reason": "WO",
}  # fmt: skip


def test_a_denial_says_why_and_what_to_do() -> None:
    assert say_claim_work("denied", PARAMS, language="en") == (
        "99458 of 30 Nov 2026 was denied: The payer thinks the record does not support this many or this often. "
        "The units or days are over the most allowed."
    )
    assert next_step("denied", PARAMS, language="es").startswith("Revise unidades y período.")


def test_a_denial_without_a_code_still_asks() -> None:
    bare = {**PARAMS, "carc": "", "rarc": None}
    assert say_claim_work("denied", bare, language="en") == "99458 of 30 Nov 2026 was denied: "
    assert next_step("denied", bare, language="en").startswith("Compare the payment")


def test_money_taken_off_is_said_by_its_reason() -> None:
    text = say_claim_work("provider_adjustment", PARAMS, language="es")
    assert text == "El pago EFT1 se modificó en 240: Recuperado: se descuenta un pago en exceso anterior."


@pytest.mark.parametrize("language", ["en", "es-MX"])
@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_key_has_a_sentence_and_a_step(key: str, language: str) -> None:
    text = say_claim_work(key, PARAMS, language=language)
    assert text
    assert "{" not in text
    assert next_step(key, PARAMS, language=language)


def test_other_work_is_not_its_business() -> None:
    assert say_claim_work("outreach_days", {}, language="en") is None
    assert next_step("outreach_days", {}, language="en") == ""
