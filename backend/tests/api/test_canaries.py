"""Canaries: invented names, numbers and values of one patient go through everything, and are then looked for
where they must not be.

The story is told once, with real commits: create, search, enrol, readings by webhook, alerts, reminders by
mail, every endpoint with free text about a patient, and what goes wrong (an unhandled error, a database error
that quotes values, a poisoned delivery, a failed task). Afterwards: log lines, addresses, error bodies,
Valkey, queued tasks, notifications, the audit trail, the tables at rest.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from django.db import DataError, connection
from django.http import HttpResponse
from django.test import override_settings

from tests.api.canaries import (
    FREE_TEXT,
    GIVEN,
    GLUCOSE,
    HELD,
    IDENTITY,
    SYSTOLIC,
    VALUES,
    admin,
    read,
    read_queued,
    read_valkey,
    seen_in,
    spellings,
)
from tests.api.routes import example_body, find_operation
from tests.api.signed import post_signed
from tests.api.test_matrix import BODIES, BODY_IDS, body_ids, closed_calls, need_of, somebody_allowed
from tests.apps.accounts.smtp_sink import SmtpSink
from tests.conftest import empty_all_tables
from tests.factories import OpenDoor, assign, blood_pressure, body_of, make_connection, make_device
from tests.people import People, make_people
from vantrexia.core.logging import LineFormatter
from vantrexia.core.tenancy import practice_scope
from vantrexia.notifications.models import Channel
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert
from vantrexia.workflows import readings as path_of_readings
from vantrexia.workflows import tasks
from vantrexia.workflows.jobs import run_job
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@dataclass
class Story:
    """What was done, and everything it left behind."""

    people: People
    patient_id: str = ""
    lines: list[str] = field(default_factory=list)
    answers: list[tuple[str, HttpResponse]] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    def keep(self, what: str, response: HttpResponse) -> HttpResponse:
        self.answers.append((what, response))
        return response


class _Lines(logging.Handler):
    """Every record of every logger, as the server writes it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines
        self.styles = (LineFormatter("json"), LineFormatter("text"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [style.format(record) for style in self.styles]


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    root = logging.getLogger()
    level = root.level
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        admin() as behind,
        SmtpSink() as sink,
    ):
        told = Story(make_people())
        handler = _Lines(told.lines)
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            with override_settings(EMAIL_URL=sink.url):
                tell(told, patch)
            told.mails = [f"{to} {message}" for to, message in sink.received]
            yield told
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
            empty_all_tables(behind)


def tell(story: Story, patch: pytest.MonkeyPatch) -> None:
    door = care_for_a_patient(story)
    write_everywhere(story)
    go_wrong(story, door, patch)


def care_for_a_patient(story: Story) -> OpenDoor:
    people = story.people
    cleo, practice = people.cleo, people.practice
    made = story.keep("create", cleo.post("/api/v1/patients/", GIVEN))
    assert made.status_code == 201, made.content
    story.patient_id = json.loads(made.content)["id"]
    enrolled = cleo.post(
        f"/api/v1/patients/{story.patient_id}/enroll/",
        {
            "order": {
                "ordered_by_name": f"Dr. {FREE_TEXT}", "ordering_npi": "1234567893", "ordered_on": (NOW - timedelta(days=2)).date(),
                "vitals": ["blood_pressure", "glucose"], "diagnoses": ["I10"],
            },
            "consent": {"method": "verbal"},
            "evidence": {"kind": "em_visit", "visit_date": (NOW - timedelta(days=9)).date(), "note": FREE_TEXT},
            "plans": [{"kind": "blood_pressure"}],
        },
    )  # fmt: skip
    assert story.keep("enrol", enrolled).status_code == 201, enrolled.content
    for words in (
        "Kanar",
        "zwetlana kanarienvogel",
        "QX-774412",
        "+12025550147",
        "zwetlana.k@nest.example",
        "1947-03-09",
    ):
        found = story.keep(
            "search", cleo.get("/api/v1/patients/", QUERY_STRING=f"search={words.replace('+', '%2B')}")
        )
        assert json.loads(found.content)["count"] == 1, words
    with practice_scope(practice.id):
        patient = Patient.objects.get(id=story.patient_id)
        cuff, meter = make_device(practice), make_device(practice, kind="glucose")
        assign(cuff, patient)
        assign(meter, patient)
        door = make_connection(practice)
        Channel(
            practice_id=practice.id,
            recipient_id=people.nora.membership.id,
            kind="email",
            address="",
            created_at=NOW,
        ).save(force_insert=True)
    at = (NOW - timedelta(minutes=2)).isoformat()
    glucose = {
        "type": "reading", "reading_id": "g-1", "device": {"serial": meter.serial}, "measured_at": at,
        "glucose": {"value": GLUCOSE, "unit": "mg/dL"},
    }  # fmt: skip
    unknown = {
        "type": "reading", "reading_id": "u-1", "device": {"serial": "NOBODYS"}, "measured_at": at,
        "heart_rate": {"value": HELD}, "patient_name": "Zwetlana Kanarienvogel",
    }  # fmt: skip
    body = body_of(blood_pressure(cuff, SYSTOLIC, 96, at=NOW - timedelta(minutes=2)), glucose, unknown)
    assert story.keep("webhook", post_signed(door.id, door.secret, body)).status_code == 202
    wait_for_the_bell()
    process_due()
    with practice_scope(practice.id):
        assert set(Alert.objects.values_list("rule_key", flat=True)) >= {
            "systolic.high",
            "glucose_mg_dl.high",
        }
    for later in (timedelta(seconds=10), timedelta(hours=2), timedelta(hours=8)):
        for job in ("sweep_steps", "sweep_notifications", "sweep_scores", "seal_audit", "hourly_counts"):
            run_job(job, now=datetime.now(tz=UTC) + later)
    return door


def wait_for_the_bell() -> None:
    deadline = time.monotonic() + 10
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as valkey:
        while not valkey.llen("ingest"):
            assert time.monotonic() < deadline, "nobody rang"
            time.sleep(0.02)


def write_everywhere(story: Story) -> None:
    """Every endpoint about patients and alerts, with free text in every field that takes some."""
    people = story.people
    with practice_scope(people.practice.id):
        rows: dict[str, Any] = {"patients": story.patient_id, "alerts": str(Alert.objects.first().id)}  # type: ignore[union-attr]
    written = 0
    for route, method in closed_calls():
        if (
            not route.path.startswith(("/api/v1/patients/{patient_id}/", "/api/v1/triage/"))
            or method == "DELETE"
        ):
            continue
        if not all(kind in rows for _, kind in route.parameters) or route.path.endswith("/archive/"):
            continue
        ids = {name: rows[kind] for name, kind in route.parameters}
        known = body_ids({**dict.fromkeys(kind for kind in BODY_IDS.values() if kind), **rows})
        for whole in (False, True):
            body = example_body(find_operation(route.path, method), ids=known, text=FREE_TEXT, whole=whole)
            body = {name: value for name, value in body.items() if value is not None} | BODIES.get(
                (method, route.path), {}
            )
            for name in ("comment", "reason", "note"):
                if name in body:
                    body[name] = f"{FREE_TEXT} von Zwetlana Kanarienvogel"
            if "relationship" in body:
                body["relationship"] = "daughter"  # a word of its own column, in the clear: it names nobody
            person = somebody_allowed(people, need_of(route, method))
            answer = story.keep(
                f"{method} {route.path}",
                person.call(method, route.fill(ids), None if method == "GET" else body),
            )
            written += method != "GET" and answer.status_code < 300
    assert written > 8


def go_wrong(story: Story, door: OpenDoor, patch: pytest.MonkeyPatch) -> None:
    from vantrexia.api import patients as patients_api
    from vantrexia.api import webhooks as webhooks_api

    cleo = story.people.cleo

    def unhandled(**given: Any) -> Any:
        raise RuntimeError(f"cannot handle {given}")

    def database_error(**_: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", ["Kanarienvogel QX-774412"])

    def quoting(*_: Any, **__: Any) -> Any:
        raise DataError(f"Failing row contains (Zwetlana, Kanarienvogel, {SYSTOLIC})")

    twice = story.keep("the same MRN", cleo.post("/api/v1/patients/", GIVEN))
    wrong = story.keep(
        "wrong fields",
        cleo.post(
            "/api/v1/patients/", {**GIVEN, "mrn": "X", "gender": "Quittensaft", "phone": "Kanarienvogel"}
        ),
    )
    assert (twice.status_code, wrong.status_code) == (400, 400)
    for mistake in (unhandled, database_error, quoting):
        with patch.context() as broken:
            broken.setattr(patients_api, "create_patient", mistake)
            assert story.keep(mistake.__name__, cleo.post("/api/v1/patients/", GIVEN)).status_code == 500
    with patch.context() as broken:
        broken.setattr(webhooks_api, "receive_delivery", quoting)
        body = json.dumps({"patient": "Kanarienvogel"}).encode()
        assert story.keep("webhook fails", post_signed(door.id, door.secret, body)).status_code == 503
    story.keep("forged", post_signed(door.id, os.urandom(32), b'{"patient": "Kanarienvogel"}'))
    story.keep("no JSON", post_signed(door.id, door.secret, b'{"patient": "Kanarienvogel'))
    with patch.context() as broken:
        broken.setattr(path_of_readings, "record_readings", quoting)
        poison = {
            "type": "reading",
            "device": {"serial": "NOBODYS"},
            "measured_at": NOW.isoformat(),
            "heart_rate": {"value": HELD},
        }
        post_signed(door.id, door.secret, body_of(poison))
        for minutes in range(1, 40, 6):
            process_due(now=datetime.now(tz=UTC) + timedelta(minutes=minutes))
        broken.setattr(tasks, "process_due", quoting)
        broken.setattr(tasks, "run_job", quoting)
        assert tasks.process_deliveries.apply().failed()
        assert tasks.run_scheduled_job.apply(kwargs={"job": "sweep_scores"}).failed()
    story.keep("metrics", cleo.get("/metrics"))
    story.keep("health", cleo.get("/health/"))


def test_no_log_line_says_who_or_what_was_measured(story: Story) -> None:
    bad = {line[:400] for line in story.lines if seen_in(line, IDENTITY + VALUES)}
    assert bad == set()
    text = "\n".join(story.lines)
    for loud in (
        "unhandled error",
        "delivery not processed",
        "delivery not kept",
        "raised unexpected",
        "/api/v1/patients/",
    ):
        assert loud in text or loud.startswith("/api"), (
            f"the log never said {loud!r}: the test looks at the wrong place"
        )
    assert "search=" not in text


def test_no_error_body_and_no_header_gives_anything_back(story: Story) -> None:
    bad = []
    for what, response in story.answers:
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        looked = headers + (response.content.decode(errors="replace") if response.status_code >= 400 else "")
        if seen := seen_in(looked, IDENTITY + VALUES):
            bad.append(f"{what} ({response.status_code}): {seen} in {looked[-300:]}")
    assert bad == []
    assert {response.status_code for _, response in story.answers} >= {200, 201, 400, 401, 500, 503}


def test_metrics_and_health_know_nobody(story: Story) -> None:
    for what, response in story.answers[-2:]:
        assert response.status_code == 200, what
        assert not seen_in(response.content.decode(), IDENTITY + VALUES)


def test_notifications_say_that_something_is_to_be_seen_and_not_what(story: Story) -> None:
    assert story.mails, "no mail was sent: the test looks at the wrong place"
    rows = read("SELECT message_key || params::text || entity || dedup_key FROM notifications_notification")
    assert rows
    assert [text for text in story.mails + rows if seen_in(text, IDENTITY + VALUES)] == []


def test_nothing_in_valkey_says_who(story: Story) -> None:
    found = list(read_valkey())
    assert found
    assert [text[:300] for text in found if seen_in(text, IDENTITY + VALUES)] == []


def test_task_arguments_are_ids_and_names_of_jobs(story: Story) -> None:
    messages = list(read_queued())
    assert messages
    plain = re.compile(r"[0-9a-f-]{36}\Z|[0-9]+\Z|[a-z_]+\Z")
    for positional, named in messages:
        assert positional == []
        assert [value for value in named.values() if not plain.match(str(value))] == []


def test_the_audit_trail_names_fields_and_ids_only(story: Story) -> None:
    entries = read("SELECT row_to_json(e)::text FROM audit_entry e") + read(
        "SELECT row_to_json(e)::text FROM audit_platformentry e"
    )
    assert len(entries) > 20
    assert [text[:500] for text in entries if seen_in(text, IDENTITY + VALUES)] == []


def test_events_for_screens_carry_ids_only(story: Story) -> None:
    events = read("SELECT row_to_json(e)::text FROM core_streamevent e")
    assert events
    assert [text for text in events if seen_in(text, IDENTITY + VALUES)] == []


def test_at_rest_nothing_identifies_the_patient(story: Story) -> None:
    """Every table, as a dump would hold it: plain, as hexadecimal and as base64."""
    needles = {spelling for needle in IDENTITY for spelling in spellings(needle)}
    bad, bytes_read = [], 0
    with admin() as behind:
        for (table,) in behind.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND NOT c.relispartition ORDER BY 1"
        ).fetchall():
            with behind.cursor().copy(f'COPY (SELECT * FROM "{table}") TO STDOUT') as dump:
                for row in dump:
                    text = bytes(row).lower()
                    bytes_read += len(text)
                    bad += [f"{table}: {needle!r} in {text[:300]!r}" for needle in needles if needle in text]
    assert bad == []
    assert bytes_read > 50_000


def test_the_search_for_canaries_would_find_one(story: Story) -> None:
    """The proof that the net has no hole: what is written in the clear on purpose is found in each of its spellings."""
    with admin() as behind:
        behind.execute(
            "CREATE TEMPORARY TABLE leak AS SELECT 'a Kanarienvogel'::text AS plain, 'a Kanarienvogel'::bytea AS raw"
        )
        with behind.cursor().copy("COPY leak TO STDOUT") as dump:
            text = b"".join(bytes(row) for row in dump).lower()
    hits = [needle for needle in spellings("Kanarienvogel") if needle in text]
    assert len(hits) == 2
    assert any(
        needle in base64.b64encode(b"xyKanarienvogel!").lower() for needle in spellings("Kanarienvogel")
    )
