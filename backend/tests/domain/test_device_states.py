"""The life of a device."""

from __future__ import annotations

import pytest

from vantrexia.domain.device_states import (
    ACTIONS,
    MANUAL_ACTIONS,
    STATUSES,
    apply_report,
    list_actions,
    transition,
)
from vantrexia.domain.errors import DomainError


def test_a_device_goes_from_order_to_retirement() -> None:
    status: str = "ordered"
    for action in (
        "ship",
        "deliver",
        "connect",
        "silence",
        "connect",
        "return",
        "order",
        "deliver",
        "retire",
    ):
        status = transition(status, action)
    assert status == "retired"


def test_an_act_that_does_not_fit_is_refused_with_what_would() -> None:
    with pytest.raises(DomainError) as refused:
        transition("swapped", "connect")
    assert refused.value.code == "invalid_transition"
    assert refused.value.data == {"status": "swapped", "action": "connect", "allowed": ["return", "retire"]}


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(DomainError, match="cannot take the action explode"):
        transition("connected", "explode")


@pytest.mark.parametrize("status", STATUSES)
def test_what_is_offered_is_exactly_what_is_possible(status: str) -> None:
    for action in MANUAL_ACTIONS:
        if action in list_actions(status):
            assert transition(status, action) in STATUSES
        else:
            with pytest.raises(DomainError):
                transition(status, action)


def test_retirement_is_final() -> None:
    assert list_actions("retired") == []
    for action in ACTIONS:
        with pytest.raises(DomainError):
            transition("retired", action)


@pytest.mark.parametrize(
    ("status", "event", "after"),
    [
        ("ordered", "shipped", "shipped"),
        ("shipped", "delivered", "delivered"),
        ("delivered", "reading", "connected"),
        ("silent", "heartbeat", "connected"),
        ("connected", "silent", "silent"),
        ("connected", "returned", "returned"),
        # late or repeated news
        ("connected", "shipped", "connected"),
        ("connected", "delivered", "connected"),
        ("ordered", "silent", "ordered"),
        # nothing a gateway says brings back what a person took out of service
        ("retired", "reading", "retired"),
        ("swapped", "connected", "swapped"),
        ("returned", "reading", "returned"),
        # no news of the life at all
        ("connected", "low_battery", "connected"),
    ],
)
def test_reports_move_a_device_forward_only(status: str, event: str, after: str) -> None:
    assert apply_report(status, event) == after
