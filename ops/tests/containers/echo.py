"""What stands behind the edge in the edge's own tests: answers every request with what arrived, as JSON.

Paths ending in a known word behave: `/slow/` answers after 2 s, `/fail/` with 500, `/stream/` sends five
events 0.4 s apart. Started twice in one network by the tests (ports 8000 and 8001); standard library only.
"""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        path, _, query = self.path.partition("?")
        if path.endswith("/stream/"):
            self.send_events()
            return
        if path.endswith("/slow/"):
            time.sleep(2)
        said = {
            "release": os.environ.get("RELEASE_ID"),
            "method": self.command,
            "path": path,
            "query": query,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "received_bytes": len(body),
        }
        content = json.dumps(said).encode()
        self.send_response(500 if path.endswith("/fail/") else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        # A server that disagrees about the edge's headers must not be heard twice.
        self.send_header("X-Frame-Options", "ALLOWALL")
        self.send_header("Strict-Transport-Security", "max-age=1")
        if path.endswith("/cacheable/"):
            self.send_header("Cache-Control", "private, max-age=60")
        self.end_headers()
        self.wfile.write(content)

    def send_events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number in range(5):
            self.wfile.write(f"id: {number}\nevent: heartbeat\ndata: {{}}\n\n".encode())
            self.wfile.flush()
            time.sleep(0.4)
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, format: str, *arguments: object) -> None:
        """Silence: the tests read the edge's log."""


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Echo).serve_forever()
