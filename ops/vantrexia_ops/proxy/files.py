"""Put rendered files where nginx reads them, each whole or not at all.

`install_files(directory, files)` writes only what differs and returns the names it changed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from vantrexia_ops.errors import OpsError


def install_files(*, directory: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Replace each differing file by rename: a reader, or a crash, finds the old content or the new.

    Raises OpsError when the directory cannot be written.
    """
    try:
        directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        return tuple(name for name in sorted(files) if _replace(path=directory / name, text=files[name]))
    except OSError as error:
        raise OpsError(
            f"cannot write {error.filename or directory}: {error.strerror}",
            hint="Run as the owner of the proxy directory, or name another in VANTREXIA_PROXY_DIR.",
        ) from error


def _replace(*, path: Path, text: str) -> bool:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            # The container reads as another user.
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return True
