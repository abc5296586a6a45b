"""Signs of life of workers and beat, and the lock that keeps beat single.

A worker's own timer touches HEARTBEAT_FILE: it stops when the event loop stops. Beat touches it with every tick, but not when it
has sent nothing for a while because the broker does not let it in: started anew it reads its secrets anew. Beat holds a PostgreSQL
session lock for as long as it lives; a second one waits for it and takes over within seconds when the first dies, because the lock
falls with the connection.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery, bootsteps
from celery.signals import beat_init

log = logging.getLogger(__name__)
BEAT_LOCK = 7_203_114_002  # any constant: the name of "beat of this database"
EVERY_SECONDS = 5.0
TOLD_EVERY_SECONDS = 15.0
UNSENT_MOST_SECONDS = 60.0


def touch_heartbeat() -> None:
    """Touch HEARTBEAT_FILE when there is one."""
    from django.conf import settings

    if settings.HEARTBEAT_FILE:
        Path(settings.HEARTBEAT_FILE).touch()


class WorkerHeartbeat(bootsteps.StartStopStep):
    """A bootstep of the worker: its timer touches the heartbeat file."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entry: Any = None

    def start(self, parent: Any) -> None:
        touch_heartbeat()
        self.entry = parent.timer.call_repeatedly(EVERY_SECONDS, touch_heartbeat, priority=10)

    def stop(self, parent: Any) -> None:
        if self.entry is not None:
            self.entry.cancel()


class BeatLock:
    """The session lock of the one beat; losing its connection ends the process, so that never two go on."""

    def __init__(self) -> None:
        self.connection: psycopg.Connection[Any] | None = None
        self.checked_at = 0.0
        self.told_at = 0.0

    def acquire(self) -> None:
        from config import env

        waiting = False
        while True:
            try:
                self.connection = psycopg.connect(
                    env.require("DATABASE_URL"), autocommit=True, connect_timeout=5
                )
                row = self.connection.execute("SELECT pg_try_advisory_lock(%s)", [BEAT_LOCK]).fetchone()
                if row and row[0]:
                    return
                self.connection.close()
                if not waiting:
                    log.warning("another beat is running; waiting for its end", extra={"event": "beat_waits"})
                    waiting = True
            except psycopg.OperationalError as error:
                log.error(
                    "beat cannot reach the database", extra={"event": "beat_no_database"}, exc_info=error
                )
            touch_heartbeat()
            time.sleep(2.0)

    def tell(self) -> None:
        """Note the tick where health and metrics look; a database that is away is noticed by `check`."""
        from django.db import DatabaseError

        from vantrexia.core.clock import read_clock
        from vantrexia.core.ticks import tick

        if time.monotonic() - self.told_at < TOLD_EVERY_SECONDS:
            return
        self.told_at = time.monotonic()
        try:
            tick("beat", now=read_clock())
        except DatabaseError as error:
            log.warning("the tick of beat was not noted", extra={"event": "beat_not_noted"}, exc_info=error)

    def check(self) -> None:
        if time.monotonic() - self.checked_at < EVERY_SECONDS or self.connection is None:
            return
        self.checked_at = time.monotonic()
        try:
            self.connection.execute("SELECT 1")
        except psycopg.Error as error:
            log.critical("beat lost its lock", extra={"event": "beat_lock_lost"}, exc_info=error)
            os._exit(70)


class Sending:
    """Whether what beat sends still arrives at the broker."""

    def __init__(self) -> None:
        self.failing_since: float | None = None

    def watch(self, send: Callable[..., Any]) -> Callable[..., Any]:
        """`send`, which raises when nothing arrives, with a note of how it went."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            try:
                sent = send(*args, **kwargs)
            except Exception:
                self.failing_since = self.failing_since or time.monotonic()
                raise
            self.failing_since = None
            return sent

        return watched

    @property
    def is_well(self) -> bool:
        return self.failing_since is None or time.monotonic() - self.failing_since < UNSENT_MOST_SECONDS


@beat_init.connect
def _hold_the_lock(sender: Any, **_: Any) -> None:
    """Wait for the lock before the first tick; from then on every tick proves it still holds and touches the heartbeat."""
    lock = BeatLock()
    lock.acquire()
    scheduler = sender.scheduler
    real_tick = scheduler.tick
    sending = Sending()
    scheduler.apply_async = sending.watch(scheduler.apply_async)

    def tick(*args: Any, **kwargs: Any) -> Any:
        lock.check()
        if sending.is_well:
            touch_heartbeat()
        lock.tell()
        return min(real_tick(*args, **kwargs), EVERY_SECONDS)

    scheduler.tick = tick


def install(app: Celery) -> None:
    """Give the application's workers their heartbeat."""
    app.steps["worker"].add(WorkerHeartbeat)
