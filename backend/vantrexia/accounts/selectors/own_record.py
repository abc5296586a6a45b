"""Whose own record a signed-in patient may touch: `find_own_patient(viewer)`."""

from __future__ import annotations

from uuid import UUID

from vantrexia.accounts.models import Membership
from vantrexia.core.actor import Actor


def find_own_patient(viewer: Actor) -> UUID | None:
    """The patient a member of the role `patient` is; None for everybody else, for an account not linked yet, and for a session
    that may do nothing but enrol an authenticator."""
    if viewer.membership_id is None or "account.enrol" in viewer.permissions:
        return None
    rows = Membership.objects.filter(
        practice_id=viewer.practice_id, id=viewer.membership_id, role="patient", is_active=True
    )
    return rows.values_list("patient_id", flat=True).first()
