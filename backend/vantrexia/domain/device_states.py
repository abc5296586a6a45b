"""The life of a device: ordered → shipped → delivered → connected ⇄ silent → returned or retired.

Public: `transition(status, action)`, `list_actions(status)`, `apply_report(status, event)`, `STATUSES`, `ACTIONS`.

    ship, deliver        forward only: news of a parcel that comes late changes nothing
    connect              the device has been heard of where it is, or a person says that it works
    silence              a connected device has not been heard of for too long
    swap                 its work has gone to another device; it can still be returned or retired
    return               back in the practice; `order` gives it out again
    retire               out of the inventory for good

A person's act that does not fit raises; a gateway's report that does not fit is ignored, because reports come
late, twice and out of order.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

Status = Literal["ordered", "shipped", "delivered", "connected", "silent", "swapped", "returned", "retired"]

STATUSES: tuple[Status, ...] = (
    "ordered",
    "shipped",
    "delivered",
    "connected",
    "silent",
    "swapped",
    "returned",
    "retired",
)

_FROM: MappingProxyType[str, tuple[frozenset[str], Status]] = MappingProxyType(
    {
        "order": (frozenset({"returned"}), "ordered"),
        "ship": (frozenset({"ordered"}), "shipped"),
        "deliver": (frozenset({"ordered", "shipped"}), "delivered"),
        "connect": (frozenset({"ordered", "shipped", "delivered", "silent"}), "connected"),
        "silence": (frozenset({"connected"}), "silent"),
        "swap": (frozenset({"ordered", "shipped", "delivered", "connected", "silent"}), "swapped"),
        "return": (frozenset({"shipped", "delivered", "connected", "silent", "swapped"}), "returned"),
        "retire": (frozenset(STATUSES) - {"retired"}, "retired"),
    }
)
ACTIONS: tuple[str, ...] = tuple(_FROM)

# What a person may do by hand; silence is found by looking at the clock, a swap names the other device.
MANUAL_ACTIONS: tuple[str, ...] = ("order", "ship", "deliver", "connect", "return", "retire")

# Statuses in which a device may be given to a patient.
IN_SERVICE: frozenset[str] = frozenset({"ordered", "shipped", "delivered", "connected", "silent"})

# What gateways report, as actions. A reading and a heartbeat are proof of connection.
_REPORTS: MappingProxyType[str, str] = MappingProxyType(
    {
        "shipped": "ship",
        "delivered": "deliver",
        "connected": "connect",
        "heartbeat": "connect",
        "reading": "connect",
        "silent": "silence",
        "returned": "return",
    }
)


def transition(status: str, action: str) -> Status:
    """The status after a person's act.

    Errors: DomainError `invalid_transition` with `status`, `action` and the actions `allowed`.
    """
    sources, after = _FROM.get(action, (frozenset(), "retired"))
    if status not in sources:
        raise DomainError(
            "invalid_transition",
            say("A device that is {status} cannot take the action {action}.", status=status, action=action),
            data={"status": status, "action": action, "allowed": list_actions(status)},
        )
    return after


def list_actions(status: str) -> list[str]:
    """What a person may do with a device in this status."""
    return [action for action in MANUAL_ACTIONS if status in _FROM[action][0]]


def apply_report(status: str, event: str) -> str:
    """The status after a gateway's report: `shipped`, `delivered`, `connected`, `heartbeat`, `reading`,
    `silent`, `returned`. Unchanged where the report is of something else, or comes too late to matter.
    """
    action = _REPORTS.get(event)
    if action is None:
        return status
    sources, after = _FROM[action]
    return after if status in sources else status
