"""The Celery application: a doorbell. Rows are the queue; a lost task costs seconds, never a reading.

`celery -A config worker …` and `celery -A config beat …` work as the deployment guide writes them.
"""

from __future__ import annotations

import os

from celery import Celery

from config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# A cold shutdown path that first lets the running task finish (worker_soft_shutdown_timeout).
os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")

broker.install()
app = Celery("vantrexia")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["vantrexia.workflows"], related_name="tasks")

from config import lifesigns, telemetry, tracing  # noqa: E402

lifesigns.install(app)
tracing.install()
telemetry.install()
