"""An alert somebody holds: when it should be resolved, who is told when it is not, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_escalation import severity_policies
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.escalation import (
    DEFAULT_POLICY,
    SEVERITIES,
    DeadlinePolicy,
    SeverityPolicy,
    Step,
    repeat_every,
)
from vantrexia.domain.holding import (
    HOLDER,
    compute_resolve_deadline,
    next_holding_step,
    next_standing_step,
    next_waiting_step,
    plan_holding,
)

ANSWERED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return ANSWERED + timedelta(minutes=minutes)


@pytest.mark.parametrize(("severity", "minutes"), [("critical", 240), ("warning", 1440)])
def test_the_proposed_times_for_resolving(severity: str, minutes: int) -> None:
    assert compute_resolve_deadline(ANSWERED, severity, DEFAULT_POLICY) == after(minutes)


def test_the_holder_is_reminded_before_anybody_else_is_called() -> None:
    steps = plan_holding(ANSWERED, "critical", DEFAULT_POLICY)
    assert [(step.kind, step.step, step.role, step.due_at) for step in steps] == [
        ("reminder", 1, HOLDER, after(240)),
        ("escalation", 2, "provider", after(255)),
        ("escalation", 3, "clinical_manager", after(270)),
    ]


def find(
    done: int, now: datetime, policy: DeadlinePolicy = DEFAULT_POLICY, severity: str = "critical"
) -> Step | None:
    return next_holding_step(answered_at=ANSWERED, severity=severity, policy=policy, done=done, now=now)


def test_then_the_holder_is_reminded_again_and_again() -> None:
    assert find(3, ANSWERED) == Step("reminder", 4, after(270 + 240), HOLDER)
    assert find(4, ANSWERED) == Step("reminder", 5, after(270 + 480), HOLDER)
    assert find(3, after(270 + 900)) == Step("reminder", 6, after(270 + 720), HOLDER), (
        "one of those that passed"
    )


def test_a_stat_call_has_no_time_for_resolving_and_whoever_answered_is_reminded_every_hour() -> None:
    assert compute_resolve_deadline(ANSWERED, "stat", DEFAULT_POLICY) is None
    assert plan_holding(ANSWERED, "stat", DEFAULT_POLICY) == ()
    assert find(0, ANSWERED, severity="stat") is None
    assert next_standing_step(ANSWERED, done=0, now=ANSWERED) == Step("reminder", 1, after(60), HOLDER)
    assert next_standing_step(ANSWERED, done=1, now=after(60)) == Step("reminder", 2, after(120), HOLDER)
    assert next_standing_step(ANSWERED, done=1, now=after(301)) == Step("reminder", 5, after(300), HOLDER)


def test_a_call_nobody_came_for_is_told_of_when_it_is_due_and_every_hour_after() -> None:
    assert next_waiting_step(after(15), done=0, now=ANSWERED) == Step("reminder", 1, after(15), HOLDER)
    assert next_waiting_step(after(15), done=1, now=after(15)) == Step("reminder", 2, after(75), HOLDER)
    assert next_waiting_step(after(15), done=1, now=after(200)) == Step("reminder", 4, after(195), HOLDER)


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(InvalidInput):
        plan_holding(ANSWERED, "mild", DEFAULT_POLICY)


@given(severity_policies, st.sampled_from([one for one in SEVERITIES if one != "stat"]))
def test_every_step_comes_once_in_order_and_never_before_the_deadline(
    rules: SeverityPolicy, severity: str
) -> None:
    policy = replace(DEFAULT_POLICY, **{severity: rules})
    deadline = compute_resolve_deadline(ANSWERED, severity, policy)
    assert deadline is not None
    planned = len(plan_holding(ANSWERED, severity, policy))
    done = [step for number in range(planned) if (step := find(number, ANSWERED, policy, severity))]
    assert tuple(done) == plan_holding(ANSWERED, severity, policy)
    assert [step.step for step in done] == list(range(1, len(rules.escalations) + 2))
    assert (done[0].role, done[0].due_at) == (HOLDER, deadline)
    assert sorted(step.role for step in done[1:]) == sorted(one.role for one in rules.escalations)
    assert [step.due_at for step in done] == sorted(step.due_at for step in done)


@given(severity_policies, st.lists(st.integers(0, 3 * 10080), min_size=1, max_size=6))
def test_whoever_holds_an_alert_hears_of_it_again_however_late_the_sweep_comes(
    rules: SeverityPolicy, waits: list[int]
) -> None:
    policy, now, done = replace(DEFAULT_POLICY, critical=rules), ANSWERED, 0
    planned = plan_holding(ANSWERED, "critical", policy)
    for minutes in waits:
        now += timedelta(minutes=minutes)
        told = 0
        while (step := find(done, now, policy)) and step.due_at <= now:
            assert step.step > done
            done, told = step.step, told + 1
        assert told <= len(planned) + 1
        assert step is not None
        assert step.due_at <= max(now, planned[-1].due_at) + repeat_every("critical", policy)


@given(severity_policies, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_later_answer_never_makes_a_step_due_earlier(rules: SeverityPolicy, later: timedelta) -> None:
    policy = replace(DEFAULT_POLICY, critical=rules)
    first = plan_holding(ANSWERED, "critical", policy)
    second = plan_holding(ANSWERED + later, "critical", policy)
    assert [two.due_at - one.due_at for one, two in zip(first, second, strict=True)] == [later] * len(first)
