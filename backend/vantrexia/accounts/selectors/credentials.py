"""Which profession a member held on a day: `find_credential(viewer, membership_id, day)`.

Somebody with two at once works under the first of `PROFESSION_RANK` (a nurse who is a nurse practitioner is one).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from vantrexia.accounts.models import Credential
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor

PROFESSION_RANK = (
    "physician", "np", "pa", "cns", "cnm", "pharmacist", "rn", "lpn", "ma", "clinical_staff",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """A credential as it is frozen into what its holder did."""

    id: UUID
    profession: str
    npi: str


def find_credential(viewer: Actor, membership_id: UUID, day: date) -> HeldCredential | None:
    """The member's credential in force on a date of the practice's zone, or None."""
    rows = Credential.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        practice_id=practice_of(viewer),
        membership_id=membership_id,
        valid_from__lte=day,
    ).values_list("id", "profession", "npi", "valid_from")
    held = sorted(
        (row for row in rows if row[1] in PROFESSION_RANK),
        key=lambda row: (PROFESSION_RANK.index(row[1]), -row[3].toordinal(), row[0]),
    )
    return HeldCredential(*held[0][:3]) if held else None
