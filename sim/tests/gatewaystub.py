"""A server that stands where the product's webhook endpoint would: real sockets, answers as a test says.

`GatewayStub(answer=…)` serves on a free port of 127.0.0.1 in a thread; `stub.requests` is what arrived, in
order. `verify_standard_webhook(…)` checks a signature by the text of the specification, with nothing of the
simulator.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET_BYTES = b"the key of the test connection!!"
SECRET = "whsec_" + base64.b64encode(SECRET_BYTES).decode()


@dataclass(frozen=True)
class Arrived:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        body = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return json.loads(body)

    @property
    def delivery_id(self) -> str:
        return self.headers["webhook-id"]


@dataclass(frozen=True)
class Answer:
    """What to say: a status with headers, or hang up without a word."""

    status: int = 202
    headers: tuple[tuple[str, str], ...] = ()
    document: Any = None
    hang_up: bool = False


class GatewayStub:
    """Context manager; `answer(request, how_many_before_of_this_id)` decides."""

    def __init__(self, answer: Callable[[Arrived, int], Answer] | None = None, *, port: int = 0) -> None:
        self.requests: list[Arrived] = []
        self._answer = answer or (lambda _request, _before: Answer())
        self._lock = threading.Lock()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65_536  # head and body in one packet, else each answer waits for a delayed ACK

            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                request = Arrived(
                    path=self.path,
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=self.rfile.read(length),
                )
                answer = stub._take(request)
                if answer.hang_up:
                    self.close_connection = True
                    return
                document = answer.document or {"status": "accepted", "delivery": "d", "duplicate": False}
                body = json.dumps(document).encode()
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> GatewayStub:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, request: Arrived) -> Answer:
        with self._lock:
            key = request.headers.get("webhook-id", request.path)
            before = sum(other.headers.get("webhook-id", other.path) == key for other in self.requests)
            self.requests.append(request)
            return self._answer(request, before)


def find_free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def verify_standard_webhook(request: Arrived, *, now: float, key: bytes = SECRET_BYTES) -> None:
    """HMAC-SHA256 over id, timestamp and body joined by full stops, base64, version v1; five-minute
    window."""
    stamp = request.headers["webhook-timestamp"]
    assert abs(now - int(stamp)) < 300
    signed = b".".join((request.headers["webhook-id"].encode(), stamp.encode(), request.body))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"
