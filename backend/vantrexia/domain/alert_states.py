"""The states of an alert: open → acknowledged → resolved, and what a later breach does to it.

Public: `transition(state, action)`, `join_breach(state, severity, breach_severity)`, `check_holder`,
`STATES`, `ACTIONS`.

    acknowledge, claim   open → acknowledged: somebody has seen it; a claim also says who acts
    claim                acknowledged → acknowledged: takes it over or takes it on
    release              acknowledged → open: back to everybody, its deadlines have gone on meanwhile
    resolve              acknowledged → resolved: only what has been seen can be resolved by a person
    auto_resolve         open or acknowledged → resolved: the cause is gone by itself (a missing reading came)
    escalate, comment    change no state; a resolved alert can still be commented on
    raise                a graver breach of the same cause: back to open, because what was seen was less

A resolved alert is over. The next breach of its cause opens a new alert.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, NamedTuple

from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

State = Literal["open", "acknowledged", "resolved"]
Action = Literal["acknowledge", "claim", "release", "resolve", "auto_resolve", "escalate", "comment", "raise"]

STATES: tuple[State, ...] = ("open", "acknowledged", "resolved")

_TRANSITIONS: MappingProxyType[tuple[str, str], State] = MappingProxyType(
    {
        ("open", "acknowledge"): "acknowledged",
        ("open", "claim"): "acknowledged",
        ("open", "auto_resolve"): "resolved",
        ("open", "escalate"): "open",
        ("open", "comment"): "open",
        ("open", "raise"): "open",
        ("acknowledged", "claim"): "acknowledged",
        ("acknowledged", "release"): "open",
        ("acknowledged", "resolve"): "resolved",
        ("acknowledged", "auto_resolve"): "resolved",
        ("acknowledged", "escalate"): "acknowledged",
        ("acknowledged", "comment"): "acknowledged",
        ("acknowledged", "raise"): "open",
        ("resolved", "comment"): "resolved",
    }
)
ACTIONS: tuple[str, ...] = tuple(dict.fromkeys(action for _, action in _TRANSITIONS))


class Joining(NamedTuple):
    """What a breach does: `open` a new alert, `join` the unresolved one, or `raise` its severity."""

    kind: Literal["open", "join", "raise"]
    state: State
    severity: str


def transition(state: str, action: str) -> State:
    """The state after an action.

    Errors: DomainError `invalid_transition` with `state`, `action` and the actions `allowed`.
    """
    after = _TRANSITIONS.get((state, action))
    if after is None:
        allowed = [name for name in ACTIONS if (state, name) in _TRANSITIONS]
        raise DomainError(
            "invalid_transition",
            say("An alert that is {state} cannot take the action {action}.", state=state, action=action),
            data={"state": state, "action": action, "allowed": allowed},
        )
    return after


def join_breach(state: State | None, severity: str | None, breach_severity: str) -> Joining:
    """What a new breach does to the latest alert of its cause (`state` None: there is none).

    A milder breach joins and leaves the severity: an alert only ever grows until somebody resolves it.
    """
    if state is None or state == "resolved" or severity is None:
        return Joining("open", "open", breach_severity)
    if severity == "warning" and breach_severity == "critical":
        return Joining("raise", transition(state, "raise"), "critical")
    return Joining("join", state, severity)


def check_holder(*, claimed_by: str | None, actor: str, may_override: bool) -> None:
    """Refuse to act on what another person has claimed, unless the actor may take it over.

    Errors: DomainError `claimed_by_other`.
    """
    if claimed_by is not None and claimed_by != actor and not may_override:
        raise DomainError("claimed_by_other", "Somebody else has claimed this alert.")
