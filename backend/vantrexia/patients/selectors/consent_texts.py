"""The text a patient agreed to, by id: `list_consent_texts(viewer, ids)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.patients.models import ConsentText


def list_consent_texts(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Version, language and wording by id."""
    rows = ConsentText.objects.filter(practice_id=practice_of(viewer), id__in=list(ids))
    return {row.id: {"version": row.version, "language": row.language, "body": row.body} for row in rows}
