"""How the web process runs: a few processes of several threads behind the proxy, logging in JSON lines.

Settings from the environment: WEB_CONCURRENCY (processes, 2) and WEB_THREADS (threads of each, 8).
"""

import os
import shutil
from pathlib import Path

# Before the application is loaded: what an earlier container counted is over. Memory of this container (vantrexia.core.meters).
METERS = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", "/tmp/meters")  # noqa: S108
shutil.rmtree(METERS, ignore_errors=True)
Path(METERS).mkdir(parents=True)

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# The code is loaded once and shared by the processes; no connection is opened at import.
preload_app = True

# A report may take 20 s; the proxy gives up at 60 s, and a stopping process waits for what it has begun.
timeout = 75
graceful_timeout = 60
# The proxy uses a connection once, so a process that is replaced never cuts one with a request on its way.
keepalive = 2
max_requests = 20_000
max_requests_jitter = 2_000

# As long as the proxy lets an address be (8k): a search it took must not be refused here, in a form nobody expects.
limit_request_line = 8190

# The only writable places of the container: the heartbeat of the processes goes to memory.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - memory of this container alone
control_socket_disable = True


def pre_fork(server, worker):  # type: ignore[no-untyped-def]
    """Give the process the lowest place nobody has: one that comes after another goes on from its counts."""
    taken = {getattr(other, "place", None) for other in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(server, worker):  # type: ignore[no-untyped-def]
    os.environ["METER_PLACE"] = str(worker.place)


# Only the proxy reaches this port (network `app`), and it overwrites these headers.
forwarded_allow_ips = "*"

# Requests are logged once, by the proxy.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "vantrexia.core.logging.LineFormatter", "style": os.environ.get("LOG_FORMAT", "json")}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
