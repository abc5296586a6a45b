"""Every lock that goes onto the ARM host, or is used on the ARM runner, has a file for it whose hash is in the lock.

The installer puts the locked versions for ARM Linux into a folder, wheels only: every file is fetched and its hash compared. For the other
Pythons it is asked whether there is a file. (`ops/tests/containers/test_sources.py` also reads the libraries' ELF headers.)
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.places import ROOT, TOOLS

LOCKS = (
    "backend/requirements.txt",
    "backend/requirements-otel.txt",
    "requirements/tool.txt",
    "requirements/sbom.txt",
)
IMAGES_PYTHON = "3.13"


def install_for_arm(
    lock: Path, *, target: Path, python: str = IMAGES_PYTHON, words: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    argv = [
        str(TOOLS / "uv"), "pip", "install", *words, "--no-progress", "--no-deps", "--no-compile-bytecode", "--link-mode", "symlink",
        "--require-hashes", "--only-binary", ":all:", "--python-platform", "aarch64-manylinux_2_28", "--python-version", python,
        "--python", sys.executable, "--target", str(target), "-r", str(lock),
    ]  # fmt: skip
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_hash_resolves_for_arm(lock: str, tmp_path: Path) -> None:
    done = install_for_arm(ROOT / lock, target=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"Installed \d+ package", done.stderr)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.14"])
def test_the_servers_lock_has_a_file_for_arm_for_the_other_pythons_too(python: str, tmp_path: Path) -> None:
    done = install_for_arm(ROOT / LOCKS[0], target=tmp_path, python=python, words=("--dry-run",))
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"Would install \d+ package", done.stderr)


def test_the_hash_of_another_machines_file_is_not_enough(tmp_path: Path) -> None:
    """psycopg-binary has a file for each platform: with the hash of one that is not for ARM there is nothing to install."""
    text = (ROOT / "backend/requirements.txt").read_text(encoding="utf-8")
    found = re.search(r"^psycopg-binary==.*?(?=^\S|\Z)", text, re.M | re.S)
    assert found
    first, hashed, *_ = found.group(0).splitlines()
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"{first}\n{hashed.rstrip(chr(92) + ' ')}\n")
    done = install_for_arm(lock, target=tmp_path / "target")
    assert done.returncode != 0
    assert "psycopg-binary" in done.stderr


def test_every_lock_carries_hashes_and_no_address() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, re.M)
        assert pins
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(pins)
        assert "://" not in re.sub(r"#.*", "", text), lock
