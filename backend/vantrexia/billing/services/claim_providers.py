"""Who a claim names: `add_provider`, `change_provider`. NPI check digits (45 CFR 162.406), taxonomy, TIN, address.

A billing provider needs what 2010AA asks: taxonomy, TIN, a street address with ZIP+4. One who renders needs a taxonomy; one
who orders, name and NPI. The member a rendering provider is, where there is one, ties the line to the time entries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.members import is_member
from vantrexia.billing.models import ClaimProvider
from vantrexia.billing.services.money_rows import apply_changes, lock_row, tell
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.identifiers import is_taxonomy
from vantrexia.domain.claims.identifiers import is_post_office_box, is_state, is_tin
from vantrexia.domain.errors import Conflict, InvalidInput
from vantrexia.domain.npi import is_npi
from vantrexia.domain.wordings import say

KINDS = ("billing", "rendering", "ordering")
_FIELDS = (
    "kind", "membership_id", "name", "first_name", "npi", "taxonomy", "tin", "line1", "city", "state", "zip", "phone", "is_active",
)  # fmt: skip
_CHANGEABLE = tuple(name for name in _FIELDS if name not in ("kind", "npi"))


def add_provider(*, actor: Actor, given: Mapping[str, object], now: datetime) -> UUID:
    """A provider for claims. Raises InvalidInput by field, Conflict where kind and NPI are there already."""
    row = ClaimProvider(
        practice_id=actor.practice_id, created_at=now, updated_at=now, **{name: given[name] for name in _FIELDS if name in given}
    )  # fmt: skip
    _check(row, actor)
    if ClaimProvider.objects.filter(practice_id=row.practice_id, kind=row.kind, npi=row.npi).exists():
        raise Conflict("This provider is there already.", data={"fields": {"npi": ["is taken"]}})
    row.save(force_insert=True)
    tell(
        "claim_provider.added", row, actor=actor, now=now, entity="claim_provider", detail={"kind": row.kind}
    )
    return row.id


def change_provider(*, actor: Actor, provider_id: UUID, changes: Mapping[str, object], now: datetime) -> UUID:
    """Change anything but kind and NPI: another number is another provider. Raises NotFound, InvalidInput."""
    row = lock_row(ClaimProvider, actor=actor, row_id=provider_id, absent="There is no such provider.")
    fixed = sorted(
        name for name in ("kind", "npi") if name in changes and changes[name] != getattr(row, name)
    )
    if fixed:
        raise InvalidInput(
            "The provider is another one.", fields={name: ["cannot be changed"] for name in fixed}
        )
    wanted = {name: value for name, value in changes.items() if name in _CHANGEABLE}
    values = {name: wanted.get(name, getattr(row, name)) for name in _FIELDS}
    _check(ClaimProvider(practice_id=row.practice_id, id=row.id, **values), actor)
    changed = apply_changes(row, wanted, now=now)
    if changed:
        tell(
            "claim_provider.changed",
            row,
            actor=actor,
            now=now,
            entity="claim_provider",
            detail={"fields": sorted(changed)},
        )
    return row.id


def _check(row: ClaimProvider, actor: Actor) -> None:
    fields: dict[str, list[str]] = {}
    if row.kind not in KINDS:
        fields["kind"] = [say("must be one of {choices}", choices=", ".join(KINDS))]
    if not row.name.strip():
        fields["name"] = ["This field may not be blank."]
    if row.kind != "billing" and not row.first_name.strip():
        fields["first_name"] = ["This field may not be blank."]
    if not is_npi(row.npi):
        fields["npi"] = ["is no NPI: its check digit does not fit"]
    if (row.taxonomy or row.kind != "ordering") and not is_taxonomy(row.taxonomy):
        fields["taxonomy"] = ["must be a taxonomy code of ten characters, as 207RC0000X"]
    if row.kind == "billing":
        fields |= _check_entity(row)
    if row.membership_id is not None and not is_member(viewer=actor, membership_id=row.membership_id):
        fields["membership_id"] = ["is no member of the practice"]
    if fields:
        raise InvalidInput("The provider is not complete.", fields=fields)


def _check_entity(row: ClaimProvider) -> dict[str, list[str]]:
    """What 2010AA asks of the billing provider: N3, N4 with a ZIP of nine digits, REF*EI."""
    fields: dict[str, list[str]] = {}
    if not is_tin(row.tin):
        fields["tin"] = ["must be nine digits"]
    if not row.line1.strip() or is_post_office_box(row.line1):
        fields["line1"] = ["must be a street address, no post office box"]
    if not row.city.strip():
        fields["city"] = ["This field may not be blank."]
    if not is_state(row.state):
        fields["state"] = ["must be two letters of a state"]
    if not re.fullmatch(r"[0-9]{9}", row.zip):
        fields["zip"] = ["must be nine digits (ZIP+4 without dash)"]
    if row.phone and not re.fullmatch(r"\+?[0-9]{10,15}", row.phone):
        fields["phone"] = ["must be 10 to 15 digits"]
    return fields
