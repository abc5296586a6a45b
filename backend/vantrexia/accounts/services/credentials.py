"""Professions of members, dated: an access role is not a profession, and billing needs the profession of the
day.

Public: `PROFESSIONS`, `add_credential`, `end_credential`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from vantrexia.accounts.models import Credential, Membership
from vantrexia.accounts.selectors.members import MemberView, get_member
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.npi import is_npi
from vantrexia.domain.wordings import say

PROFESSIONS: tuple[str, ...] = (
    "physician",
    "np",
    "pa",
    "cns",
    "cnm",
    "rn",
    "lpn",
    "ma",
    "pharmacist",
    "clinical_staff",
)


def add_credential(
    *,
    actor: Actor,
    user_id: int,
    profession: str,
    valid_from: date,
    valid_to: date | None = None,
    npi: str = "",
    licence_number: str = "",
    licence_state: str = "",
    now: datetime,
) -> MemberView:
    """State that a member holds a profession over `[valid_from, valid_to)`. Raises InvalidInput, NotFound."""
    problems: dict[str, list[str]] = {}
    if profession not in PROFESSIONS:
        problems["profession"] = [say("must be one of {choices}", choices=", ".join(PROFESSIONS))]
    if npi and not is_npi(npi):
        problems["npi"] = ["is not a valid NPI"]
    if valid_to is not None and valid_to <= valid_from:
        problems["valid_to"] = ["must lie after valid_from"]
    if problems:
        raise InvalidInput("The credential is not valid.", fields=problems)
    membership = Membership.objects.filter(practice_id=practice_of(actor), user_id=user_id).first()
    if membership is None:
        raise NotFound("There is no such user in this practice.")
    credential = Credential(
        practice_id=practice_of(actor),
        membership=membership,
        profession=profession,
        npi=npi,
        licence_number=licence_number,
        licence_state=licence_state,
        valid_from=valid_from,
        valid_to=valid_to,
        created_at=now,
    )
    credential.save(force_insert=True)
    record(
        actor=actor,
        action="credential.added",
        entity="credential",
        entity_id=credential.id,
        detail={"user_id": user_id, "profession": profession},
        at=now,
    )
    return get_member(viewer=actor, user_id=user_id, now=now)


def end_credential(
    *, actor: Actor, user_id: int, credential_id: UUID, valid_to: date, now: datetime
) -> MemberView:
    """A profession no longer held from a day on; the row stays, time entries of before it refer to it."""
    credential = (
        Credential.objects.select_for_update()
        .filter(id=credential_id, practice_id=practice_of(actor), membership__user_id=user_id)
        .first()
    )
    if credential is None:
        raise NotFound("There is no such credential.")
    if valid_to <= credential.valid_from:
        raise InvalidInput("The credential is not valid.", fields={"valid_to": ["must lie after valid_from"]})
    credential.valid_to = valid_to
    credential.save(update_fields=["valid_to"])
    record(
        actor=actor,
        action="credential.ended",
        entity="credential",
        entity_id=credential.id,
        detail={"user_id": user_id},
        at=now,
    )
    return get_member(viewer=actor, user_id=user_id, now=now)
