"""The built application as the demo's server serves it, and what it says where nobody has built it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory, override_settings

from vantrexia.api.spa import SinglePageApplication


def ask(folder: Path, path: str, *, method: str = "GET") -> HttpResponse:
    def behind(request: HttpRequest) -> HttpResponse:
        return HttpResponse("api") if request.path.startswith("/api/") else HttpResponseNotFound()

    with override_settings(SPA_DIR=str(folder), STREAM_URL="http://127.0.0.1:8001", RELEASE_ID="r1"):
        answer = SinglePageApplication(behind)(RequestFactory().generic(method, path))
    assert isinstance(answer, HttpResponse) or answer.streaming
    return answer  # type: ignore[return-value]


def body(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<title>Vantrexia</title>", encoding="utf-8")
    (tmp_path / "app.js").write_text("1", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/worklist", "/billing/claims/01a2"])
def test_every_screen_answers_the_application(built: Path, path: str) -> None:
    answer = ask(built, path)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
    assert b"<title>Vantrexia</title>" in body(answer)


def test_a_file_that_is_not_there_is_not_the_application(built: Path) -> None:
    assert ask(built, "/assets/gone.js").status_code == 404
    assert ask(built, "/app.js").status_code == 200


def test_the_interface_stays_the_interface(built: Path) -> None:
    assert body(ask(built, "/api/v1/patients/")) == b"api"
    assert ask(built, "/worklist", method="POST").status_code == 404
    assert b"http://127.0.0.1:8001/api/v1/stream/" in body(ask(built, "/config.json"))


@pytest.mark.parametrize("folder", ["", "never/made"])
def test_an_application_nobody_built_is_503_with_the_command_that_builds_it(
    tmp_path: Path, folder: str
) -> None:
    answer = ask(tmp_path / folder, "/")
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert b"npm --prefix frontend run build" in body(answer)
    assert body(ask(tmp_path / folder, "/api/v1/patients/")) == b"api"
    assert ask(tmp_path / folder, "/config.json").status_code == 200
