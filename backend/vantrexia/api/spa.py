"""Serving the built single-page application in development and the demo; in production the proxy does it.

WhiteNoise serves files of SPA_DIR; a path that is no file and no API answers index.html, so that a reload of any screen works.
An application nobody has built yet answers 503 with the command that builds it; the API works meanwhile.
`/config.json` tells the application where its API and stream are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from vantrexia.api.rendering import encode

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Vantrexia is not built</title>
<h1>The web application is not built yet</h1>
<p>The server runs and answers <code>/api/v1/</code>. Build the screens, then start again:</p>
<pre>npm --prefix frontend ci
npm --prefix frontend run build</pre>
<p><code>make demo</code> does it by itself. With <code>npm --prefix frontend run dev</code> the screens are served by Vite.</p>
"""
OURS = ("/api/", "/health", "/metrics", "/.well-known/")


class SinglePageApplication(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise ships no types
    """Files of the built application before everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.folder = Path(settings.SPA_DIR)
        self.add_files(str(self.folder), prefix="/")

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(OURS) or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if request.path == "/config.json":
            body = {
                "api_base_url": "",
                "stream_url": f"{settings.STREAM_URL}/api/v1/stream/",
                "release_id": settings.RELEASE_ID,
            }
            return HttpResponse(
                encode(body), content_type="application/json", headers={"Cache-Control": "no-store"}
            )
        response = super().__call__(request)
        if response.status_code == 404 and "." not in request.path.rsplit("/", 1)[-1]:
            return self._answer_index()
        return response

    def _answer_index(self) -> HttpResponseBase:
        answer: HttpResponseBase
        try:
            answer = FileResponse(
                (self.folder / "index.html").open("rb"), content_type="text/html; charset=utf-8"
            )
        except FileNotFoundError:
            return HttpResponse(
                NOT_BUILT,
                status=503,
                content_type="text/html; charset=utf-8",
                headers={"Cache-Control": "no-store"},
            )
        answer["Cache-Control"] = "no-cache"
        return answer
