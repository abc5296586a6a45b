"""Ringing for work: one Celery message per burst, sent off the request's path.

`ring()` only marks; a thread of the process waits `COALESCE_SECONDS` for the burst to gather and sends one
`process_deliveries`. If the broker is away the message is lost and nothing else: the row is there, the sweep finds it.
"""

from __future__ import annotations

import logging
import os
import threading
import time

from kombu.exceptions import OperationalError as BrokerError

log = logging.getLogger(__name__)
COALESCE_SECONDS = 0.02
_waiting = threading.Event()
_lock = threading.Lock()
_owner_pid = 0


def ring() -> None:
    """Say that deliveries wait. Costs a flag."""
    global _owner_pid
    if _owner_pid != os.getpid():
        with _lock:
            if _owner_pid != os.getpid():
                threading.Thread(target=_ring_for_ever, name="doorbell", daemon=True).start()
                _owner_pid = os.getpid()
    _waiting.set()


def _ring_for_ever() -> None:
    from vantrexia.workflows.tasks import process_deliveries

    while True:
        _waiting.wait()
        time.sleep(COALESCE_SECONDS)
        _waiting.clear()
        try:
            process_deliveries.apply_async(retry=False, ignore_result=True, expires=60)
        except (BrokerError, OSError) as error:
            log.warning(
                "doorbell does not ring", extra={"event": "doorbell_failed", "reason": type(error).__name__}
            )
            time.sleep(1.0)
