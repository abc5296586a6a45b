"""The dispatcher: woken by NOTIFY, it numbers new events (one process at a time) and tells this process's listeners.

Numbers are given after commit, in one transaction under an advisory lock, so that a screen that has seen number n has seen every
number below it. Losing the database connection costs a reconnect; nothing is lost, the rows are there.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

import psycopg

from config import env
from vantrexia.accounts.selectors.alive import CHANNEL as RIGHTS
from vantrexia.api.streaming.hub import Hub
from vantrexia.core.events import Told
from vantrexia.core.outbox import CHANNEL

log = logging.getLogger(__name__)
NUMBERED = "vantrexia_numbered"
NUMBERING_LOCK = 7_203_114_003
BATCH = 500
POLL_SECONDS = 2.0


async def dispatch_for_ever(hub: Hub) -> None:
    """Run until cancelled; reconnects by itself."""
    seen: int | None = None
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                env.require("DATABASE_URL"), autocommit=True, connect_timeout=5
            ) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                await connection.execute(f"LISTEN {NUMBERED}")
                await connection.execute(f"LISTEN {RIGHTS}")
                if seen is None:
                    seen = await _newest(connection)
                while True:
                    await _number(connection)
                    seen = await _tell(connection, hub, seen)
                    await _wait(connection, hub)
        except psycopg.Error as error:
            log.error(
                "event dispatcher lost the database",
                extra={"event": "dispatcher_no_database"},
                exc_info=error,
            )
            await asyncio.sleep(1.0)


async def _newest(connection: psycopg.AsyncConnection) -> int:
    cursor = await connection.execute("SELECT core_newest_event()")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _number(connection: psycopg.AsyncConnection) -> None:
    while True:
        async with connection.transaction():
            cursor = await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [NUMBERING_LOCK])
            row = await cursor.fetchone()
            if not row or not row[0]:
                return  # another process numbers; it will say when it is done
            cursor = await connection.execute("SELECT seq FROM core_number_events(%s)", [BATCH])
            numbered = len(await cursor.fetchall())
            if numbered:
                await connection.execute(f"NOTIFY {NUMBERED}")
        if numbered < BATCH:
            return


async def _tell(connection: psycopg.AsyncConnection, hub: Hub, seen: int) -> int:
    while True:
        cursor = await connection.execute(
            "SELECT seq, practice_id, kind, entity_id, patient_id, version FROM core_events_after(%s, %s)",
            [seen, BATCH],
        )
        rows = await cursor.fetchall()
        for row in rows:
            event = Told(*row)
            hub.tell(event)
            seen = event.seq
        if len(rows) < BATCH:
            return seen


async def _wait(connection: psycopg.AsyncConnection, hub: Hub) -> None:
    """Until somebody notifies, or a while has passed (a NOTIFY can be lost with a connection, a row cannot)."""
    with contextlib.suppress(StopAsyncIteration):
        # All that came in one packet are given out, also beyond the first.
        async for notice in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            if notice.channel == RIGHTS:
                hub.look_again(notice.payload)
