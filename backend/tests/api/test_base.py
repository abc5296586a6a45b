"""The edge's own promises: who is let in, what errors look like, which headers every answer carries."""

from __future__ import annotations

import pytest

from tests.people import People


@pytest.mark.django_db
def test_an_unknown_path_is_404_with_security_headers(people: People) -> None:
    response = people.nora.get("/api/v1/nothing-here/")
    assert response.status_code == 404
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert len(response["X-Request-Id"]) == 32


@pytest.mark.django_db
def test_an_unknown_path_is_an_error_like_any_other(people: People) -> None:
    response = people.nora.get("/api/v1/nothing-here/", HTTP_ACCEPT_LANGUAGE="es")
    assert response["Content-Type"] == "application/json"
    assert response["Content-Language"] == "es"
    assert response.json() == {"detail": "No encontrado.", "code": "not_found"}


@pytest.mark.django_db
def test_a_request_id_of_the_caller_comes_back_unless_it_is_odd(people: People) -> None:
    kept = people.nora.get("/api/v1/nothing-here/", HTTP_X_REQUEST_ID="abcdef-123456")
    odd = people.nora.get("/api/v1/nothing-here/", HTTP_X_REQUEST_ID="<script>")
    assert kept["X-Request-Id"] == "abcdef-123456"
    assert odd["X-Request-Id"] != "<script>"
