"""How a wrong claim is put right with this payer: `choose_correction`, `Correction`; `VOIDABLE`, `build_void`.

Frequency codes 7 and 8 go only to payers whose guide takes them in writing. Medicare Part B does not by default (rules
7.1): a paid line is corrected by a clerical-error reopening (42 CFR 405.980), a rejected or unprocessable one by a new
claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vantrexia.domain.claims.model import ORIGINAL, REPLACEMENT, VOID, Claim, PayerOnClaim

# Where a claim can be at its payer so that there is something to void. Reversed: the payer took it back already.
VOIDABLE = frozenset({"submitted", "received", "accepted", "paid", "part", "denied"})


class Correction(StrEnum):
    """The ways."""

    REPLACEMENT = "replacement"
    VOID = "void"
    REOPENING = "reopening"
    NEW_CLAIM = "new_claim"


class Standing(StrEnum):
    """How far the wrong claim has come at the payer."""

    REJECTED = "rejected"  # by the front end, or unprocessable (MA130): it does not exist there
    SUBMITTED = "submitted"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Way:
    """What to do: `frequency` is CLM05-3 of the claim to send, None where no claim is sent but a request made.

    `wait` True: the payer must decide on the first claim before.
    """

    kind: Correction
    frequency: str | None
    wait: bool = False


def choose_correction(*, payer: PayerOnClaim, standing: Standing, take_back: bool, payer_claim: str) -> Way:
    """The way for a claim that is wrong. `take_back`: nothing of it should remain; `payer_claim` its number there."""
    if standing is Standing.REJECTED:
        return Way(Correction.NEW_CLAIM, ORIGINAL)
    if payer.takes_frequency_codes:
        wait = not payer_claim  # 7 and 8 name the payer's own number, which comes with its first answer
        if take_back:
            return Way(Correction.VOID, VOID, wait)
        return Way(Correction.REPLACEMENT, REPLACEMENT, wait)
    return Way(Correction.REOPENING, None, wait=standing is Standing.SUBMITTED)


def build_void(
    sent: Claim, *, number: str, controls: Sequence[str], payer_claim: str, takes_frequency_codes: bool
) -> Claim:
    """The claim of frequency 8 about a claim as it was sent: the same content under its own numbers.

    `payer_claim` is the payer's number of the first (REF*F8), empty while unknown; the payer's profile is today's.
    """
    lines = tuple(replace(line, control=control) for line, control in zip(sent.lines, controls, strict=True))
    payer = replace(sent.payer, takes_frequency_codes=takes_frequency_codes)
    return replace(sent, id=number, lines=lines, payer=payer, frequency=VOID, replaces=payer_claim)
