"""Whose own record an account of the role `patient` is: `link_record(...)`, `unlink_record(membership, ...)`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.accounts.models import Membership
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound


def link_record(*, actor: Actor, user_id: int, patient_id: UUID | None, now: datetime) -> None:
    """Tie a member of the role `patient` to their record (None: untie); it holds from the next request.

    The caller has seen that the record is one of the practice. Raises NotFound for no member here, InvalidInput
    for another role, Conflict for a record that has an account already: two people's readings in one record
    would be a mix-up nobody sees.
    """
    rows = Membership.objects.select_for_update().filter(practice_id=practice_of(actor))
    membership = rows.filter(user_id=user_id).first()
    if membership is None:
        raise NotFound("There is no such user in this practice.")
    if patient_id == membership.patient_id:
        return
    if patient_id is None:
        unlink_record(actor=actor, membership=membership, now=now)
        return
    if membership.role != "patient":
        raise InvalidInput(
            "Only an account of the role patient has a record of its own.",
            fields={"patient_id": ["only for the role patient"]},
        )
    if rows.filter(patient_id=patient_id).exists():
        raise Conflict("This record has an account already.")
    before, membership.patient_id = membership.patient_id, patient_id
    membership.save(update_fields=["patient_id"])
    record(
        actor=actor,
        action="membership.record_linked",
        entity="membership",
        entity_id=membership.id,
        patient_ids=[one for one in (before, patient_id) if one is not None],
        detail={"user_id": user_id},
        at=now,
    )


def unlink_record(*, actor: Actor, membership: Membership, now: datetime) -> None:
    """Take the record away from an account that has one."""
    before, membership.patient_id = membership.patient_id, None
    membership.save(update_fields=["patient_id"])
    record(
        actor=actor,
        action="membership.record_unlinked",
        entity="membership",
        entity_id=membership.id,
        patient_ids=[] if before is None else [before],
        detail={"user_id": membership.user_id},
        at=now,
    )
