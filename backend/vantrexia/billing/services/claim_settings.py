"""Say how claims are sent: `change_claim_settings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.services.practices import set_setting
from vantrexia.audit.services import record
from vantrexia.billing.models import ClaimProvider
from vantrexia.billing.selectors.claim_settings import SETTING, ClaimSettings, read_claim_settings
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say

_FORMS: Mapping[str, tuple[str, str]] = {
    "sender_id": (r"[A-Z0-9]{2,15}", "must be 2 to 15 capital letters and digits"),
    "receiver_id": (r"[A-Z0-9]{2,15}", "must be 2 to 15 capital letters and digits"),
    "submitter_id": (r"[A-Z0-9]{2,80}", "must be 2 to 80 capital letters and digits"),
    "sender_qualifier": (r"[0-9]{2}|ZZ", "must be two digits or ZZ"),
    "receiver_qualifier": (r"[0-9]{2}|ZZ", "must be two digits or ZZ"),
    "contact_phone": (r"[2-9][0-9]{9}", "must be ten digits"),
    "usage": (r"[PT]", "must be P (production) or T (test)"),
    "place_of_service": (r"(?!02|10)[0-9]{2}", "must be two digits, not a telehealth place (02, 10)"),
}


def change_claim_settings(*, actor: Actor, changes: Mapping[str, str], now: datetime) -> ClaimSettings:
    """From now on. Raises InvalidInput by field; a provider must be of the practice and of its kind."""
    settings = replace(read_claim_settings(actor, at=now), **changes)
    fields: dict[str, list[str]] = {}
    for name, (form, says) in _FORMS.items():
        value = getattr(settings, name)
        if value and not re.fullmatch(form, value):
            fields[name] = [says]
    for kind in ("billing", "rendering"):
        name = f"{kind}_provider_id"
        value = getattr(settings, name)
        if value and not _is_provider(actor, value, kind):
            fields[name] = [say("is no {kind} provider of the practice", kind=kind)]
    if fields:
        raise InvalidInput("The settings are not valid.", fields=fields)
    set_setting(actor=actor, name=SETTING, value=settings.as_json(), now=now)
    record(
        actor=actor, action="claim_settings.changed", entity="practice_setting", entity_id=SETTING,
        detail={"fields": sorted(changes)}, at=now,
    )  # fmt: skip
    return settings


def _is_provider(actor: Actor, value: str, kind: str) -> bool:
    try:
        provider_id = UUID(value)
    except ValueError:
        return False
    return ClaimProvider.objects.filter(
        practice_id=actor.practice_id, id=provider_id, kind=kind, is_active=True
    ).exists()
