"""What the tool is told, in one TOML file: `read_config(path)` returns a `Config` or raises ConfigurationError.

`docs/*.toml` documents every option by an example with its default; that documentation is also the validator: what it
does not show is unknown, what differs in kind is wrong. `find_config_path` says which file is read.
"""

from vantrexia_ops.config.reading import find_config_path, read_config
from vantrexia_ops.config.redacted import Redacted
from vantrexia_ops.config.shape import Config

__all__ = ["Config", "Redacted", "find_config_path", "read_config"]
