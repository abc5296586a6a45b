"""Every sentence of billing in the reader's language: reasons, flags, findings, work items.

Public: `render_reason`, `render_flag`, `render_finding`, `render_work`, `list_languages`. English and Spanish; another
language falls back to English. Dates are written as the language writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vantrexia.domain.billing import texts_es
from vantrexia.domain.billing.flag_texts import FLAG_KINDS
from vantrexia.domain.billing.practice_check import FINDING_KINDS
from vantrexia.domain.billing.reasons import TEXTS, Value, format_text
from vantrexia.domain.plurals import fill

NOT_SUPPORTED = "The facts on record do not show this line."
WORK: Mapping[str, str] = {
    "outreach_days": "{needed} more {needed:day is|days are} needed for {code}; readings must resume by {resume_by}, last chance {last}.",
    "outreach_minutes": "{needed} more {needed:minute is|minutes are} needed for {code} by {last}.",
    "outreach_contact": "A live contact is needed for {code} by {last}.",
    "correct_code": "{billed} was billed on {dos}; the facts now say {code}.",
    "correct_units": "{billed_units} {billed_units:unit|units} of {billed} {billed_units:was|were} billed on {dos}; the facts now "
    "say {units}.",
    "correct_add": "{code} was earned after {billed} of {dos} was billed: it goes on a corrected claim.",
    "void_at_payer": "{code} of {dos} was voided here while {status}: the payer must be told.",
    "billed_twice": "{code} of {dos} was billed on both records that became one: one of the two must be taken back.",
    "evaluation_failed": "The rules could not judge the facts ({problem}).",
    "billed_without_basis": "{claims} {claims:line is|lines are} billed although nothing may be ({barrier}).",
}
_REASONS = {"en": {key: text for key, (_, text) in TEXTS.items()}, "es": texts_es.REASONS}
_FLAGS = {
    "en": {key: kind.text for key, kind in FLAG_KINDS.items()} | {"NOT_SUPPORTED": NOT_SUPPORTED},
    "es": texts_es.FLAGS,
}
_FINDINGS = {"en": {key: kind.text for key, kind in FINDING_KINDS.items()}, "es": texts_es.FINDINGS}
_WORK = {"en": {**_REASONS["en"], **WORK}, "es": {**texts_es.REASONS, **texts_es.WORK}}


def list_languages() -> tuple[str, ...]:
    """Languages every sentence is written in."""
    return tuple(_REASONS)


def render_reason(key: str, params: Mapping[str, Value], *, language: str) -> str:
    """A reason of an assessment. KeyError for an unknown key."""
    return _render(_REASONS, key, params, language)


def render_flag(key: str, params: Mapping[str, Value], *, language: str) -> str:
    """A flag: why a line is held, or what deserves a look."""
    return _render(_FLAGS, key, params, language)


def render_finding(key: str, params: Mapping[str, Value], *, language: str) -> str:
    """A pattern of the practice's self-check."""
    return _render(_FINDINGS, key, params, language)


def render_work(key: str, params: Mapping[str, Value], *, language: str) -> str:
    """What a work item asks for. A key written elsewhere (a denial's) is shown as it is."""
    if key not in _WORK["en"]:
        return key
    return _render(_WORK, key, params, language)


def _render(
    catalogue: Mapping[str, Mapping[str, str]], key: str, params: Mapping[str, Value], language: str
) -> str:
    tag = language.split("-")[0]
    if tag not in catalogue or tag == "en":
        return format_text(catalogue["en"][key], params)
    return fill(catalogue[tag][key], {name: _spanish(name, value) for name, value in params.items()})


def _spanish(name: str, value: Value) -> str:
    if not isinstance(value, date):
        return str(value)
    if name == "month":
        return f"{texts_es.MONTHS[value.month - 1]} de {value.year}"
    return f"{value.day} {texts_es.SHORT_MONTHS[value.month - 1]} {value.year}"
