"""The request id goes with the work: from the request that asked for a task into every line the task logs.

A task nobody's request asked for (the schedule's) is its own beginning: its id is the task's.
"""

from __future__ import annotations

from contextvars import Token
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun

from vantrexia.core.logging import request_id

HEADER = "request_id"
_tokens: dict[str, Token[str]] = {}


def _send_along(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and request_id.get():
        headers.setdefault(HEADER, request_id.get())


def _take_over(task_id: str = "", task: Any = None, **_: Any) -> None:
    told = task.request.get(HEADER) or (task.request.get("headers") or {}).get(HEADER)
    _tokens[task_id] = request_id.set(str(told or task_id.replace("-", ""))[:64])


def _let_go(task_id: str = "", **_: Any) -> None:
    token = _tokens.pop(task_id, None)
    if token is not None:
        request_id.reset(token)


def install() -> None:
    """Connect the signals; once is enough."""
    before_task_publish.connect(_send_along, weak=False, dispatch_uid="vantrexia.tracing.send")
    task_prerun.connect(_take_over, weak=False, dispatch_uid="vantrexia.tracing.take")
    task_postrun.connect(_let_go, weak=False, dispatch_uid="vantrexia.tracing.drop")
