"""Things the launcher's tests share: scratch places servers can reach, and the bootstrap as a module."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from vantrexia_ops.dev import interrupts, places

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A directory the servers' account can pass through (pytest's own belongs to root alone)."""
    path = places.make_scratch_dir(prefix="vantrexia-test-")
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_state(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may touch the demo of the person who runs it."""
    monkeypatch.setenv("VANTREXIA_DEMO_DIR", str(scratch / "state"))
    if "COVERAGE_CHILDREN" in os.environ:
        monkeypatch.setenv("COVERAGE_PROCESS_START", os.environ["COVERAGE_CHILDREN"])
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "CACHE_URL", "PORT", "STREAM_PORT"):
        monkeypatch.delenv(name, raising=False)
    # `make test` must not be taken for the `make demo` that would die of the same Ctrl-C.
    monkeypatch.delenv("MAKELEVEL", raising=False)


@pytest.fixture(autouse=True)
def ordinary_signals() -> Iterator[None]:
    """Handlers as they were, whatever a test installed."""
    import signal

    before = {number: signal.getsignal(number) for number in interrupts.SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    interrupts.forget()


@pytest.fixture(scope="session")
def bootstrap() -> ModuleType:
    """scripts/bootstrap.py, which is no package."""
    spec = importlib.util.spec_from_file_location("bootstrap", CHECKOUT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bootstrap"] = module
    spec.loader.exec_module(module)
    return module
