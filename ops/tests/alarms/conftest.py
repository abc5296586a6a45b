"""A watched host for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alarms.ward import Ward, make_ward
from tests.flows.conftest import memory

__all__ = ["memory"]


@pytest.fixture
def ward(memory: Path) -> Iterator[Ward]:
    with make_ward(memory) as made:
        yield made
