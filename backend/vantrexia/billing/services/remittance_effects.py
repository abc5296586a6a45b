"""What a remittance does to lines, claims, entries and people's work: `Effects`, gathered first and applied once.

Within one remittance a line may be taken back and decided again: only where it ends counts for its entry; what a newer one
decided stands (`remittance_order`). A denial becomes a work item with the payer's reason and the next step; so does a part
refused, a reversal, money taken back, and whatever is none of ours. A newer decision settles what an older one asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from vantrexia.billing.models import BillingEntry, Claim, ClaimLine, Payer, Remittance
from vantrexia.billing.services.claim_void_rows import end_voids
from vantrexia.billing.services.entries import change_statuses
from vantrexia.billing.services.remittance_matching import Matcher
from vantrexia.billing.services.remittance_order import Later
from vantrexia.billing.services.work import NewItem, finish_denials, finish_for_entry, raise_items
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.entry_states import list_steps
from vantrexia.domain.claims import remittance as said
from vantrexia.domain.claims.appeal import MEDICARE_DAYS
from vantrexia.domain.claims.denials import Outcome, explain_adjustment, find_cause
from vantrexia.domain.claims.model import VOID

REVERSED = "reversed"
_STATUS = {"paid": "paid", "part": "paid", "denied": "denied", REVERSED: "denied"}
_QUIET_PLB = frozenset({"L6"})  # interest needs nobody


@dataclass(slots=True)
class _Change:
    """Where a line of ours ends, and why."""

    line: ClaimLine
    outcome: str
    cause: said.Adjustment | None
    remarks: tuple[str, ...]
    is_expected: bool = False  # its entry is void here: the payer did what it was asked
    is_older: bool = False  # only its money is posted: a newer remittance said where the line stands


@dataclass(slots=True)
class Effects:
    """Of one remittance. `unmatched` counts what is none of ours."""

    actor: Actor
    remittance: Remittance
    payer: Payer | None
    now: datetime
    later: Later
    unmatched: int = 0
    changes: dict[UUID, _Change] = field(default_factory=dict)
    items: list[NewItem] = field(default_factory=list)
    payer_claims: dict[UUID, str] = field(default_factory=dict)
    twice: set[UUID] = field(default_factory=set)  # entries whose line was paid on top of a payment

    def note_claim(self, one: said.RemittanceClaim, claim: Claim | None) -> None:
        """A claim it is about, or one that is none of ours."""
        if claim is None:
            self.unmatched += 1
            self._ask("remittance_claim", str(one.segment), "remittance_unmatched", {"paid": str(one.paid)})
        elif one.payer_claim and not one.is_reversal and claim.id not in self.later.claims:
            self.payer_claims[claim.id] = one.payer_claim

    def note_line(
        self, one: said.RemittanceClaim, line: said.RemittanceLine, ours: ClaimLine | None, outcome: str
    ) -> None:
        """A decision on a line. Amounts add up on the line as they come."""
        if ours is None:
            self.unmatched += 1
            params = {"code": line.code, "paid": str(line.paid)}
            self._ask("remittance_line", str(line.segment), "remittance_unmatched_line", params)
            return
        self._add(ours, line.paid, line.adjustments)
        self._change(ours, outcome, (*line.adjustments, *one.adjustments), (*line.remarks, *one.remarks))

    def note_whole(self, one: said.RemittanceClaim, claim: Claim | None, ours: Sequence[ClaimLine]) -> None:
        """A decision on a claim without its lines: what it says, it says of all of them."""
        if claim is None:
            return
        outcome = REVERSED if one.is_reversal else Outcome.PAID.value
        cause = find_cause(one.adjustments)
        if not one.is_reversal and cause is not None:
            outcome = Outcome.DENIED.value if one.paid == 0 else Outcome.PART.value
        for line in ours:
            self._change(line, outcome, one.adjustments, one.remarks)
        self.note_rest(one, claim, ours[0] if len(ours) == 1 else None, one.paid)

    def note_rest(
        self, one: said.RemittanceClaim, claim: Claim | None, line: ClaimLine | None, rest: Decimal
    ) -> None:
        """What a claim as a whole pays, or takes off, beside its lines, and what of that the patient owes: its one
        line's (`line`); of several a person says whose."""
        if line is not None:
            self._add(line, rest, one.adjustments)
        elif claim is not None and (rest or _sum_owed(one.adjustments)):
            params = {"claim": claim.number, "paid": str(rest)}
            self._ask("remittance_whole", str(one.segment), "remittance_no_lines", params, claim.patient_id)

    def _add(self, line: ClaimLine, paid: Decimal, adjustments: Sequence[said.Adjustment]) -> None:
        if line.paid > 0 and paid > 0 and line.id not in self.later.reversed:
            self.twice.add(line.entry_id)
        line.paid += paid
        line.patient_share += _sum_owed(adjustments)

    def note_provider(self, taken: said.ProviderAdjustment, claim: Claim | None) -> None:
        """Money taken off or added beside claims; recoveries name the claim they are for."""
        if taken.reason not in _QUIET_PLB:
            params = {"reason": taken.reason, "amount": str(taken.amount), "trace": self.remittance.trace}
            number = len(self.items)
            self._ask(
                "recoupment", str(number), "provider_adjustment", params, claim.patient_id if claim else None
            )

    def _change(
        self, line: ClaimLine, outcome: str, adjustments: Sequence[said.Adjustment], remarks: Sequence[str]
    ) -> None:
        if line.id in self.later.lines:
            self.changes[line.id] = _Change(line, line.outcome, None, (), is_older=True)
            return
        line.outcome = outcome
        self.changes[line.id] = _Change(line, outcome, find_cause(adjustments), tuple(remarks))

    def _ask(
        self, kind: str, place: str, reason: str, params: dict[str, str], patient_id: UUID | None = None
    ) -> None:
        cause = f"{kind}:{self.remittance.id}:{place}"
        self.items.append(
            NewItem("review", cause, reason, patient_id, params={**params, "trace": self.remittance.trace})
        )

    def apply(self, matcher: Matcher) -> None:
        """Write lines, claims, entries and work."""
        lines = [change.line for change in self.changes.values()]
        ClaimLine.objects.bulk_update(lines, ["paid", "patient_share", "outcome"], batch_size=500)
        touched = {line.claim_id for line in lines} | set(self.payer_claims)
        for claim_id in sorted(touched):
            self._move_claim(matcher.claims[claim_id], matcher.list_lines(matcher.claims[claim_id]))
        self._move_entries(matcher)
        newest = [change for change in self.changes.values() if not change.is_older]
        finish_denials(
            [c.line.entry_id for c in newest if matcher.claims[c.line.claim_id].frequency != VOID],
            practice_id=self.remittance.practice_id, now=self.now,
        )  # fmt: skip
        for change in newest:
            if not change.is_expected:
                self._ask_about(change, matcher.claims[change.line.claim_id])
        self._ask_about_sums(matcher)
        end_voids(self.remittance.practice_id, touched, now=self.now)
        raise_items(self.items, practice_id=self.remittance.practice_id, by_id=None, now=self.now)

    def _move_claim(self, claim: Claim, lines: Sequence[ClaimLine]) -> None:
        outcomes = {line.outcome for line in lines if line.outcome}
        if claim.id in self.payer_claims:
            claim.payer_claim = self.payer_claims[claim.id][:50]
        if len(outcomes) == 1 and all(line.outcome for line in lines):
            claim.status = outcomes.pop()
        elif outcomes:
            claim.status = "part"
        claim.status_at, claim.row_version = self.now, claim.row_version + 1
        claim.save(update_fields=["status", "status_at", "payer_claim", "row_version"])

    def _move_entries(self, matcher: Matcher) -> None:
        """Each entry once, to where its line ends; one that is there, void, or may not go there stays for a person."""
        entries = {
            entry.id: entry
            for entry in BillingEntry.objects.filter(
                practice_id=self.remittance.practice_id,
                id__in=[c.line.entry_id for c in self.changes.values()],
            )
        }
        steps: dict[UUID, str] = {}
        for change in self.changes.values():
            if change.is_older:
                continue
            entry, to = entries[change.line.entry_id], _STATUS[change.outcome]
            if change.outcome == REVERSED and entry.voided_at is not None:
                change.is_expected = True
                finish_for_entry(
                    practice_id=entry.practice_id, entry_id=entry.id, outcome="corrected", by_id=self.actor.user_id,
                    now=self.now,
                )  # fmt: skip
                continue
            # What is said of a void is not said of the service.
            if entry.status == to or matcher.claims[change.line.claim_id].frequency == VOID:
                continue
            if entry.voided_at is not None or to not in list_steps(entry.status):
                params = {
                    "code": entry.cpt_code,
                    "dos": entry.service_date.isoformat(),
                    "status": entry.status,
                    "to": to,
                }
                self._ask(
                    "remittance_entry", str(change.line.id), "remittance_status", params, entry.patient_id
                )
                continue
            steps[entry.id] = to
        for to in sorted(set(steps.values())):
            change_statuses(
                actor=self.actor, changes={key: value for key, value in steps.items() if value == to}, now=self.now,
                reason="remittance", detail={"remittance_id": str(self.remittance.id)},
            )  # fmt: skip

    def _ask_about_sums(self, matcher: Matcher) -> None:
        """Money that cannot be right as it stands: a service paid twice, on one claim or two; a reversal of another sum."""
        entries = {change.line.entry_id for change in self.changes.values()}
        paid = ClaimLine.objects.filter(
            practice_id=self.remittance.practice_id, entry_id__in=entries, paid__gt=0
        ).values_list("entry_id", flat=True)
        twice = self.twice | {entry_id for entry_id, times in Counter(paid).items() if times > 1}
        for line in (change.line for change in self.changes.values()):
            params = {"code": line.cpt_code, "dos": line.service_date.isoformat(), "paid": str(line.paid)}
            patient_id = matcher.claims[line.claim_id].patient_id
            if line.entry_id in twice and line.paid > 0:
                self._ask("paid_twice", str(line.entry_id), "paid_twice", params, patient_id)
            if line.paid < 0 or (line.outcome == REVERSED and line.paid != 0):
                self._ask("reversal_differs", str(line.id), "reversal_differs", params, patient_id)

    def _ask_about(self, change: _Change, claim: Claim) -> None:
        """A denial, a part refused, a reversal: with the reason, the next step and the last day for it."""
        if change.outcome == "paid":
            return
        line, cause = change.line, change.cause
        explained = explain_adjustment(cause) if cause else None
        is_part_b = self.payer is not None and self.payer.kind == "medicare_b"
        reason = {"denied": "denied", "part": "part_denied", REVERSED: "reversed"}[change.outcome]
        self.items.append(
            NewItem(
                kind="denial",
                cause=f"denial:{line.id}:{self.remittance.id}",
                reason=reason,
                patient_id=claim.patient_id,
                entry_id=line.entry_id,
                params={
                    "claim": claim.number,
                    "line_id": str(line.id),
                    "code": line.cpt_code,
                    "dos": line.service_date.isoformat(),
                    "group": cause.group if cause else "",
                    "carc": cause.reason if cause else "",
                    "rarc": list(dict.fromkeys(change.remarks)),
                    "amount": str(cause.amount) if cause else "0",
                    "action": explained.action if explained else "look_up",
                },
                due_on=self.remittance.paid_on + timedelta(days=MEDICARE_DAYS) if is_part_b else None,
            )
        )


def _sum_owed(adjustments: Sequence[said.Adjustment]) -> Decimal:
    """What the patient owes of them (group PR)."""
    return sum((one.amount for one in adjustments if one.group == "PR"), Decimal(0))
