"""The Celery application with a short lease, so that what a killed worker held is free again while a test waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]
LEASE = timedelta(seconds=6)


@worker_init.connect
def shorten(**_: Any) -> None:
    """Before the worker forks its children."""
    from vantrexia.devices.services import deliveries

    deliveries.LEASE = LEASE
