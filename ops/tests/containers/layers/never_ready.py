"""Layer of a broken release: it starts and answers, and never says that it is ready."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def wrap(application: Application) -> Application:
    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/health/ready":
            start_response("503 Service Unavailable", [("Content-Type", "application/json")])
            return [b'{"status": "fail", "detail": "the search index is not loaded"}']
        return application(environ, start_response)

    return serve
