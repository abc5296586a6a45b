"""Deadlines, reminders and escalation of an alert: what is due when, to which role.

Public: `plan_steps(opened_at, severity, policy)`, `next_step(…, done=…)`, `repeat_every`, `compute_deadline`,
`deadline_after_raise`, `DEFAULT_POLICY`, `get_severity`, `policy_as_json`, `policy_from_json`. The states of an
alert are in `alert_states`, what follows an answer in `holding`.

All times count from the opening (or from the moment a worse value raised the alert), never from a claim or a
release, so that handing an alert around wins no time. A STAT escalation, made by hand, follows the same form
under the severity `stat`. Acknowledging stops the steps, releasing takes them up where time has got to: steps
that fell due meanwhile are due at once. Steps are numbered; the caller keeps how many it has done, so that a
repeated run does none twice.

What nobody answers never falls silent: when every planned step is done, all roles of the plan are reminded again
after the time for resolving, and so on (hourly at most; a STAT call hourly). A practice that plans no step at all
is not reminded of anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from vantrexia.domain.access import ROLES, allows
from vantrexia.domain.alert_states import (
    ACTIONS,
    STATES,
    Action,
    Joining,
    State,
    check_holder,
    join_breach,
    transition,
)
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say

__all__ = [
    "ACTIONS",
    "DEFAULT_POLICY",
    "SEVERITIES",
    "STATES",
    "WORKING_ROLES",
    "Action",
    "DeadlinePolicy",
    "Escalation",
    "Joining",
    "SeverityPolicy",
    "State",
    "Step",
    "check_holder",
    "compute_deadline",
    "deadline_after_raise",
    "get_severity",
    "join_breach",
    "next_step",
    "plan_steps",
    "policy_as_json",
    "policy_from_json",
    "repeat_every",
    "transition",
]

StepKind = Literal["reminder", "escalation"]
SEVERITIES: tuple[str, ...] = ("warning", "critical", "stat")
MAX_MINUTES = 7 * 24 * 60
MAX_REMINDERS = 20
REPEAT_AT_LEAST = timedelta(hours=1)  # apart: what is planned closer is a plan's, and ends
# Roles an alert may be brought to: those whose permissions let them act on it.
WORKING_ROLES: tuple[str, ...] = tuple(role for role in ROLES if allows(role, "alert.work"))


class Escalation(NamedTuple):
    """Bring in a role so many minutes after the opening."""

    after_minutes: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityPolicy:
    """What happens to one severity. `reminders` are sent from `remind_after_minutes` on, so many minutes
    apart. `resolve_within_minutes` counts from the answer; None for STAT, which is no alert."""

    acknowledge_within_minutes: int
    resolve_within_minutes: int | None
    remind_after_minutes: int
    remind_every_minutes: int
    reminders: int
    remind_role: str
    escalations: tuple[Escalation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePolicy:
    """One practice's deadlines."""

    warning: SeverityPolicy
    critical: SeverityPolicy
    stat: SeverityPolicy


class Step(NamedTuple):
    """The `step`-th thing to do for an alert that nobody acknowledges, starting with 1."""

    kind: StepKind
    step: int
    due_at: datetime
    role: str


# Published: critical at once, warning within the hour. No source says by when an alert is resolved: a day for a
# warning and four hours for a critical alert are our proposal, and the practice's to choose (`verified: false`).
DEFAULT_POLICY = DeadlinePolicy(
    warning=SeverityPolicy(
        acknowledge_within_minutes=60,
        resolve_within_minutes=1440,
        remind_after_minutes=45,
        remind_every_minutes=30,
        reminders=3,
        remind_role="nurse",
        escalations=(Escalation(60, "clinical_manager"), Escalation(240, "provider")),
    ),
    critical=SeverityPolicy(
        acknowledge_within_minutes=15,
        resolve_within_minutes=240,
        remind_after_minutes=10,
        remind_every_minutes=5,
        reminders=4,
        remind_role="nurse",
        escalations=(Escalation(15, "provider"), Escalation(30, "clinical_manager")),
    ),
    stat=SeverityPolicy(
        acknowledge_within_minutes=10,
        resolve_within_minutes=None,
        remind_after_minutes=5,
        remind_every_minutes=5,
        reminders=4,
        remind_role="provider",
        escalations=(Escalation(0, "provider"), Escalation(10, "clinical_manager")),
    ),
)


