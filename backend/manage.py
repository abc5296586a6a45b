#!/usr/bin/env python
"""Django's command line: `python manage.py <command>`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    from config.env import ImproperEnvironment
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperEnvironment as error:
        sys.exit(f"vantrexia: {error}")


if __name__ == "__main__":
    main()
