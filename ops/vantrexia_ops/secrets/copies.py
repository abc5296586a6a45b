"""What services read before a deploy, kept beside it in memory until the deploy has ended.

Files go back one by one by rename inside the directories containers have mounted, with owner and mode as they were.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from vantrexia_ops.files import file_error


def keep_copy(*, target: Path, copy: Path) -> None:
    """Copy every service's directory; nothing when there is none yet, or when the copy was made already."""
    if not target.is_dir() or copy.exists():
        return
    partial = copy.with_name(f"{copy.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        for service in _services(target):
            (partial / service.name).mkdir(mode=0o700)
            for file in service.iterdir():
                _copy_file(file, partial / service.name / file.name)
        partial.rename(copy)
    except OSError as error:
        raise file_error(copy, error) from error


def put_back(*, target: Path, copy: Path) -> None:
    """Make the target what it was; nothing when there is no copy."""
    if not copy.is_dir():
        return
    try:
        for kept in _services(copy):
            directory = target / kept.name
            directory.mkdir(mode=0o500, exist_ok=True)
            names = {file.name for file in kept.iterdir()}
            for file in kept.iterdir():
                temporary = directory / f".{file.name}.back"
                _copy_file(file, temporary)
                temporary.rename(directory / file.name)
            for file in directory.iterdir():
                if file.name not in names:
                    file.unlink()
    except OSError as error:
        raise file_error(target, error) from error


def forget(*paths: Path) -> None:
    """Remove copies and stagings, whether they are there or not."""
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)


def _services(directory: Path) -> list[Path]:
    return sorted(entry for entry in directory.iterdir() if entry.is_dir() and not entry.name.startswith("."))


def _copy_file(source: Path, target: Path) -> None:
    facts = source.stat()
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as file:
        os.fchown(handle, facts.st_uid, facts.st_gid)
        file.write(source.read_bytes())
