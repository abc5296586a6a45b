"""`GET /api/v1/stream/`: what changes, as Server-Sent Events, for one signed-in person. An ASGI application
of its own.

Read with fetch and the Authorization header (EventSource cannot send one). Resumable by Last-Event-ID; a
heartbeat every 15 seconds; `reset` when the past is not known any more; `end` when the session has ended;
closed with `reconnect` when what the person may do has changed, when this process goes down, and after some
minutes in any case. Events carry ids and versions only: the screen fetches what it may see.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, transaction

from vantrexia.accounts.selectors.alive import find_session_rights
from vantrexia.accounts.tokens import InvalidToken, verify_access_token
from vantrexia.api.authentication import list_permissions, open_session
from vantrexia.api.streaming.dispatcher import dispatch_for_ever
from vantrexia.api.streaming.hub import Hub, Listener
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.clock import read_clock
from vantrexia.core.events import Backlog, list_events_after, read_event_number
from vantrexia.core.tenancy import practice_scope

log = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
HEARTBEAT_SECONDS = 15.0
LOOK_SECONDS = (
    15.0  # whether the session may still what it did; a change is told at once, if no connection is lost
)
# A stream ends by itself, with the hint, before a proxy process that retires after a reload cuts it without one (worker_shutdown_timeout
# in docker/nginx/nginx.prod.conf); spread, so that not all screens come back in the same second.
LONGEST_SECONDS = (180.0, 240.0)
PATH = "/api/v1/stream/"
_hub = Hub()


async def stream_application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application: lifespan, the stream, and a liveness answer."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"] == PATH:
        await _stream(scope, receive, send)
    elif scope["type"] == "http" and scope["path"] == "/health/live":
        await _answer(send, 200, {"status": "pass", "listeners": _hub.count()})
    elif scope["type"] == "http":
        await _answer(send, 404, {"detail": "Not found.", "code": "not_found"})


async def _live(receive: Receive, send: Send) -> None:
    dispatcher: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _close_on_termination()
            dispatcher = asyncio.create_task(dispatch_for_ever(_hub))
            await send({"type": "lifespan.startup.complete"})
        else:
            _hub.close()
            if dispatcher:
                dispatcher.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _close_on_termination() -> None:
    """Tell the screens to reconnect as soon as the server is told to stop.

    uvicorn says `lifespan.shutdown` only when every answer has ended, and a stream ends by this hint or not at all.
    """
    servers_own = signal.getsignal(signal.SIGTERM)
    if not callable(servers_own):
        return
    loop = asyncio.get_running_loop()

    def close(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(_hub.close)
        servers_own(number, frame)

    signal.signal(signal.SIGTERM, close)


async def _stream(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    cors = _cors(headers)
    if scope["method"] == "OPTIONS":
        await _answer(send, 204, None, cors)
        return
    if scope["method"] != "GET":
        await _answer(send, 405, {"detail": "The stream is read.", "code": "method_not_allowed"}, cors)
        return
    token = headers.get("authorization", "").removeprefix("Bearer ").strip()
    actor = await _authenticate(token)
    if actor is None:
        await _answer(send, 401, {"detail": "Sign in first.", "code": "authentication_failed"}, cors)
        return
    if not actor.may("stream.read") or actor.practice_id == NO_PRACTICE:
        await _answer(
            send,
            403,
            {"detail": "You do not have permission to perform this action.", "code": "permission_denied"},
            cors,
        )
        return
    stands_on = frozenset(str(one) for one in (actor.session_id, actor.membership_id, actor.user_uuid))
    listener = Listener(actor.practice_id, actor.permissions, stands_on)
    _hub.join(listener)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM_HEADERS, *cors]})
        backlog = await _backlog(actor, headers.get("last-event-id", ""))
        await _write(send, "retry: 1000\n\n")
        last = await _send_backlog(send, actor, backlog)
        await _follow(send, listener, actor.session_id, gone, last)
    except OSError:
        pass  # the screen went away while we wrote
    finally:
        _hub.leave(listener)
        gone.cancel()


async def _follow(
    send: Send, listener: Listener, session_id: UUID | None, gone: asyncio.Task[None], last: int
) -> None:
    """Tell events until the screen, the session, what it may do, or this process goes."""
    looked = asyncio.get_running_loop().time()
    until = looked + random.uniform(*LONGEST_SECONDS)
    while not gone.done() and not _hub.closing and asyncio.get_running_loop().time() < until:
        getter = asyncio.create_task(listener.queue.get())
        await asyncio.wait({getter, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        now = asyncio.get_running_loop().time()
        # Before anything more is told: on rights that are gone nothing is.
        if listener.must_look or now - looked >= LOOK_SECONDS:
            looked, listener.must_look = now, False
            permissions = await _find_permissions(session_id)
            if permissions is None:
                getter.cancel()
                await _write(send, "event: end\ndata: {}\n\n", more=False)
                return
            if permissions != listener.permissions:
                getter.cancel()
                break  # the screen comes back with what it may hear now; a role without a stream is refused there
        if not getter.done():
            getter.cancel()
            await _write(send, f"event: heartbeat\ndata: {json.dumps({'at': read_clock().isoformat()})}\n\n")
        else:
            event = getter.result()  # None only wakes: to look, or to see that this process goes down
            if event is not None and event.seq > last:
                last = event.seq
                await _write(
                    send, f"id: {event.seq}\nevent: {event.kind}\ndata: {json.dumps(event.as_wire())}\n\n"
                )
        if listener.overflowed:
            listener.overflowed = False
            while not listener.queue.empty():
                listener.queue.get_nowait()
            await _write(send, "event: reset\ndata: {}\n\n")
    if not gone.done():
        await _write(send, "event: reconnect\ndata: {}\n\n", more=False)


async def _send_backlog(send: Send, actor: Actor, backlog: Backlog) -> int:
    if backlog.reset:
        await _write(send, f"id: {backlog.last}\nevent: reset\ndata: {{}}\n\n")
    for event in backlog.events:
        if event.is_heard_with(actor.permissions):
            await _write(
                send, f"id: {event.seq}\nevent: {event.kind}\ndata: {json.dumps(event.as_wire())}\n\n"
            )
    await _write(
        send,
        f"id: {backlog.last}\nevent: heartbeat\ndata: {json.dumps({'at': read_clock().isoformat()})}\n\n",
    )
    return backlog.last


@sync_to_async(thread_sensitive=False)
def _authenticate(token: str) -> Actor | None:
    now = read_clock()
    try:
        session_id = verify_access_token(token, now=now)
    except InvalidToken:
        return None
    try:
        with transaction.atomic():
            return open_session(session_id, now=now, address=None, request_id=uuid4().hex)
    finally:
        close_old_connections()


@sync_to_async(thread_sensitive=False)
def _find_permissions(session_id: UUID | None) -> frozenset[str] | None:
    """A stream outlives its access token; what counts then is the session, and what it may do now; None when it is over. Looking
    is no use of it: an open screen nobody touches must still be signed out."""
    try:
        rights = None if session_id is None else find_session_rights(session_id, now=read_clock())
    finally:
        close_old_connections()
    return rights and list_permissions(
        rights.role, scope=rights.scope, has_broken_glass=rights.has_broken_glass
    )


@sync_to_async(thread_sensitive=False)
def _backlog(actor: Actor, last_event_id: str) -> Backlog:
    if actor.practice_id == NO_PRACTICE:
        raise ValueError("a signed-in person has a practice")
    try:
        with practice_scope(actor.practice_id):
            return list_events_after(actor.practice_id, read_event_number(last_event_id.strip()))
    finally:
        close_old_connections()


async def _until_gone(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return


_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def _cors(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    origin = headers.get("origin", "")
    if origin and origin in {settings.APP_URL.rstrip("/"), *settings.CORS_ALLOWED_ORIGINS}:
        return [
            (b"access-control-allow-origin", origin.encode()),
            (b"access-control-allow-headers", b"authorization, last-event-id, cache-control, accept"),
            (b"access-control-allow-methods", b"GET"),
            (b"vary", b"Origin"),
        ]
    return []


async def _write(send: Send, text: str, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def _answer(send: Send, status: int, body: Any, extra: list[tuple[bytes, bytes]] | None = None) -> None:
    payload = b"" if body is None else json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *(extra or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": payload})
