"""What a work item of claims and money asks for, in the reader's language: `say_claim_work`, `next_step`.

Keys are those the services raise; a denial's sentence carries the payer's reason in words, its next step stands apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from vantrexia.domain.claims.denials import explain_adjustment, explain_provider_adjustment, explain_remark
from vantrexia.domain.claims.remittance import Adjustment
from vantrexia.domain.plurals import fill

Params = Mapping[str, object]
# key: English, Spanish
TEXTS: Mapping[str, tuple[str, str]] = {
    "denied": ("{code} of {dos} was denied: {reason}", "{code} del {dos} fue denegado: {reason}"),
    "part_denied": (
        "{code} of {dos} was paid in part; {amount} was refused: {reason}",
        "{code} del {dos} se pagó en parte; se rechazaron {amount}: {reason}",
    ),
    "reversed": (
        "The payer took back what it decided on {code} of {dos} (claim {claim}).",
        "El pagador revirtió su decisión sobre {code} del {dos} (reclamación {claim}).",
    ),
    "batch_rejected": (
        "The file {batch} was rejected ({places}): {claims} {claims:claim|claims} must be sent again.",
        "El archivo {batch} fue rechazado ({places}): hay que reenviar {claims} {claims:reclamación|reclamaciones}.",
    ),
    "claim_rejected": (
        "Claim {claim} of {dos} was not taken in ({codes}): put it right and send it again.",
        "La reclamación {claim} del {dos} no fue aceptada ({codes}): corríjala y envíela de nuevo.",
    ),
    "remittance_unmatched": (
        "Payment {trace} holds a claim that is none of ours ({paid}).",
        "El pago {trace} contiene una reclamación que no es nuestra ({paid}).",
    ),
    "remittance_unmatched_line": (
        "Payment {trace} holds a line {code} that fits none of ours ({paid}).",
        "El pago {trace} contiene una línea {code} que no corresponde a ninguna nuestra ({paid}).",
    ),
    "remittance_no_lines": (
        "Payment {trace} pays claim {claim} as one sum ({paid}): say which lines it is for.",
        "El pago {trace} paga la reclamación {claim} en una suma ({paid}): indique a qué líneas corresponde.",
    ),
    "remittance_status": (
        "{code} of {dos} is {status} here and {to} in payment {trace}.",
        "{code} del {dos} está {status} aquí y {to} en el pago {trace}.",
    ),
    "paid_twice": (
        "{code} of {dos} was paid again in payment {trace}; {paid} were paid for the line in all.",
        "{code} del {dos} se pagó otra vez en el pago {trace}; en total se pagaron {paid} por la línea.",
    ),
    "reversal_differs": (
        "Payment {trace} took back another sum for {code} of {dos} than was paid; {paid} remain.",
        "El pago {trace} retiró por {code} del {dos} una suma distinta de la pagada; quedan {paid}.",
    ),
    "provider_adjustment": (
        "Payment {trace} was changed by {amount}: {reason_text}",
        "El pago {trace} se modificó en {amount}: {reason_text}",
    ),
}
_LOOK = {
    "batch_rejected": (
        "Put right what the places name, then send the claims again.",
        "Corrija lo que indican los lugares y reenvíe las reclamaciones.",
    ),
    "claim_rejected": (
        "Read the codes on the claim, put it right, send it again.",
        "Lea los códigos de la reclamación, corríjala y reenvíela.",
    ),
    "paid_twice": (
        "Find out which payment is owed; report and return the other within 60 days (42 CFR 401.305).",
        "Averigüe qué pago corresponde; notifique y devuelva el otro en 60 días (42 CFR 401.305).",
    ),
    "reversed": (
        "Look for the repetition in a later payment; ask the payer if none comes.",
        "Busque la repetición en un pago posterior; pregunte al pagador si no llega.",
    ),
    "": (
        "Compare the payment with the claim and the bank, then settle this.",
        "Compare el pago con la reclamación y el banco, y cierre esto.",
    ),
}


def say_claim_work(key: str, params: Params, *, language: str) -> str | None:
    """The sentence; None for a key that is not of claims."""
    if key not in TEXTS:
        return None
    shown = dict(params)
    if key in ("denied", "part_denied"):
        shown["reason"] = _say_reason(params, language)
    if key == "provider_adjustment":
        shown["reason_text"] = explain_provider_adjustment(str(params["reason"]), language=language)
    return fill(TEXTS[key][_tongue(language)], shown)


def next_step(key: str, params: Params, *, language: str) -> str:
    """What to do about it, in words; empty for a key that is not of claims."""
    if key not in TEXTS:
        return ""
    if key in ("denied", "part_denied") and params["carc"]:
        return explain_adjustment(_read_cause(params), language=language).next
    return _LOOK.get(key, _LOOK[""])[_tongue(language)]


def _say_reason(params: Params, language: str) -> str:
    """The adjustment in words, then the remarks that add to it."""
    remarks = params["rarc"]
    words = [explain_adjustment(_read_cause(params), language=language).says] if params["carc"] else []
    if isinstance(remarks, list):
        words += [explain_remark(str(code), language=language) for code in remarks]
    return " ".join(words)


def _read_cause(params: Params) -> Adjustment:
    return Adjustment(str(params["group"]), str(params["carc"]), Decimal(str(params["amount"])))


def _tongue(language: str) -> int:
    return int(language.lower().startswith("es"))
