"""Secrets: where they come from, putting them where services read them, and how old they are.

    values = fetch_secrets(config, runner=…)            name → Redacted, from the store the configuration names
    install_values(values, config=…, runner=…, target=…)   one directory per service, in memory
    keep_copy / put_back / forget                        what services read before, for a deploy that is undone
    AgeStore(directory), list_ages, list_rotated(config)   since when each has its value, and which must be changed in time

One adapter per store, each one function: `directory`, `command`, `aws`.
"""

from vantrexia_ops.secrets.ages import Age, AgeStore, list_ages
from vantrexia_ops.secrets.copies import forget, keep_copy, put_back
from vantrexia_ops.secrets.rotated import list_rotated
from vantrexia_ops.secrets.store import encode_values, fetch_secrets, install_values

__all__ = [
    "Age",
    "AgeStore",
    "encode_values",
    "fetch_secrets",
    "forget",
    "install_values",
    "keep_copy",
    "list_ages",
    "list_rotated",
    "put_back",
]
