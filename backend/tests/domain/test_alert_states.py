"""The states of an alert: every action in every state, and what a later breach does."""

from __future__ import annotations

import pytest

from vantrexia.domain.alert_states import ACTIONS, STATES, State, check_holder, join_breach, transition
from vantrexia.domain.errors import DomainError

ALLOWED = {
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


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", [*ACTIONS, "reopen"])
def test_every_action_in_every_state(state: str, action: str) -> None:
    expected = ALLOWED.get((state, action))
    if expected is not None:
        assert transition(state, action) == expected
        return
    with pytest.raises(DomainError) as caught:
        transition(state, action)
    assert caught.value.code == "invalid_transition"
    assert caught.value.data["state"] == state
    assert caught.value.data["action"] == action
    allowed = caught.value.data["allowed"]
    assert isinstance(allowed, list)
    assert sorted(allowed) == sorted(name for at, name in ALLOWED if at == state)


def test_all_states_and_actions_are_known() -> None:
    assert STATES == ("open", "acknowledged", "resolved")
    assert set(ACTIONS) == {action for _, action in ALLOWED}


def test_a_resolved_alert_never_comes_back() -> None:
    assert {after for (before, _), after in ALLOWED.items() if before == "resolved"} == {"resolved"}


@pytest.mark.parametrize(
    ("state", "severity", "breach", "expected"),
    [
        (None, None, "warning", ("open", "open", "warning")),
        (None, None, "critical", ("open", "open", "critical")),
        ("resolved", "critical", "warning", ("open", "open", "warning")),
        ("open", None, "warning", ("open", "open", "warning")),
        ("open", "warning", "warning", ("join", "open", "warning")),
        ("open", "critical", "warning", ("join", "open", "critical")),
        ("open", "critical", "critical", ("join", "open", "critical")),
        ("open", "warning", "critical", ("raise", "open", "critical")),
        ("acknowledged", "warning", "warning", ("join", "acknowledged", "warning")),
        ("acknowledged", "critical", "critical", ("join", "acknowledged", "critical")),
        ("acknowledged", "critical", "warning", ("join", "acknowledged", "critical")),
        ("acknowledged", "warning", "critical", ("raise", "open", "critical")),
    ],
)
def test_a_later_breach_joins_raises_or_opens(
    state: State | None, severity: str | None, breach: str, expected: tuple[str, str, str]
) -> None:
    assert join_breach(state, severity, breach) == expected


def test_only_the_holder_or_who_may_override_acts_on_a_claimed_alert() -> None:
    check_holder(claimed_by=None, actor="nora", may_override=False)
    check_holder(claimed_by="nora", actor="nora", may_override=False)
    check_holder(claimed_by="nora", actor="cleo", may_override=True)
    with pytest.raises(DomainError) as caught:
        check_holder(claimed_by="nora", actor="dan", may_override=False)
    assert caught.value.code == "claimed_by_other"