def compute_deadline(opened_at: datetime, severity: str, policy: DeadlinePolicy) -> datetime:
    """When somebody must have acknowledged."""
    return opened_at + timedelta(minutes=get_severity(policy, severity).acknowledge_within_minutes)


def deadline_after_raise(
    due_at: datetime, raised_at: datetime, severity: str, policy: DeadlinePolicy, *, was_answered: bool
) -> datetime:
    """The deadline of an alert that a worse value raises.

    One nobody had answered is never given more time than it had. One that was answered kept its deadline; it must be
    answered anew, with the time of its new severity counted from the raise.
    """
    anew = compute_deadline(raised_at, severity, policy)
    return anew if was_answered else min(due_at, anew)


def plan_steps(opened_at: datetime, severity: str, policy: DeadlinePolicy) -> tuple[Step, ...]:
    """Every step in the order it falls due; an escalation before a reminder of the same minute."""
    rules = get_severity(policy, severity)
    planned: list[tuple[int, int, StepKind, str]] = [
        (escalation.after_minutes, 0, "escalation", escalation.role) for escalation in rules.escalations
    ]
    for number in range(rules.reminders):
        minutes = rules.remind_after_minutes + number * rules.remind_every_minutes
        planned.append((minutes, 1, "reminder", rules.remind_role))
    return tuple(
        Step(kind, number, opened_at + timedelta(minutes=minutes), role)
        for number, (minutes, _, kind, role) in enumerate(sorted(planned), start=1)
    )


