"""Which secrets grow old, and which part of a value it is that does: `list_rotated(config)`, `find_part(value, kind=…)`.

The guide promises a new value every 90 days. Each secret here has its line in docs/runbooks/secrets.md, which says how; what
stands in the store besides is the practice's own, and nobody here knows how that is changed. A test compares both with
docker/secrets/manifest.toml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote, urlsplit

from vantrexia_ops.config import Config, Redacted

# whole: any change is a new one. password: of an address; another host or database makes no new password. pem, keys: lists, of
# which the first one is used (backend/config/env.py); another one behind it is the first half of a rotation.
Kind = Literal["whole", "password", "pem", "keys"]

ROTATED: Mapping[str, Kind] = {
    "SECRET_KEY": "whole",
    "DATABASE_URL": "password",
    "MIGRATION_DATABASE_URL": "password",
    "BACKUP_DATABASE_URL": "password",
    "ADMIN_DATABASE_URL": "password",
    "POSTGRES_PASSWORD": "whole",
    "REDIS_URL": "password",
    "CACHE_URL": "password",
    "EMAIL_URL": "password",
    "ECW_CLIENT_SECRET": "whole",
    "FIELD_ENCRYPTION_KEY": "keys",
    "BLIND_INDEX_KEY": "keys",
    "JWT_SIGNING_KEY": "pem",
    "AUDIT_SIGNING_KEY": "pem",
}
NOT_ROTATED: Mapping[str, str] = {
    "CLOUDFLARE_ORIGIN_CERT": "has an end of its own, which preflight, doctor and watch tell ahead",
    "CLOUDFLARE_CERT": "the same under its other name",
    "CLOUDFLARE_ORIGIN_KEY": "is made anew with its certificate",
    "CLOUDFLARE_KEY": "the same under its other name",
    "CLOUDFLARE_ORIGIN_PULL_CA": "public: a certificate of Cloudflare's",
    "DATABASE_CA": "public: a certificate of the database's",
    "ECW_CLIENT_ID": "a name; what proves it is ECW_CLIENT_SECRET",
    "SMOKE_EMAIL": "a name; what proves it is SMOKE_PASSWORD",
    "SMOKE_TOTP": "opens nothing without SMOKE_PASSWORD",
}
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)


def list_rotated(config: Config) -> dict[str, Kind]:
    """Name to kind, with the names the configuration gives to those of smoke tests and alarms."""
    named = (config.smoke.password_secret, config.alarms.pagerduty_secret, config.alarms.slack_secret)
    return {**ROTATED, **{name: "whole" for name in named if name}}


def find_part(value: Redacted, *, kind: Kind) -> str:
    """What must change for the secret to be a new one; empty when there is none. A value of another form counts as a whole."""
    text = value.reveal().strip()
    part: str | None = None
    match kind:
        case "password":
            part = _find_password(text)
        case "pem":
            found = _PEM.search(text)
            # Wrapped otherwise, or with other ends of line, it is the same key.
            part = "".join(found[1].split()) if found else None
        case "keys":
            first = next((piece.strip() for piece in text.split(",") if piece.strip()), "")
            part = first.partition(":")[2]
    return part or text


def _find_password(address: str) -> str | None:
    try:
        password = urlsplit(address).password
    except ValueError:
        return None
    return unquote(password) if password else None
