"""Files that are whole or not there: `write_whole(path, text)` replaces by rename and syncs, `find_whole(path)` reads;
`make_private(directory)`; `append_line`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from vantrexia_ops.errors import OpsError


def write_whole(path: Path, text: str, *, mode: int = 0o640) -> None:
    """After a crash the old content stands there or the new, never half of one."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_directory(path.parent)
    except OSError as error:
        raise file_error(path, error) from error


def find_whole(path: Path) -> bytes | None:
    """What it holds; None when it is not there. Raises OpsError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise file_error(path, error, verb="read") from error


def append_line(path: Path, line: str, *, most_bytes: int) -> None:
    """Add a line; a file that has grown beyond `most_bytes` becomes NAME.1 first, so that at most two are ever there."""
    try:
        if path.exists() and path.stat().st_size > most_bytes:
            path.replace(path.with_name(f"{path.name}.1"))
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    except OSError as error:
        raise file_error(path, error) from error


def sync_directory(directory: Path) -> None:
    """Make a rename or a new name in it outlive a power cut."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private(directory: Path, *, mode: int = 0o750) -> Path:
    """The directory, made when it is missing."""
    try:
        directory.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise file_error(directory, error) from error
    return directory


def file_error(path: Path, error: OSError, *, verb: str = "write") -> OpsError:
    """One sentence for what the file system refused."""
    hint = {
        28: "The disk is full: `df -h`; free some space, then resume or abort.",
        13: "Run as the owner of the state directory (root on a server).",
        30: "The file system is read-only: `dmesg | tail` says why.",
    }.get(error.errno or 0)
    return OpsError(f"cannot {verb} {path}: {error.strerror}", hint=hint)
