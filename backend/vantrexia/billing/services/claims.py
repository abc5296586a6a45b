"""Claims out of entries: `build_claims`, `build_one`, `check_claims`, `cancel_claim`, `request_reopening`.

Pending entries that nothing holds and that stand on no live claim become claims, checked at once; what is wrong is listed on
the claim, which is then blocked. What corrects a billed line goes the way its payer takes (`domain.claims.corrections`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import BillingEntry, Claim, ClaimLine
from vantrexia.billing.selectors.claim_content import dump_content
from vantrexia.billing.selectors.claim_facts import SELF_PAY, Desk, Draft, load_desk
from vantrexia.billing.selectors.claims import find_later
from vantrexia.billing.services.claim_numbers import take_numbers
from vantrexia.billing.services.claim_void_rows import check_void, void_entries
from vantrexia.billing.services.claim_ways import Prior, describe_prior, find_priors
from vantrexia.billing.services.entries import change_statuses
from vantrexia.billing.services.locks import lock_patients
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.clock import month_end
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.claims.checks import check_claim
from vantrexia.domain.claims.checks_rules import Edits
from vantrexia.domain.claims.model import ORIGINAL, VOID
from vantrexia.domain.claims.problems import Problem
from vantrexia.domain.errors import Conflict, NotFound

OPEN = ("blocked", "ready")
MOST_AT_ONCE = 5_000


@dataclass(slots=True)
class Built:
    """What a build came to. `left_out`: entries whose patient pays, or that a hold or a claim keeps, by reason."""

    claim_ids: list[UUID] = field(default_factory=list)
    ready: int = 0
    blocked: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, reason: str) -> None:
        self.left_out[reason] = self.left_out.get(reason, 0) + 1


def build_claims(
    *, actor: Actor, month: date | None, entry_ids: Collection[UUID] = (), now: datetime
) -> Built:
    """Claims of the entries with a date of service in a month (its first day), or of those named. Raises NotFound."""
    practice_id = practice_of(actor)
    rows = BillingEntry.objects.filter(practice_id=practice_id)
    if entry_ids:
        rows = rows.filter(id__in=set(entry_ids))
        if rows.count() != len(set(entry_ids)):
            raise NotFound("There is no such billing entry.")
    rows = rows.filter(status="pending", voided_at__isnull=True)
    if month is not None:
        rows = rows.filter(service_date__gte=month, service_date__lte=month_end(month))
    lock_patients(rows.values_list("patient_id", flat=True))
    entries = list(
        rows.select_for_update().order_by("patient_id", "service_date", "cpt_code", "id")[:MOST_AT_ONCE]
    )
    _drop_stale(practice_id, {one.patient_id for one in entries}, now=now)
    built = Built()
    taken = set(
        ClaimLine.objects.filter(
            practice_id=practice_id, entry_id__in=[one.id for one in entries], is_live=True
        ).values_list("entry_id", flat=True)
    )
    free: list[BillingEntry] = []
    for entry in entries:
        if entry.id in taken:
            built.leave_out("on_a_claim")
        elif {one["key"] for one in entry.hold_reasons} - set(entry.released_holds):
            built.leave_out("held")
        else:
            free.append(entry)
    desk = load_desk(actor, patient_ids=[one.patient_id for one in free], now=now)
    priors = find_priors(practice_id, free)
    for group in _group(free, desk, built):
        for part in _part(group, priors):
            prior = priors.get(part[0].id)
            if prior is not None and find_later(prior.claim) is not None:
                for _ in part:
                    built.leave_out("on_a_claim")  # what it corrects is being voided or corrected already
                continue
            build_one(actor, part, desk=desk, prior=prior, built=built, now=now)
    record(
        actor=actor, action="claims.built", entity="claim", patient_ids=sorted({one.patient_id for one in free}),
        detail={"claims": len(built.claim_ids), "ready": built.ready, "blocked": built.blocked}, at=now,
    )  # fmt: skip
    return built


def _drop_stale(practice_id: UUID, patient_ids: Collection[UUID], *, now: datetime) -> None:
    """Open claims with an entry that no longer stands are not sent; what else is on them is free for a claim that is right:
    an add-on must not be parted from its base."""
    void = ClaimLine.objects.filter(practice_id=practice_id, is_live=True, entry__voided_at__isnull=False)
    rows = Claim.objects.select_for_update().filter(
        practice_id=practice_id,
        patient_id__in=list(patient_ids),
        status__in=OPEN,
        id__in=void.values("claim_id"),
    )
    for claim in rows.exclude(frequency=VOID).order_by("number"):
        _cancel(claim, now=now)


def _group(entries: Iterable[BillingEntry], desk: Desk, built: Built) -> list[list[BillingEntry]]:
    groups: dict[tuple[UUID, UUID | None, date], list[BillingEntry]] = {}
    for entry in entries:
        coverage = desk.find_coverage(entry.patient_id, entry.service_date)
        if coverage is not None and coverage.payer.kind == SELF_PAY:
            built.leave_out(SELF_PAY)
            continue
        key = (entry.patient_id, coverage.id if coverage else None, entry.service_date)
        groups.setdefault(key, []).append(entry)
    return list(groups.values())


def _part(group: list[BillingEntry], priors: Mapping[UUID, Prior]) -> list[list[BillingEntry]]:
    """By what corrects an earlier claim: an add-on goes to its base, whatever new lines have the same date before it."""
    first = next((place for place, entry in enumerate(group) if entry.id in priors), 0)
    return [group[:first], group[first:]] if first else [group]


def build_one(
    actor: Actor,
    group: Sequence[BillingEntry],
    *,
    desk: Desk,
    prior: Prior | None,
    built: Built,
    now: datetime,
) -> None:
    """A claim of entries that share patient, coverage and date of service; `prior` is what it corrects."""
    practice_id = practice_of(actor)
    entries = list(group)
    if prior is not None:
        known = {one.id for one in entries}
        entries += [one for one in prior.kept if one.id not in known]
        ClaimLine.objects.filter(practice_id=practice_id, claim_id=prior.claim.id).update(is_live=False)
    number = f"C{take_numbers(practice_id, 'claim')[0]:08d}"
    controls = [f"{number}L{place}" for place in range(1, len(entries) + 1)]
    draft = desk.compose(
        entries,
        number=number,
        controls=controls,
        frequency=_frequency(prior),
        replaces=_replaces(prior),
    )
    problems = [*(prior.problems if prior else ()), *_check(draft, desk)]
    claim = Claim(
        practice_id=practice_id,
        number=number,
        patient_id=entries[0].patient_id,
        service_date=entries[0].service_date,
        corrects_id=prior.claim.id if prior else None,
        created_by_id=actor.user_id,
        created_at=now,
        status_at=now,
    )
    _fill(claim, draft, problems)
    claim.save(force_insert=True)
    ClaimLine.objects.bulk_create(
        [
            ClaimLine(
                practice_id=practice_id, claim=claim, entry_id=entry.id, sequence=place, control=line.control,
                cpt_code=line.code, modifiers=list(line.modifiers), units=line.units, charge=line.charge,
                service_date=line.service_date,
            )
            for place, (entry, line) in enumerate(zip(entries, draft.content.lines, strict=True), start=1)
        ]
    )  # fmt: skip
    built.claim_ids.append(claim.id)
    built.blocked += bool(problems)
    built.ready += not problems


def _frequency(prior: Prior | None) -> str:
    return (prior.way.frequency or ORIGINAL) if prior else ORIGINAL


def _replaces(prior: Prior | None) -> str:
    return prior.claim.payer_claim if prior and _frequency(prior) != ORIGINAL else ""


def _check(draft: Draft, desk: Desk) -> list[Problem]:
    edits = Edits(limits=desk.amounts.limits, pairs=desk.amounts.pairs)
    found = check_claim(draft.content, today=desk.today, book=load_rule_book(), edits=edits)
    # What is missing as a whole is said once, not field by field.
    whole = tuple(problem.field for problem in draft.problems)
    hidden = {"subscriber": ("subscriber", "payer"), "billing": ("billing",), "rendering": ("rendering",)}
    prefixes = tuple(prefix for one in whole for prefix in hidden[one])
    return [*draft.problems, *(one for one in found if not prefixes or not one.field.startswith(prefixes))]


def _fill(claim: Claim, draft: Draft, problems: Sequence[Problem]) -> None:
    claim.payer = draft.coverage.payer if draft.coverage else None
    claim.coverage, claim.billing, claim.rendering = draft.coverage, draft.billing, draft.rendering
    claim.total, claim.frequency = draft.content.total, draft.content.frequency
    claim.content = dump_content(draft.content)
    claim.problems = [{"code": p.code, "field": p.field, "params": dict(p.params)} for p in problems]
    claim.status = "blocked" if problems else "ready"


def check_claims(*, actor: Actor, claim_ids: Sequence[UUID], now: datetime) -> list[Claim]:
    """Compose and check open claims again from what is stored now; one whose entries are gone or held is cancelled.

    Returns them as they stand. Raises NotFound, Conflict for a claim that has left.
    """
    practice_id = practice_of(actor)
    rows = Claim.objects.filter(practice_id=practice_id, id__in=list(claim_ids))
    lock_patients(rows.values_list("patient_id", flat=True))
    claims = list(rows.select_for_update().order_by("service_date", "number"))
    if len(claims) != len(set(claim_ids)):
        raise NotFound("There is no such claim.")
    if any(claim.status not in OPEN for claim in claims):
        raise Conflict("Only a claim that has not left can be checked again.")
    desk = load_desk(actor, patient_ids=[one.patient_id for one in claims], now=now)
    lines = _read_lines(practice_id, claims)
    for claim in claims:
        own = lines[claim.id]
        if claim.frequency == VOID:
            if not check_void(claim, own, today=desk.today):
                _cancel(claim, now=now)
            continue
        entries = [line.entry for line in own]
        if any(not is_billable(entry, is_repeat=claim.corrects_id is not None) for entry in entries):
            _cancel(claim, now=now)
            continue
        prior = describe_prior(claim.corrects) if claim.corrects_id else None
        draft = desk.compose(
            entries,
            number=claim.number,
            controls=[line.control for line in own],
            frequency=_frequency(prior),
            replaces=_replaces(prior),
        )
        _fill(claim, draft, [*(prior.problems if prior else ()), *_check(draft, desk)])
        claim.row_version += 1
        claim.save()
        for line, said in zip(own, draft.content.lines, strict=True):
            line.charge, line.units = said.charge, said.units
            line.save(update_fields=["charge", "units"])
    return claims


def is_billable(entry: BillingEntry, *, is_repeat: bool) -> bool:
    """Whether an entry may still go out: it stands, and nothing holds it; one that is billed only on a correction."""
    if entry.voided_at is not None:
        return False
    if entry.status != "pending":
        return is_repeat
    return not {one["key"] for one in entry.hold_reasons} - set(entry.released_holds)


def _read_lines(practice_id: UUID, claims: Iterable[Claim]) -> dict[UUID, list[ClaimLine]]:
    found: dict[UUID, list[ClaimLine]] = {claim.id: [] for claim in claims}
    rows = ClaimLine.objects.filter(practice_id=practice_id, claim_id__in=list(found))
    for line in rows.select_related("entry").order_by("claim_id", "sequence"):
        found[line.claim_id].append(line)
    return found


def cancel_claim(*, actor: Actor, claim_id: UUID, now: datetime) -> UUID:
    """A claim that has not left is not sent; its entries are free again. Raises NotFound, Conflict."""
    claim = lock_claim(actor, claim_id)
    if claim.status not in OPEN:
        raise Conflict("Only a claim that has not left can be cancelled.")
    _cancel(claim, now=now)
    tell_claim(claim, "cancelled", actor=actor, now=now)
    return claim.id


def _cancel(claim: Claim, *, now: datetime) -> None:
    claim.status, claim.status_at, claim.row_version = "cancelled", now, claim.row_version + 1
    claim.save(update_fields=["status", "status_at", "row_version"])
    release_lines(claim)


def release_lines(claim: Claim) -> None:
    """Its entries stand on no live claim of it any more; those of the claim it corrects are live again."""
    ClaimLine.objects.filter(practice_id=claim.practice_id, claim_id=claim.id).update(is_live=False)
    if claim.corrects_id is not None:
        earlier = ClaimLine.objects.filter(practice_id=claim.practice_id, claim_id=claim.corrects_id)
        earlier.exclude(claim__status__in=("rejected", "cancelled")).update(is_live=True)


def request_reopening(*, actor: Actor, claim_id: UUID, now: datetime) -> UUID:
    """The payer was asked, by its own form, to reopen the claim this one corrects: it counts as sent.

    Raises NotFound, Conflict for a claim that corrects none or has other problems.
    """
    claim = lock_claim(actor, claim_id)
    if (
        claim.status not in OPEN
        or claim.corrects_id is None
        or [one["code"] for one in claim.problems] != ["frequency_not_taken"]
    ):
        raise Conflict(
            "Only a claim that corrects another, with nothing else wrong, is asked for by a reopening."
        )
    entries = ClaimLine.objects.filter(
        practice_id=claim.practice_id, claim_id=claim.id, entry__status="pending"
    ).values_list("entry_id", flat=True)
    if claim.frequency != VOID:
        change_statuses(
            actor=actor, changes=dict.fromkeys(entries, "submitted"), now=now, reason="reopening_requested",
            detail={"claim": claim.number},
        )  # fmt: skip
    void_entries([claim], actor=actor, now=now)
    claim.status, claim.status_at, claim.row_version = "submitted", now, claim.row_version + 1
    claim.save(update_fields=["status", "status_at", "row_version"])
    tell_claim(claim, "reopening_requested", actor=actor, now=now)
    return claim.id


def lock_claim(actor: Actor, claim_id: UUID) -> Claim:
    """The practice's claim, locked. Raises NotFound."""
    claim = Claim.objects.select_for_update().filter(practice_id=practice_of(actor), id=claim_id).first()
    if claim is None:
        raise NotFound("There is no such claim.")
    return claim


def tell_claim(claim: Claim, act: str, *, actor: Actor, now: datetime) -> None:
    """The audit entry of an act on one claim."""
    record(
        actor=actor, action=f"claim.{act}", entity="claim", entity_id=claim.id, patient_ids=[claim.patient_id],
        detail={"number": claim.number, "status": claim.status}, at=now,
    )  # fmt: skip
