"""Tests: fixed keys that are worth nothing, the embedded servers' addresses from the environment."""

import os

os.environ.setdefault("SECRET_KEY", "test-only-" + "x" * 50)
os.environ.setdefault("FIELD_ENCRYPTION_KEY", "t1:" + "A" * 43 + "=")
os.environ.setdefault("BLIND_INDEX_KEY", "1:" + "B" * 43 + "=")

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def _throw_away_key(number: int) -> str:
    key = ec.derive_private_key(number, ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


os.environ.setdefault("JWT_SIGNING_KEY", _throw_away_key(20_261_123))
os.environ.setdefault("AUDIT_SIGNING_KEY", _throw_away_key(20_261_124))
os.environ.setdefault("LOG_FORMAT", "text")

from config.settings.base import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
COOKIE_SECURE = False
HSTS_SECONDS = 0
PASSWORD_HASHERS = ["tests.hashers.FastArgon2PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = False
# Every test comes from one address; the tests of the limits put the published ones back.
RATE_LIMITS = dict.fromkeys(
    ("user", "browser", "ingestion", "anonymous", "auth", "renewal", "webhook", "connection"), 10_000_000
)
