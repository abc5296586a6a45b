"""What billing asks of many patients' records at once: `read_enrolments(patient_ids)`.

Consents that cover monitoring, episodes, orders, proof of an established relationship, pauses, stays, death. One
statement each, in the practice of the running transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array

Moments = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order that was not cancelled."""

    id: UUID
    ordered_on: date
    expires_on: date | None
    diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EpisodeFact:
    """An episode `[started_at, ended_at)` and the order it began with."""

    id: UUID
    program: str
    started_at: datetime
    ended_at: datetime | None
    order_id: UUID | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One patient's record as billing sees it. `is_excluded`: merged away, or the proof-of-life patient."""

    patient_id: UUID
    zone: str
    deceased_at: datetime | None
    is_excluded: bool
    consents: list[Moments] = field(default_factory=list)
    episodes: list[EpisodeFact] = field(default_factory=list)
    orders: list[OrderFact] = field(default_factory=list)
    pauses: list[Moments] = field(default_factory=list)
    stays: list[Moments] = field(default_factory=list)
    visits: list[date | None] = field(default_factory=list)  # proofs of an established relationship


_HERE = (
    "practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])"
)
_PATIENTS = """
SELECT id, timezone, deceased_at, is_test OR merged_into_id IS NOT NULL FROM patients_patient
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND id = ANY (%s::uuid[])
"""
_CONSENTS = (
    f"SELECT patient_id, given_at, revoked_at FROM patients_consent WHERE {_HERE} "  # noqa: S608
    "AND (scopes = '{}' OR 'monitoring' = ANY (scopes)) AND (revoked_at IS NULL OR revoked_at > given_at)"
)
_EPISODES = (
    f"SELECT patient_id, id, program, started_at, ended_at, order_id FROM patients_episode WHERE {_HERE}"  # noqa: S608
)
_ORDERS = (
    f"SELECT patient_id, id, ordered_on, expires_on, diagnoses FROM patients_order WHERE {_HERE} "  # noqa: S608
    "AND cancelled_at IS NULL ORDER BY ordered_on, id"
)
_PAUSES = f"SELECT patient_id, starts_at, ends_at FROM patients_pause WHERE {_HERE}"  # noqa: S608
_STAYS = f"SELECT patient_id, admitted_at, discharged_at FROM patients_inpatientstay WHERE {_HERE}"  # noqa: S608
_EVIDENCE = f"SELECT patient_id, visit_date FROM patients_relationshipevidence WHERE {_HERE}"  # noqa: S608
_ENROLLED = """
SELECT DISTINCT patient_id FROM patients_episode
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid ORDER BY patient_id
"""


def read_enrolments(patient_ids: Iterable[UUID]) -> dict[UUID, Enrolment]:
    """Each patient's record; ids nobody has are left out."""
    asked = [uuid_array(patient_ids)]
    found = {row[0]: Enrolment(*row) for row in fetch_rows(_PATIENTS, asked)}
    for patient_id, given_at, revoked_at in fetch_rows(_CONSENTS, asked):
        found[patient_id].consents.append((given_at, revoked_at))
    for patient_id, *episode in fetch_rows(_EPISODES, asked):
        found[patient_id].episodes.append(EpisodeFact(*episode))
    for patient_id, order_id, ordered_on, expires_on, diagnoses in fetch_rows(_ORDERS, asked):
        found[patient_id].orders.append(OrderFact(order_id, ordered_on, expires_on, tuple(diagnoses)))
    for patient_id, starts_at, ends_at in fetch_rows(_PAUSES, asked):
        found[patient_id].pauses.append((starts_at, ends_at))
    for patient_id, admitted_at, discharged_at in fetch_rows(_STAYS, asked):
        found[patient_id].stays.append((admitted_at, discharged_at))
    for patient_id, visit_date in fetch_rows(_EVIDENCE, asked):
        found[patient_id].visits.append(visit_date)
    return found


def list_ever_enrolled() -> list[UUID]:
    """Everybody who ever had an episode, in the practice of the running transaction."""
    return [row[0] for row in fetch_rows(_ENROLLED, [])]
