"""One call for the head of a patient's page: who it is, how they stand, what is open, with which devices.

`read_summary(viewer, patient_id, now=…)` gathers from every app what the viewer's permissions allow; a part
they do not allow is None, so that a role that may only see who somebody is sees no more by this way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.core.actor import Actor
from vantrexia.devices.selectors.inventory import list_patient_devices
from vantrexia.patients.selectors.monitoring import ADHERENCE_DAYS, read_monitoring
from vantrexia.patients.selectors.patients import age_on, get_patient
from vantrexia.patients.selectors.standing import read_standing
from vantrexia.triage.selectors.alerts import list_alerts
from vantrexia.triage.selectors.state import find_state
from vantrexia.vitals.selectors.counts import count_recent

MOST_ALERTS = 50


def read_summary(viewer: Actor, patient_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Plain data: patient, standing, state, alerts, devices, adherence. Raises NotFound."""
    patient = get_patient(viewer, patient_id)
    zone = patient["timezone"]
    standing: dict[str, Any] = {"episode": None, "consent": None, "care_team": None}
    if viewer.may("enrollment.read"):
        standing = read_standing(viewer, patient_id, today=now.astimezone(ZoneInfo(zone)).date())
    alert_count, alerts = None, None
    if viewer.may("alert.read"):
        alert_count, alerts = list_alerts(
            viewer,
            state="unresolved",
            severity=None,
            patient_id=patient_id,
            mine=False,
            limit=MOST_ALERTS,
            offset=0,
        )
    devices = None
    if viewer.may("device.read"):
        devices = [row for row in list_patient_devices(viewer, patient_id) if row["to"] is None]
    return {
        "patient": {**patient, "age": age_on(patient["date_of_birth"], zone=zone, now=now)},
        **standing,
        "state": find_state(viewer, patient_id) if viewer.may("triage.read") else None,
        "may_see_values": viewer.may("reading.read"),
        "alert_count": alert_count,
        "alerts": alerts,
        "devices": devices,
        "adherence": _adherence(patient_id, now=now) if viewer.may("reading.read") else None,
    }


def _adherence(patient_id: UUID, *, now: datetime) -> dict[str, int] | None:
    """Readings expected by the plan in the last whole days, and how many of them came; None when none is
    expected.
    """
    monitoring = read_monitoring([patient_id], now=now).get(patient_id)
    expected = monitoring.count_expected(now=now) if monitoring else 0
    if not expected:
        return None
    received = count_recent([patient_id], since=now - timedelta(days=ADHERENCE_DAYS), until=now)
    return {
        "expected": expected,
        "received": min(received.get(patient_id, 0), expected),
        "days": ADHERENCE_DAYS,
    }
