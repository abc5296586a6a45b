"""Development and the demo: plain HTTP on loopback, the built SPA served by the web process."""

from config.settings.base import *  # noqa: F403
from config.settings.base import MIDDLEWARE, SPA_DIR

COOKIE_SECURE = False
HSTS_SECONDS = 0

if SPA_DIR:
    MIDDLEWARE = [*MIDDLEWARE, "vantrexia.api.spa.SinglePageApplication"]
