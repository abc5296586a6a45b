"""Layer of a broken release: every smoke test passes, and what people and devices ask through the proxy fails.

The triage lists, and the deliveries of devices: half before anything was stored, half after it was (the worse half).
"""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_turn = count()


def wrap(application: Application) -> Application:
    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD")
        is_delivery = path.startswith("/api/v1/webhooks/")
        if not environ.get("HTTP_X_REQUEST_ID") or not (
            is_delivery or (method == "GET" and path.startswith("/api/v1/triage/"))
        ):
            return application(environ, start_response)
        if is_delivery and next(_turn) % 2:
            # Stored first, and then: a server that fails after the work was done.
            for _ in application(environ, lambda *_: None):
                pass
        start_response("500 Internal Server Error", [("Content-Type", "application/json")])
        return [b'{"detail": "Something went wrong.", "code": "error"}']

    return serve
