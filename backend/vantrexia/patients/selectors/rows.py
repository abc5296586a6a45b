"""A patient's rows as lists: consents, orders, episodes and the rest, by name from `ROWS`.

`list_rows(viewer, name, patient_id, …) -> (count, rows)`, `get_patient_row(viewer, name, patient_id,
row_id)`. Rows are dicts of the columns named in `ROWS`; beside a person's id stands the name (`taken_by_id`
and `taken_by`; `membership_id` and `by`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from vantrexia.accounts.selectors.names import name_people
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.core.models import PracticeModel
from vantrexia.domain.errors import NotFound
from vantrexia.patients import models


@dataclass(frozen=True, slots=True)
class Rows:
    """How one kind of row is shown: its columns, its order, which columns name users and which members."""

    model: type[PracticeModel]
    order: tuple[str, ...]
    columns: tuple[str, ...]
    users: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


ROWS: Mapping[str, Rows] = MappingProxyType(
    {
        "consents": Rows(
            models.Consent,
            ("-given_at", "-id"),
            (
                "method",
                "scopes",
                "notices",
                "given_at",
                "given_by",
                "caregiver_id",
                "text_id",
                "taken_by_id",
                "revoked_at",
                "revoked_taken_by_id",
                "revoke_reason",
                "created_at",
            ),
            users=("taken_by_id", "revoked_taken_by_id"),
        ),
        "orders": Rows(
            models.Order,
            ("-ordered_on", "-id"),
            (
                "ordered_by_name",
                "ordering_npi",
                "ordered_on",
                "vitals",
                "diagnoses",
                "expires_on",
                "cancelled_at",
                "recorded_by_id",
                "created_at",
            ),
            users=("recorded_by_id",),
        ),
        "episodes": Rows(
            models.Episode,
            ("-started_at", "-id"),
            (
                "order_id",
                "program",
                "started_at",
                "start_reason",
                "ended_at",
                "end_reason",
                "end_note",
                "created_at",
            ),
        ),
        "plans": Rows(
            models.MeasurementPlan,
            ("-starts_on", "-id"),
            (
                "episode_id",
                "kind",
                "times_per_day",
                "days_per_week",
                "starts_on",
                "ends_on",
                "set_by_id",
                "created_at",
            ),
            users=("set_by_id",),
        ),
        "pauses": Rows(
            models.Pause,
            ("-starts_at", "-id"),
            ("episode_id", "starts_at", "ends_at", "reason", "recorded_by_id", "created_at"),
            users=("recorded_by_id",),
        ),
        "stays": Rows(
            models.InpatientStay,
            ("-admitted_at", "-id"),
            ("facility", "admitted_at", "discharged_at", "recorded_by_id", "created_at"),
            users=("recorded_by_id",),
        ),
        "care_team": Rows(
            models.CareTeamMember,
            ("-valid_from", "-id"),
            ("membership_id", "function", "valid_from", "valid_to", "created_at"),
            members=("membership_id",),
        ),
        "evidence": Rows(
            models.RelationshipEvidence,
            ("-created_at", "-id"),
            ("kind", "visit_date", "provider_npi", "note", "recorded_by_id", "created_at"),
            users=("recorded_by_id",),
        ),
        "caregivers": Rows(
            models.Caregiver,
            ("-valid_from", "-id"),
            ("name", "phone", "relationship", "authority", "valid_from", "valid_to"),
        ),
        "contact_permissions": Rows(
            models.ContactPermission,
            ("-valid_from", "-id"),
            ("channel", "allowed", "valid_from", "noted_by_id"),
            users=("noted_by_id",),
        ),
        "timezones": Rows(models.PatientTimezone, ("-valid_from", "-id"), ("timezone", "valid_from")),
        "interactions": Rows(
            models.Interaction,
            ("-started_at", "-id"),
            (
                "kind",
                "direction",
                "with_whom",
                "caregiver_id",
                "membership_id",
                "started_at",
                "ended_at",
                "outcome",
                "is_live",
                "note",
                "created_at",
            ),
            members=("membership_id",),
        ),
        "decisions": Rows(
            models.Decision,
            ("-signed_at", "-id"),
            (
                "interaction_id",
                "membership_id",
                "readings_from",
                "readings_to",
                "reading_ids",
                "action",
                "rationale",
                "signed_at",
                "created_at",
            ),
            members=("membership_id",),
        ),
    }
)


def list_rows(
    viewer: Actor, name: str, patient_id: UUID, *, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of a patient's rows, newest first, and how many there are."""
    spec = ROWS[name]
    rows = _rows_of(viewer, spec, patient_id)
    page = list(rows.order_by(*spec.order)[offset : offset + limit])
    return rows.count(), show_rows(viewer, spec, page)


def get_patient_row(viewer: Actor, name: str, patient_id: UUID, row_id: UUID) -> dict[str, Any]:
    """One row of a patient; raises NotFound."""
    spec = ROWS[name]
    rows = _rows_of(viewer, spec, patient_id)
    row = rows.filter(id=row_id).first()
    if row is None:
        raise NotFound("The patient has no such entry.")
    return show_rows(viewer, spec, [row])[0]


def _rows_of(viewer: Actor, spec: Rows, patient_id: UUID) -> QuerySet[PracticeModel]:
    of_patient = {"practice_id": practice_of(viewer), "patient_id": patient_id}
    return spec.model._default_manager.filter(**of_patient)


def show_rows(viewer: Actor, spec: Rows, rows: Iterable[PracticeModel]) -> list[dict[str, Any]]:
    """Rows as dicts, with the names of the people they mention."""
    listed = list(rows)
    users = name_people(viewer, {getattr(row, column) for row in listed for column in spec.users})
    members = name_members(viewer, {getattr(row, column) for row in listed for column in spec.members})
    shown: list[dict[str, Any]] = []
    for row in listed:
        fields: dict[str, Any] = {"id": row.id, **{column: getattr(row, column) for column in spec.columns}}
        for column in spec.users:
            fields[column.removesuffix("_id")] = users.get(fields[column])
        for column in spec.members:
            beside = "by" if column == "membership_id" else column.removesuffix("_id")
            fields[beside] = members.get(fields[column])
        shown.append(fields)
    return shown


def name_members(viewer: Actor, membership_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Full names of colleagues by the id of their membership."""
    ids = [membership_id for membership_id in membership_ids if membership_id]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, u.first_name, u.last_name FROM accounts_membership m "
            "JOIN accounts_user u ON u.id = m.user_id WHERE m.practice_id = %s AND m.id = ANY (%s)",
            [practice_of(viewer), ids],
        )
        return {row_id: f"{first} {last}".strip() for row_id, first, last in cursor.fetchall()}


def list_consent_texts(viewer: Actor) -> list[dict[str, Any]]:
    """Every version of the practice's consent text, newest first."""
    rows = models.ConsentText.objects.filter(practice_id=practice_of(viewer))
    columns = ("id", "version", "language", "body", "valid_from")
    return list(rows.order_by("-valid_from", "version", "language").values(*columns))
