"""Where a patient's enrolment stands now: episode, consent, care team. `read_standing(viewer, patient_id,
today=…)`.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.patients.models import CareTeamMember, Consent, Episode
from vantrexia.patients.selectors.rows import ROWS, show_rows


def read_standing(viewer: Actor, patient_id: UUID, *, today: date) -> dict[str, Any]:
    """`episode` (the running one, else the last), `consent` (the newest in force, else the newest),
    `care_team` of today.
    """
    mine = {"practice_id": practice_of(viewer), "patient_id": patient_id}
    episodes = Episode.objects.filter(**mine).order_by(F("ended_at").desc(nulls_first=True), "-started_at")
    consents = Consent.objects.filter(**mine).order_by(F("revoked_at").desc(nulls_first=True), "-given_at")
    team = CareTeamMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today), valid_from__lte=today, **mine
    ).order_by("function", "valid_from", "id")
    episode = show_rows(viewer, ROWS["episodes"], episodes[:1])
    consent = show_rows(viewer, ROWS["consents"], consents[:1])
    return {
        "episode": {**episode[0], "status": "ended" if episode[0]["ended_at"] else "active"}
        if episode
        else None,
        "consent": {
            **consent[0],
            "status": "revoked" if consent[0]["revoked_at"] else "active",
        }
        if consent
        else None,
        "care_team": show_rows(viewer, ROWS["care_team"], team),
    }
