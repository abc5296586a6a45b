"""Production: every secret must be there, cookies only over TLS."""

from config import env
from config.settings.base import *  # noqa: F403

for _variable in env.VARIABLES:
    if _variable.required:
        env.require(_variable.name)

COOKIE_SECURE = True
HSTS_SECONDS = 63_072_000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
