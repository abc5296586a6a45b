"""What is logged: one schema, constants and named extras, and no value of a patient through any logger there is."""

from __future__ import annotations

import ast
import io
import json
import logging
import logging.config
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from vantrexia.core.logging import ALLOWED_EXTRAS, TRUSTED, LineFormatter, request_id

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs" / "operations" / "log.schema.json").read_text(encoding="utf-8"))
SOURCES = sorted(
    [*(ROOT / "backend" / "vantrexia").rglob("*.py"), *(ROOT / "backend" / "config").rglob("*.py")]
)
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
# What a patient is known by and what was measured of one; none of it may come out of any logger.
PATIENT = {
    "first_name": "Zwetlana", "last_name": "Kanarienvogel", "birth_date": "1947-03-09", "ssn": "078-05-1120", "mrn": "QX-774412",
    "phone": "+12025550147", "email": "zwetlana.k@nest.example", "street": "Quittenweg 7", "note": "Quittensaft am Morgen",
    "systolic": "silent-187", "search": "?search=Kanarienvogel",
}  # fmt: skip
VALIDATOR = Draft202012Validator(SCHEMA)


def check(line: str) -> dict[str, object]:
    entry: dict[str, object] = json.loads(line)
    problems = [error.message for error in VALIDATOR.iter_errors(entry)]
    assert problems == []
    return entry


# --- every call in the sources ---------------------------------------------------------------------------------------


