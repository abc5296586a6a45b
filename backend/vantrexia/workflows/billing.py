"""Recomputing billing: what changed or is due, in batches that each commit, restartable at any moment.

`recompute_due(now)` is the job of every four hours; `recompute_practice` and `recompute_patients` are what it and
`manage.py recompute_billing` run. A batch locks its patients, looks again whether they are still due, and forgets the
marks it saw in the same transaction: a killed run loses the batch it was in, and two runs share the work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from vantrexia.accounts.selectors.practices import is_synthetic, list_practice_ids
from vantrexia.billing.services.locks import lock_patients, try_lock_patients
from vantrexia.billing.services.recompute import Recomputed, recompute
from vantrexia.billing.services.states import forget_all_marks, list_due, list_still_due, mark_patients
from vantrexia.core.actor import system_actor
from vantrexia.core.collector import paused_collector
from vantrexia.core.tenancy import practice_scope
from vantrexia.core.ticks import tick
from vantrexia.domain.billing.version import get_rules_version
from vantrexia.patients.selectors.enrolments import list_ever_enrolled
from vantrexia.workflows.sweeps import Job

log = logging.getLogger(__name__)
BATCH = 200
TICK = "recompute_billing"


@dataclass(slots=True)
class Progress:
    """How far a run is. `failed`: patients whose batch broke; their marks are still there."""

    due: int = 0
    patients: int = 0
    created: int = 0
    voided: int = 0
    held: int = 0
    items: int = 0
    problems: int = 0
    failed: int = 0

    def add(self, one: Recomputed) -> None:
        self.patients += one.patients
        self.created += one.created
        self.voided += one.voided
        self.held += one.held
        self.items += one.items
        self.problems += one.problems

    def as_detail(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


Shown = Callable[[Progress], None]


def recompute_due(now: datetime, *, show: Shown | None = None) -> int:
    """Every practice's patients that are dirty or due; returns how many."""
    progress = Progress()

    def tell(so_far: Progress) -> None:
        tick(TICK, now=now, detail={**so_far.as_detail(), "running": True})
        if show is not None:
            show(so_far)

    for practice_id in list_practice_ids():
        recompute_practice(practice_id, now=now, progress=progress, show=tell)
    tick(TICK, now=now, detail={**progress.as_detail(), "running": False})
    return progress.patients


def recompute_practice(
    practice_id: UUID,
    *,
    now: datetime,
    progress: Progress,
    show: Shown | None = None,
    backwards: bool = False,
) -> None:
    """One practice's due patients. `backwards`: a second process starts from the other end."""
    with practice_scope(practice_id):
        if is_synthetic(practice_id):
            forget_all_marks()
            return
        due = list_due(now=now, version=get_rules_version())
    progress.due += len(due)
    for batch in _batches(due[::-1] if backwards else due):
        _run_batch(practice_id, batch, now=now, progress=progress)
        if show is not None:
            show(progress)


def mark_everybody(practice_id: UUID, *, now: datetime) -> int:
    """Have everybody ever enrolled computed again; returns how many."""
    with practice_scope(practice_id):
        if is_synthetic(practice_id):
            return 0
        patients = list_ever_enrolled()
        mark_patients(patients, practice_id=practice_id, now=now)
    return len(patients)


def recompute_patients(practice_id: UUID, patient_ids: Sequence[UUID], *, now: datetime) -> Recomputed:
    """These patients now, waiting for whoever works on them; the synthetic practice is never billed."""
    with practice_scope(practice_id):
        if is_synthetic(practice_id):
            return Recomputed()
        lock_patients(patient_ids)
        actor = system_actor("recompute_billing", practice_id=practice_id)
        return recompute(actor=actor, patient_ids=patient_ids, now=now)


def _run_batch(practice_id: UUID, batch: Sequence[UUID], *, now: datetime, progress: Progress) -> None:
    """One batch; where it breaks, its patients one by one, so that one poisoned record stops nobody else's bill."""
    try:
        progress.add(_recompute_still_due(practice_id, batch, now=now))
    except Exception as error:
        if len(batch) == 1:
            progress.failed += 1
            log.exception("billing of a patient failed", extra={"event": "billing_failed"}, exc_info=error)
            return
        log.warning(
            "billing batch failed", extra={"event": "billing_batch_failed", "reason": type(error).__name__}
        )
        for patient_id in batch:
            _run_batch(practice_id, [patient_id], now=now, progress=progress)


def _recompute_still_due(practice_id: UUID, batch: Sequence[UUID], *, now: datetime) -> Recomputed:
    with paused_collector(), practice_scope(practice_id):
        locked = try_lock_patients(batch)
        still = list_still_due(locked, now=now, version=get_rules_version()) if locked else []
        if not still:
            return Recomputed()
        actor = system_actor("recompute_billing", practice_id=practice_id)
        return recompute(actor=actor, patient_ids=still, now=now)


def _batches(due: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(due), BATCH):
        yield due[start : start + BATCH]


JOBS: Mapping[str, Job] = MappingProxyType(
    {"recompute_billing": Job(recompute_due, timedelta(hours=4), "default")}
)