def next_step(
    *, opened_at: datetime, severity: str, policy: DeadlinePolicy, done: int, now: datetime
) -> Step | None:
    """The step after the first `done` ones, due when `due_at` has come; None where the practice plans none at all.

    After the last planned one come rounds of reminders. Of rounds that have all fallen due by `now` (nobody could be told,
    the workers were away) only the newest is left: numbers then leave a gap.
    """
    steps = plan_steps(opened_at, severity, policy)
    if done < len(steps) or not steps:
        return steps[done] if done < len(steps) else None
    roles = list(dict.fromkeys(step.role for step in steps))
    every, last = repeat_every(severity, policy), steps[-1].due_at
    number, place = divmod(done - len(steps), len(roles))
    if place == 0:
        number = max(number, (now - last) // every - 1)
    return Step(
        "reminder",
        len(steps) + number * len(roles) + place + 1,
        last + every * (number + 1),
        roles[place],
    )


def repeat_every(severity: str, policy: DeadlinePolicy) -> timedelta:
    """How long after the last step, and then after each round, everybody is reminded again."""
    return max(REPEAT_AT_LEAST, timedelta(minutes=get_severity(policy, severity).resolve_within_minutes or 0))


def policy_as_json(policy: DeadlinePolicy) -> dict[str, object]:
    """A JSON-able form that `policy_from_json` reads back."""
    return {severity: _show_severity(get_severity(policy, severity)) for severity in SEVERITIES}


def policy_from_json(data: Mapping[str, object]) -> DeadlinePolicy:
    """Read a practice's policy; what it leaves out keeps the default.

    Errors: InvalidInput, field by field (`critical.reminders`).
    """
    fields: dict[str, list[str]] = {name: ["unknown severity"] for name in data if name not in SEVERITIES}
    read = {severity: _read_severity(severity, data.get(severity), fields) for severity in SEVERITIES}
    if fields:
        raise InvalidInput("The deadlines cannot be read.", fields=fields)
    return DeadlinePolicy(warning=read["warning"], critical=read["critical"], stat=read["stat"])


RESOLVE = "resolve_within_minutes"
_NUMBERS: tuple[tuple[str, int, int], ...] = (
    ("acknowledge_within_minutes", 1, MAX_MINUTES),
    (RESOLVE, 1, MAX_MINUTES),
    ("remind_after_minutes", 0, MAX_MINUTES),
    ("remind_every_minutes", 1, MAX_MINUTES),
    ("reminders", 0, MAX_REMINDERS),
)


def get_severity(policy: DeadlinePolicy, severity: str) -> SeverityPolicy:
    """The rules of one severity. Errors: InvalidInput for an unknown one."""
    if severity not in SEVERITIES:
        raise InvalidInput(
            fields={"severity": [say("must be one of {choices}", choices=", ".join(SEVERITIES))]}
        )
    rules: SeverityPolicy = getattr(policy, severity)
    return rules


def _show_severity(rules: SeverityPolicy) -> dict[str, object]:
    numbers = {name: getattr(rules, name) for name, _, _ in _NUMBERS}
    shown: dict[str, object] = {name: number for name, number in numbers.items() if number is not None}
    shown["remind_role"] = rules.remind_role
    shown["escalations"] = [escalation._asdict() for escalation in rules.escalations]
    return shown


def _read_severity(severity: str, data: object, fields: dict[str, list[str]]) -> SeverityPolicy:
    default = get_severity(DEFAULT_POLICY, severity)
    if data is None:
        return default
    if not isinstance(data, Mapping):
        fields[severity] = ["must be an object"]
        return default
    wanted = [(name, low, high) for name, low, high in _NUMBERS if getattr(default, name) is not None]
    known = {"remind_role", "escalations", *(name for name, _, _ in wanted)}
    for name in data:
        if name not in known:
            fields[f"{severity}.{name}"] = ["unknown setting"]
    numbers: dict[str, int] = {}
    for name, low, high in wanted:
        numbers[name] = _read_number(
            f"{severity}.{name}", data.get(name, getattr(default, name)), low, high, fields
        )
    role = _read_role(f"{severity}.remind_role", data.get("remind_role", default.remind_role), fields)
    escalations = default.escalations
    if "escalations" in data:
        escalations = _read_escalations(f"{severity}.escalations", data["escalations"], fields)
    return SeverityPolicy(
        acknowledge_within_minutes=numbers["acknowledge_within_minutes"],
        resolve_within_minutes=numbers.get(RESOLVE),
        remind_after_minutes=numbers["remind_after_minutes"],
        remind_every_minutes=numbers["remind_every_minutes"],
        reminders=numbers["reminders"],
        remind_role=role,
        escalations=escalations,
    )


def _read_escalations(name: str, data: object, fields: dict[str, list[str]]) -> tuple[Escalation, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str):
        fields[name] = ["must be a list"]
        return ()
    read: list[Escalation] = []
    for index, item in enumerate(data):
        where = f"{name}.{index}"
        if not isinstance(item, Mapping):
            fields[where] = ["must be an object"]
            continue
        minutes = _read_number(f"{where}.after_minutes", item.get("after_minutes"), 0, MAX_MINUTES, fields)
        read.append(Escalation(minutes, _read_role(f"{where}.role", item.get("role"), fields)))
    return tuple(read)


def _read_number(name: str, value: object, low: int, high: int, fields: dict[str, list[str]]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        fields[name] = [say("must be a whole number from {low} to {high}", low=low, high=high)]
        return low
    return value


def _read_role(name: str, value: object, fields: dict[str, list[str]]) -> str:
    if value not in WORKING_ROLES:
        fields[name] = [say("must be a role that works alerts: {choices}", choices=", ".join(WORKING_ROLES))]
    return str(value)
