"""A local HTTP server that answers as told and remembers what it was asked: `with HttpHost(answers) as host`."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Say:
    """One answer. After `wait` seconds; `status` 0 hangs up without one."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0


@dataclass(slots=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


class HttpHost:
    """Gives `answers` in their order, the last one for ever; a mapping answers by path."""

    def __init__(self, answers: Iterable[Say] | Mapping[str, Say]) -> None:
        self._by_path = dict(answers) if isinstance(answers, Mapping) else None
        self._queue = [] if isinstance(answers, Mapping) else list(answers)
        self.asked: list[Asked] = []
        self._lock = threading.Lock()

    def answer_with(self, *answers: Say) -> None:
        with self._lock:
            self._queue = list(answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> HttpHost:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                text = self.rfile.read(length).decode()
                body = json.loads(text) if text else None
                say = host.take(Asked(self.command, self.path, dict(self.headers), body))
                time.sleep(say.wait)
                self.close_connection = True
                if say.status == 0:
                    return
                content = say.body if isinstance(say.body, bytes) else json.dumps(say.body).encode()
                try:
                    self.send_response(say.status)
                    for name, value in say.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:
                    return  # whoever asked had no patience

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, asked: Asked) -> Say:
        with self._lock:
            self.asked.append(asked)
            if self._by_path is not None:
                return self._by_path.get(asked.path.partition("?")[0], Say(404, {"detail": "no such page"}))
            return self._queue.pop(0) if len(self._queue) > 1 else self._queue[0]
