"""What came back first: `read_acknowledgement` takes a 999 or 277CA and moves the claims it is about.

A 999 names our group (GS06) and says whether the file follows the guide; a rejected file's claims were never there, so
their entries are free for a corrected claim. A 277CA names our batch (BHT03) and says claim by claim what was taken in.
A file about no batch of ours is refused whole. The same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import Acknowledgement, Claim, ClaimBatch, EdiFile
from vantrexia.billing.services.claims import release_lines
from vantrexia.billing.services.edi_files import keep_file
from vantrexia.billing.services.work import NewItem, raise_items
from vantrexia.core.actor import Actor
from vantrexia.domain.claims.read_277ca import BatchStatus, ClaimStatus, Status, read_277ca
from vantrexia.domain.claims.read_999 import GroupVerdict, read_999
from vantrexia.domain.claims.x12 import BadFile
from vantrexia.domain.wordings import say

# A 999 or 277CA may come late: it never takes a claim back from where a payer's decision put it.
_UNDECIDED = ("batched", "submitted", "received", "accepted")


@dataclass(frozen=True, slots=True)
class Read:
    """What a file came to. `is_duplicate`: it was read before and changed nothing now."""

    ids: list[UUID]
    is_duplicate: bool


def read_acknowledgement(*, actor: Actor, name: str, body: bytes, now: datetime) -> Read:
    """Read a file of either kind, all or nothing. Raises BadFile, `too_large`."""
    practice_id = practice_of(actor)
    kind = "277" if b"ST*277" in body.replace(b"\n", b"") else "999"
    groups = read_999(body) if kind == "999" else ()
    statuses = read_277ca(body) if kind == "277" else ()
    file, known = keep_file(actor=actor, kind=kind, name=name, body=body, now=now)
    if known:
        rows = Acknowledgement.objects.filter(practice_id=practice_id, file=file)
        return Read(list(rows.values_list("id", flat=True)), is_duplicate=True)
    made = [_apply_999(actor, group, file, now=now) for group in groups]
    made += [_apply_277ca(actor, status, file, now=now) for status in statuses]
    return Read(made, is_duplicate=False)


def _apply_999(actor: Actor, verdict: GroupVerdict, file: EdiFile, *, now: datetime) -> UUID:
    batch = _find_batch(
        actor,
        Q(control=verdict.group),
        problem=say("group {group} is no batch of this practice", group=verdict.group),
    )
    claims = _lock_claims(batch)
    if verdict.is_accepted:
        _move(claims, "received", only=("batched", "submitted"), now=now)
        _set_batch(batch, "received", only=("built", "submitted"))
    elif any(claim.status == "accepted" for claim in claims):
        # A payer took it in already; to send these claims again would bill twice.
        raise BadFile(
            0, "AK9", say("it rejects group {group}, whose claims a payer has taken in", group=verdict.group)
        )
    else:
        _reject(claims, now=now)
        _set_batch(batch, "rejected", only=("built", "submitted", "received"))
        places = [f"{fault.segment} {fault.place}" for one in verdict.sets for fault in one.faults]
        params = {"batch": batch.reference, "places": ", ".join(places[:5]), "claims": len(claims)}
        item = NewItem("review", f"rejected:{batch.id}", "batch_rejected", params=params)
        raise_items([item], practice_id=batch.practice_id, by_id=None, now=now)
    faults = [
        {"segment": f.segment, "place": f.place, "loop": f.loop, "element": f.element, "code": f.code}
        for one in verdict.sets
        for f in one.faults
    ]
    return _keep(
        actor, "999", file, batch, claims, is_accepted=verdict.is_accepted, now=now,
        verdict={"status": verdict.status, "codes": list(verdict.codes), "faults": faults},
    )  # fmt: skip


def _apply_277ca(actor: Actor, said: BatchStatus, file: EdiFile, *, now: datetime) -> UUID:
    batch = _find_batch(
        actor, Q(reference=said.reference), problem="the batch it names is no batch of this practice"
    )
    claims = _lock_claims(batch)
    known = {claim.number: claim for claim in claims}
    for status in said.claims:
        if status.id not in known:
            raise BadFile(status.segment, "HL", "it is about a claim that the batch does not hold")
    verdict = {"statuses": _as_json(said.statuses)}
    if not said.is_accepted and not said.claims:
        _reject(claims, now=now)
        for claim in claims:
            _note(claim, said.statuses, now=now)
        _set_batch(batch, "rejected", only=("built", "submitted", "received"))
        return _keep(actor, "277", file, batch, claims, is_accepted=False, now=now, verdict=verdict)
    for status in said.claims:
        _apply_claim(known[status.id], status, now=now)
    refused = sum(not status.is_accepted for status in said.claims)
    whole = "accepted" if not refused else "rejected" if refused == len(said.claims) else "part"
    _set_batch(batch, whole, only=("built", "submitted", "received", "accepted", "part", "rejected"))
    return _keep(
        actor, "277", file, batch, [known[status.id] for status in said.claims], is_accepted=not refused, now=now,
        accepted=len(said.claims) - refused, rejected=refused, verdict=verdict,
    )  # fmt: skip


def _apply_claim(claim: Claim, status: ClaimStatus, *, now: datetime) -> None:
    if status.payer_claim:
        claim.payer_claim = status.payer_claim
    if status.is_accepted:
        _move([claim], "accepted", only=_UNDECIDED, now=now)
    else:
        _reject([claim], now=now)
    lines = [one for line in status.lines for one in line.statuses]
    _note(claim, [*status.statuses, *lines], now=now)


def _note(claim: Claim, statuses: Sequence[Status], *, now: datetime) -> None:
    claim.statuses = _as_json(statuses)
    claim.save(update_fields=["statuses", "payer_claim"])
    if claim.status != "rejected":
        return
    codes = [f"{one.category}:{one.code}" for one in statuses]
    params = {"claim": claim.number, "dos": claim.service_date.isoformat(), "codes": ", ".join(codes[:5])}
    item = NewItem("review", f"rejected:{claim.id}", "claim_rejected", claim.patient_id, params=params)
    raise_items([item], practice_id=claim.practice_id, by_id=None, now=now)


def _as_json(statuses: Sequence[Status]) -> list[dict[str, str]]:
    return [{"category": one.category, "code": one.code, "entity": one.entity} for one in statuses]


def _reject(claims: Sequence[Claim], *, now: datetime) -> None:
    """They were never there: nothing of them is at the payer, and the entries may stand on a new claim."""
    for claim in claims:
        if claim.status in _UNDECIDED:
            _move([claim], "rejected", only=_UNDECIDED, now=now)
            release_lines(claim)


def _move(claims: Sequence[Claim], status: str, *, only: Sequence[str], now: datetime) -> None:
    for claim in claims:
        if claim.status in only:
            claim.status, claim.status_at, claim.row_version = status, now, claim.row_version + 1
            claim.save(update_fields=["status", "status_at", "row_version"])


def _set_batch(batch: ClaimBatch, status: str, *, only: Sequence[str]) -> None:
    if batch.status in only:
        batch.status, batch.row_version = status, batch.row_version + 1
        batch.save(update_fields=["status", "row_version"])


def _find_batch(actor: Actor, named_by: Q, *, problem: str) -> ClaimBatch:
    rows = ClaimBatch.objects.select_for_update().filter(named_by, practice_id=practice_of(actor))
    batch = rows.exclude(status="cancelled").first()
    if batch is None:
        raise BadFile(0, "", problem)
    return batch


def _lock_claims(batch: ClaimBatch) -> list[Claim]:
    return list(
        Claim.objects.select_for_update()
        .filter(practice_id=batch.practice_id, batch=batch)
        .order_by("number")
    )


def _keep(
    actor: Actor, kind: str, file: EdiFile, batch: ClaimBatch, claims: Sequence[Claim], *, is_accepted: bool,
    verdict: Mapping[str, object], now: datetime, accepted: int | None = None, rejected: int | None = None,
) -> UUID:  # fmt: skip
    row = Acknowledgement(
        practice_id=batch.practice_id, kind=kind, file=file, batch=batch, is_accepted=is_accepted, verdict=dict(verdict),
        accepted_claims=accepted, rejected_claims=rejected, read_by_id=actor.user_id, read_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    record(
        actor=actor, action="acknowledgement.read", entity="acknowledgement", entity_id=row.id,
        patient_ids=sorted({claim.patient_id for claim in claims}),
        detail={"kind": kind, "batch": batch.reference, "accepted": is_accepted}, at=now,
    )  # fmt: skip
    return row.id
