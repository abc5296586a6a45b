"""Deadlines and steps: when they fall due, in which order, and what a practice may set."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.escalation import (
    DEFAULT_POLICY,
    SEVERITIES,
    WORKING_ROLES,
    Escalation,
    SeverityPolicy,
    Step,
    compute_deadline,
    deadline_after_raise,
    next_step,
    plan_steps,
    policy_as_json,
    policy_from_json,
    repeat_every,
)

OPENED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return OPENED + timedelta(minutes=minutes)


def list_steps(severity: str) -> list[tuple[int, str, str]]:
    steps = plan_steps(OPENED, severity, DEFAULT_POLICY)
    return [((step.due_at - OPENED) // timedelta(minutes=1), step.kind, step.role) for step in steps]


@pytest.mark.parametrize(("severity", "minutes"), [("critical", 15), ("warning", 60), ("stat", 10)])
def test_the_default_deadlines_are_the_decided_ones(severity: str, minutes: int) -> None:
    assert compute_deadline(OPENED, severity, DEFAULT_POLICY) == after(minutes)


def test_the_steps_of_a_critical_alert() -> None:
    assert list_steps("critical") == [
        (10, "reminder", "nurse"),
        (15, "escalation", "provider"),
        (15, "reminder", "nurse"),
        (20, "reminder", "nurse"),
        (25, "reminder", "nurse"),
        (30, "escalation", "clinical_manager"),
    ]


def test_the_steps_of_a_warning_alert() -> None:
    assert list_steps("warning") == [
        (45, "reminder", "nurse"),
        (60, "escalation", "clinical_manager"),
        (75, "reminder", "nurse"),
        (105, "reminder", "nurse"),
        (240, "escalation", "provider"),
    ]


def test_a_stat_escalation_reaches_a_provider_at_once() -> None:
    assert list_steps("stat")[0] == (0, "escalation", "provider")


@pytest.mark.parametrize("severity", SEVERITIES)
def test_steps_are_numbered_in_the_order_they_fall_due(severity: str) -> None:
    steps = plan_steps(OPENED, severity, DEFAULT_POLICY)
    assert [step.step for step in steps] == list(range(1, len(steps) + 1))
    assert [step.due_at for step in steps] == sorted(step.due_at for step in steps)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_some_escalation_happens_no_later_than_the_deadline(severity: str) -> None:
    deadline = compute_deadline(OPENED, severity, DEFAULT_POLICY)
    first = next(step for step in plan_steps(OPENED, severity, DEFAULT_POLICY) if step.kind == "escalation")
    assert first.due_at <= deadline


def test_the_next_step_follows_what_is_done() -> None:
    steps = plan_steps(OPENED, "critical", DEFAULT_POLICY)

    def find(done: int) -> Step | None:
        return next_step(opened_at=OPENED, severity="critical", policy=DEFAULT_POLICY, done=done, now=OPENED)

    assert [find(done) for done in range(len(steps))] == list(steps)
    assert [find(len(steps) + more) for more in range(4)] == [
        Step("reminder", 7, after(30 + 240), "nurse"),
        Step("reminder", 8, after(30 + 240), "provider"),
        Step("reminder", 9, after(30 + 240), "clinical_manager"),
        Step("reminder", 10, after(30 + 480), "nurse"),
    ]


def test_a_stat_call_nobody_answers_is_repeated_every_hour() -> None:
    done = len(plan_steps(OPENED, "stat", DEFAULT_POLICY))
    step = next_step(opened_at=OPENED, severity="stat", policy=DEFAULT_POLICY, done=done, now=OPENED)
    assert step is not None
    assert step.due_at == after(20 + 60)


def test_a_policy_without_reminders_and_escalations_has_no_steps() -> None:
    silent = replace(DEFAULT_POLICY.warning, reminders=0, escalations=())
    policy = replace(DEFAULT_POLICY, warning=silent)
    assert plan_steps(OPENED, "warning", policy) == ()
    for done in (0, 3):
        found = next_step(opened_at=OPENED, severity="warning", policy=policy, done=done, now=OPENED)
        assert found is None


@pytest.mark.parametrize(("raised", "expected"), [(0, 15), (30, 45), (45, 60), (46, 60), (55, 60)])
def test_a_raised_alert_nobody_answered_never_gets_a_later_deadline(raised: int, expected: int) -> None:
    due_at = compute_deadline(OPENED, "warning", DEFAULT_POLICY)
    raised_at = after(raised)
    assert deadline_after_raise(due_at, raised_at, "critical", DEFAULT_POLICY, was_answered=False) == after(
        expected
    )


@pytest.mark.parametrize("raised", [5, 55, 300])
def test_one_that_was_answered_must_be_answered_anew_in_the_time_of_its_new_severity(raised: int) -> None:
    due_at = compute_deadline(OPENED, "warning", DEFAULT_POLICY)
    raised_at = after(raised)
    assert deadline_after_raise(due_at, raised_at, "critical", DEFAULT_POLICY, was_answered=True) == after(
        raised + 15
    )


@pytest.mark.parametrize("severity", ["normal", "", "__class__"])
def test_an_unknown_severity_is_refused(severity: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        plan_steps(OPENED, severity, DEFAULT_POLICY)
    assert list(caught.value.fields) == ["severity"]


def test_only_roles_that_work_alerts_can_be_brought_in() -> None:
    assert WORKING_ROLES == ("clinical_manager", "provider", "nurse", "data_monitor")
    for severity in SEVERITIES:
        rules = getattr(DEFAULT_POLICY, severity)
        assert rules.remind_role in WORKING_ROLES
        assert {escalation.role for escalation in rules.escalations} <= set(WORKING_ROLES)


severity_policies = st.builds(
    SeverityPolicy,
    acknowledge_within_minutes=st.integers(1, 10080),
    resolve_within_minutes=st.integers(1, 10080),
    remind_after_minutes=st.integers(0, 10080),
    remind_every_minutes=st.integers(1, 10080),
    reminders=st.integers(0, 20),
    remind_role=st.sampled_from(WORKING_ROLES),
    escalations=st.lists(
        st.builds(Escalation, st.integers(0, 10080), st.sampled_from(WORKING_ROLES)), max_size=5
    ).map(tuple),
)


@given(severity_policies, severity_policies)
def test_a_practices_policy_survives_json(warning: SeverityPolicy, stat: SeverityPolicy) -> None:
    policy = replace(DEFAULT_POLICY, warning=warning, stat=replace(stat, resolve_within_minutes=None))
    assert policy_from_json(json.loads(json.dumps(policy_as_json(policy)))) == policy


@given(severity_policies)
def test_every_planned_step_is_done_once_and_none_is_lost(rules: SeverityPolicy) -> None:
    policy = replace(DEFAULT_POLICY, warning=rules)
    steps = plan_steps(OPENED, "warning", policy)
    assert sum(step.kind == "reminder" for step in steps) == rules.reminders
    assert sum(step.kind == "escalation" for step in steps) == len(rules.escalations)
    assert all(step.due_at >= OPENED for step in steps)


@given(severity_policies, st.lists(st.integers(0, 3 * 10080), min_size=1, max_size=6))
def test_whenever_the_sweep_comes_nobody_unanswered_falls_silent_and_no_step_is_done_twice(
    rules: SeverityPolicy, waits: list[int]
) -> None:
    policy = replace(DEFAULT_POLICY, critical=rules)
    planned = plan_steps(OPENED, "critical", policy)
    now, done, numbers = OPENED, 0, list[int]()
    for minutes in waits:
        now += timedelta(minutes=minutes)
        for _ in range(len(planned) + 20):
            step = next_step(opened_at=OPENED, severity="critical", policy=policy, done=done, now=now)
            if step is None or step.due_at > now:
                break
            numbers.append(step.step)
            done = step.step
        else:
            pytest.fail("one sweep has no end")
        assert (step is None) == (not planned)
        if step is not None and done >= len(planned):
            roles = len({one.role for one in planned})
            assert step.due_at - now <= repeat_every("critical", policy), "somebody is reminded before long"
            assert len(numbers) <= len(planned) + roles * len(waits), (
                "of rounds that passed together one is left"
            )
    assert numbers == sorted(set(numbers))
    assert set(numbers) >= {one.step for one in planned if one.due_at <= now}


def test_what_a_practice_leaves_out_keeps_the_default() -> None:
    assert policy_from_json({}) == DEFAULT_POLICY
    policy = policy_from_json({"critical": {"acknowledge_within_minutes": 5}, "stat": None})
    assert policy == replace(
        DEFAULT_POLICY, critical=replace(DEFAULT_POLICY.critical, acknowledge_within_minutes=5)
    )


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"normal": {}}, ["normal"]),
        ({"critical": 15}, ["critical"]),
        ({"critical": {"minutes": 15}}, ["critical.minutes"]),
        ({"critical": {"acknowledge_within_minutes": 0}}, ["critical.acknowledge_within_minutes"]),
        ({"critical": {"acknowledge_within_minutes": 10081}}, ["critical.acknowledge_within_minutes"]),
        ({"critical": {"acknowledge_within_minutes": 1.5}}, ["critical.acknowledge_within_minutes"]),
        ({"critical": {"acknowledge_within_minutes": True}}, ["critical.acknowledge_within_minutes"]),
        ({"critical": {"resolve_within_minutes": 0}}, ["critical.resolve_within_minutes"]),
        ({"critical": {"resolve_within_minutes": None}}, ["critical.resolve_within_minutes"]),
        ({"stat": {"resolve_within_minutes": 60}}, ["stat.resolve_within_minutes"]),
        ({"critical": {"remind_after_minutes": -1}}, ["critical.remind_after_minutes"]),
        ({"critical": {"remind_every_minutes": 0}}, ["critical.remind_every_minutes"]),
        ({"critical": {"reminders": 21}}, ["critical.reminders"]),
        ({"critical": {"reminders": None}}, ["critical.reminders"]),
        ({"critical": {"remind_role": "billing_manager"}}, ["critical.remind_role"]),
        ({"critical": {"escalations": "provider"}}, ["critical.escalations"]),
        ({"critical": {"escalations": 3}}, ["critical.escalations"]),
        ({"critical": {"escalations": ["provider"]}}, ["critical.escalations.0"]),
        (
            {"critical": {"escalations": [{"after_minutes": 5, "role": "provider"}, {}]}},
            ["critical.escalations.1.after_minutes", "critical.escalations.1.role"],
        ),
        ({"warning": 1, "stat": {"reminders": -1}}, ["stat.reminders", "warning"]),
    ],
)
def test_a_policy_that_cannot_be_read_is_refused_field_by_field(
    data: dict[str, object], fields: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        policy_from_json(data)
    assert sorted(caught.value.fields) == fields
