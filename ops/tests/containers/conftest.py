"""Real containers for the tests of this folder, made once per run and removed at its end.

Without an engine the tests skip and say why; in CI, where one can always be had, that is a failure.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.containers.engine import REPOSITORY, build_images, find_problem
from tests.containers.host import Host, create_host
from tests.containers.stack import Stack, create_stack
from tests.http_host import HttpHost, Say

WATCHED: dict[str, dict[str, Any]] = {
    "deploy": {"bake_seconds": 2, "ready_within_seconds": 180},
    "checks": {"disk_free_mb": 1, "memory_free_mb": 1},
    "images": {"pull": False, "require_digest": False},
}


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
    """The images of this checkout, built on stand-in bases; unchanged layers come from the engine's cache.

    Several checkouts may be tested on one engine: each has a name of its own.
    """
    return build_images(release=f"checkout-{hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:8]}")


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


@pytest.fixture(scope="session")
def pagerduty() -> Iterator[HttpHost]:
    with HttpHost([Say(202, {"status": "success"})]) as host:
        yield host


@pytest.fixture(scope="session")
def host(
    images: dict[str, str], pagerduty: HttpHost, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    """A server that was deployed to and is watched, with images of this machine instead of a registry's."""
    directory = tmp_path_factory.mktemp("watched")
    alarms = {
        "pagerduty_url": pagerduty.url,
        "textfile_directory": str(directory / "out"),
        "emf_file": str(directory / "out/emf.json"),
    }
    options = {**WATCHED, "images": {**WATCHED["images"], "prefix": images["IMAGE_PREFIX"]}, "alarms": alarms}
    with create_host(images=images, directory=directory, options=options) as made:
        made.put_secret("PAGERDUTY_ROUTING_KEY", "R0UT1NGKEY")
        made.vantrexia("deploy", "--release", images["TAG"])
        yield made
