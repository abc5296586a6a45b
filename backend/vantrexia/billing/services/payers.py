"""Payers and their plans: `add_payer`, `change_payer`, `add_plan`, `retire_plan`.

What a payer wants of a claim is set here by a person who has its guide: frequency codes 7 and 8 are off until its
written guide takes them (rules 7.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from vantrexia.billing.models import Payer, Plan
from vantrexia.billing.services.money_rows import apply_changes, lock_row, tell
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.errors import Conflict, InvalidInput
from vantrexia.domain.wordings import say

KINDS = ("medicare_b", "medicare_advantage", "medicaid", "commercial", "self_pay")
FILING = {
    "medicare_b": "MB",
    "medicare_advantage": "16",
    "medicaid": "MC",
    "commercial": "CI",
    "self_pay": "09",
}  # SBR09
_FIELDS = (
    "name", "kind", "payer_code", "rule_payer", "filing_indicator", "takes_frequency_codes", "wants_ordering_npi",
    "timely_filing_days", "is_active",
)  # fmt: skip


def add_payer(*, actor: Actor, given: Mapping[str, object], now: datetime) -> UUID:
    """A payer of the practice; what is not given follows its kind. Raises InvalidInput, Conflict (name taken)."""
    kind = str(given.get("kind", ""))
    values = {
        "filing_indicator": FILING.get(kind, "CI"),
        **{name: given[name] for name in _FIELDS if name in given},
    }
    row = Payer(practice_id=actor.practice_id, created_at=now, updated_at=now, **values)
    _check(row)
    row.save(force_insert=True)
    tell("payer.added", row, actor=actor, now=now, entity="payer", detail={"kind": row.kind})
    return row.id


def change_payer(*, actor: Actor, payer_id: UUID, changes: Mapping[str, object], now: datetime) -> UUID:
    """Change some fields. Raises NotFound, InvalidInput, Conflict (name taken)."""
    row = lock_row(Payer, actor=actor, row_id=payer_id, absent="There is no such payer.")
    wanted = {name: value for name, value in changes.items() if name in _FIELDS}
    _check(
        Payer(
            **{name: wanted.get(name, getattr(row, name)) for name in _FIELDS},
            id=row.id,
            practice_id=row.practice_id,
        )
    )
    changed = apply_changes(row, wanted, now=now)
    if changed:
        tell("payer.changed", row, actor=actor, now=now, entity="payer", detail={"fields": sorted(changed)})
    return row.id


def _check(row: Payer) -> None:
    fields: dict[str, list[str]] = {}
    if not row.name.strip():
        fields["name"] = ["This field may not be blank."]
    if row.kind not in KINDS:
        fields["kind"] = [say("must be one of {choices}", choices=", ".join(KINDS))]
    if row.kind != "self_pay" and not re.fullmatch(r"[A-Z0-9]{2,80}", row.payer_code):
        fields["payer_code"] = ["must be 2 to 80 capital letters and digits, as in the payer's guide"]
    if row.rule_payer not in load_rule_book().follows:
        fields["rule_payer"] = [
            say("must be one of {choices}", choices=", ".join(sorted(load_rule_book().follows)))
        ]
    if not re.fullmatch(r"[A-Z0-9]{1,2}", row.filing_indicator):
        fields["filing_indicator"] = ["must be one or two capital letters or digits (SBR09)"]
    if not 30 <= row.timely_filing_days <= 730:
        fields["timely_filing_days"] = ["must be between 30 and 730"]
    if fields:
        raise InvalidInput("The payer is not complete.", fields=fields)
    if Payer.objects.filter(practice_id=row.practice_id, name=row.name).exclude(id=row.id).exists():
        raise Conflict("There is a payer of this name.", data={"fields": {"name": ["is taken"]}})


def add_plan(*, actor: Actor, payer_id: UUID, name: str, now: datetime) -> UUID:
    """A product of the payer. Raises NotFound, InvalidInput, Conflict."""
    payer = lock_row(Payer, actor=actor, row_id=payer_id, absent="There is no such payer.")
    if not name.strip():
        raise InvalidInput("The plan is not complete.", fields={"name": ["This field may not be blank."]})
    if Plan.objects.filter(practice_id=actor.practice_id, payer=payer, name=name.strip()).exists():
        raise Conflict("The payer has a plan of this name.", data={"fields": {"name": ["is taken"]}})
    row = Plan(practice_id=actor.practice_id, payer=payer, name=name.strip(), created_at=now)
    row.save(force_insert=True)
    tell("plan.added", row, actor=actor, now=now, entity="plan", detail={"payer_id": str(payer.id)})
    return row.id


def retire_plan(*, actor: Actor, plan_id: UUID, now: datetime) -> UUID:
    """The plan is offered no more; coverage that names it keeps it."""
    row = lock_row(Plan, actor=actor, row_id=plan_id, absent="There is no such plan.")
    if not row.is_active:
        raise Conflict("This plan was retired before.")
    row.is_active = False
    row.save(update_fields=["is_active"])
    tell("plan.retired", row, actor=actor, now=now, entity="plan")
    return row.id
