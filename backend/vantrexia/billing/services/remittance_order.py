"""What the payer decided after a remittance that is posted only now: `read_later`, `Later`.

Files are uploaded in any order; decisions stand in the order in which the payer paid. Of an older one every cent and what
the patient owes are posted, but where its lines stand was said by the newer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from vantrexia.billing.models import RemittanceClaim, RemittanceLine
from vantrexia.billing.services.remittance_matching import Matcher

_REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Later:
    """Lines and claims of ours that a newer remittance was posted for; `reversed` are lines it took back."""

    lines: frozenset[UUID]
    reversed: frozenset[UUID]
    claims: frozenset[UUID]


def read_later(practice_id: UUID, matcher: Matcher, *, paid_on: date) -> Later:
    """What stands of these claims from payments made after a day."""
    claims = RemittanceClaim.objects.filter(
        practice_id=practice_id, claim_id__in=list(matcher.claims), remittance__paid_on__gt=paid_on
    )
    ours = [line.id for lines in matcher.lines.values() for line in lines]
    rows = RemittanceLine.objects.filter(
        practice_id=practice_id, claim_line_id__in=ours, remittance_claim__remittance__paid_on__gt=paid_on
    )
    said = [
        (line_id, outcome == _REVERSED) for line_id, outcome in rows.values_list("claim_line_id", "outcome")
    ]
    # A decision without lines was about all of them.
    lines = RemittanceLine.objects.filter(practice_id=practice_id, remittance_claim_id=OuterRef("id"))
    whole = claims.exclude(Exists(lines)).values_list("claim_id", "is_reversal")
    said += [
        (line.id, is_reversal) for claim_id, is_reversal in whole for line in matcher.lines.get(claim_id, [])
    ]
    return Later(
        lines=frozenset(line_id for line_id, _ in said),
        reversed=frozenset(line_id for line_id, is_reversal in said if is_reversal),
        claims=frozenset(claims.values_list("claim_id", flat=True)),
    )
