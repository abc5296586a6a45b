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

from vantrexia.core.logging import request_id

log = logging.getLogger(__name__)
COALESCE_SECONDS = 0.02
_waiting = threading.Event()
_lock = threading.Lock()
_owner_pid = 0
_last_id = ""


def ring() -> None:
    """Say that deliveries wait. Costs a flag."""
    global _owner_pid, _last_id
    if _owner_pid != os.getpid():
        with _lock:
            if _owner_pid != os.getpid():
                threading.Thread(target=_ring_for_ever, name="doorbell", daemon=True).start()
                _owner_pid = os.getpid()
    # Of a burst the last request is named: its id leads from the answer to the task that did the work.
    _last_id = request_id.get()
    _waiting.set()


def _ring_for_ever() -> None:
    from vantrexia.workflows.tasks import process_deliveries

    while True:
        _waiting.wait()
        time.sleep(COALESCE_SECONDS)
        _waiting.clear()
        try:
            headers = {"request_id": _last_id} if _last_id else {}
            process_deliveries.apply_async(retry=False, ignore_result=True, expires=60, headers=headers)
        except (BrokerError, OSError) as error:
            log.warning(
                "doorbell does not ring", extra={"event": "doorbell_failed", "reason": type(error).__name__}
            )
            time.sleep(1.0)
