"""What a person may change about themselves without an administrator.

Public: `change_own_profile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from vantrexia.accounts.selectors.profiles import Profile, get_profile
from vantrexia.accounts.services.passwords import load_self
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say

OWN_FIELDS = ("first_name", "last_name", "language")


def change_own_profile(*, actor: Actor, changes: Mapping[str, str], now: datetime) -> Profile:
    """Change one's name or language; answers the profile as it is then."""
    if "language" in changes and changes["language"] not in {code for code, _ in settings.LANGUAGES}:
        raise InvalidInput(
            "The profile is not valid.",
            fields={
                "language": [
                    say("must be one of {choices}", choices=", ".join(code for code, _ in settings.LANGUAGES))
                ]
            },
        )
    user, _ = load_self(actor)
    changed = [name for name in OWN_FIELDS if name in changes and getattr(user, name) != changes[name]]
    for name in changed:
        setattr(user, name, changes[name])
    if changed:
        user.save(update_fields=changed)
        record(
            actor=actor,
            action="user.changed",
            entity="user",
            entity_id=user.id,
            detail={"fields": sorted(changed)},
            at=now,
        )
    return get_profile(viewer=actor)
