"""OpenTelemetry traces, off by default: nothing happens unless OTEL_ENABLED is true.

`trace_request` (middleware) and `install()` (a worker's signals) make spans by hand: one per request (method, route template,
status) and one per task (name, queue), with the request id. The ready-made instrumentations would also send addresses with their
query strings and statements with their values. Packages are those of backend/requirements-otel.txt (an image gets them by the
build argument WITH_TELEMETRY=1); where spans go is said by OpenTelemetry's own OTEL_EXPORTER_OTLP_ENDPOINT. A collector that is
away costs spans, never a request.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.core.exceptions import MiddlewareNotUsed

from config import env
from vantrexia.core.logging import request_id

PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
# A tracer belongs to one process: the thread that exports does not survive a fork.
_tracers: dict[int, Any] = {}
_open: dict[str, Any] = {}


def install() -> None:
    """Trace the tasks of this worker. Raises ImproperEnvironment when that is asked for and the packages are not there."""
    if not _is_on():
        return
    task_prerun.connect(_open_task, weak=False, dispatch_uid="vantrexia.telemetry.open")
    task_postrun.connect(_close_task, weak=False, dispatch_uid="vantrexia.telemetry.close")


def trace_request(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: a span around the request. The route is known only afterwards."""
    if not _is_on():
        raise MiddlewareNotUsed

    def middleware(request: Any) -> Any:
        words = {"record_exception": False, "set_status_on_exception": False}
        with _tracer("web").start_as_current_span(str(request.method), **words) as span:
            response = get_response(request)
            match = request.resolver_match
            route = match.route if match else "unmatched"
            span.update_name(f"{request.method} {route}")
            span.set_attributes(
                {
                    "http.request.method": str(request.method), "http.route": route,
                    "http.response.status_code": response.status_code, "request_id": request_id.get(),
                }
            )  # fmt: skip
            return response

    return middleware


def shut_down() -> None:
    """Send what waits and trace no more in this process."""
    tracer = _tracers.pop(os.getpid(), None)
    if tracer is not None:
        tracer.span_processor.shutdown()


def _is_on() -> bool:
    if not env.read("OTEL_ENABLED"):
        return False
    try:
        missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    except ModuleNotFoundError:
        missing = list(PACKAGES)
    if missing:
        raise env.ImproperEnvironment(
            "OTEL_ENABLED is true, but OpenTelemetry is not installed: build the image with WITH_TELEMETRY=1, or unset it"
        )
    return True


def _tracer(service: str) -> Any:
    found = _tracers.get(os.getpid())
    if found is None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        about = {"service.name": f"vantrexia-{service}", "service.version": env.read("RELEASE_ID")}
        provider = TracerProvider(resource=Resource.create(about))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        found = _tracers[os.getpid()] = provider.get_tracer("vantrexia")
    return found


def _open_task(task_id: str = "", task: Any = None, **_: Any) -> None:
    queue = (task.request.delivery_info or {}).get("routing_key") or ""
    span = _tracer("worker").start_span(task.name)
    span.set_attributes({"task": task.name, "queue": queue, "request_id": request_id.get()})
    _open[task_id] = span


def _close_task(task_id: str = "", state: str | None = None, **_: Any) -> None:
    span = _open.pop(task_id, None)
    if span is not None:
        span.set_attribute("state", state or "")
        span.end()
