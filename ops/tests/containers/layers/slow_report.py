"""Layer of the test, in every release of it: the product's own export of patients, made to take as long as a big practice's.

The application has no endpoint that takes 20 seconds with the data of a test; only the time is added here.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

MOST_SECONDS = 30.0
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def wrap(application: Application) -> Application:
    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        wanted = environ.get("HTTP_X_TEST_SECONDS")
        if wanted and environ.get("PATH_INFO") == "/api/v1/patients/export/":
            time.sleep(min(MOST_SECONDS, float(wanted)))
        return application(environ, start_response)

    return serve
