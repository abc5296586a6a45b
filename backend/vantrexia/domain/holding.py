"""What follows when somebody answers an alert and does not resolve it: by when, and whom it is brought to then.

Public: `compute_resolve_deadline(answered_at, severity, policy)`, `plan_holding(…)`, `next_holding_step(…, done=…)`, `HOLDER`;
of calls by hand `next_standing_step(answered_at, done=…)`, `next_waiting_step(due_at, done=…)`.

The time for resolving counts from the first answer (acknowledged or claimed) since the opening or the raise; taking over, giving
back and taking on again win none. When it has passed, the holder is reminded, then the practice's escalations follow, their minutes
counted from that deadline; then the holder is reminded again after each further time for resolving. Nothing opens the alert again
by itself: a person has seen it, and says what is done about it.

A STAT call is no alert and has no such time. Whoever answered it is reminded every hour until somebody closes it, from the second
time on together with the role that was called: its patient stands in the critical band as long, and must not be forgotten there.
Any other call by hand has its deadline: when nobody has come by then, its role is reminded, and whoever called hears that nobody came.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vantrexia.domain.escalation import REPEAT_AT_LEAST, DeadlinePolicy, Step, get_severity, repeat_every

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
    *, answered_at: datetime, severity: str, policy: DeadlinePolicy, done: int, now: datetime
) -> Step | None:
    """The step after the first `done` ones, due when `due_at` has come; None for a severity that has no time for resolving.

    After the planned ones the holder is reminded again and again; of reminders that have all fallen due by `now` one is left.
    """
    steps = plan_holding(answered_at, severity, policy)
    if done < len(steps) or not steps:
        return steps[done] if done < len(steps) else None
    return _repeat(steps[-1], done - len(steps), repeat_every(severity, policy), now)


def next_standing_step(answered_at: datetime, *, done: int, now: datetime) -> Step:
    """The reminder of an answered STAT call nobody has closed, after `done` of them."""
    return _repeat(Step("reminder", 0, answered_at, HOLDER), done, REPEAT_AT_LEAST, now)


def next_waiting_step(due_at: datetime, *, done: int, now: datetime) -> Step:
    """The reminder of a call by hand that is no STAT and nobody has answered, after `done` of them: when it is due, then hourly."""
    return _repeat(Step("reminder", 0, due_at - REPEAT_AT_LEAST, HOLDER), done, REPEAT_AT_LEAST, now)


def _repeat(last: Step, done: int, every: timedelta, now: datetime) -> Step:
    number = max(done, (now - last.due_at) // every - 1) + 1
    return Step("reminder", last.step + number, last.due_at + every * number, HOLDER)
