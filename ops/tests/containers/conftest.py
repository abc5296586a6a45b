"""Real containers for the tests of this folder, made once per run and removed at its end.

Without an engine the tests skip and say why; in CI, where one can always be had, that is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.containers.engine import build_images, find_problem
from tests.containers.stack import Stack, create_stack


@pytest.fixture(scope="session")
def engine() -> None:
    problem = find_problem()
    if problem is None:
        return
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)


@pytest.fixture(scope="session")
def images(engine: None) -> dict[str, str]:
    """The images of this checkout, built on stand-in bases; unchanged layers come from the engine's cache."""
    return build_images(release="checkout")


@pytest.fixture(scope="session")
def edge(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """nginx and frontend as in production, an echo behind them."""
    with create_stack(images=images, directory=tmp_path_factory.mktemp("edge")) as stack:
        here = Path(__file__).parent
        stack.overrides.append(here / "echo.override.yml")
        stack.environment["ECHO"] = str(here / "echo.py")
        stack.compose("up", "-d", "--wait", "--no-deps", "backend", "stream", "frontend", "nginx")
        yield stack


@pytest.fixture
def app(edge: Stack) -> Iterator[httpx.Client]:
    with edge.client() as client:
        yield client
