"""Stories of a patient that cross apps: what changes whether and how somebody is monitored, told to triage
at once.

Each does its act and has the patient evaluated again in the same transaction, so that the triage list never
shows somebody nobody monitors any more, nor misses somebody who is monitored since a second ago.

`enroll_patient` does in one call what enrolling is: order, evidence, consent, episode, plans.
`revoke_consent` and `record_death` end the episode. `archive_patient`, `unarchive_patient`, `start_episode`, `end_episode`,
`set_plan`, `end_plan`, `record_pause`, `end_pause`, `record_stay`, `discharge`, `set_timezone` are the
services of that name, followed by the evaluation. `record_decision` checks whose readings it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.patients.services import (
    consents,
    contacts,
    episodes,
    interactions,
    interruptions,
    marks,
    orders,
    plans,
    records,
)
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.vitals.selectors.belonging import list_foreign
from vantrexia.workflows.alerting import tell_of

P = ParamSpec("P")
T = TypeVar("T")


def follow(actor: Actor, *patient_ids: UUID, now: datetime) -> None:
    """Evaluate again after a change of monitoring, and tell people of alerts that came of it."""
    changes = reevaluate(
        actor=actor, patient_ids=patient_ids, cause="enrollment", finds_silence=True, now=now
    )
    tell_of(changes, actor=actor, now=now)


def _followed(act: Callable[P, T]) -> Callable[P, T]:
    """The service, and the evaluation after it."""

    @wraps(act)
    def story(*args: P.args, **kwargs: P.kwargs) -> T:
        done = act(*args, **kwargs)
        given: dict[str, Any] = dict(kwargs)
        follow(given["actor"], given["patient_id"], now=given["now"])
        return done

    return story


start_episode = _followed(episodes.start_episode)
end_episode = _followed(episodes.end_episode)
set_plan = _followed(plans.set_plan)
end_plan = _followed(plans.end_plan)
record_pause = _followed(interruptions.record_pause)
end_pause = _followed(interruptions.end_pause)
record_stay = _followed(interruptions.record_stay)
discharge = _followed(interruptions.discharge)
set_timezone = _followed(contacts.set_timezone)
record_death = _followed(marks.record_death)
archive_patient = _followed(records.archive_patient)
unarchive_patient = _followed(records.unarchive_patient)


def enroll_patient(
    *,
    actor: Actor,
    patient_id: UUID,
    order: Mapping[str, Any],
    consent: Mapping[str, Any],
    episode: Mapping[str, Any],
    evidence: Mapping[str, Any] | None,
    plan: Sequence[Mapping[str, Any]],
    now: datetime,
) -> UUID:
    """Everything an enrolment needs, or nothing of it; returns the episode. Arguments as the services of
    each part take them.

    Errors name the part: `order.ordering_npi`.
    """
    whose: dict[str, Any] = {"actor": actor, "patient_id": patient_id, "now": now}
    order_id = _part("order", orders.record_order, **whose, **order)
    if evidence:
        _part("evidence", orders.record_evidence, **whose, **evidence)
    _part("consent", consents.record_consent, **whose, **consent)
    episode_id: UUID = _part("episode", episodes.start_episode, **whose, order_id=order_id, **episode)
    for line in plan:
        _part("plans", plans.set_plan, **whose, **line)
    follow(actor, patient_id, now=now)
    return episode_id


def _part(name: str, act: Callable[..., UUID], **given: Any) -> UUID:
    try:
        return act(**given)
    except InvalidInput as problem:
        fields = {f"{name}.{field}": texts for field, texts in problem.fields.items()}
        raise InvalidInput(problem.detail, fields=fields, data=problem.data) from None


def revoke_consent(
    *,
    actor: Actor,
    patient_id: UUID,
    consent_id: UUID,
    now: datetime,
    reason: str | None = None,
    revoked_at: datetime | None = None,
) -> UUID:
    """Consent taken back: unless another one covers monitoring, the episode ends at that time."""
    still_covered = consents.revoke_consent(
        actor=actor,
        patient_id=patient_id,
        consent_id=consent_id,
        reason=reason,
        revoked_at=revoked_at,
        now=now,
    )
    if not still_covered:
        episodes.end_open_episodes(
            records.lock_patient(actor, patient_id),
            actor=actor,
            reason="consent_revoked",
            ended_at=min(now, revoked_at or now),
            now=now,
        )
    follow(actor, patient_id, now=now)
    return consent_id


def record_decision(
    *, actor: Actor, patient_id: UUID, now: datetime, reading_ids: Sequence[UUID] = (), **given: Any
) -> UUID:
    """A clinical decision; the readings it names must be the patient's own."""
    if list_foreign(patient_id, reading_ids):
        raise InvalidInput("Whose readings?", fields={"reading_ids": ["must be readings of this patient"]})
    return interactions.record_decision(
        actor=actor, patient_id=patient_id, reading_ids=reading_ids, now=now, **given
    )
