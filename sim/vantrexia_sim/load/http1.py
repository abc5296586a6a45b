"""The little HTTP/1.1 a load generator needs: one request at a time on a kept-alive connection.

`Wire(on_answer=…, on_lost=…)` is an asyncio protocol; `send(request)` writes one request; the answer comes as
`on_answer(status, retry_after, body)`, a broken connection as `on_lost()`. A full client library would take
most of the processor this process is to leave to the server; framing is by Content-Length or chunked (RFC
9112 section 6).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

_END_OF_HEAD = b"\r\n\r\n"


class Wire(asyncio.Protocol):
    """One connection. Callbacks run in the event loop."""

    def __init__(
        self, *, on_answer: Callable[[int, str | None, bytes], None], on_lost: Callable[[], None]
    ) -> None:
        self._on_answer = on_answer
        self._on_lost = on_lost
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self.closes = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def send(self, request: bytes) -> None:
        """Write one request; the answer to the one before must have come."""
        if self._transport is None or self._transport.is_closing():
            self._on_lost()
            return
        self._transport.write(request)

    def close(self) -> None:
        """Hang up without telling anyone."""
        self._on_lost = _ignore
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answer = self._parse()
        if answer is not None:
            self._on_answer(*answer)

    def connection_lost(self, _error: Exception | None) -> None:
        self._on_lost()

    def _parse(self) -> tuple[int, str | None, bytes] | None:
        """A whole answer taken off the buffer, or None while more is to come."""
        end = self._buffer.find(_END_OF_HEAD)
        if end < 0:
            return None
        head = bytes(self._buffer[:end]).decode("latin-1")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
        }
        start = end + len(_END_OF_HEAD)
        if headers.get("transfer-encoding", "").lower() == "chunked":
            chunks = _read_chunks(self._buffer, start)
            if chunks is None:
                return None
            body, stop = chunks
        else:
            stop = start + int(headers.get("content-length", "0"))
            if len(self._buffer) < stop:
                return None
            body = bytes(self._buffer[start:stop])
        del self._buffer[:stop]
        self.closes = headers.get("connection", "").lower() == "close"
        return int(head[9:12]), headers.get("retry-after"), body


def _read_chunks(buffer: bytearray, position: int) -> tuple[bytes, int] | None:
    body = bytearray()
    while True:
        line_end = buffer.find(b"\r\n", position)
        if line_end < 0:
            return None
        size = int(bytes(buffer[position:line_end]).split(b";")[0], 16)
        data_start = line_end + 2
        if len(buffer) < data_start + size + 2:
            return None
        if size == 0:
            return bytes(body), data_start + 2
        body += buffer[data_start : data_start + size]
        position = data_start + size + 2


def _ignore() -> None:
    """Nobody to tell."""
