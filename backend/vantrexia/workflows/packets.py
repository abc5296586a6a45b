"""Making evidence packets: rung when asked for, swept every minute, erased when they expire.

Each packet is made in a transaction of its own; a worker killed in the middle leaves a lease that runs out.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from vantrexia.accounts.selectors.practices import list_practice_ids
from vantrexia.billing.services import packets
from vantrexia.core.actor import system_actor
from vantrexia.core.clock import read_clock
from vantrexia.core.tenancy import practice_scope
from vantrexia.workflows.sweeps import Job

log = logging.getLogger(__name__)


def ring_packets() -> None:
    """Wake a worker of the queue for reports once the running transaction has committed; a lost ring is found by the sweep."""

    def ring() -> None:
        try:
            make_packets.apply_async(retry=False, ignore_result=True, expires=300)
        except (BrokerError, OSError) as error:
            log.warning(
                "packet bell does not ring", extra={"event": "packet_bell", "reason": type(error).__name__}
            )

    transaction.on_commit(ring)


@shared_task(queue="reports", name="vantrexia.make_packets")
def make_packets(**_: Any) -> int:
    """Make what waits."""
    return make_waiting(read_clock())


def make_waiting(now: datetime) -> int:
    """Every practice's waiting packets; returns how many were made."""
    done = 0
    for practice_id in list_practice_ids():
        with practice_scope(practice_id):
            waiting = packets.list_waiting(now=now)
        done += sum(make_one(practice_id, packet_id, now=now) for packet_id in waiting)
    return done


def make_one(practice_id: UUID, packet_id: UUID, *, now: datetime) -> bool:
    """Claim and make one packet; a failure is noted and leaves the others alone."""
    actor = system_actor("packets", practice_id=practice_id)
    with practice_scope(practice_id):
        if not packets.claim_packet(packet_id=packet_id, now=now):
            return False
    try:
        with practice_scope(practice_id):
            packets.make_packet(actor=actor, packet_id=packet_id, now=now)
    except Exception as error:
        log.exception("packet not made", extra={"event": "packet_failed", "reason": type(error).__name__})
        with practice_scope(practice_id):
            packets.fail_packet(actor=actor, packet_id=packet_id, failure=type(error).__name__, now=now)
        return False
    return True


def erase_expired(now: datetime) -> int:
    """Files past their retention."""
    done = 0
    for practice_id in list_practice_ids():
        with practice_scope(practice_id):
            done += packets.erase_expired(actor=system_actor("packets", practice_id=practice_id), now=now)
    return done


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "make_packets": Job(make_waiting, timedelta(minutes=1), "reports"),
        "erase_expired_packets": Job(erase_expired, timedelta(days=1), "reports"),
    }
)
