"""Money back: `post_remittances` reads an 835 and posts it, the whole file or nothing.

Every claim, line and adjustment is kept; every amount becomes a posting, so that a remittance's postings are its total; lines
move their entries; what needs a person becomes a work item (`remittance_effects`). A payment is posted once: the same file
again answers what is there, the same trace with other content is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import (
    Adjustment,
    Claim,
    ClaimLine,
    ClaimProvider,
    EdiFile,
    Payer,
    Posting,
    Remittance,
)
from vantrexia.billing.models import RemittanceClaim as ClaimRow
from vantrexia.billing.models import RemittanceLine as LineRow
from vantrexia.billing.services.edi_files import keep_file
from vantrexia.billing.services.locks import lock_patients
from vantrexia.billing.services.remittance_effects import REVERSED, Effects
from vantrexia.billing.services.remittance_matching import Matcher
from vantrexia.billing.services.remittance_order import read_later
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.domain.claims import remittance as said
from vantrexia.domain.claims.denials import explain_adjustment, judge
from vantrexia.domain.claims.read_835 import read_835
from vantrexia.domain.errors import Conflict, DomainError


@dataclass(frozen=True, slots=True)
class Posted:
    """The remittances of a file. `is_duplicate`: all were posted before, and nothing was posted now."""

    ids: list[UUID]
    is_duplicate: bool


@dataclass(slots=True)
class _Rows:
    """What one remittance will write."""

    claims: list[ClaimRow] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)


def post_remittances(*, actor: Actor, name: str, body: bytes, now: datetime) -> Posted:
    """Post a file. Raises BadFile (nothing is kept), `too_large`, Conflict for a trace posted with other content."""
    practice_id = practice_of(actor)
    payments = read_835(body)
    _check_payees(practice_id, payments)
    known: list[UUID] = []
    fresh: list[said.Remittance] = []
    for payment in payments:
        before = Remittance.objects.filter(
            practice_id=practice_id, payer_key=payment.payer_key, trace=payment.trace
        ).first()
        if before is None:
            fresh.append(payment)
        elif before.digest == payment.digest:
            known.append(before.id)
        else:
            raise Conflict(
                "A payment with this number was posted with other content; nothing was posted.",
                data={"remittance_id": str(before.id)},
            )
    if len({(one.payer_key, one.trace) for one in fresh}) != len(fresh):
        raise Conflict("The file holds the same payment twice; nothing was posted.")
    if not fresh:
        return Posted(known, is_duplicate=True)
    file, _ = keep_file(actor=actor, kind="835", name=name, body=body, now=now)
    return Posted([*known, *(_post(actor, one, file, now=now) for one in fresh)], is_duplicate=False)


def _check_payees(practice_id: UUID, payments: Sequence[said.Remittance]) -> None:
    """A payment to another provider's NPI is none of this practice's, whatever its claims are called."""
    billing = ClaimProvider.objects.filter(practice_id=practice_id, kind="billing")
    ours = set(billing.values_list("npi", flat=True))
    if ours and any(one.payee_npi and one.payee_npi not in ours for one in payments):
        raise DomainError(
            "other_payee",
            "The file pays a provider who is none of this practice's billing providers; nothing was posted.",
        )


def _post(actor: Actor, payment: said.Remittance, file: EdiFile, *, now: datetime) -> UUID:
    practice_id = practice_of(actor)
    patients = Claim.objects.filter(practice_id=practice_id, number__in=[one.id for one in payment.claims])
    lock_patients(patients.values_list("patient_id", flat=True))
    matcher = Matcher(practice_id, payment.claims)
    payer = _find_payer(practice_id, payment, matcher)
    row = Remittance(
        id=uuid7(), practice_id=practice_id, file=file, payer=payer, payer_key=payment.payer_key[:30],
        payer_name=payment.payer_name[:100], trace=payment.trace[:50], digest=payment.digest, method=payment.method,
        paid_on=payment.paid_on, total=payment.total, claim_count=len(payment.claims), posted_by_id=actor.user_id,
        posted_at=now,
    )  # fmt: skip
    later = read_later(practice_id, matcher, paid_on=payment.paid_on)
    rows, effects = _Rows(), Effects(actor=actor, remittance=row, payer=payer, now=now, later=later)
    for sequence, one in enumerate(payment.claims, start=1):
        _write_claim(row, rows, one, sequence, matcher, effects)
    for taken in payment.provider_adjustments:
        claim = next(
            (c for c in matcher.claims.values() if taken.reference in (c.number, c.payer_claim)), None
        )
        _add_posting(row, rows, kind="provider", amount=-taken.amount, claim=claim, reason=taken.reason,
                     reference=taken.reference)  # fmt: skip
        effects.note_provider(taken, claim)
    posted = sum((one.amount for one in rows.postings), Decimal(0))
    if posted != payment.total:
        raise DomainError("unbalanced", "The postings are not the payment; nothing was posted.")
    row.unmatched = effects.unmatched
    row.save(force_insert=True)
    for model, made in (
        (ClaimRow, rows.claims), (LineRow, rows.lines), (Adjustment, rows.adjustments), (Posting, rows.postings),
    ):  # fmt: skip
        model._default_manager.bulk_create(made, batch_size=1000)  # type: ignore[arg-type]
    effects.apply(matcher)
    touched = {claim.patient_id for claim in matcher.claims.values()}
    record(
        actor=actor, action="remittance.posted", entity="remittance", entity_id=row.id, patient_ids=sorted(touched),
        detail={"claims": row.claim_count, "unmatched": row.unmatched}, at=now,
    )  # fmt: skip
    return row.id


def _find_payer(practice_id: UUID, payment: said.Remittance, matcher: Matcher) -> Payer | None:
    """The payer of the claims it is about; else the one of that name."""
    ids = {claim.payer_id for claim in matcher.claims.values() if claim.payer_id}
    if len(ids) == 1:
        return Payer.objects.filter(practice_id=practice_id, id=ids.pop()).first()
    return Payer.objects.filter(practice_id=practice_id, name__iexact=payment.payer_name).first()


def _write_claim(
    row: Remittance, rows: _Rows, one: said.RemittanceClaim, sequence: int, matcher: Matcher, effects: Effects
) -> None:
    claim = matcher.find_claim(one)
    reverses = _find_reversed(row, rows, one, claim) if one.is_reversal else None
    made = ClaimRow(
        id=uuid7(), practice_id=row.practice_id, remittance_id=row.id, sequence=sequence, claim=claim,
        claim_number=one.id[:38], status=one.status, charge=one.charge, paid=one.paid, patient_share=one.patient_share,
        payer_claim=one.payer_claim[:50], remarks=list(one.remarks), is_reversal=one.is_reversal, reverses=reverses,
    )  # fmt: skip
    rows.claims.append(made)
    effects.note_claim(one, claim)
    _add_adjustments(rows, made, None, one.adjustments)
    if not one.lines:
        ours = matcher.list_lines(claim) if claim else []
        single = ours[0] if len(ours) == 1 else None
        _add_posting(row, rows, kind=_kind(one, matched=claim is not None), amount=one.paid, claim=claim,
                     claim_line=single)  # fmt: skip
        effects.note_whole(one, claim, ours)
        return
    rest = one.paid - sum((line.paid for line in one.lines), Decimal(0))  # its own adjustments, turned
    found = [
        _write_line(row, rows, made, one, line, place, claim, matcher, effects, rest)
        for place, line in enumerate(one.lines, start=1)
    ]
    single = found[0] if len(found) == 1 else None
    if rest:
        _add_posting(row, rows, kind=_kind(one, matched=claim is not None), amount=rest, claim=claim,
                     claim_line=single)  # fmt: skip
    if one.adjustments:
        effects.note_rest(one, claim, single, rest)


def _write_line(
    row: Remittance, rows: _Rows, made: ClaimRow, one: said.RemittanceClaim, line: said.RemittanceLine, place: int,
    claim: Claim | None, matcher: Matcher, effects: Effects, rest: Decimal,
) -> ClaimLine | None:  # fmt: skip
    """Returns the line of ours. `rest`: what the claim as a whole pays beside its lines."""
    ours = matcher.find_line(claim, line)
    outcome = REVERSED if one.is_reversal else judge(
        paid=line.paid + (rest if len(one.lines) == 1 else 0), charge=line.charge, adjustments=(*line.adjustments, *one.adjustments)
    ).value  # fmt: skip
    kept = LineRow(
        id=uuid7(), practice_id=row.practice_id, remittance_claim_id=made.id, sequence=place, claim_line=ours,
        control=line.control[:50], cpt_code=line.code[:48], charge=line.charge, paid=line.paid, units=line.units,
        service_date=line.service_date, remarks=list(line.remarks), outcome=outcome,
    )  # fmt: skip
    rows.lines.append(kept)
    _add_adjustments(rows, made, kept, line.adjustments)
    _add_posting(row, rows, kind=_kind(one, matched=ours is not None), amount=line.paid, claim=claim, claim_line=ours,
                 line=kept)  # fmt: skip
    effects.note_line(one, line, ours, outcome)
    return ours


def _kind(one: said.RemittanceClaim, *, matched: bool) -> str:
    if not matched:
        return "unmatched"
    return "reversal" if one.is_reversal else "payment"


def _find_reversed(
    row: Remittance, rows: _Rows, one: said.RemittanceClaim, claim: Claim | None
) -> ClaimRow | None:
    """The decision a reversal takes back: the newest on the claim that is none itself, by the payer's number if it has one."""
    earlier = ClaimRow.objects.filter(practice_id=row.practice_id, is_reversal=False)
    earlier = earlier.filter(claim=claim) if claim else earlier.filter(claim_number=one.id)
    taken = ClaimRow.objects.filter(practice_id=row.practice_id, reverses__isnull=False).values("reverses_id")
    newest = earlier.exclude(id__in=taken).order_by("-remittance__posted_at", "-sequence")
    return newest.filter(payer_claim=one.payer_claim).first() or newest.first()


