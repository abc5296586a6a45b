"""A fresh host for each test, in memory where there is some: a deploy syncs every line it writes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.stage import Stage, make_stage

MEMORY = Path("/dev/shm")


@pytest.fixture
def memory() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="vantrexia-flows-", dir=MEMORY if MEMORY.is_dir() else None))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def stage(memory: Path) -> Stage:
    return make_stage(memory)