def list_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or not isinstance(node.func, ast.Attribute)
                or node.func.attr not in LEVELS
            ):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id in (
                "log",
                "access_log",
                "logger",
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


CALLS = list(list_calls())


def test_there_are_calls_to_look_at() -> None:
    assert len(CALLS) > 20


@pytest.mark.parametrize(("where", "call"), CALLS, ids=[where for where, _ in CALLS])
def test_a_line_is_a_constant_and_named_extras(where: str, call: ast.Call) -> None:
    """A value can only come in as an extra, and an extra only under a name that is known to hold none of a patient's."""
    (message,) = call.args
    assert isinstance(message, ast.Constant), "no f-string and no %-arguments"
    assert isinstance(message.value, str)
    for keyword in call.keywords:
        assert keyword.arg in ("extra", "exc_info", "stack_info"), keyword.arg
        if keyword.arg == "extra":
            assert isinstance(keyword.value, ast.Dict)
            names = {key.value for key in keyword.value.keys if isinstance(key, ast.Constant)}
            assert len(names) == len(keyword.value.keys)
            assert names <= set(ALLOWED_EXTRAS), names


# --- every logger ----------------------------------------------------------------------------------------------------


def list_loggers() -> list[str]:
    """Every logger any module of the server has asked for by now, the root, and one that a new library would bring."""
    known = [
        name for name, found in logging.root.manager.loggerDict.items() if isinstance(found, logging.Logger)
    ]
    return ["root", *known, "brand_new_library.inside", "httpx", "httpcore.connection", "django.request", "django.db.backends",
            "psycopg.pool", "urllib3.connectionpool", "asyncio", "vantrexia.anything"]  # fmt: skip


def make_handler() -> tuple[logging.Handler, io.StringIO]:
    """The very formatter and handler of the settings."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter("json", release="1f2e"))
    return handler, stream


def test_no_logger_lets_a_patients_value_through() -> None:
    names = list_loggers()
    assert len(names) > 60
    handler, stream = make_handler()
    try:
        raise ValueError(f"Failing row contains ({', '.join(PATIENT.values())})")
    except ValueError as error:
        broken = (type(error), error, error.__traceback__)
    for name in names:
        own = name.partition(".")[0] in TRUSTED or name in TRUSTED
        for value in PATIENT.values():
            # What a library does: the value as an argument of its message; ours never do (the test above).
            arguments = () if own else (value,)
            said = "could not be done" if own else "asked for %s"
            record = logging.LogRecord(name, logging.WARNING, "/x/y.py", 7, said, arguments, broken, "f")
            record.__dict__.update(PATIENT)
            handler.emit(record)
    text = stream.getvalue()
    assert len(text.splitlines()) == len(names) * len(PATIENT)
    assert [value for value in PATIENT.values() if value in text] == []
    for line in text.splitlines()[:: len(PATIENT)]:
        assert check(line)["error"] == "ValueError"


def test_a_failed_task_says_its_kind_and_not_what_it_was_given() -> None:
    handler, stream = make_handler()
    told = {"name": "vantrexia.run_job", "id": "1", "exc": "DataError('Kanarienvogel')", "traceback": "Kanarienvogel",
            "args": "['Kanarienvogel']", "kwargs": "{'x': 'Kanarienvogel'}",
            "description": "raised unexpected", "internal": ""}  # fmt: skip
    text = "Task %(name)s[%(id)s] %(description)s: %(exc)s"
    handler.emit(logging.LogRecord("celery.app.trace", logging.ERROR, "x", 1, text, (told,), None))
    line = check(stream.getvalue())
    assert "Kanarienvogel" not in str(line)
    assert "vantrexia.run_job" in str(line["msg"])


def say(name: str, text: object, *values: object, error: BaseException | None = None) -> str:
    handler, stream = make_handler()
    broken = (type(error), error, error.__traceback__) if error is not None else None
    handler.emit(logging.LogRecord(name, logging.WARNING, "x", 1, text, values, broken))
    return str(check(stream.getvalue())["msg"])


BROKEN = ValueError("Failing row contains (Kanarienvogel)")


@pytest.mark.parametrize(
    ("name", "text", "values", "said"),
    [
        # celery.worker.request, celery.worker.consumer
        ("celery.worker.request", "Task handler raised error: %r", (BROKEN,), "Task handler raised error: 'ValueError'"),
        ("celery.worker", "Pool callback raised exception: %r", (BROKEN,), "Pool callback raised exception: 'ValueError'"),
        ("celery.worker", "%s", (SimpleNamespace(exception=BROKEN),), "ValueError"),
        # celery.app.trace, of a task that ended well
        ("celery.app.trace", "Task %(name)s succeeded: %(return_value)s", ({"name": "run_job", "return_value": "'Kanarienvogel'"},),
         "Task run_job succeeded: …"),
        # gunicorn.workers.base
        ("gunicorn.error", "Error handling request %s %s", ("GET", "/api/v1/patients/?search=Kanarienvogel&page=2"),
         "Error handling request GET /api/v1/patients/?…"),
        ("gunicorn.error", "Invalid request from ip=10.0.0.1: Invalid HTTP request line: 'GET /api/?search=Kanarienvogel'", (),
         "Invalid request from ip=10.0.0.1: Invalid HTTP request line: 'GET /api/?…'"),
        ("gunicorn.error", BROKEN, (), "ValueError"),
        # asyncio.base_events
        ("asyncio", f"Task exception was never retrieved\nfuture: <Task finished exception={BROKEN!r}>", (),
         "Task exception was never retrieved"),
        ("brand_new_library", BROKEN, (), "ValueError"),
        # A message that does not fit its values.
        ("celery.worker", "%s and %s", ("Kanarienvogel",), "%s and %s"),
        ("uvicorn.error", "Started server process [%d]", (7,), "Started server process [7]"),
        ("celery.beat", "Scheduler: Sending due task %s (%s)", ("sweep", "run_job"), "Scheduler: Sending due task sweep (run_job)"),
    ],
)  # fmt: skip
def test_a_library_says_what_happened_and_nothing_of_what_it_happened_to(
    name: str, text: object, values: tuple[object, ...], said: str
) -> None:
    assert say(name, text, *values) == said
    assert say(name, text, *values, error=BROKEN) == said


def test_an_extra_that_is_nothing_is_left_out() -> None:
    handler, stream = make_handler()
    record = logging.LogRecord("vantrexia.x", logging.INFO, "x", 1, "done", (), None)
    record.__dict__.update(practice_id=None, entity_id=None, user_id=None, count=None, status=0)
    handler.emit(record)
    line = check(stream.getvalue())
    assert line["status"] == 0
    assert "practice_id" not in line


def test_in_the_servers_settings_every_logger_writes_with_that_formatter_and_no_other() -> None:
    told = settings.LOGGING
    assert told["handlers"]["stderr"]["formatter"] == "line"
    assert told["formatters"]["line"]["()"] == "vantrexia.core.logging.LineFormatter"
    assert told["root"]["handlers"] == ["stderr"]
    assert all("handlers" not in logger for logger in told["loggers"].values())
    for quiet in ("httpx", "httpcore", "django.request", "django.db.backends"):
        assert logging.getLevelName(told["loggers"][quiet]["level"]) >= logging.WARNING


def test_gunicorn_and_uvicorn_write_with_it_too() -> None:
    uvicorn = json.loads((ROOT / "docker/backend/uvicorn-logging.json").read_text(encoding="utf-8"))
    gunicorn = (ROOT / "docker/backend/gunicorn.conf.py").read_text(encoding="utf-8")
    assert uvicorn["formatters"]["line"]["()"] == "vantrexia.core.logging.LineFormatter"
    assert '"()": "vantrexia.core.logging.LineFormatter"' in gunicorn
    assert all(handler["formatter"] == "line" for handler in uvicorn["handlers"].values())


# --- the schema ------------------------------------------------------------------------------------------------------


def test_every_extra_there_may_be_is_in_the_schema() -> None:
    assert set(ALLOWED_EXTRAS) <= set(SCHEMA["properties"])


def test_a_line_of_the_server_carries_release_and_request() -> None:
    handler, stream = make_handler()
    token = request_id.set("abcd1234")
    try:
        record = logging.LogRecord("vantrexia.access", logging.INFO, "x", 1, "request", (), None)
        record.__dict__.update(
            method="GET", route="api/v1/patients/", status=200, millis=3.2, patient="Kanarienvogel"
        )
        handler.emit(record)
    finally:
        request_id.reset(token)
    line = check(stream.getvalue())
    assert (line["release"], line["request_id"], line["status"]) == ("1f2e", "abcd1234", 200)
    assert "Kanarienvogel" not in str(line)


def test_a_line_of_the_edge_is_of_the_same_schema() -> None:
    """The template of nginx, filled in as nginx would."""
    text = (ROOT / "docker/nginx/snippets/log.conf").read_text(encoding="utf-8")
    template = "".join(re.findall(r"^    '(.*)'", text, flags=re.MULTILINE))
    values = {"time_iso8601": "2026-11-23T12:00:00+00:00", "status": "200", "request_time": "0.012", "request_length": "400",
              "bytes_sent": "1200", "request_id": "0" * 32, "request_method": "GET"}  # fmt: skip
    line = re.sub(r"\$(\w+)", lambda found: values.get(found[1], "-"), template)
    assert check(line)["logger"] == "nginx.access"


def test_a_line_with_anything_else_is_refused() -> None:
    good = {"ts": "2026-11-23T12:00:00Z", "level": "INFO", "logger": "x", "msg": "y"}
    assert VALIDATOR.is_valid(good)
    for bad in ({**good, "patient": "x"}, {**good, "level": "LOUD"}, {"msg": "y"}, {**good, "ts": "noon"}):
        assert not VALIDATOR.is_valid(bad)
