"""Patients as clients send them: `ANA` (what is required), `WHOLE` (everything), `create(…)`, `names(…)`."""

from __future__ import annotations

from typing import Any

from tests.people import People

URL = "/api/v1/patients/"
ANA: dict[str, Any] = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "date_of_birth": "1961-09-02",
    "gender": "female",
}
WHOLE: dict[str, Any] = {
    **ANA,
    "mrn": "A-77",
    "middle_name": "María",
    "suffix": "Jr",
    "name_on_card": "Ana M Ruiz",
    "sex": "female",
    "ssn": "123-45-6789",
    "phone": "(202) 555-0143",
    "email": "ana@example.org",
    "language": "es",
    "timezone": "America/Chicago",
    "external_id": "ECW-10001",
    "address": {
        "line1": "14 Mill Road",
        "line2": "Apt 2",
        "city": "Riverbend",
        "state": "ny",
        "zip": "12401-0007",
    },
    "emergency_address": "16 Mill Road",
}


def create(people: People, **given: Any) -> dict[str, Any]:
    response = people.mia.post(URL, {**ANA, **given})
    assert response.status_code == 201, response.content
    return response.json()


def names(people: People, query: str = "") -> list[str]:
    body = people.nora.get(f"{URL}{query}").json()
    assert body["count"] == len(body["results"])
    return [f"{row['first_name']} {row['last_name']}" for row in body["results"]]
