"""What follows when somebody answers an alert and does not resolve it: by when, and whom it is brought to then.

Public: `compute_resolve_deadline(answered_at, severity, policy)`, `plan_holding(…)`, `next_holding_step(…, done=…)`, `HOLDER`.

The time for resolving counts from the first answer (acknowledged or claimed) since the opening or the raise; taking over, giving
back and taking on again win none. When it has passed, the holder is reminded, then the practice's escalations follow, their minutes
counted from that deadline. Nothing opens the alert again by itself: a person has seen it, and says what is done about it. A STAT
call has no time for resolving; it stands on the list until somebody closes it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vantrexia.domain.escalation import DeadlinePolicy, Step, get_severity

HOLDER = "holder"  # in place of a role: whoever has the alert


def compute_resolve_deadline(answered_at: datetime, severity: str, policy: DeadlinePolicy) -> datetime | None:
    """When it should be resolved; None for a severity that has no such time."""
    minutes = get_severity(policy, severity).resolve_within_minutes
    return None if minutes is None else answered_at + timedelta(minutes=minutes)


def plan_holding(answered_at: datetime, severity: str, policy: DeadlinePolicy) -> tuple[Step, ...]:
    """The reminder to the holder first, then each escalation in the order it falls due."""
    deadline = compute_resolve_deadline(answered_at, severity, policy)
    if deadline is None:
        return ()
    escalations = sorted(get_severity(policy, severity).escalations)
    return (
        Step("reminder", 1, deadline, HOLDER),
        *(
            Step(
                "escalation", number, deadline + timedelta(minutes=escalation.after_minutes), escalation.role
            )
            for number, escalation in enumerate(escalations, start=2)
        ),
    )


def next_holding_step(
    *, answered_at: datetime, severity: str, policy: DeadlinePolicy, done: int
) -> Step | None:
    """The step after the first `done` ones; None when all are done. It is due when `due_at` has come."""
    steps = plan_holding(answered_at, severity, policy)
    return steps[done] if done < len(steps) else None
