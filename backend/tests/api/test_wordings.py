"""Answers speak the caller's language: the profile's, else what the browser asks for; machines' fields stay."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import get_language, gettext, override

from tests.people import People, Person
from tests.wording import list_of_the_framework
from vantrexia.domain.wordings import CATALOGUE

pytestmark = pytest.mark.django_db
NOBODY = f"/api/v1/patients/{uuid4()}/"


def send_file(person: Person, path: str, text: str, **form: Any) -> Any:
    file = SimpleUploadedFile("file.csv", text.encode(), content_type="text/csv")
    return Client().post(
        f"/api/v1/{path}", {"file": file, **form}, headers={"Authorization": f"Bearer {person.token}"}
    )


def speak(person: Person, language: str) -> Person:
    person.user.language = language
    person.user.save(update_fields=["language"])
    return person


def test_english_is_what_it_was(people: People) -> None:
    answer = people.nora.get(NOBODY)
    assert answer.json() == {"detail": "There is no such patient.", "code": "not_found"}
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" in answer["Vary"]


def test_a_persons_profile_decides_and_codes_stay(people: People) -> None:
    answer = speak(people.nora, "es").get(NOBODY, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.json() == {"detail": "Este paciente no existe.", "code": "not_found"}
    assert answer["Content-Language"] == "es"


def test_fields_of_a_form_are_worded(people: People) -> None:
    given = {
        "first_name": "Rosa",
        "last_name": "Paz",
        "date_of_birth": "1950-02-03",
        "gender": "female",
        "phone": "12",
        "address": {"state": "ZZ"},
    }
    answer = speak(people.nora, "es").post("/api/v1/patients/", given)
    assert answer.status_code == 400
    assert answer.json()["fields"] == {
        "phone": ["debe ser un número de teléfono que exista, sin extensión"],
        "address.state": ["debe ser las dos letras de un estado"],
    }
    assert answer.json()["detail"] == "Los datos del paciente no son válidos."


def test_the_frameworks_messages_are_worded_too(people: People) -> None:
    answer = speak(people.nora, "es").post("/api/v1/patients/", {"first_name": "", "gender": 4})
    assert answer.json()["fields"]["first_name"] == ["Este campo no puede estar en blanco."]
    assert answer.json()["fields"]["last_name"] == ["Este campo es requerido."]
    assert answer.json()["detail"].startswith("Revise: ")


def test_our_words_for_the_frameworks_choices_are_worded(people: People) -> None:
    answer = speak(people.nora, "es").post("/api/v1/ingestion/weight/", {"patient_id": "x", "unit": "stone"})
    assert answer.json()["fields"]["patient_id"] == ["Debe ser un UUID válido."]


def test_a_refusal_before_anybody_is_known_follows_the_browser() -> None:
    for tag, said in (
        ("es-MX,es;q=0.9,en;q=0.5", "No se han presentado credenciales."),
        ("fr", "Authentication credentials were not provided."),
    ):
        answer = Client(headers={"Accept-Language": tag}).get(NOBODY)
        assert (answer.status_code, answer.json()["detail"]) == (401, said)


def test_without_a_header_a_client_hears_english() -> None:
    answer = Client().post(
        "/api/v1/auth/login/",
        {"email": "nobody@example.org", "password": "x"},
        content_type="application/json",
    )
    assert answer.json()["detail"] == "No active account found with the given credentials."
    spanish = Client(headers={"Accept-Language": "es"}).post(
        "/api/v1/auth/login/",
        {"email": "nobody@example.org", "password": "x"},
        content_type="application/json",
    )
    assert spanish.json()["detail"] == "No hay ninguna cuenta activa con estos datos."
    assert spanish.json()["code"] == answer.json()["code"]


def test_the_rule_browser_says_codes_changes_and_judgements_in_spanish(people: People) -> None:
    body = speak(people.bill, "es").get("/api/v1/billing/rules/").json()
    says = {one["code"]: one["says"] for one in body["codes"]}
    assert says["99445"] == "Suministro del dispositivo, de 2 a 15 días con datos en 30 días"
    (new,) = [one for one in body["rule_sets"] if one["id"] == "cms-2026"]
    assert {one["source"] for one in new["changes"] if one["code"] == "99470"} == {
        "Norma final del PFS de 2026 (CY2026), 90 FR 49266"
    }
    english = speak(people.bill, "en").get("/api/v1/billing/rules/").json()
    assert [one["code"] for one in english["codes"]] == [one["code"] for one in body["codes"]]
    assert not {one["says"] for one in english["judgements"]} & {one["says"] for one in body["judgements"]}


def test_notes_on_thresholds_are_worded(people: People) -> None:
    sources = speak(people.nora, "es").get("/api/v1/triage/thresholds/").json()["sources"]
    (one,) = [
        row
        for row in sources
        if (row["vital"], row["direction"], row["severity"]) == ("diastolic", "low", "warning")
    ]
    assert one["note"] == "No se encontró ninguna guía que indique este número."


def test_a_line_of_an_import_is_reported_in_spanish(people: People) -> None:
    lines = [
        "first_name,last_name,date_of_birth,gender",
        "Rosa,Paz,1950-02-03,f",
        "Rosa,Paz,1950-02-03,f",
        "Otto,Lee,soon,m",
    ]
    rows = send_file(speak(people.cleo, "es"), "patients/import/", "\n".join(lines), dry_run="true").json()[
        "rows"
    ]
    assert [row["problems"] for row in rows] == [
        [],
        ["line: repite la línea 2"],
        ["date_of_birth: debe ser una fecha, AAAA-MM-DD"],
    ]


def test_a_fee_file_is_refused_in_spanish_line_by_line(people: People) -> None:
    given = {"kind": "charges", "year": 2026, "name": "charges.csv"}
    body = "code,amount,valid_from,valid_to\n99454,much,2026-01-01,\n"
    answer = send_file(speak(people.bill, "es"), "billing/fee-files/", body, **given)
    assert answer.status_code == 400
    assert answer.json()["fields"]["file"] == ["línea 2: el importe de 99454 no es un importe en dólares"]


def test_a_remittance_is_refused_in_spanish_with_its_segment(people: People) -> None:
    answer = send_file(speak(people.bill, "es"), "billing/remittances/", "no X12")
    assert answer.json()["code"] == "bad_x12"
    assert answer.json()["detail"] == "el archivo: no es X12: no empieza por ISA"
    assert answer.json()["reason"] == "no es X12: no empieza por ISA"


def test_a_request_leaves_no_language_behind(people: People) -> None:
    speak(people.nora, "es").get(NOBODY)
    assert get_language() == "en"


def test_every_message_of_the_framework_has_spanish() -> None:
    """Its Spanish ships with it; an update that adds a message without one shows here."""
    with override("es"):
        missing = {text for text in list_of_the_framework() if gettext(text) == text} - set(CATALOGUE["es"])
    assert missing == UNUSED


# Of a field no serializer of ours has, and of numbers no form sends.
UNUSED = {"A valid biginteger is required.", "Integer value too large to convert to float"}
