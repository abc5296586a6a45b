#!/usr/bin/env python
"""Django's command line: `python manage.py <command>`."""

import contextlib
import os
import sys
from pathlib import Path

# Commands that touch no server and no secret; they run on a bare checkout.
STANDALONE = {"check_billing_vectors", "settings_schema", "help"}


def main() -> None:
    standalone = len(sys.argv) > 1 and sys.argv[1] in STANDALONE
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE", f"config.settings.{'dev' if standalone else 'production'}"
    )
    from django.core.management import execute_from_command_line

    from config.env import ImproperEnvironment

    if os.environ["DJANGO_SETTINGS_MODULE"].endswith(".production"):
        from vantrexia.core import crashes

        crashes.install()
        _step_back()
    try:
        execute_from_command_line(sys.argv)
    except ImproperEnvironment as error:
        sys.exit(f"vantrexia: {error}")


def _step_back() -> None:
    """A command started beside a server (`vantrexia app run`) shares its limit of memory: when that is reached, the command ends."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


if __name__ == "__main__":
    main()
