"""A small disk under a host's state directory, which can be filled to the last byte.

with small_state(host, tmp_path, megabytes=2) as filler:
    fill(filler)                      from now on there is no room for another byte
    filler.unlink()                   and now there is
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from tests.containers.engine import run
from tests.containers.host import Host


@contextmanager
def small_state(host: Host, directory: Path, *, megabytes: int, keep: bool = False) -> Iterator[Path]:
    """Everything of the state on a file system of its own; with `keep` what was written there stays, or it is as before."""
    kept = directory / "state"
    shutil.copytree(host.state, kept, symlinks=True)
    run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", host.state)
    filler = host.state / "filler"
    try:
        shutil.copytree(kept, host.state, symlinks=True, dirs_exist_ok=True)
        yield filler
        filler.unlink(missing_ok=True)
        shutil.rmtree(kept)
        shutil.copytree(host.state, kept, symlinks=True)
    finally:
        run("umount", host.state)
    if keep:
        shutil.copytree(kept, host.state, symlinks=True, dirs_exist_ok=True)


def fill(path: Path) -> None:
    """Write until there is no room for another byte."""
    with path.open("wb", buffering=0) as file:
        for size in (4096, 1):
            while _write(file, size):
                pass


def _write(file: FileIO, size: int) -> bool:
    """Whether all of it found room."""
    try:
        return file.write(b"\0" * size) == size
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
