"""The life of a billing entry: which status may follow which, and which holds a person may let go.

Public: `STATUSES`, `BILLED`, `check_step`, `list_steps`, `check_release`, `RELEASABLE`.

The five statuses are the published ones; a void is beside them (decisions section 7). A payer's answer may change
(a reversal, a payment after an appeal), so paid and denied lead to each other; nothing leads back to pending: what
was sent is corrected by an entry that replaces it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from vantrexia.domain.errors import Conflict, DomainError
from vantrexia.domain.wordings import say

PENDING = "pending"
STATUSES: tuple[str, ...] = ("pending", "submitted", "paid", "denied", "appealed")
BILLED: frozenset[str] = frozenset(STATUSES) - {PENDING}

STEPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "pending": frozenset({"submitted"}),
        "submitted": frozenset({"paid", "denied"}),
        "paid": frozenset({"denied"}),  # reversed or recouped by the payer
        "denied": frozenset({"appealed", "paid"}),  # paid: the payer reprocessed it without an appeal
        "appealed": frozenset({"paid", "denied"}),
    }
)

# What a person who has looked may answer for. The others go away only when the facts change: a consent recorded, a
# second person's confirmation, a coverage entered, a rule set confirmed.
RELEASABLE: frozenset[str] = frozenset(
    {
        "BARELY_OVER_BACKDATED",
        "CLINICIAN_AND_TIME",  # CMS allowed both at times: a manual exception (rules 3.4)
        "CONSENT_AFTER_SERVICE",
        "CONTACT_WITHOUT_PERSON",
        "DATA_AFTER_END",
        "NOT_SUPPORTED",  # an entry made by hand which the facts do not show
        "TYPED_READINGS_IN_DAY_COUNT",
    }
)


def list_steps(status: str) -> list[str]:
    """The statuses that may follow, in the published order."""
    following = STEPS.get(status, frozenset())
    return [one for one in STATUSES if one in following]


def check_step(*, status: str, to: str, is_voided: bool, open_holds: Collection[str]) -> None:
    """Raises `invalid_transition` for a step the machine does not know, Conflict for a held entry."""
    if is_voided:
        raise DomainError("invalid_transition", "This entry is void.", data={"from": status, "to": to})
    if to not in STEPS.get(status, frozenset()):
        raise DomainError(
            "invalid_transition",
            say("An entry that is {status} cannot become {to}.", status=status, to=to),
            data={"from": status, "to": to, "allowed": list_steps(status)},
        )
    if status == PENDING and open_holds:
        raise Conflict("This entry is held.", data={"holds": sorted(open_holds)})


def check_release(*, key: str, status: str, open_holds: Collection[str]) -> None:
    """Raises Conflict when there is no such hold to let go, `not_releasable` when no person may."""
    if status != PENDING or key not in open_holds:
        raise Conflict("This entry has no such hold.", data={"holds": sorted(open_holds)})
    if key not in RELEASABLE:
        raise DomainError("not_releasable", "Only a change of the facts ends this hold.", data={"hold": key})
