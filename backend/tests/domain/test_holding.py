"""An alert somebody holds: when it should be resolved, who is told when it is not, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_escalation import severity_policies
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.escalation import DEFAULT_POLICY, SEVERITIES, SeverityPolicy
from vantrexia.domain.holding import (
    HOLDER,
    compute_resolve_deadline,
    next_holding_step,
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


def test_a_stat_call_has_no_time_for_resolving() -> None:
    assert compute_resolve_deadline(ANSWERED, "stat", DEFAULT_POLICY) is None
    assert plan_holding(ANSWERED, "stat", DEFAULT_POLICY) == ()
    assert next_holding_step(answered_at=ANSWERED, severity="stat", policy=DEFAULT_POLICY, done=0) is None


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
    done = []
    while step := next_holding_step(answered_at=ANSWERED, severity=severity, policy=policy, done=len(done)):
        done.append(step)
    assert tuple(done) == plan_holding(ANSWERED, severity, policy)
    assert [step.step for step in done] == list(range(1, len(rules.escalations) + 2))
    assert (done[0].role, done[0].due_at) == (HOLDER, deadline)
    assert sorted(step.role for step in done[1:]) == sorted(one.role for one in rules.escalations)
    assert [step.due_at for step in done] == sorted(step.due_at for step in done)


@given(severity_policies, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_later_answer_never_makes_a_step_due_earlier(rules: SeverityPolicy, later: timedelta) -> None:
    policy = replace(DEFAULT_POLICY, critical=rules)
    first = plan_holding(ANSWERED, "critical", policy)
    second = plan_holding(ANSWERED + later, "critical", policy)
    assert [two.due_at - one.due_at for one, two in zip(first, second, strict=True)] == [later] * len(first)
