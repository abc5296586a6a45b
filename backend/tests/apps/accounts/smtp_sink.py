"""A mail server on this machine that keeps what it is given (RFC 5321, the few commands a client needs)."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default


class SmtpSink:
    """`with SmtpSink() as sink:`; `sink.url` goes into EMAIL_URL, `sink.received` holds what came."""

    def __init__(self, *, refuse_with: int | None = None) -> None:
        self.received: list[tuple[str, Message]] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self, refuse_with))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> SmtpSink:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(sink: SmtpSink, refuse_with: int | None) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 sink")
            recipient = ""
            while line := self.rfile.readline():
                command = line.decode().strip()
                verb = command[:4].upper()
                if verb == "EHLO":
                    self._say("250 sink")
                elif verb == "RCPT" and refuse_with:
                    self._say(f"{refuse_with} no")
                elif verb == "RCPT":
                    recipient = command.partition("<")[2].partition(">")[0]
                    self._say("250 ok")
                elif verb == "DATA":
                    self._say("354 go on")
                    sink.received.append((recipient, self._message()))
                    self._say("250 kept")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def _message(self) -> Message:
            lines: list[bytes] = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            return message_from_bytes(b"".join(lines), policy=default)

    return Handler
