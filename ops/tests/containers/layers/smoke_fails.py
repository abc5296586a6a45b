"""Layer of a broken release: it is ready, but the list of patients is none."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def wrap(application: Application) -> Application:
    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/api/v1/patients/":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b'{"detail": "moved"}']
        return application(environ, start_response)

    return serve
