"""One click from the at-risk list to a call: `ask_for_outreach`.

The patient's billing is computed first, so that the item says what is missing now and not what was at the last run.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.billing.selectors.at_risk import find_risk, pick_sentence
from vantrexia.billing.services.locks import lock_patients
from vantrexia.billing.services.recompute import recompute
from vantrexia.billing.services.work import open_outreach
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict
from vantrexia.patients.selectors.patients import check_patient


def ask_for_outreach(*, actor: Actor, patient_id: UUID, kind: str, now: datetime) -> UUID:
    """The item, new or the one already open. Raises NotFound, Conflict where nothing is missing."""
    check_patient(actor, patient_id)
    lock_patients([patient_id])
    recompute(actor=actor, patient_ids=[patient_id], now=now, is_part=True)
    risk = find_risk(actor, patient_id, kind)
    if risk is None:
        raise Conflict("Nothing is missing.")
    params = {
        name: value if isinstance(value, int | str) else value.isoformat()
        for name, value in risk.items()
        if name in ("code", "needed", "resume_by", "last") and value is not None
    }
    return open_outreach(
        actor=actor,
        patient_id=patient_id,
        code=risk["code"],
        period_start=risk["period_start"],
        reason=pick_sentence(risk),
        params=params,
        due_on=risk["resume_by"] or risk["last"],
        now=now,
    )
