"""ASGI entry of the event stream: `uvicorn config.asgi:stream_application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
django.setup()

from vantrexia.api.stream import stream_application  # noqa: E402

__all__ = ["stream_application"]
