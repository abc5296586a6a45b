"""Beat whose messages no longer arrive says so by its heartbeat, and not before a while; the worker's own is tested in containers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from celery.beat import Scheduler
from kombu.exceptions import OperationalError

from config import lifesigns


class OurScheduler(Scheduler):
    """Celery's own, with a broker that lets it in or does not."""

    producer = None
    is_let_in = True

    def send_task(self, *args: Any, **kwargs: Any) -> None:
        if not self.is_let_in:
            raise OperationalError("invalid username-password pair or user is disabled")


@pytest.fixture
def scheduler(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OurScheduler:
    settings.HEARTBEAT_FILE = str(tmp_path / "heartbeat")
    for act in ("acquire", "check", "tell"):
        monkeypatch.setattr(lifesigns.BeatLock, act, lambda self: None)
    monkeypatch.setattr(lifesigns, "UNSENT_MOST_SECONDS", 3600)
    app = Celery("beat", set_as_current=False)
    app.conf.beat_schedule = {"often": {"task": "of.nobody", "schedule": timedelta(milliseconds=10)}}
    made = OurScheduler(app=app, schedule={})
    made.setup_schedule()
    lifesigns._hold_the_lock(SimpleNamespace(scheduler=made))
    return made


def is_touched(scheduler: OurScheduler, file: str) -> Callable[[], bool]:
    def look() -> bool:
        """Whether the heartbeat is touched by one more tick."""
        Path(file).touch()
        os.utime(file, (0, 0))
        time.sleep(0.02)
        scheduler.tick()
        return Path(file).stat().st_mtime > 0

    return look


def test_beat_that_is_locked_out_of_the_broker_stops_its_heartbeat_after_a_while_and_goes_on_when_let_in(
    scheduler: OurScheduler, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = is_touched(scheduler, settings.HEARTBEAT_FILE)
    assert beats()
    scheduler.is_let_in = False
    scheduler.tick()
    time.sleep(0.02)
    assert beats(), "a moment without the broker is no illness"
    monkeypatch.setattr(lifesigns, "UNSENT_MOST_SECONDS", 0)  # the hour is over
    assert not beats()
    scheduler.is_let_in = True
    time.sleep(0.02)
    scheduler.tick()
    assert beats()
