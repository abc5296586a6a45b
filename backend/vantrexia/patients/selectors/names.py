"""Names beside ids, for lists of other apps: `name_patients(viewer, ids)`."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.patients.models import Patient


def name_patients(viewer: Actor, patient_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """`First Last` by id, one query; ids of another practice have no name here."""
    asked = {one for one in patient_ids if one is not None}
    if not asked:
        return {}
    rows = Patient.objects.filter(practice_id=practice_of(viewer), id__in=asked)
    return {
        row.id: f"{row.first_name} {row.last_name}"
        for row in rows.only("practice_id", "first_name", "last_name")
    }
