"""Every setting that comes from the environment, declared once: name, kind, default, meaning.

`read(name)` returns the parsed value; any variable may come from a file named by `NAME_FILE` (secrets do in
production, so that nothing secret stands in the environment or in `docker inspect`). A value that does not
parse stops the start with one clear line: the word `False` is never true by accident.
`manage.py settings_schema` prints `VARIABLES` as JSON; the operations tool compares its inventory with it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

LEAST_SECRET_KEY = 50
Kind = Literal["str", "bool", "int", "float", "list", "secret"]


class ImproperEnvironment(Exception):
    """A variable is missing or does not parse; the text names it and says what would be right."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    kind: Kind
    help: str
    default: object = None
    required: bool = False  # in production; development and tests have defaults of their own


VARIABLES: tuple[Variable, ...] = (
    Variable("SECRET_KEY", "secret", "Django's signing key, at least 50 characters.", required=True),
    Variable("DEBUG", "bool", "Debug pages. Never in production.", default=False),
    Variable("ALLOWED_HOSTS", "list", "Host names served.", default=("localhost", "127.0.0.1")),
    Variable("APP_URL", "str", "Public address of the application.", default="http://127.0.0.1:8000"),
    Variable(
        "INTERNAL_URL",
        "str",
        "Address this server reaches itself at, for the proof of life.",
        default="http://127.0.0.1:8000",
    ),
    Variable(
        "STREAM_URL",
        "str",
        "Address of the event stream when it is not on the application's own host.",
        default="",
    ),
    Variable("CORS_ALLOWED_ORIGINS", "list", "Origins of browser clients on other hosts.", default=()),
    Variable(
        "DATABASE_URL",
        "secret",
        "postgresql:// address with the application role (vantrexia_app or its twin vantrexia_app_clone).",
        required=True,
    ),
    Variable(
        "MIGRATION_DATABASE_URL",
        "secret",
        "The same database with the role vantrexia_migrator; only migrations use it.",
    ),
    Variable(
        "ADMIN_DATABASE_URL",
        "secret",
        "The same database as a superuser; only `manage.py create_roles` uses it.",
    ),
    Variable("BACKUP_DATABASE_URL", "secret", "The same database with the role vantrexia_backup."),
    Variable("DATABASE_POOL_SIZE", "int", "Connections per process; 0: no pool, one at a time.", default=10),
    Variable("REDIS_URL", "secret", "Valkey of the broker and the rate limits (noeviction).", required=True),
    Variable("CACHE_URL", "secret", "Valkey of the cache (allkeys-lru); the broker's when absent."),
    Variable(
        "FIELD_ENCRYPTION_KEY",
        "secret",
        "kid:base64[,kid:base64] of 32 bytes each; the first encrypts.",
        required=True,
    ),
    Variable(
        "BLIND_INDEX_KEY", "secret", "version:base64 of 32 bytes; keys the search tokens.", required=True
    ),
    Variable(
        "JWT_SIGNING_KEY",
        "secret",
        "PEM of an EC P-256 private key; several concatenated, the first signs.",
        required=True,
    ),
    Variable(
        "AUDIT_SIGNING_KEY", "secret", "PEM of an EC P-256 private key; signs audit roots.", required=True
    ),
    Variable(
        "AUDIT_EXPORT_DIR",
        "str",
        "Directory the signed audit roots are exported to; empty: none.",
        default="",
    ),
    Variable("RELEASE_ID", "str", "What this build is; answered by /health/ready.", default="development"),
    Variable("HEARTBEAT_FILE", "str", "File a worker or beat touches while alive; empty: none.", default=""),
    Variable(
        "SPA_DIR",
        "str",
        "Built single-page application served by this process; empty: a proxy serves it.",
        default="",
    ),
    Variable("TRUSTED_PROXY_COUNT", "int", "Proxies whose X-Forwarded-For entries are believed.", default=0),
    Variable("LOG_LEVEL", "str", "Least level logged.", default="INFO"),
    Variable("LOG_FORMAT", "str", "json or text.", default="json"),
    Variable("OTEL_ENABLED", "bool", "Send traces to OTEL_EXPORTER_OTLP_ENDPOINT.", default=False),
    Variable(
        "EMAIL_URL",
        "secret",
        "smtp://user:password@host:port; empty: mail is written to the log without its text.",
    ),
    Variable("DEFAULT_FROM_EMAIL", "str", "Sender of mail.", default="vantrexia@localhost"),
    Variable(
        "RATE_LIMITS",
        "list",
        "Own quotas beside the published ones: user=5000,browser=20000; empty: published.",
        default=(),
    ),
    Variable("DELIVERY_RETENTION_DAYS", "int", "Days a processed raw delivery body is kept.", default=90),
)

_BY_NAME: Mapping[str, Variable] = {variable.name: variable for variable in VARIABLES}
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


def read(name: str) -> Any:
    """The parsed value of a declared variable, its default when unset; raises ImproperEnvironment."""
    variable = _BY_NAME[name]
    raw = _raw(name)
    if raw is None or raw == "":
        return list(variable.default) if isinstance(variable.default, tuple) else variable.default
    if variable.kind == "bool":
        lowered = raw.strip().lower()
        if lowered in _TRUE:
            return True
        if lowered in _FALSE:
            return False
        raise ImproperEnvironment(f"{name} must be true or false, not {raw!r}")
    if variable.kind in ("int", "float"):
        try:
            return int(raw) if variable.kind == "int" else float(raw)
        except ValueError:
            raise ImproperEnvironment(f"{name} must be a number, not {raw!r}") from None
    if variable.kind == "list":
        return [part.strip() for part in raw.split(",") if part.strip()]
    return raw


def read_numbers(name: str) -> dict[str, int]:
    """A list variable of `key=number` pairs as a mapping."""
    pairs = [part.partition("=") for part in read(name)]
    try:
        return {key.strip(): int(number) for key, _, number in pairs}
    except ValueError:
        raise ImproperEnvironment(f"{name} must be name=number pairs separated by commas") from None


def require(name: str) -> Any:
    """Like `read`, but an unset variable stops the start."""
    value = read(name)
    if value in (None, ""):
        raise ImproperEnvironment(
            f"{name} is not set ({_BY_NAME[name].help}); set it, or name a file in {name}_FILE"
        )
    return value


def _raw(name: str) -> str | None:
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperEnvironment(
                f"{name}_FILE names {file_name}, which cannot be read: {error.strerror}"
            ) from None
    return os.environ.get(name)
