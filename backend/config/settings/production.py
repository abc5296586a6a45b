"""Production: every secret must be there, cookies only over TLS."""

from config import env
from config.settings.base import *  # noqa: F403

for _variable in env.VARIABLES:
    if _variable.required:
        env.require(_variable.name)
# Whoever guesses it can make the link that chooses somebody's password.
if len(SECRET_KEY) < env.LEAST_SECRET_KEY:  # noqa: F405
    raise env.ImproperEnvironment(
        f"SECRET_KEY has {len(SECRET_KEY)} characters, at least {env.LEAST_SECRET_KEY} are needed"  # noqa: F405
        " (`openssl rand -base64 48` makes one)"
    )

COOKIE_SECURE = True
HSTS_SECONDS = 63_072_000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
