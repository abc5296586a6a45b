"""Time, coverage and claims of many patients at once, for the rules: `read_time`, `read_coverage`, `read_entries`,
`read_outside_claims`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array
from vantrexia.domain.billing.entry_states import BILLED
from vantrexia.domain.billing.facts import PriorClaim, TimeEntry

# Nobody's profession is what counts nothing: somebody without a credential earns no minute (rules 8.8).
_NO_PROFESSION = "admin"
_REACHED = "reached"

_TIME = """
SELECT t.patient_id, t.id, t.membership_id, t.profession, t.activity, t.started_at, t.ended_at, t.is_live_contact,
    i.outcome, i.with_whom, t.created_at, t.approved_by_id, w.at,
    t.held_for <> '{}' AND t.hold_resolved_at IS NULL
FROM unnest(%(ids)s::uuid[], %(since)s::timestamptz[]) AS asked(patient_id, since)
JOIN billing_timeentry t ON t.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND t.patient_id = asked.patient_id AND t.started_at >= asked.since
LEFT JOIN patients_interaction i ON i.practice_id = t.practice_id AND i.id = t.interaction_id
LEFT JOIN (
    SELECT supersedes_id, max(created_at) AS at FROM billing_timeentry
    WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%(ids)s::uuid[])
        AND supersedes_id IS NOT NULL AND needs_approval AND approved_at IS NULL AND rejected_at IS NULL AND superseded_at IS NULL
    GROUP BY supersedes_id
) w ON w.supersedes_id = t.id
WHERE t.superseded_at IS NULL AND t.ended_at IS NOT NULL AND NOT t.is_withdrawal AND t.rejected_at IS NULL
    AND (NOT t.needs_approval OR t.approved_at IS NOT NULL OR t.supersedes_id IS NULL)
"""
_COVERAGE = """
SELECT c.patient_id, c.rank, c.payer_id, p.name, p.rule_payer, p.kind, c.valid_from, c.valid_to
FROM billing_coverage c JOIN billing_payer p ON p.practice_id = c.practice_id AND p.id = c.payer_id
WHERE c.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND c.patient_id = ANY (%s::uuid[])
ORDER BY c.rank, c.valid_from DESC, c.id
"""
_ENTRIES = """
SELECT patient_id, id, cpt_code, units, period_start, period_end, service_date, status, fingerprint, auto_generated,
    hold_reasons, released_holds, warnings, voided_at, voided_by_id, void_reason
FROM billing_billingentry
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
    AND (voided_at IS NULL OR (voided_by_id IS NOT NULL AND void_reason <> 'corrected'))
ORDER BY created_at, id
"""
_OUTSIDE = """
SELECT patient_id, id, cpt_code, units, period_start, period_end, service_date FROM billing_outsideclaim
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
    AND withdrawn_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Covered:
    """Who pays from when to when; rank 1 pays first."""

    rank: int
    payer_id: UUID
    payer_name: str
    rule_payer: str
    kind: str
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class EntryFact:
    """An entry that stands, or one a person voided (which the computation must not make again)."""

    id: UUID
    code: str
    units: int
    period_start: date
    period_end: date
    service_date: date
    status: str
    fingerprint: str
    auto_generated: bool
    hold_reasons: str  # JSON text
    released_holds: str
    warnings: str
    voided_at: datetime | None
    voided_by_id: int | None
    void_reason: str

    @property
    def key(self) -> tuple[str, date]:
        return self.code, self.period_start

    def as_claim(self) -> PriorClaim:
        """As the rules see a line that was billed."""
        return PriorClaim(
            self.code, self.period_start, self.period_end, self.service_date, True, self.units, str(self.id)
        )

    @property
    def is_billed(self) -> bool:
        return self.voided_at is None and self.status in BILLED


def read_time(asked: Sequence[tuple[UUID, datetime]]) -> dict[UUID, list[TimeEntry]]:
    """Time in force (`time_standing.IN_FORCE`), begun at or after the moment given for each patient.

    Of a late entry that waits, and of an entry whose change waits, nobody is the second person yet, so the engine holds
    what rests on them; so it does with what is held as impossible.
    """
    found: dict[UUID, list[TimeEntry]] = {}
    rows = fetch_rows(
        _TIME, {"ids": uuid_array(one for one, _ in asked), "since": [since for _, since in asked]}
    )
    for patient_id, *row in rows:
        found.setdefault(patient_id, []).append(_as_time(row))
    return found


def _as_time(row: list[Any]) -> TimeEntry:
    entry_id, membership_id, profession, activity, begun, ended, live, outcome, whom, *marks = row
    created_at, approved, change_at, held = marks
    worked = ended - begun
    seconds: int | Decimal = worked.days * 86400 + worked.seconds
    if worked.microseconds:
        seconds += Decimal(worked.microseconds) / 1_000_000
    return TimeEntry(
        staff_id=str(membership_id),
        role=profession or _NO_PROFESSION,
        activity=activity,
        started_at=begun,
        seconds=seconds,
        interactive=live,
        reached=None if outcome is None else outcome == _REACHED and whom != "none",
        recorded_at=change_at or created_at,
        second_person=None if change_at or approved is None else str(approved),
        id=str(entry_id),
        held=held,
    )


def read_coverage(patient_ids: Iterable[UUID]) -> dict[UUID, list[Covered]]:
    """Coverage by patient, primary first; of two of one rank (records that became one) the newer, as the rules take it."""
    found: dict[UUID, list[Covered]] = {}
    for patient_id, *row in fetch_rows(_COVERAGE, [uuid_array(patient_ids)]):
        found.setdefault(patient_id, []).append(Covered(*row))
    return found


def read_entries(patient_ids: Iterable[UUID]) -> dict[UUID, list[EntryFact]]:
    """Entries that stand and those a person voided, oldest first."""
    found: dict[UUID, list[EntryFact]] = {}
    for patient_id, *row in fetch_rows(_ENTRIES, [uuid_array(patient_ids)]):
        found.setdefault(patient_id, []).append(EntryFact(*row))
    return found


def read_outside_claims(patient_ids: Iterable[UUID]) -> dict[UUID, list[PriorClaim]]:
    """What other practices billed, as far as we were told."""
    found: dict[UUID, list[PriorClaim]] = {}
    for patient_id, row_id, code, units, start, end, dos in fetch_rows(_OUTSIDE, [uuid_array(patient_ids)]):
        found.setdefault(patient_id, []).append(PriorClaim(code, start, end, dos, False, units, str(row_id)))
    return found
