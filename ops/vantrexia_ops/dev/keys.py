"""Keys and passwords of one embedded installation: made once, kept 0600, never printed.

`load_keys(path)` returns every secret setting by its environment name, plus the database passwords. Keys that
a newer version needs are added to an existing file; existing ones never change, because data are encrypted
with them.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from vantrexia_ops.dev import places
from vantrexia_ops.errors import OpsError


def _make_text() -> str:
    return secrets.token_urlsafe(48)


def _make_bytes(key_id: str) -> str:
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _make_signing_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


MAKERS: Mapping[str, Callable[[], str]] = {
    "SECRET_KEY": _make_text,
    "FIELD_ENCRYPTION_KEY": lambda: _make_bytes("k1"),
    "BLIND_INDEX_KEY": lambda: _make_bytes("1"),
    "JWT_SIGNING_KEY": _make_signing_key,
    "AUDIT_SIGNING_KEY": _make_signing_key,
    "app_password": _make_text,
    "migrator_password": _make_text,
    "backup_password": _make_text,
}


def load_keys(path: Path) -> dict[str, str]:
    """Every key by name, made where missing. OpsError when the file is there but does not parse."""
    keys: dict[str, str] = {}
    if path.exists():
        try:
            keys = {
                str(name): str(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()
            }
        except (ValueError, AttributeError) as error:
            raise OpsError(
                f"{path} is damaged; the demo's data cannot be read without its keys.",
                hint="Put the file back, or start over with `make demo-reset`.",
            ) from error
    missing = {name: make() for name, make in MAKERS.items() if name not in keys}
    if missing:
        keys |= missing
        places.write_private(path, json.dumps(keys, indent=1))
    return keys
