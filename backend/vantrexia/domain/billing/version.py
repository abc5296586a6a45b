"""Which rules answered: `get_rules_version()`, stored with every evaluation and entry.

The engine's own number, raised when its code changes an answer, and a digest of the rule data it ships with.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

ENGINE = 1
_DATA = ("codes.toml", "rule_sets.toml", "settings.toml", "amounts.toml")


@lru_cache(maxsize=1)
def get_rules_version() -> str:
    """For instance `1-3f2a90c41b7d`."""
    digest = sha256()
    for name in _DATA:
        digest.update((files("vantrexia.domain.billing") / "data" / name).read_bytes())
    return f"{ENGINE}-{digest.hexdigest()[:12]}"
