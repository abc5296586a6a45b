"""Layer of a broken release: it ends at boot."""

from typing import NoReturn


def wrap(application: object) -> NoReturn:
    raise RuntimeError("this release cannot start: a setting it needs was renamed")
