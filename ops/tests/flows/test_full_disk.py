"""A real file system that fills to the last byte in the middle of a deploy, at many points of it: once there is room, all goes on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.disk import fill
from tests.flows.stage import Stage, make_stage
from tests.flows.test_accidents_midway import check_message, count_things, happen_at, settle, try_deploy

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system")
EVERY = 7


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB, empty."""
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_what_cannot_be_written_is_said_and_undone_once_there_is_room(
    small: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filler, told = small / "filler", 0
    for point in range(1, count_things(memory), EVERY):
        stage: Stage = make_stage(small)
        stage.deploy("r1")
        with monkeypatch.context() as patch:
            happen_at(stage.world, after=point, act=lambda: fill(filler), monkeypatch=patch)
            error = try_deploy(stage)
        if error is not None:
            told += 1
            check_message(error)
            assert "The disk is full" in error.line
        assert stage.serving in ("r1", "r2")
        filler.unlink(missing_ok=True)
        assert stage.ground.journal.verify() > 0
        settle(stage)
    assert told > 5
