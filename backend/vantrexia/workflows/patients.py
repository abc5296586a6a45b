"""Stories of a patient that cross apps: what changes whether and how somebody is monitored, told to triage
at once.

Each function does its act and has the patient evaluated again in the same transaction, so that the triage
list never shows somebody nobody monitors any more, nor misses somebody who is monitored since a second ago.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.patients.services import records
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.workflows.alerting import tell_of


def set_archived(
    *, actor: Actor, patient_id: UUID, archived: bool, reason: str | None, now: datetime
) -> None:
    """Archive or unarchive; an archived patient is not monitored."""
    act = records.archive_patient if archived else records.unarchive_patient
    act(actor=actor, patient_id=patient_id, reason=reason, now=now)
    follow(actor, patient_id, now=now)


def follow(actor: Actor, *patient_ids: UUID, now: datetime) -> None:
    """Evaluate again after a change of monitoring, and tell people of alerts that came of it."""
    tell_of(
        reevaluate(actor=actor, patient_ids=patient_ids, cause="enrollment", now=now), actor=actor, now=now
    )
