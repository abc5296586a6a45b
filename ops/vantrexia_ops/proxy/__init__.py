"""What nginx reads from the host: which release serves, who may come, how often.

    settings = ProxySettings(app_host=…, api_host=…, colour="green", ranges=load_ranges())
    install_files(directory=…, files=render_files(settings))        # then: nginx -t, nginx -s reload
    refresh_ranges(path=…, today=…)                                 # Cloudflare's networks, or RangesRefused

The directory is mounted into the container (`VANTREXIA_PROXY_DIR`), so each file is replaced by an atomic
rename; nginx reads it at its next reload. `python -m vantrexia_ops.proxy --help` does both from a shell.
"""

from vantrexia_ops.proxy.files import install_files
from vantrexia_ops.proxy.ranges import EdgeRanges, RangesRefused, load_ranges, refresh_ranges
from vantrexia_ops.proxy.render import ProxySettings, render_files

__all__ = [
    "EdgeRanges",
    "ProxySettings",
    "RangesRefused",
    "install_files",
    "load_ranges",
    "refresh_ranges",
    "render_files",
]
