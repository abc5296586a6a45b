"""Founding a practice and changing its settings.

Public: `create_practice`, `change_practice`, `set_setting`, `add_location`, `change_location`.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from vantrexia.accounts.models import Location, Organisation, Practice, PracticeSetting
from vantrexia.accounts.selectors.practices import DEADLINES, LocationView, PracticeView, get_practice
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.access import ROLES
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.escalation import policy_as_json, policy_from_json
from vantrexia.domain.npi import is_npi
from vantrexia.domain.wordings import say

STAFF_ROLES: tuple[str, ...] = tuple(role for role in ROLES if role != "patient")
IDLE_MINUTES = (5, 480)
ABSOLUTE_HOURS = (1, 24)
_PLAIN = (
    "name",
    "timezone",
    "language",
    "mfa_required_roles",
    "session_idle_minutes",
    "session_absolute_hours",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPractice:
    """What founding a practice takes. `mfa_required_roles` defaults to everybody who is not a patient."""

    name: str
    timezone: str
    organisation_name: str = ""
    tin: str = ""
    language: str = "en"
    is_synthetic: bool = False
    mfa_required_roles: Sequence[str] = STAFF_ROLES
    session_idle_minutes: int = 30
    session_absolute_hours: int = 12


def create_practice(*, new: NewPractice, now: datetime, practice_id: UUID | None = None) -> UUID:
    """Found an organisation with one practice; answers the practice's id. Done by the operator, never over
    HTTP.

    Raises InvalidInput for an unknown zone, role or a TIN that is not nine digits.
    """
    practice_id = practice_id or uuid7()
    fields = _check({name: getattr(new, name) for name in _PLAIN})
    tin = new.tin.replace("-", "")
    if tin and not re.fullmatch(r"[0-9]{9}", tin):
        raise InvalidInput("The practice cannot be created.", fields={"tin": ["must be nine digits"]})
    with practice_scope(practice_id):
        organisation = Organisation(
            id=uuid7(), name=new.organisation_name or new.name, tin=tin, created_at=now
        )
        practice = Practice(
            id=practice_id, organisation=organisation, is_synthetic=new.is_synthetic, created_at=now, **fields
        )
        # An organisation is visible through its practice only, so the practice goes in first.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        practice.save(force_insert=True)
        organisation.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        record(
            actor=system_actor("create_practice", practice_id=practice_id),
            action="practice.created",
            entity="practice",
            entity_id=practice_id,
            at=now,
        )
    return practice_id


def change_practice(*, actor: Actor, changes: Mapping[str, object], now: datetime) -> PracticeView:
    """Change settings; `deadlines` is dated, so that the past keeps the deadlines it had.

    Raises InvalidInput naming every wrong field.
    """
    practice = Practice.objects.select_for_update().filter(id=practice_of(actor)).first()
    if practice is None:
        raise NotFound("There is no such practice.")
    plain = _check({name: value for name, value in changes.items() if name in _PLAIN})
    changed = [name for name, value in plain.items() if getattr(practice, name) != value]
    for name in changed:
        setattr(practice, name, plain[name])
    if changed:
        practice.save(update_fields=changed)
    if DEADLINES in changes:
        wanted = changes[DEADLINES]
        if not isinstance(wanted, Mapping):
            raise InvalidInput("The settings are not valid.", fields={DEADLINES: ["must be an object"]})
        set_setting(actor=actor, name=DEADLINES, value=_read_deadlines(wanted), now=now)
        changed.append(DEADLINES)
    if changed:
        record(
            actor=actor,
            action="practice.changed",
            entity="practice",
            entity_id=practice.id,
            detail={"fields": sorted(changed)},
            at=now,
        )
    return get_practice(viewer=actor, now=now)


def set_setting(*, actor: Actor, name: str, value: object, now: datetime) -> None:
    """Give a named setting a value from now on; the act that uses it writes the audit entry."""
    PracticeSetting(
        practice_id=practice_of(actor), name=name, value=value, valid_from=now, set_by_id=actor.user_id
    ).save(force_insert=True)


def add_location(*, actor: Actor, fields: Mapping[str, str], now: datetime) -> LocationView:
    """A new place of the practice. Raises InvalidInput for an unknown zone or an NPI that fails its check
    digit.
    """
    location = Location(practice_id=practice_of(actor), created_at=now, **_check_location(fields))
    location.save(force_insert=True)
    record(actor=actor, action="location.created", entity="location", entity_id=location.id, at=now)
    return _location_view(location)


def change_location(
    *, actor: Actor, location_id: UUID, fields: Mapping[str, str], now: datetime
) -> LocationView:
    """Change a place; raises NotFound and InvalidInput."""
    location = (
        Location.objects.select_for_update().filter(id=location_id, practice_id=practice_of(actor)).first()
    )
    if location is None:
        raise NotFound("There is no such location.")
    checked = _check_location(fields)
    for name, value in checked.items():
        setattr(location, name, value)
    location.save(update_fields=list(checked) or None)
    record(
        actor=actor,
        action="location.changed",
        entity="location",
        entity_id=location.id,
        detail={"fields": sorted(checked)},
        at=now,
    )
    return _location_view(location)


def _check(values: dict[str, object]) -> dict[str, object]:
    problems: dict[str, list[str]] = {}
    if "name" in values and not str(values["name"]).strip():
        problems["name"] = ["must not be empty"]
    if "timezone" in values and str(values["timezone"]) not in zoneinfo.available_timezones():
        problems["timezone"] = ["must be an IANA time zone, like America/New_York"]
    if "language" in values and values["language"] not in {code for code, _ in settings.LANGUAGES}:
        problems["language"] = [
            say("must be one of {choices}", choices=", ".join(code for code, _ in settings.LANGUAGES))
        ]
    if "mfa_required_roles" in values:
        roles = values["mfa_required_roles"]
        listed = sorted(set(roles)) if isinstance(roles, list | tuple | set | frozenset) else [""]
        if not set(listed) <= set(ROLES):
            problems["mfa_required_roles"] = [
                say("must be a list of roles: {choices}", choices=", ".join(ROLES))
            ]
        values["mfa_required_roles"] = listed
    for name, (low, high) in (
        ("session_idle_minutes", IDLE_MINUTES),
        ("session_absolute_hours", ABSOLUTE_HOURS),
    ):
        number = values.get(name, low)
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            problems[name] = [say("must be a whole number from {low} to {high}", low=low, high=high)]
    if problems:
        raise InvalidInput("The settings are not valid.", fields=problems)
    return values


def _read_deadlines(wanted: Mapping[str, object]) -> dict[str, object]:
    try:
        return policy_as_json(policy_from_json(wanted))
    except InvalidInput as error:
        fields = {f"{DEADLINES}.{name}": problems for name, problems in error.fields.items()}
        raise InvalidInput("The settings are not valid.", fields=fields) from None


def _check_location(fields: Mapping[str, str]) -> dict[str, str]:
    problems: dict[str, list[str]] = {}
    if "timezone" in fields and fields["timezone"] not in zoneinfo.available_timezones():
        problems["timezone"] = ["must be an IANA time zone, like America/New_York"]
    if fields.get("npi") and not is_npi(fields["npi"]):
        problems["npi"] = ["is not a valid NPI"]
    if problems:
        raise InvalidInput("The location is not valid.", fields=problems)
    return dict(fields)


def _location_view(location: Location) -> LocationView:
    return LocationView(**{name: getattr(location, name) for name in LocationView.__dataclass_fields__})
