"""Entries of two records that become one: `give_way`. One service goes to the payer once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import BillingEntry, EntryEvent
from vantrexia.billing.services.work import NewItem, raise_items
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.entry_states import BILLED, check_event

_DUPLICATE = "duplicate"


def give_way(*, actor: Actor, keep_id: UUID, merge_id: UUID, now: datetime) -> None:
    """Before the rows move: what the record kept has not sent makes room for what the other has billed of the same code and
    period. Of what both have billed a person must take one back.

    The caller holds the locks of both. Void by no person, so that what the facts show is made again if they part.
    """
    practice_id = practice_of(actor)
    standing = BillingEntry.objects.filter(practice_id=practice_id, voided_at__isnull=True)
    billed = {
        (one.cpt_code, one.period_start): one
        for one in standing.filter(patient_id=merge_id, status__in=sorted(BILLED))
    }
    items: list[NewItem] = []
    for mine in standing.filter(patient_id=keep_id).select_for_update().order_by("id"):
        sent = billed.get((mine.cpt_code, mine.period_start))
        if sent is None:
            continue
        if mine.status in BILLED:
            params = {"code": sent.cpt_code, "dos": sent.service_date.isoformat()}
            items.append(NewItem("review", f"twice:{sent.id}", "billed_twice", keep_id, sent.id, params))
            continue
        check_event("voided", _DUPLICATE)
        mine.voided_at, mine.void_reason = now, _DUPLICATE
        mine.row_version += 1
        mine.save(update_fields=["voided_at", "void_reason", "row_version"])
        EntryEvent(
            practice_id=practice_id, entry_id=mine.id, event="voided", from_status=mine.status, reason=_DUPLICATE,
            detail={"billed": str(sent.id)}, by_id=actor.user_id, at=now,
        ).save(force_insert=True)  # fmt: skip
    raise_items(items, practice_id=practice_id, by_id=actor.user_id, now=now)
