"""What every command needs around its work: is the server there, and end cleanly when told to.

`wait_for_server(…) -> bool`               until something listens, else `Unreachable`
`stop_on_signals() -> Event`              set by SIGINT and SIGTERM; a second signal ends the process the hard
  way
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from urllib.parse import urlsplit

from vantrexia_sim.errors import Unreachable

PATIENCE_AFTER_STOP_S = 5.0


async def wait_for_server(*, base_url: str, seconds: float, stopping: asyncio.Event) -> bool:
    """Try to connect until it works or `seconds` are over. False when told to stop meanwhile.

    Raises Unreachable with the address and the reason."""
    parts = urlsplit(base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    deadline = time.monotonic() + seconds
    while True:
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(parts.hostname, port), 5)
        except (OSError, TimeoutError) as error:
            if time.monotonic() >= deadline:
                raise Unreachable(f"no server at {base_url}: {_describe(error)}") from error
        else:
            writer.close()
            return True
        if await pause(seconds=0.3, stopping=stopping):
            return False


def _describe(error: OSError | TimeoutError) -> str:
    # Name resolution has negative numbers and a text of its own.
    known = (error.errno or 0) > 0
    return os.strerror(error.errno or 0).lower() if known else str(error) or "no answer"


def stop_on_signals() -> asyncio.Event:
    """An event of the running loop that SIGINT or SIGTERM sets; the handlers then step back."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()

    def stop() -> None:
        stopping.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return stopping


async def pause(*, seconds: float, stopping: asyncio.Event) -> bool:
    """Sleep, but wake when told to stop. True when it is time to stop."""
    if seconds <= 0:
        return stopping.is_set()
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return False
    return True
