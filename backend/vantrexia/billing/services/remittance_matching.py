"""Which of our lines a remittance is about: `Matcher`.

By REF*6R where the payer returned it; else by claim number, code and date of service, where exactly one line fits. A claim
that corrected another may be answered under the first one's number (a reopening), so both are looked at; a reversal under
the number of a void is of the claim it takes back. What fits nothing is matched to nothing: the money is kept and a person
looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from vantrexia.billing.models import Claim, ClaimLine
from vantrexia.domain.claims.model import VOID
from vantrexia.domain.claims.remittance import RemittanceClaim, RemittanceLine


class Matcher:
    """The claims and lines a file can be about, read and locked at once."""

    def __init__(self, practice_id: UUID, claims: Sequence[RemittanceClaim]) -> None:
        numbers = {one.id for one in claims}
        controls = {line.control for one in claims for line in one.lines if line.control}
        by_line = ClaimLine.objects.filter(practice_id=practice_id, control__in=controls).values("claim_id")
        is_named = Q(number__in=numbers) | Q(id__in=by_line)
        voids = Claim.objects.filter(is_named, practice_id=practice_id, frequency=VOID)
        found = Claim.objects.filter(
            is_named | Q(corrects__number__in=numbers) | Q(id__in=voids.values("corrects_id")),
            practice_id=practice_id,
        )
        self.claims = {
            one.id: one
            for one in Claim.objects.select_for_update().filter(id__in=found.values("id")).order_by("id")
        }
        self.by_number = {one.number: one for one in self.claims.values()}
        lines = ClaimLine.objects.select_for_update().filter(
            practice_id=practice_id, claim_id__in=list(self.claims)
        )
        self.lines: dict[UUID, list[ClaimLine]] = {}
        self.by_control: dict[str, ClaimLine] = {}
        for line in lines.order_by("claim_id", "sequence"):
            self.lines.setdefault(line.claim_id, []).append(line)
            self.by_control[line.control] = line

    def find_claim(self, said: RemittanceClaim) -> Claim | None:
        """By its number; else by the lines it names, where they are all of one claim."""
        found = self._find_named(said)
        if found is not None and said.is_reversal and found.frequency == VOID:
            return self.claims.get(found.corrects_id) if found.corrects_id else None
        return found

    def _find_named(self, said: RemittanceClaim) -> Claim | None:
        if said.id in self.by_number:
            return self.by_number[said.id]
        named = {
            self.by_control[line.control].claim_id for line in said.lines if line.control in self.by_control
        }
        return self.claims[named.pop()] if len(named) == 1 else None

    def find_line(self, claim: Claim | None, said: RemittanceLine) -> ClaimLine | None:
        """The line of ours; None where none or more than one fits."""
        named = self.by_control.get(said.control)
        if named is not None:
            if claim is not None and not self._are_related(self.claims[named.claim_id], claim):
                return None  # the payer names one claim and a line of another: a person must look
            return self._find_taken_back(named, claim) or named
        if claim is None:
            return None
        code = said.billed_code or said.code
        fits = [
            line
            for line in self._list_candidates(claim)
            if line.cpt_code == code and (said.service_date is None or line.service_date == said.service_date)
        ]
        live = [line for line in fits if line.is_live] or fits
        return live[0] if len(live) == 1 else None

    def _are_related(self, one: Claim, other: Claim) -> bool:
        """The same, one corrects the other, or both correct one."""
        return one.id in (other.id, other.corrects_id) or (
            one.corrects_id is not None and one.corrects_id in (other.id, other.corrects_id)
        )

    def _find_taken_back(self, named: ClaimLine, claim: Claim | None) -> ClaimLine | None:
        """The line that a void's line stands for, where the first claim is the one that is answered."""
        owner = self.claims[named.claim_id]
        if claim is None or owner.frequency != VOID or owner.corrects_id != claim.id:
            return None
        return next((one for one in self.list_lines(claim) if one.entry_id == named.entry_id), None)

    def list_lines(self, claim: Claim) -> list[ClaimLine]:
        """All lines of a claim: what a decision without lines is about."""
        return self.lines.get(claim.id, [])

    def _list_candidates(self, claim: Claim) -> list[ClaimLine]:
        corrected = [
            one.id for one in self.claims.values() if one.corrects_id == claim.id and one.frequency != VOID
        ]
        return [line for one in (claim.id, *corrected) for line in self.lines.get(one, [])]
