"""The processes the product consists of, as data: `list_pieces()`; production runs the same commands in
containers.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vantrexia_ops.dev.environment import Addresses
from vantrexia_ops.dev.layout import Layout
from vantrexia_ops.dev.ports import LOOPBACK

QUEUES = "alerts,ingest,default,reports"


@dataclass(frozen=True, slots=True)
class Piece:
    """One process: what to run where, and how it is asked to stop."""

    name: str
    title: str
    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    port: int | None = None


def list_pieces(*, layout: Layout, addresses: Addresses, checkout: Path) -> tuple[Piece, ...]:
    """Web, stream, worker and beat, in the order they are started."""
    backend = checkout / "backend"
    python = sys.executable
    celery = (python, "-m", "celery", "-A", "config")
    level = os.environ.get("LOG_LEVEL", "INFO")
    return (
        Piece(
            name="web",
            title="web server",
            argv=(
                python, "-m", "gunicorn", "config.wsgi:application", "--bind", f"{LOOPBACK}:{addresses.web}",
                "--workers", "1", "--threads", "8", "--worker-class", "gthread", "--no-control-socket",
                "--graceful-timeout", "5", "--log-level", "warning",
            ),
            cwd=backend,
            port=addresses.web,
        ),
        Piece(
            name="stream",
            title="live updates",
            argv=(
                python, "-m", "uvicorn", "config.asgi:stream_application", "--host", LOOPBACK,
                "--port", str(addresses.stream), "--no-access-log", "--log-level", "warning",
                "--timeout-graceful-shutdown", "2",
            ),
            cwd=backend,
            port=addresses.stream,
        ),
        Piece(
            name="worker",
            title="worker",
            argv=(
                *celery, "worker", "-Q", QUEUES, "--concurrency", "2", "--loglevel", level,
                "--without-gossip", "--without-mingle",
            ),
            cwd=backend,
            env={"HEARTBEAT_FILE": str(layout.run / "worker.heartbeat")},
        ),
        Piece(
            name="beat",
            title="scheduler",
            argv=(
                *celery, "beat", "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler",
                "--loglevel", level, "--pidfile=",
            ),
            cwd=backend,
            env={"HEARTBEAT_FILE": str(layout.run / "beat.heartbeat")},
        ),
    )  # fmt: skip


def make_simulator(*, layout: Layout, addresses: Addresses, checkout: Path, rate: float = 0.4) -> Piece:
    """The homes: they measure, and send to the web server like any gateway would; `rate` is readings per
    second.
    """
    return Piece(
        name="sim",
        title="homes",
        argv=(
            sys.executable, "-c", "from vantrexia_sim.cli import main; main()", "run",
            "--homes", str(layout.credentials),
            "--base-url", addresses.app_url, "--rate", str(rate),
        ),
        cwd=checkout,
        stop_signal=signal.SIGINT,
    )  # fmt: skip
