"""What is the same everywhere. Values that differ by place come through `config.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from config import env

BACKEND_DIR = Path(__file__).resolve().parents[2]

SECRET_KEY: str = env.read("SECRET_KEY") or ""
DEBUG: bool = env.read("DEBUG")
ALLOWED_HOSTS: list[str] = env.read("ALLOWED_HOSTS")
APP_URL: str = env.read("APP_URL")
INTERNAL_URL: str = env.read("INTERNAL_URL")
STREAM_URL: str = env.read("STREAM_URL")
CORS_ALLOWED_ORIGINS: list[str] = env.read("CORS_ALLOWED_ORIGINS")
RELEASE_ID: str = env.read("RELEASE_ID")
TRUSTED_PROXY_COUNT: int = env.read("TRUSTED_PROXY_COUNT")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_celery_beat",
    "rest_framework",
    "drf_spectacular",
    "vantrexia.core",
    "vantrexia.audit",
    "vantrexia.accounts",
    "vantrexia.patients",
    "vantrexia.devices",
    "vantrexia.vitals",
    "vantrexia.triage",
    "vantrexia.billing",
    "vantrexia.ehr",
    "vantrexia.notifications",
    "vantrexia.workflows",
    "vantrexia.api",
    "vantrexia.console",
]

MIDDLEWARE = [
    "vantrexia.api.middleware.request_context",
    "config.telemetry.trace_request",
    "vantrexia.api.middleware.security_headers",
    "vantrexia.api.middleware.rate_limit_headers",
    "vantrexia.api.refusals.audit_refusals",
]


def database(url: str | None, *, pool: bool = False, role: str | None = None) -> dict[str, Any]:
    """A Django database entry for one postgresql:// address."""
    if not url:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": ""}
    entry: dict[str, Any] = dict(dj_database_url.parse(url))
    entry["ENGINE"] = "django.db.backends.postgresql"
    options = dict(entry.get("OPTIONS", {}))
    if role:
        options["options"] = f"-c role={role}"
    size = env.read("DATABASE_POOL_SIZE") if pool else 0
    if size:
        # The pool closes connections by age, so that a rotated password or a failed-over server is noticed.
        options["pool"] = {
            "min_size": 1,
            "max_size": size,
            "max_lifetime": 1800,
            "timeout": 5,
        }
    else:
        # A pool says only that no connection came in time; without one the server's own reason is told, as soon.
        options.setdefault("connect_timeout", 5)
    entry["OPTIONS"] = options
    entry["CONN_MAX_AGE"] = 0
    return entry


DATABASES = {
    # Every DRF request is one transaction, in which the session sets the practice; plain views opt out.
    "default": {**database(env.read("DATABASE_URL"), pool=True), "ATOMIC_REQUESTS": True},
    # Only migrations: the tables belong to vantrexia_owner, the login role may become it.
    "migrations": database(env.read("MIGRATION_DATABASE_URL"), role="vantrexia_owner"),
}

REDIS_URL: str = env.read("REDIS_URL") or ""
CACHE_URL: str = env.read("CACHE_URL") or REDIS_URL
CACHES = (
    {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "KEY_PREFIX": "vx",
        }
    }
    if CACHE_URL
    else {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
)

FIELD_ENCRYPTION_KEY: str = env.read("FIELD_ENCRYPTION_KEY") or ""
BLIND_INDEX_KEY: str = env.read("BLIND_INDEX_KEY") or ""
JWT_SIGNING_KEY: str = env.read("JWT_SIGNING_KEY") or ""
AUDIT_SIGNING_KEY: str = env.read("AUDIT_SIGNING_KEY") or ""
AUDIT_EXPORT_DIR: str = env.read("AUDIT_EXPORT_DIR")
HEARTBEAT_FILE: str = env.read("HEARTBEAT_FILE")
SPA_DIR: str = env.read("SPA_DIR")
DELIVERY_RETENTION_DAYS: int = env.read("DELIVERY_RETENTION_DAYS")

PASSWORD_HASHERS = ["vantrexia.accounts.hashers.Argon2idHasher"]

# Quotas of this installation beside the published ones (api/ratelimit.py): {"user": 5000}.
RATE_LIMITS: dict[str, int] = env.read_numbers("RATE_LIMITS")

STATIC_URL = "/static/"
STATIC_ROOT = BACKEND_DIR / "staticfiles"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["vantrexia.api.authentication.SessionTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["vantrexia.api.permissions.MatrixPermission"],
    "DEFAULT_RENDERER_CLASSES": ["vantrexia.api.rendering.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "vantrexia.api.errors.handle_exception",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "NON_FIELD_ERRORS_KEY": "_",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Vantrexia",
    "DESCRIPTION": "Remote patient monitoring a medical practice can run itself.",
    "VERSION": "1",
    "LICENSE": {"name": "Apache-2.0"},
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["vantrexia.api.schema_by_hand.add_plain_views"],
}

LOG_LEVEL: str = env.read("LOG_LEVEL")
LOG_FORMAT: str = env.read("LOG_FORMAT")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "vantrexia.core.logging.LineFormatter", "style": LOG_FORMAT}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"level": "WARNING"},
        # Django logs the path of every 4xx; ours are counted, and a path may carry a search text.
        "django.request": {"level": "ERROR"},
        "django.db.backends": {"level": "WARNING"},
        # At INFO these log every address they ask, query string and all.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},
    },
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_WORKER_MAX_TASKS_PER_CHILD = 5000
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_keepalive": True, "socket_timeout": 10}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = (
    False  # a doorbell that cannot ring is not worth waiting for: the sweep finds the row
)
CELERY_TIMEZONE = "UTC"
DJANGO_CELERY_BEAT_TZ_AWARE = True

EMAIL_URL: str = env.read("EMAIL_URL") or ""
DEFAULT_FROM_EMAIL: str = env.read("DEFAULT_FROM_EMAIL")
