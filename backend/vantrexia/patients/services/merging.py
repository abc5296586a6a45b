"""The records of a merge: who is kept, who is merged, what goes on of two open episodes, what search finds.

`open_merge(...)` checks and locks, `keep_merge(...)` marks the merged record and keeps the list of what
moved; `find_merge(...)` and `undo_merge(...)` for the way back. Rows are moved by
`workflows.patient_merge`, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.patients.models import Episode, MeasurementPlan, Merge, Patient, Pause
from vantrexia.patients.services.episodes import end_open_episodes, find_open_episode
from vantrexia.patients.services.locks import lock_names
from vantrexia.patients.services.records import save_patient
from vantrexia.patients.services.tokens import remake_tokens


@dataclass(frozen=True, slots=True)
class OpenMerge:
    """Two records, locked and fit to be merged; what was closed on the way, as JSON."""

    keep_id: UUID
    merge_id: UUID
    closed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge that can be undone."""

    id: UUID
    keep_id: UUID
    merge_id: UUID
    moved: dict[str, Any]


def open_merge(*, actor: Actor, keep_id: UUID, merge_id: UUID, now: datetime) -> OpenMerge:
    """Lock both. Raises NotFound, InvalidInput (the same record twice), Conflict (merged already, on legal
    hold; an archived record to be kept: nobody would monitor what the other one brings; a death noted on one of
    them only: whether the person lives, a person says).
    """
    practice_id = practice_of(actor)
    if keep_id == merge_id:
        raise InvalidInput("Two records are needed.", fields={"merge_id": ["is the record to keep"]})
    lock_names(practice_id)
    both = _lock_both(practice_id, keep_id, merge_id)
    for patient in both.values():
        if patient.merged_into_id:
            raise Conflict("One of them was merged before.", data={"merged": str(patient.id)})
        if patient.legal_hold:
            raise Conflict("A record on legal hold stays as it is.", data={"held": str(patient.id)})
    if both[merge_id].active and not both[keep_id].active:
        raise Conflict(
            "The record to keep is archived; bring it back first.", data={"archived": str(keep_id)}
        )
    dead = [patient for patient in both.values() if patient.deceased_at is not None]
    if len(dead) == 1:
        raise Conflict(
            "A death is noted on one of them; note it on both, or take it back.",
            data={"deceased": str(dead[0].id)},
        )
    return OpenMerge(
        keep_id, merge_id, _close_second_episode(both[keep_id], both[merge_id], actor=actor, now=now)
    )


def keep_merge(
    *,
    actor: Actor,
    merge: OpenMerge,
    moved: Mapping[str, Any],
    counts: Mapping[str, int],
    reason: str,
    now: datetime,
) -> UUID:
    """Mark the merged record, let search lead to the one kept, and keep what moved for the way back."""
    practice_id = practice_of(actor)
    both = _lock_both(practice_id, merge.keep_id, merge.merge_id)
    kept, merged = both[merge.keep_id], both[merge.merge_id]
    before = {"active": merged.active, "archived_at": _as_text(merged.archived_at)}
    merged.active, merged.merged_into = False, kept
    merged.archived_at = merged.archived_at or now
    save_patient(merged, ["active", "merged_into", "archived_at"], now=now)
    save_patient(kept, [], now=now)
    remake_tokens([kept, merged], practice_id=practice_id)
    row = Merge(
        practice_id=practice_id,
        kept=kept,
        merged=merged,
        moved={**moved, "closed": merge.closed, "before": before},
        reason=reason,
        merged_by_id=actor.user_id,
        merged_at=now,
    )
    row.save(force_insert=True)
    _tell(kept, merged, row.id, "patient.merged", actor=actor, reason=reason, counts=counts, now=now)
    return row.id


