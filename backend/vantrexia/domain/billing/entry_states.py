"""The life of a billing entry: which status may follow which, and which holds a person may let go.

Public: `STATUSES`, `BILLED`, `check_step`, `list_steps`, `check_release`, `RELEASABLE`; of an entry's history `EVENTS`,
`EVENT_REASONS`, `check_event`.

The five statuses are the published ones; a void is beside them (decisions section 7). A payer's answer may change
(a reversal, a payment after an appeal), so paid and denied lead to each other; nothing leads back to pending: what
was sent is corrected by an entry that replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from vantrexia.domain.billing.hold_words import WORDS
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

# What an entry's history says happened, and why. People read it: every word of both lists has one on the screens, in
# every language (`tests/architecture/test_entry_words.py`). Beside them a reason may be a payer's own code, as
# `CO 119`, and the key of a hold.
EVENTS: tuple[str, ...] = ("created", "status", "holds_changed", "hold_released", "voided", "corrected")
EVENT_REASONS: tuple[str, ...] = (
    "manual", "by_hand", "facts_changed", "no_longer_supported", "corrected",  # made, and void by the facts
    "claim_sent", "reopening_requested", "remittance", "unknown",  # on its way; unknown: the payer gave no code
    "entered_in_error", "not_billable", "patient_request", "duplicate", "unsupported", "written_off", "wrong_payer",
    "wrong_patient", "other",  # void by a person
)  # fmt: skip
_PAYERS_CODE = re.compile(r"[A-Z]{2} [A-Z0-9]{1,5}\Z")


def check_event(event: str, reason: str = "") -> None:
    """Raises ValueError for what the screens have no words for: a fault of whoever writes it."""
    if event not in EVENTS:
        raise ValueError(f"no event of an entry: {event}")
    is_known = not reason or reason in EVENT_REASONS or _PAYERS_CODE.match(reason) is not None
    if not is_known and not (event == "hold_released" and reason in WORDS):
        raise ValueError(f"no reason of an entry's event: {reason}")


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
