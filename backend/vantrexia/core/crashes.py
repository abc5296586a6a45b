"""How a command that crashes says so: where, its kind, and of its text only what can hold no value of a patient.

Python would print the whole text of an exception and of its causes. PostgreSQL quotes rows in it (`DETAIL: Failing row contains (…)`), and
what a migration prints ends in the log of the pipeline, in the journal and in a message to Slack. `install()` is for `manage.py`; the
server, the stream and the workers log through `core.logging`.
"""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType

import psycopg
from django.core.exceptions import ImproperlyConfigured

# Ours and Python's own about the installation: they name settings, modules and files.
SPOKEN = (ImproperlyConfigured, ImportError, OSError)
# SQLSTATE classes whose sentence itself quotes a value: data exceptions (22P02 "invalid input syntax for type integer: …").
QUOTING = ("22",)


def install() -> None:
    """For this process, threads included."""
    sys.excepthook = _tell
    threading.excepthook = _tell_of_thread


def describe(error: BaseException) -> str:
    """One line: the kind, and what may be said of the text."""
    kind, text = type(error).__name__, ""
    refusal = _find_refusal(error)
    if refusal is not None:
        text = _describe_refusal(refusal)
    elif isinstance(error, SPOKEN):
        text = str(error).partition("\n")[0]
    return f"{kind}: {text}" if text else kind


def _find_refusal(error: BaseException) -> psycopg.Error | None:
    """What the database said, where Django or ours wrapped it."""
    known: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in known:
        if isinstance(found, psycopg.Error):
            return found
        known.add(id(found))
        found = found.__cause__
    return None


def _describe_refusal(refusal: psycopg.Error) -> str:
    state = refusal.sqlstate
    if state is None:
        # Nothing reached a table: no connection, or a connection that was lost.
        return str(refusal).partition("\n")[0]
    names = (refusal.diag.schema_name, refusal.diag.table_name, refusal.diag.constraint_name)
    where = ".".join(name for name in names if name)
    said = "" if state.startswith(QUOTING) else str(refusal.diag.message_primary or "")
    return " ".join(part for part in (said, f"(SQLSTATE {state}{f', {where}' if where else ''})") if part)


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    sys.stderr.write("\n".join(["crashed, innermost last:", *lines, describe(error), ""]))


def _tell_of_thread(about: threading.ExceptHookArgs) -> None:
    if about.exc_value is not None and not issubclass(about.exc_type, SystemExit):
        _tell(about.exc_type, about.exc_value, about.exc_traceback)
