"""One log line, one schema (docs/operations/log.schema.json): ts, level, logger, msg, release, request_id and typed extras.

Values of patients never reach a logger by design. As a last net the formatter prints only extras from `ALLOWED_EXTRAS`, drops the text of
exceptions other than their type (a database error quotes values), and prints what a library says as the first line of its template,
without the values put into it (an HTTP client logs addresses, a database layer statements), unless the library is one of `TRUSTED`; of
these, without queries of addresses and without what a task was given or gave.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

ALLOWED_EXTRAS = (
    "practice_id",
    "event",
    "status",
    "method",
    "route",
    "millis",
    "task",
    "queue",
    "gateway",
    "connection_id",
    "delivery_id",
    "key_id",
    "count",
    "attempt",
    "reason",
    "job",
    "slot",
    "entity_id",
    "user_id",
    "seq",
    "release",
)


# Ours say constants and extras (a test reads every call); the others' values are names of tasks and workers, and addresses of ours.
TRUSTED = (
    "vantrexia",
    "config",
    "celery",
    "kombu",
    "gunicorn",
    "uvicorn",
    "django_celery_beat",
    "django.server",
)


OURS = ("vantrexia", "config")
_QUERY = re.compile(r"(?<=\S)\?[^\s'\"]+")


def _say(record: logging.LogRecord) -> str:
    """The message, without the text of an exception: some libraries log one as the message itself, or put it in as a value."""
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    template, family = str(record.msg), record.name.partition(".")[0]
    if family not in TRUSTED and record.name not in TRUSTED:
        # Below its first line stands what was put in already (asyncio: the exception of a task nobody waited for).
        return template.partition("\n")[0]
    try:
        text = template % _plain_values(record) if record.args else template
    except (TypeError, ValueError, KeyError):
        # A message that does not fit its values; logging would print both on its own.
        text = template
    return text if family in OURS else _QUERY.sub("?…", text)


def _plain_values(record: logging.LogRecord) -> object:
    """What is put into the message: exceptions as their type; of a task neither its values nor its error (Celery puts in all of them)."""
    if not isinstance(record.args, dict):
        return tuple(_plain(value) for value in record.args or ())
    kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "an error"
    hidden = {"exc": kind, "traceback": "", "args": "", "kwargs": "", "return_value": "…"}
    return {name: hidden[name] if name in hidden else _plain(value) for name, value in record.args.items()}


def _plain(value: object) -> object:
    """`value`, or its kind when it is an exception or holds one (Celery's ExceptionInfo)."""
    inner = value if isinstance(value, BaseException) else getattr(value, "exception", None)
    return type(inner).__name__ if isinstance(inner, BaseException) else value


class LineFormatter(logging.Formatter):
    """JSON lines for machines, `style="text"` for a terminal."""

    def __init__(self, style: str = "json", release: str | None = None) -> None:
        super().__init__()
        self.as_json = style == "json"
        self.release = os.environ.get("RELEASE_ID", "") if release is None else release

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        entry: dict[str, object] = {
            "ts": moment.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "msg": _say(record),
        }
        if self.release and self.as_json:
            entry["release"] = self.release
        if request_id.get():
            entry["request_id"] = request_id.get()
        extras = {name: record.__dict__.get(name) for name in ALLOWED_EXTRAS}
        entry.update({name: value for name, value in extras.items() if value is not None})
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            entry["trace"] = [
                f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}:{frame.name}" for frame in frames
            ]
        if self.as_json:
            return json.dumps(entry, default=str, ensure_ascii=False)
        rest = " ".join(
            f"{key}={value}" for key, value in entry.items() if key not in ("ts", "level", "logger", "msg")
        )
        return f"{entry['ts']} {record.levelname:<7} {record.name}: {entry['msg']} {rest}".rstrip()
