"""One log line, one schema (docs/operations/log.schema.json): ts, level, logger, msg, release, request_id and typed extras.

Values of patients never reach a logger by design. As a last net the formatter prints only extras from `ALLOWED_EXTRAS`, drops the text of
exceptions other than their type (a database error quotes values), and prints what a library says as its template, without the values put
into it (an HTTP client logs addresses, a database layer statements), unless the library is one of `TRUSTED`.
"""

from __future__ import annotations

import json
import logging
import os
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


def _say(record: logging.LogRecord) -> str:
    """The message; where a library writes an exception's text into it (Celery of a failed task), its type instead."""
    if record.name.partition(".")[0] not in TRUSTED and record.name not in TRUSTED:
        return str(record.msg)
    failed = isinstance(record.args, dict) and "exc" in record.args
    if not failed or not isinstance(record.args, dict):
        return record.getMessage()
    kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "an error"
    return str(record.msg) % {**record.args, "exc": kind, "traceback": "", "args": "", "kwargs": ""}


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
        entry.update({name: record.__dict__[name] for name in ALLOWED_EXTRAS if name in record.__dict__})
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            entry["trace"] = [
                f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}:{frame.name}" for frame in frames
            ]
        if self.as_json:
            return json.dumps(entry, default=str, ensure_ascii=False)
        extras = " ".join(
            f"{key}={value}" for key, value in entry.items() if key not in ("ts", "level", "logger", "msg")
        )
        return f"{entry['ts']} {record.levelname:<7} {record.name}: {entry['msg']} {extras}".rstrip()
