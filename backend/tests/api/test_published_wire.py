"""What the public documentation fixes on the wire, read from the fact sheet itself and held against the server: paths, fields,
limits, filters, refusals. What the sheet contradicts itself about is decided in `decisions.md` and named here.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve

from config import env
from tests.api.patient_bodies import WHOLE, create
from tests.api.signing_in import login
from tests.factories import make_patient
from tests.monitored import make_monitored
from tests.people import PASSWORD, People
from vantrexia.api.ratelimit import POLICIES
from vantrexia.domain.billing.entry_states import STATUSES
from vantrexia.patients.models import Patient
from vantrexia.workflows.billing import recompute_patients

SHEET = Path(__file__).parents[4] / "shared" / "reference" / "vantrexia-facts.md"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHEET.exists(), reason="the shared fact sheet is not beside this checkout"),
]
NOW = datetime.now(tz=UTC).replace(microsecond=0)
# C10, C10b: webhooks count per address until the signature verifies; the others as published.
SCOPES = {
    "authenticated user": "user",
    "anonymous": "anonymous",
    "auth endpoints": "auth",
    "webhook endpoints": "webhook",
}
SECONDS = {"hour": 3600, "minute": 60}


def section(number: str) -> str:
    """The text of a section (`4.2`, `3`)."""
    text = SHEET.read_text()
    mark = "###" if "." in number else "##"
    found = re.search(rf"^{mark} {re.escape(number)}\.? .*?(?=^#{{2,{len(mark)}}} |\Z)", text, re.M | re.S)
    assert found, number
    return found[0]


def rows(text: str, first: str) -> list[list[str]]:
    """The lines of the table whose first heading is `first`."""
    lines = text[text.index(f"| {first} |") :].splitlines()
    table = []
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip().replace("\\", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    assert table
    return table


def words(text: str) -> list[str]:
    return re.findall(r"`([\w-]+)`", text)


def after(text: str, start: str, end: str = "\n") -> str:
    begin = text.index(start) + len(start)
    return text[begin : text.index(end, begin)]


def the_kind(value: Any, kind: str) -> bool:
    """Whether a value is what the sheet calls it."""
    if kind.startswith("uuid"):
        return str(UUID(value)) == value
    if kind.startswith("datetime"):
        return value.endswith("Z") and datetime.fromisoformat(value).tzinfo is not None
    if kind.startswith("date"):
        return date.fromisoformat(value).isoformat() == value
    if kind.startswith("bool"):
        return isinstance(value, bool)
    if kind.startswith("int"):
        return isinstance(value, int) and not isinstance(value, bool)
    if kind.startswith("number"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind.startswith("object"):
        return isinstance(value, dict)
    if kind.startswith("string[]"):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


# --- paths ---------------------------------------------------------------------------------------------------------


def test_every_published_path_is_there_with_its_method() -> None:
    found = re.findall(r"\*\*(GET|POST|PUT|PATCH|DELETE) `(/[^`]+)`\*\*", SHEET.read_text())
    assert len(found) >= 10
    for method, path in found:
        match = resolve(path.replace("{uuid}", str(UUID(int=1))))
        view = getattr(match.func, "view_class", None)
        assert view is None or hasattr(view, method.lower()), (method, path)
    resolve("/.well-known/jwks.json")


def test_limits_are_the_published_ones() -> None:
    for scope, limit in rows(section("3"), "Scope"):
        number, unit = re.fullmatch(r"([\d,]+) / (\w+)", limit).groups()  # type: ignore[union-attr]
        policy = POLICIES[SCOPES[scope]]
        assert (policy.quota, policy.window_seconds) == (int(number.replace(",", "")), SECONDS[unit]), scope


def test_the_environment_has_the_published_names() -> None:
    known = {variable.name for variable in env.VARIABLES}
    for name, *_ in rows(section("13"), "Variable"):
        assert name in known, name


# --- sign-in -------------------------------------------------------------------------------------------------------


def test_signing_in_answers_as_published(people: People) -> None:
    text = section("4.1")
    answer = login(people.paul.user.email).json()
    assert set(words(after(text, "200: ", "`user` {"))) <= set(answer)
    user = answer["user"]
    wanted = words(after(text, "`user` {", "}"))
    assert len(wanted) == 6
    assert set(wanted) <= set(user)
    assert the_kind(user["id"], "int")
    assert isinstance(user["is_2fa_enabled"], bool)
    assert user["role"] == "provider"
    fresh = Client().post(
        "/api/v1/auth/token/refresh/", {"refresh": answer["refresh"]}, content_type="application/json"
    )
    assert {"access", "refresh"} <= set(fresh.json())
    assert fresh.json()["refresh"] != answer["refresh"]


def test_refusals_of_a_sign_in_are_the_published_ones(people: People) -> None:
    codes = dict(re.findall(r"(\d{3}) → `code: \"(\w+)\"`", section("3")))
    email = people.nora.user.email
    refused = login(email, "wrong")
    assert (refused.status_code, refused.json()["code"]) == (401, codes["401"])
    for _ in range(4):
        login(email, "wrong")
    locked = login(email, PASSWORD)
    assert (locked.status_code, locked.json()["code"]) == (423, codes["423"])
    assert the_kind(locked.json()["locked_until"], "datetime")
    assert set(refused.json()) >= {"detail", "code"}


# --- patients ------------------------------------------------------------------------------------------------------


def test_a_patient_of_the_list_has_the_published_fields(people: People) -> None:
    create(people, **WHOLE)
    text = section("4.2")
    item = people.nora.get("/api/v1/patients/").json()["results"][0]
    for names, kind, *_ in rows(text, "field"):
        for name in names.split(", "):
            assert the_kind(item[name], kind), (name, item[name])
        if kind.startswith("object"):
            assert set(words(kind)) == set(item[names])


def test_the_list_of_patients_takes_the_published_parameters(people: People) -> None:
    text = section("4.2")
    query = after(text, "Query: ")
    default, most = re.search(r"\((\d+), max (\d+)\)", query).groups()  # type: ignore[union-attr]
    for _ in range(int(default) + 1):
        make_patient(people.practice)
    assert {"page", "page_size", "search", "active", "ordering"} <= set(words(query))
    page = people.nora.get("/api/v1/patients/").json()
    assert set(page) == {"count", "next", "previous", "results"}
    assert len(page["results"]) == int(default)
    assert people.nora.get(f"/api/v1/patients/?page_size={int(most) * 10}").status_code == 200
    for ordering in re.findall(r"`(-?\w+)`", query[query.index("ordering") + len("ordering`") :]):
        assert people.nora.get(f"/api/v1/patients/?ordering={ordering}").status_code == 200, ordering
    for flag in ("true", "false"):
        assert people.nora.get(f"/api/v1/patients/?active={flag}").status_code == 200
    body = {"first_name": "Ana", "last_name": "Ruiz", "date_of_birth": "1961-09-02"}
    (gender,) = [row for row in rows(text, "field") if row[0] == "gender"]
    for value in words(gender[1])[:4]:
        assert people.nora.post("/api/v1/patients/", {**body, "gender": value}).status_code == 201, value


# --- readings ------------------------------------------------------------------------------------------------------


@pytest.fixture
def patient(people: People) -> Patient:
    return make_patient(people.practice)


def test_a_typed_blood_pressure_has_the_published_fields_and_limits(people: People, patient: Patient) -> None:
    text = section("4.3")
    table = rows(text, "field")
    whole: dict[str, Any] = {
        "patient_id": str(patient.id), "systolic": 142, "diastolic": 88, "pulse": 72, "device_id": "any text",
    }  # fmt: skip
    assert {row[0] for row in table} == {*whole, "measured_at"}
    minute = iter(range(1, 1000))

    def send(**changed: Any) -> Any:
        body = {**whole, "measured_at": (NOW - timedelta(minutes=next(minute))).isoformat(), **changed}
        body = {name: value for name, value in body.items() if value is not None}
        return people.nora.post("/api/v1/ingestion/blood-pressure/", body)

    for name, _, required, rule in table:
        without = send(**{name: None})
        assert without.status_code == (400 if required == "yes" else 201), name
        if required == "yes":
            assert name in without.json()["fields"]
        limits = re.match(r"(\d+)–(\d+)", rule)
        if limits is None:
            continue
        low, high = map(float, limits.groups())
        beside = {"systolic": {"diastolic": 40}, "diastolic": {"systolic": 250}}.get(name, {})
        assert send(**{**beside, name: low}).status_code == 201, (name, low)
        assert send(**{**beside, name: high}).status_code == 201, (name, high)
        for outside in (low - 1, high + 1):
            refused = send(**{**beside, name: outside})
            assert refused.status_code == 400, (name, outside)
            assert name in refused.json()["fields"]


def test_a_typed_blood_pressure_is_answered_as_published(people: People, patient: Patient) -> None:
    text = after(section("4.3"), "\n201: ", "\n- Pipeline")
    sent = {
        "patient_id": str(patient.id), "systolic": 142, "diastolic": 88, "pulse": 72, "device_id": "any text",
        "measured_at": (NOW - timedelta(minutes=3)).isoformat(),
    }  # fmt: skip
    response = people.nora.post("/api/v1/ingestion/blood-pressure/", sent)
    answer = response.json()
    assert response.status_code == 201
    details = words(after(text, "`alert_details` {", "}"))[:1]
    assert set(details) <= set(answer["alert_details"])
    assert {"level", "message"} == set(answer["alert_details"])
    named = set(words(re.sub(r"\{[^}]*\}|\([^)]*\)|= `[^`]*`", "", text)))
    assert len(named) == 12
    assert named <= set(answer)
    for name in ("id", "patient_id"):
        assert the_kind(answer[name], "uuid")
    for name in ("measured_at", "created_at"):
        assert the_kind(answer[name], "datetime")
    assert answer["observation_type"] == "blood_pressure"
    assert (answer["fhir_status"], answer["alert_triggered"]) == ("pending", True)
    assert answer["alert_details"]["level"] == "warning"
    fhir = people.nora.get(f"/api/v1/fhir/observations/{answer['id']}/").json()
    sample = SHEET.read_text()
    sample = sample[sample.index("### FHIR Observation (blood pressure)") : sample.index("### Transmission")]
    assert fhir["resourceType"] == "Observation"
    assert fhir["meta"]["profile"] == [after(sample, "`meta.profile` = [`", "`]")]
    assert fhir["category"][0]["coding"][0]["system"] == after(sample, "one coding, system `", "`")
    assert (fhir["status"], fhir["subject"]["reference"]) == ("final", f"Patient/{patient.id}")
    assert fhir["code"]["coding"][0]["code"] == after(sample, "`code` LOINC ", " ")
    parts = {part["code"]["coding"][0]["code"]: part["valueQuantity"] for part in fhir["component"]}
    for code in re.findall(r"(\d{4}-\d) (?:systolic|diastolic)", sample):
        assert (parts[code]["unit"], parts[code]["code"]) == ("mmHg", "mm[Hg]")
        assert parts[code]["system"] == "http://unitsofmeasure.org"


# --- triage and billing --------------------------------------------------------------------------------------------


def test_the_triage_list_is_as_published(people: People, patient: Patient) -> None:
    text = section("4.5")
    for kind, values in (("blood-pressure", {"systolic": 142, "diastolic": 88}), ("weight", {"weight": 80})):
        sent = {
            "patient_id": str(patient.id),
            "measured_at": (NOW - timedelta(minutes=3)).isoformat(),
            **values,
        }
        assert people.nora.post(f"/api/v1/ingestion/{kind}/", sent).status_code == 201
    people.nora.post("/api/v1/triage/reviews/", {"patient_id": str(patient.id)})
    query = after(text, "Query: ")
    levels, _, orderings = query.partition("`has_unack_alerts`")
    assert set(words(levels)) == {"risk_level", "critical", "warning", "normal", "no_data"}
    for level in set(words(levels)) - {"risk_level"}:
        assert people.nora.get(f"/api/v1/triage/patients/?risk_level={level}").status_code == 200, level
    assert people.nora.get("/api/v1/triage/patients/?has_unack_alerts=true").json()["count"] == 1
    for ordering in re.findall(r"`(-?\w+)`", orderings)[1:]:
        assert people.nora.get(f"/api/v1/triage/patients/?ordering={ordering}").status_code == 200, ordering
    (item,) = people.nora.get("/api/v1/triage/patients/").json()["results"]
    listed = after(text, "200 item: ", " …CUT")
    vitals = after(listed, "`latest_vitals` {", "other vitals")
    outside = set(words(re.sub(r"\([^)]*\)", "", listed.replace(vitals, "")))) - {"latest_vitals"}
    assert {"patient_id", "patient_name", "mrn", "risk_score", "risk_level", "last_reviewed_by"} <= outside
    assert outside | {"latest_vitals"} <= set(item)
    for kind, fields in re.findall(r"`(\w+)` \{([^}]*)\}", vitals):
        assert set(words(fields)) <= set(item["latest_vitals"][kind]), kind
    assert the_kind(item["patient_id"], "uuid")
    assert 0 <= item["risk_score"] <= 100
    assert item["last_reviewed_by"] == people.nora.user.email
    cards = people.nora.get("/api/v1/triage/patients/stats/").json()
    for level in ("critical", "warning", "normal", "no_data"):
        assert {"count", "trend"} <= set(cards[level])


def test_billing_entries_are_as_published(people: People) -> None:
    text = section("4.6")
    pat = make_monitored(people.practice, since=f"{NOW.date() - timedelta(days=40)} 07:00")
    pat.measure(str(NOW.date() - timedelta(days=39)), 20)
    recompute_patients(people.practice.id, [pat.id], now=NOW)
    item = people.bill.get("/api/v1/billing/entries/").json()["results"][0]
    fields = re.findall(
        r"`(\w+)` (uuid|string\[\]|string|date(?:time)?|int|number|bool)", after(text, "200 item: ")
    )
    assert len(fields) >= 11
    for name, kind in fields:
        if item[name] is not None:
            assert the_kind(item[name], kind), (name, item[name])
    query = after(text, "Query: ")
    for name in ("status", "cpt_code", "ordering"):
        values = re.findall(r"`?(-?[\w]+)`?", re.search(rf"`{name}` = ([^;.]+)", query)[1])  # type: ignore[index]
        assert len(values) >= 3, name
        for value in values:
            assert people.bill.get(f"/api/v1/billing/entries/?{name}={value}").status_code == 200, value
    today = NOW.date()
    assert people.bill.get(f"/api/v1/billing/entries/?date_from={today}&date_to={today}").status_code == 200
    assert set(words(re.search(r"`status` = ([^;]+)", query)[1])) <= set(STATUSES)  # type: ignore[index]
