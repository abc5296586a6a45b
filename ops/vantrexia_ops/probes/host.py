"""This host's disk, memory and backup marker: `HostProbe` is the port, `LocalHost` the real thing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import psutil

_MB = 1024 * 1024


class HostProbe(Protocol):
    def disk_free_mb(self, path: Path) -> int:
        """Free space of the file system the nearest existing directory of `path` lies on."""
        ...

    def memory_free_mb(self) -> int:
        """What a new process could take without swapping."""
        ...

    def modified_at(self, path: Path) -> datetime | None:
        """When a file was last written, None when it is not there."""
        ...


class LocalHost:
    def disk_free_mb(self, path: Path) -> int:
        place = next(place for place in (path, *path.parents) if place.exists())
        return int(psutil.disk_usage(str(place)).free // _MB)

    def memory_free_mb(self) -> int:
        return int(psutil.virtual_memory().available // _MB)

    def modified_at(self, path: Path) -> datetime | None:
        try:
            return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        except OSError:
            return None
