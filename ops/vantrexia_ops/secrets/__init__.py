"""Secrets: where they come from, and putting them where services read them.

    values = fetch_secrets(config, runner=…)            name → Redacted, from the store the configuration names
    install_values(values, config=…, runner=…, target=…)   one directory per service, in memory
    keep_copy / put_back / forget                        what services read before, for a deploy that is undone

One adapter per store, each one function: `directory`, `command`, `aws`.
"""

from vantrexia_ops.secrets.copies import forget, keep_copy, put_back
from vantrexia_ops.secrets.store import encode_values, fetch_secrets, install_values

__all__ = ["encode_values", "fetch_secrets", "forget", "install_values", "keep_copy", "put_back"]
