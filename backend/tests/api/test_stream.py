"""The live stream, spoken to as ASGI, over the real database."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction

from tests.people import People, make_people
from vantrexia.accounts.models import Membership, User
from vantrexia.accounts.services.endings import end_sessions_here
from vantrexia.api import stream as module
from vantrexia.api.stream import stream_application
from vantrexia.core.clock import read_clock
from vantrexia.core.outbox import Event, emit
from vantrexia.core.tenancy import practice_scope


@pytest.fixture
def cast(committed_db: None) -> Iterator[People]:
    with transaction.atomic():
        people = make_people()
    yield people
    for connection in connections.all(initialized_only=True):
        connection.close()


class Screen:
    """An ASGI client that reads one stream."""

    def __init__(self, token: str, **headers: str) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[Any] = []
        self.wake = asyncio.Event()
        lines = [
            (b"authorization", f"Bearer {token}".encode()),
            *[(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
        ]
        self.scope = {"type": "http", "method": "GET", "path": "/api/v1/stream/", "headers": lines}

    async def receive(self) -> dict[str, Any]:
        return await self.inbox.get()

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        self.wake.set()

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()

    async def until(self, wanted: str, seconds: float = 8.0) -> str:
        async with asyncio.timeout(seconds):
            while wanted not in self.text:
                self.wake.clear()
                await self.wake.wait()
        return self.text


async def lifespan() -> tuple[asyncio.Task[None], asyncio.Queue[dict[str, Any]]]:
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    started = asyncio.Event()

    async def send(message: Any) -> None:
        started.set()

    task = asyncio.create_task(stream_application({"type": "lifespan"}, inbox.get, send))
    await inbox.put({"type": "lifespan.startup"})
    await started.wait()
    return task, inbox


def in_loop(story: Any) -> None:
    """Run a story with the dispatcher alive, then shut it down."""

    async def whole() -> None:
        module._hub.closing = False
        task, inbox = await lifespan()
        try:
            await story()
        finally:
            await inbox.put({"type": "lifespan.shutdown"})
            await task

    asyncio.run(whole())


def change(people: People, *, kind: str = "alert", other: bool = False) -> str:
    practice = people.other_practice if other else people.practice
    entity = uuid4()
    with practice_scope(practice.id):
        emit([Event(kind, entity, version=3)], practice_id=practice.id, at=datetime.now(tz=UTC))
    return str(entity)


def test_an_open_screen_hears_of_its_own_practice_and_no_other(cast: People) -> None:
    async def story() -> None:
        screen = Screen(cast.nora.token)
        task = asyncio.create_task(stream_application(screen.scope, screen.receive, screen.send))
        await screen.until("heartbeat")
        foreign = await asyncio.to_thread(change, cast, other=True)
        own = await asyncio.to_thread(change, cast)
        text = await screen.until(own)
        assert "event: alert" in text
        assert foreign not in text
        data = json.loads(next(line for line in text.splitlines() if own in line).removeprefix("data: "))
        assert set(data) == {"id", "kind", "entity_id", "patient_id", "version"}
        await screen.inbox.put({"type": "http.disconnect"})
        await asyncio.wait_for(task, 5)

    in_loop(story)


def test_the_billing_manager_hears_of_billing_and_time_and_of_nothing_clinical(cast: People) -> None:
    async def story() -> None:
        screen = Screen(cast.bill.token)
        task = asyncio.create_task(stream_application(screen.scope, screen.receive, screen.send))
        await screen.until("heartbeat")
        for kind in ("alert", "reading", "escalation", "timer", "billing"):
            await asyncio.to_thread(change, cast, kind=kind)
        last = await asyncio.to_thread(change, cast, kind="time")
        told = re.findall(r"event: (\w+)", await screen.until(last))
        assert [kind for kind in told if kind != "heartbeat"] == ["billing", "time"]
        await screen.inbox.put({"type": "http.disconnect"})
        await asyncio.wait_for(task, 5)

    in_loop(story)


def test_a_patient_has_no_stream(cast: People) -> None:
    async def story() -> None:
        screen = Screen(cast.pat.token)
        await stream_application(screen.scope, screen.receive, screen.send)
        assert screen.status == 403

    in_loop(story)


def test_a_screen_that_was_away_gets_what_it_missed(cast: People) -> None:
    async def story() -> None:
        first = Screen(cast.nora.token)
        task = asyncio.create_task(stream_application(first.scope, first.receive, first.send))
        await first.until("heartbeat")
        seen = await asyncio.to_thread(change, cast)
        text = await first.until(seen)
        last = [line for line in text.splitlines() if line.startswith("id: ")][-1].removeprefix("id: ")
        await first.inbox.put({"type": "http.disconnect"})
        await asyncio.wait_for(task, 5)
        missed = await asyncio.to_thread(change, cast)
        await asyncio.sleep(2.5)
        again = Screen(cast.nora.token, last_event_id=last)
        task = asyncio.create_task(stream_application(again.scope, again.receive, again.send))
        text = await again.until(missed)
        assert seen not in text
        await again.inbox.put({"type": "http.disconnect"})
        await asyncio.wait_for(task, 5)

    in_loop(story)


@pytest.mark.parametrize("last", ["999999999", "²", "9" * 40, "none of yours"])
def test_an_unknown_last_event_id_means_reset(cast: People, last: str) -> None:
    async def story() -> None:
        screen = Screen(cast.nora.token)
        screen.scope["headers"].append((b"last-event-id", last.encode("latin-1")))  # type: ignore[attr-defined]
        task = asyncio.create_task(stream_application(screen.scope, screen.receive, screen.send))
        assert "event: reset" in await screen.until("heartbeat")
        await screen.inbox.put({"type": "http.disconnect"})
        await asyncio.wait_for(task, 5)

    in_loop(story)


def test_without_a_session_there_is_no_stream(cast: People) -> None:
    async def story() -> None:
        for token, status in (("", 401), ("nonsense", 401), (cast.pat.token, 403)):
            screen = Screen(token)
            await stream_application(screen.scope, screen.receive, screen.send)
            assert screen.status == status

    in_loop(story)


def _take_role(people: People) -> None:
    """As `change_member` leaves it, without ending the session: what the role may do is what counts."""
    with practice_scope(people.practice.id):
        Membership.objects.filter(id=people.nora.membership.id).update(role="billing_manager")


def _end_session(people: People) -> None:
    with practice_scope(people.practice.id):
        assert end_sessions_here(
            membership_id=people.nora.membership.id, reason="deactivated", now=read_clock()
        )


def _close_account(people: People) -> None:
    with practice_scope(people.practice.id):
        User.objects.filter(id=people.nora.user.id).update(is_active=False)


@pytest.mark.parametrize(
    ("act", "last_word"), [(_take_role, "reconnect"), (_end_session, "end"), (_close_account, "end")]
)
def test_an_open_stream_ends_at_once_when_its_rights_do(
    cast: People, monkeypatch: pytest.MonkeyPatch, act: Callable[[People], None], last_word: str
) -> None:
    looks: list[object] = []
    real = module.find_session_rights
    monkeypatch.setattr(module, "find_session_rights", lambda *a, **k: looks.append(a) or real(*a, **k))

    async def story() -> None:
        screen, other = Screen(cast.nora.token), Screen(cast.paul.token)
        tasks = [
            asyncio.create_task(stream_application(one.scope, one.receive, one.send))
            for one in (screen, other)
        ]
        await screen.until("heartbeat")
        await other.until("heartbeat")
        for _ in range(5):
            told = await asyncio.to_thread(change, cast)
        await screen.until(told)
        assert looks == []  # an event costs no query
        await asyncio.to_thread(act, cast)
        await screen.until(f"event: {last_word}", seconds=5)
        await asyncio.wait_for(tasks[0], 5)
        assert screen.sent[-1].get("more_body", False) is False
        later = await asyncio.to_thread(change, cast)
        await other.until(later)  # a colleague's stream goes on
        assert later not in screen.text
        assert len(looks) == 1
        await other.inbox.put({"type": "http.disconnect"})
        await asyncio.wait_for(tasks[1], 5)

    in_loop(story)


def test_a_notice_that_was_lost_is_made_up_for_at_the_next_look(
    cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.3)
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.2)
    monkeypatch.setattr(module._hub, "look_again", lambda changed: None)

    async def story() -> None:
        screen = Screen(cast.nora.token)
        task = asyncio.create_task(stream_application(screen.scope, screen.receive, screen.send))
        await screen.until("heartbeat")
        await asyncio.to_thread(_take_role, cast)
        await screen.until("event: reconnect", seconds=5)
        await asyncio.wait_for(task, 5)

    in_loop(story)


def test_going_down_sends_every_screen_a_hint_to_come_back(cast: People) -> None:
    async def whole() -> None:
        module._hub.closing = False
        task, inbox = await lifespan()
        screen = Screen(cast.nora.token)
        reading = asyncio.create_task(stream_application(screen.scope, screen.receive, screen.send))
        await screen.until("heartbeat")
        await inbox.put({"type": "lifespan.shutdown"})
        await task
        await asyncio.wait_for(reading, 5)
        assert "event: reconnect" in screen.text

    asyncio.run(whole())


def test_polling_tells_the_same(cast: People) -> None:
    start = cast.nora.get("/api/v1/events/").json()
    assert start["events"] == []
    assert cast.nora.get("/api/v1/events/?after=x").status_code == 400
    assert cast.pat.get("/api/v1/events/").status_code == 403


def test_a_server_told_to_stop_sends_its_screens_away_before_it_waits_for_them(cast: People) -> None:
    """uvicorn waits for open answers before it says `lifespan.shutdown`; a deploy must not wait for its patience to end."""
    told: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))

    async def story() -> None:
        screen = Screen(cast.nora.token)
        task = asyncio.create_task(stream_application(screen.scope, screen.receive, screen.send))
        await screen.until("heartbeat")
        os.kill(os.getpid(), signal.SIGTERM)
        await screen.until("event: reconnect")
        await task
        assert screen.sent[-1].get("more_body", False) is False

    try:
        in_loop(story)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == [signal.SIGTERM]


def test_no_stream_outlives_the_patience_of_a_proxy_that_retires(
    cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_SECONDS", (0.3, 0.4))
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.1)

    async def story() -> None:
        screen = Screen(cast.nora.token)
        task = asyncio.create_task(stream_application(screen.scope, screen.receive, screen.send))
        await screen.until("event: reconnect")
        await asyncio.wait_for(task, 5)
        assert screen.sent[-1].get("more_body", False) is False

    in_loop(story)


def test_a_stream_ends_by_itself_before_the_proxy_cuts_it() -> None:
    """worker_shutdown_timeout, less the heartbeat a stream may still wait for."""
    conf = (Path(__file__).resolve().parents[3] / "docker" / "nginx" / "nginx.prod.conf").read_text(
        encoding="utf-8"
    )
    found = re.search(r"^worker_shutdown_timeout (\d+)s;", conf, re.MULTILINE)
    assert found
    assert module.LONGEST_SECONDS[1] + module.HEARTBEAT_SECONDS < int(found[1])