def find_merge(*, actor: Actor, patient_id: UUID) -> MergeView:
    """The newest merge of this record that stands, whichever side it was on. Raises NotFound, Conflict.

    A record that was kept and later merged itself must be taken out of that merge first.
    """
    practice_id = practice_of(actor)
    lock_names(practice_id)
    rows = Merge.objects.select_for_update().filter(practice_id=practice_id, undone_at__isnull=True)
    if not Patient.objects.filter(practice_id=practice_id, id=patient_id).exists():
        raise NotFound("There is no such patient.")
    merge = rows.filter(Q(merged_id=patient_id) | Q(kept_id=patient_id)).order_by("-merged_at", "-id").first()
    if merge is None:
        raise Conflict("This record is part of no merge.")
    later = rows.filter(merged_id=merge.kept_id).first()
    if later is not None:
        raise Conflict("The record kept was merged itself since.", data={"merged": str(merge.kept_id)})
    return MergeView(merge.id, merge.kept_id, merge.merged_id, dict(merge.moved))


def undo_merge(*, actor: Actor, merge: MergeView, reason: str, now: datetime) -> None:
    """Two records again: each found by its own values, the episode that was closed open as before."""
    practice_id = practice_of(actor)
    both = _lock_both(practice_id, merge.keep_id, merge.merge_id)
    kept, merged = both[merge.keep_id], both[merge.merge_id]
    before = merge.moved["before"]
    merged.active, merged.merged_into = before["active"], None
    merged.archived_at = datetime.fromisoformat(before["archived_at"]) if before["archived_at"] else None
    save_patient(merged, ["active", "merged_into", "archived_at"], now=now)
    save_patient(kept, [], now=now)
    _reopen(merged, merge.moved["closed"])
    remake_tokens([kept, merged], practice_id=practice_id)
    Merge.objects.filter(practice_id=practice_id, id=merge.id).update(
        undone_at=now, undone_by_id=actor.user_id
    )
    _tell(kept, merged, merge.id, "patient.unmerged", actor=actor, reason=reason, counts={}, now=now)


def _lock_both(practice_id: UUID, *patient_ids: UUID) -> dict[UUID, Patient]:
    rows = Patient.objects.select_for_update().filter(practice_id=practice_id, id__in=patient_ids)
    found = {patient.id: patient for patient in rows.order_by("id")}
    if len(found) != len(patient_ids):
        raise NotFound("There is no such patient.")
    return found


def _close_second_episode(kept: Patient, merged: Patient, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Of two open episodes the kept record's goes on. Returns what the other looked like before."""
    episode = find_open_episode(merged)
    if episode is None or find_open_episode(kept) is None:
        return {}
    plans = MeasurementPlan.objects.filter(practice_id=merged.practice_id, episode_id=episode.id)
    pauses = Pause.objects.filter(practice_id=merged.practice_id, episode_id=episode.id)
    closed = {
        "episode": str(episode.id),
        "plans": {str(row_id): _as_text(end) for row_id, end in plans.values_list("id", "ends_on")},
        "pauses": {str(row_id): _as_text(end) for row_id, end in pauses.values_list("id", "ends_at")},
    }
    end_open_episodes(merged, actor=actor, reason="merged", ended_at=now, now=now)
    return closed


def _reopen(merged: Patient, closed: Mapping[str, Any]) -> None:
    if not closed:
        return
    mine = Q(practice_id=merged.practice_id, patient_id=merged.id)
    if find_open_episode(merged) is None:
        Episode.objects.filter(mine, id=closed["episode"], end_reason="merged").update(
            ended_at=None, end_reason="", end_note=None
        )
    for row_id, day in closed["plans"].items():
        MeasurementPlan.objects.filter(mine, id=row_id).update(
            ends_on=date.fromisoformat(day) if day else None
        )
    for row_id, moment in closed["pauses"].items():
        Pause.objects.filter(mine, id=row_id).update(
            ends_at=datetime.fromisoformat(moment) if moment else None
        )


def _as_text(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _tell(
    kept: Patient,
    merged: Patient,
    merge_id: UUID,
    action: str,
    *,
    actor: Actor,
    reason: str,
    counts: Mapping[str, int],
    now: datetime,
) -> None:
    record(
        actor=actor,
        action=action,
        entity="merge",
        entity_id=merge_id,
        patient_ids=[kept.id, merged.id],
        reason=reason,
        detail={"kept": str(kept.id), "merged": str(merged.id), "moved": dict(counts)},
        at=now,
    )
    emit(
        [Event("patient", patient.id, patient.id, patient.row_version) for patient in (kept, merged)],
        practice_id=kept.practice_id,
        at=now,
    )
