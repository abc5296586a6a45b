"""One small installation for all failure tests of a test process; each test takes a practice of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.failure.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with Stack() as running:
        yield running
