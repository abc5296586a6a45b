"""What the demo's staff did in the invented past: who saw an alert when, what they wrote, what came of it.

`plan_acts(practice_id, opened_at=…)` for alerts opened or raised at that moment, `plan_reviews(practice_id, until=…)` for
looking through everybody once in a while, `do_act(act, staff=…)` does one, at its own time. Everything hangs on the alert's cause
and hour and on nothing else, so that the same past is lived twice in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from uuid import UUID

from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.errors import DomainError
from vantrexia.triage.selectors.opened import OpenAlert, list_known_patients, list_open_alerts
from vantrexia.triage.services.actions import claim_alert, comment_alert, resolve_alert
from vantrexia.triage.services.reviews import record_review

# What a nurse writes when she resolves: outcome, words.
ENDINGS = (
    ("contacted_patient", "Called: feels well, had been climbing stairs. Measured again after rest."),
    ("contacted_patient", "Called: had forgotten the evening tablet. Will take it and measure again."),
    ("contacted_patient", "Called: no symptoms. Asked to sit five minutes before the next reading."),
    ("expected_value", "Known to the provider, within what was agreed for this patient."),
    ("medication_changed", "Discussed with the provider; dose changed from tomorrow."),
    ("visit_scheduled", "Visit arranged for this week."),
    ("measurement_error", "Cuff was worn over a sleeve; the next reading was as usual."),
    ("no_action_needed", "Next reading back in range."),
)
WAITING = (
    "No answer; left a message and will try again this afternoon.",
    "Daughter answered; patient is out and will measure again in the evening.",
    "Message left with the provider, waiting for the answer.",
)
SILENCE = "Left a message: please measure, or tell us what is wrong with the device."
# Minutes until somebody sees it, within the deadlines a practice starts with; hours until it is done: most on the phone,
# some in the afternoon, some the next day.
SOON = {"critical": (2, 11), "warning": (6, 50)}
LASTS = ((0.2, 2.5), (5.0, 11.0), (14.0, 30.0))


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person at its time. `target` is an alert, or a patient for a review."""

    at: datetime
    practice_id: UUID
    what: Literal["claim", "comment", "resolve", "review"]
    target: UUID
    role: str = "nurse"
    words: str = ""
    outcome: str = ""


def plan_acts(practice_id: UUID, *, opened_at: datetime | None = None) -> list[Act]:
    """What will be done about the open alerts; with `opened_at` about those that opened, or were raised, at this moment."""
    viewer = system_actor("seed_history", practice_id=practice_id)
    with practice_scope(practice_id):
        fresh = list_open_alerts(viewer, since=opened_at)
    return [act for alert in fresh for act in _plan(alert, practice_id)]


def _plan(alert: OpenAlert, practice_id: UUID) -> list[Act]:
    since = alert.since
    dice = Random(f"{alert.patient_id}|{alert.rule_key}|{since.isoformat()}")
    seen = since + timedelta(minutes=dice.uniform(*SOON[alert.severity]))
    acts = [Act(seen, practice_id, "claim", alert.id)]
    if alert.vital == "":
        # Nobody measures: it ends by itself when somebody does.
        return [
            *acts,
            Act(seen + timedelta(minutes=4), practice_id, "comment", alert.id, words=SILENCE),
        ]
    done = seen + timedelta(hours=dice.uniform(*dice.choices(LASTS, weights=(5, 3, 2))[0]))
    if done > seen + timedelta(hours=4):
        waiting = Act(
            seen + timedelta(minutes=6), practice_id, "comment", alert.id, words=dice.choice(WAITING)
        )
        acts.append(waiting)
    outcome, words = dice.choice(ENDINGS)
    acts.append(Act(done, practice_id, "resolve", alert.id, words=words, outcome=outcome))
    if alert.severity == "critical":
        acts.append(Act(done + timedelta(minutes=2), practice_id, "review", alert.patient_id))
    return acts


def plan_reviews(practice_id: UUID, *, until: datetime) -> list[Act]:
    """Everybody is looked through once in the last six days, during somebody's working hours."""
    viewer = system_actor("seed_history", practice_id=practice_id)
    with practice_scope(practice_id):
        patients = list_known_patients(viewer)
    return [
        Act(
            until - timedelta(hours=Random(f"{patient}|review").uniform(2, 144)),
            practice_id,
            "review",
            patient,
        )
        for patient in patients
    ]


def do_act(act: Act, *, staff: Mapping[str, Actor]) -> int:
    """Do it; 0 when the alert meanwhile stands otherwise (raised again, ended by itself)."""
    actor = staff[act.role]
    try:
        with practice_scope(act.practice_id, user_id=actor.user_id):
            if act.what == "review":
                record_review(actor=actor, patient_id=act.target, now=act.at)
            elif act.what == "claim":
                claim_alert(actor=actor, alert_id=act.target, now=act.at)
            elif act.what == "comment":
                comment_alert(actor=actor, alert_id=act.target, comment=act.words, now=act.at)
            else:
                resolve_alert(
                    actor=actor, alert_id=act.target, outcome=act.outcome, comment=act.words, now=act.at
                )
    except DomainError:
        return 0
    return 1