def _add_adjustments(
    rows: _Rows, made: ClaimRow, line: LineRow | None, adjustments: Sequence[said.Adjustment]
) -> None:
    rows.adjustments += [
        Adjustment(
            id=uuid7(), practice_id=made.practice_id, remittance_claim_id=made.id, line_id=line.id if line else None,
            sequence=place, group=one.group, reason=one.reason, amount=one.amount, units=one.units,
            kind=explain_adjustment(one).kind,
        )
        for place, one in enumerate(adjustments, start=1)
    ]  # fmt: skip


def _add_posting(
    row: Remittance, rows: _Rows, *, kind: str, amount: Decimal, claim: Claim | None, claim_line: ClaimLine | None = None,
    line: LineRow | None = None, reason: str = "", reference: str = "",
) -> None:  # fmt: skip
    rows.postings.append(
        Posting(
            id=uuid7(), practice_id=row.practice_id, remittance_id=row.id, sequence=len(rows.postings) + 1, kind=kind,
            amount=amount, claim_id=claim.id if claim else None, claim_line_id=claim_line.id if claim_line else None,
            entry_id=claim_line.entry_id if claim_line else None, line_id=line.id if line else None, reason=reason[:8],
            reference=reference[:80], at=row.posted_at,
        )
    )  # fmt: skip
