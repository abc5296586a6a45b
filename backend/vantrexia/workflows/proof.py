"""Proof of life: a synthetic reading travels the whole path every five minutes, and its age is shown.

`send_proof` posts a signed delivery to the application's own address, as a gateway would; `check_proof` sees
whether it has become a reading, an evaluation, a breach of the synthetic patient's alert and an audit entry,
and only then says that the engine lives. The synthetic practice is told of nothing and billed for nothing;
`wire_proof` says which patient, device and connection carry it.
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from uuid import UUID, uuid4

import httpx
from django.conf import settings

from vantrexia.audit.selectors import was_recorded
from vantrexia.core.tenancy import practice_scope
from vantrexia.core.ticks import read_tick, tick
from vantrexia.devices.selectors.doors import find_door
from vantrexia.triage.selectors.proof import was_evaluated
from vantrexia.workflows.sweeps import Job

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=5)
LATE_AFTER = timedelta(minutes=12)
SYSTOLIC, DIASTOLIC = 190, 100  # beyond every default limit: the alert must notice it each time


def wire_proof(
    *, practice_id: UUID, patient_id: UUID, serial: str, connection_id: UUID, now: datetime
) -> None:
    """Say who carries the proof; kept where the jobs find it."""
    tick(
        "proof_wiring",
        now=now,
        detail={
            "practice": str(practice_id),
            "patient": str(patient_id),
            "serial": serial,
            "connection": str(connection_id),
        },
    )


def send_proof(now: datetime) -> int:
    """Post one synthetic reading through the front door when the last one is old; 0 when there is nothing to do."""
    last = read_tick("proof_sent")
    return 0 if last is not None and now - last[0] < EVERY else send_proof_now(now)


def send_proof_now(now: datetime) -> int:
    """Post one synthetic reading through the front door; 0 when nothing is wired or the door does not open."""
    wiring = read_tick("proof_wiring")
    if wiring is None:
        return 0
    door = find_door(UUID(str(wiring[1]["connection"])))
    if door is None:
        log.error("proof of life has no door", extra={"event": "proof_of_life_no_door"})
        return 0
    body = json.dumps(
        {
            "type": "reading",
            "reading_id": f"proof-{int(now.timestamp())}",
            "device": {"serial": wiring[1]["serial"]},
            "measured_at": now.isoformat(),
            "blood_pressure": {"systolic": SYSTOLIC, "diastolic": DIASTOLIC, "unit": "mmHg"},
        }
    ).encode()
    message_id, moment = f"proof-{uuid4().hex}", str(int(now.timestamp()))
    digest = hmac.new(door.secrets[0].value, f"{message_id}.{moment}.".encode() + body, sha256).digest()
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    url = f"{settings.INTERNAL_URL}/api/v1/webhooks/{door.gateway}/{door.connection_id}/"
    try:
        answer = httpx.post(url, content=body, headers=headers, timeout=10.0)
    except httpx.HTTPError as error:
        log.error(
            "proof of life not delivered",
            extra={"event": "proof_of_life_failed", "reason": type(error).__name__},
        )
        return 0
    if answer.status_code != 202:
        log.error(
            "proof of life refused", extra={"event": "proof_of_life_failed", "status": answer.status_code}
        )
        return 0
    tick("proof_sent", now=now, detail={"measured_at": now.isoformat()})
    return 1


def check_proof(now: datetime) -> int:
    """Whether the last synthetic reading has arrived everywhere; says so once, and shouts when it is late."""
    wiring, sent, arrived = read_tick("proof_wiring"), read_tick("proof_sent"), read_tick("proof_of_life")
    if wiring is None:
        return 0
    if arrived is None or now - arrived[0] > LATE_AFTER:
        since = arrived[0] if arrived else wiring[0]
        if now - since > LATE_AFTER:
            log.critical(
                "proof of life is late",
                extra={"event": "proof_of_life_late", "millis": int((now - since).total_seconds() * 1000)},
            )
    if sent is None or (arrived is not None and arrived[1].get("measured_at") == sent[1]["measured_at"]):
        return 0
    patient_id, measured_at = (
        UUID(str(wiring[1]["patient"])),
        datetime.fromisoformat(str(sent[1]["measured_at"])),
    )
    with practice_scope(UUID(str(wiring[1]["practice"]))):
        evaluated_at = was_evaluated(patient_id=patient_id, measured_at=measured_at)
        if evaluated_at is None or not was_recorded(
            patient_id=patient_id, action="readings.recorded", since=measured_at
        ):
            return 0
    millis = max(0, round((evaluated_at - measured_at).total_seconds() * 1000))
    tick("proof_of_life", now=now, detail={"measured_at": sent[1]["measured_at"], "millis": millis})
    return 1


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        # Asked twice a minute, sent every five: after a restart nobody waits for five minutes to hear that all is well.
        "proof_send": Job(send_proof, timedelta(seconds=30), "default"),
        "proof_check": Job(check_proof, timedelta(seconds=10), "alerts"),
    }
)
