"""Reading a practice: its settings, dated settings, locations, and which roles need a second factor.

Public: `get_practice`, `find_setting`, `get_deadlines`, `list_locations`, `list_practice_ids`, `is_synthetic`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.accounts.models import Location, Organisation, Practice, PracticeSetting
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound
from vantrexia.domain.escalation import DEFAULT_POLICY, DeadlinePolicy, policy_as_json, policy_from_json

DEADLINES = "deadlines"


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice as its settings page shows it."""

    id: UUID
    name: str
    organisation_name: str
    timezone: str
    language: str
    is_synthetic: bool
    mfa_required_roles: list[str]
    session_idle_minutes: int
    session_absolute_hours: int
    deadlines: dict[str, object]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LocationView:
    """A place of the practice."""

    id: UUID
    name: str
    line1: str
    line2: str
    city: str
    state: str
    zip: str
    place_of_service: str
    npi: str
    timezone: str


def get_practice(*, viewer: Actor, now: datetime) -> PracticeView:
    """The viewer's own practice; raises NotFound."""
    practice = Practice.objects.filter(id=practice_of(viewer)).first()
    if practice is None:
        raise NotFound("There is no such practice.")
    organisation = Organisation.objects.filter(id=practice.organisation_id).first()
    return PracticeView(
        id=practice.id,
        name=practice.name,
        organisation_name=organisation.name if organisation else "",
        timezone=practice.timezone,
        language=practice.language,
        is_synthetic=practice.is_synthetic,
        mfa_required_roles=list(practice.mfa_required_roles),
        session_idle_minutes=practice.session_idle_minutes,
        session_absolute_hours=practice.session_absolute_hours,
        deadlines=policy_as_json(get_deadlines(viewer=viewer, at=now)),
        created_at=practice.created_at,
    )


def find_setting(*, viewer: Actor, name: str, at: datetime) -> Any | None:
    """The value of a dated setting of the viewer's practice as of an instant; None when it was never set."""
    rows = PracticeSetting.objects.filter(practice_id=practice_of(viewer), name=name, valid_from__lte=at)
    return rows.order_by("-valid_from", "-id").values_list("value", flat=True).first()


def get_deadlines(*, viewer: Actor, at: datetime) -> DeadlinePolicy:
    """The practice's deadlines of alerts as of an instant; the published defaults when it set none."""
    stored = find_setting(viewer=viewer, name=DEADLINES, at=at)
    return DEFAULT_POLICY if stored is None else policy_from_json(stored)


def list_locations(*, viewer: Actor) -> list[LocationView]:
    """The practice's locations by name."""
    names = list(LocationView.__dataclass_fields__)
    rows = Location.objects.filter(practice_id=practice_of(viewer)).order_by("name", "id").values(*names)
    return [LocationView(**row) for row in rows]


def list_practice_ids() -> list[UUID]:
    """Every open practice, for work that goes through all of them one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_practice_ids()")
        return [row[0] for row in cursor.fetchall()]


def is_synthetic(practice_id: UUID) -> bool:
    """Whether the practice carries the proof of life; asked inside its scope."""
    return Practice.objects.filter(id=practice_id, is_synthetic=True).exists()
