"""Ten deploys in a row, five of them of broken releases, and every accident between them, under load that does not retry.

Nothing that was sent may fail, nothing that was acknowledged may be lost, and no moment may be without a healthy backend. The run writes
docs/figures/deploy.json: what it measured, where and when; README's table is printed from it. About twenty minutes.
"""

from __future__ import annotations

import json
import platform
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psutil
import pytest

from tests.containers.engine import REPOSITORY, run
from tests.containers.judging import judge
from tests.containers.load import run_load
from tests.containers.load_result import LoadResult
from tests.containers.scene import Scene, create_scene
from tests.containers.watch import watch_engine

pytestmark = pytest.mark.timeout(3600)
FIGURES = REPOSITORY / "docs" / "figures" / "deploy.json"
# Drain as on a server; the watch is shorter than its five minutes.
OPTIONS = {"deploy": {"bake_seconds": 15}}
# What waits for others by design, and is no work of the deploy.
WAITING = ("drain", "bake")
MOST_SECONDS, MOST_SECONDS_ALL = 90.0, 300.0
# A broken release by its layer: what the tool must say of it, and how it ends (docs/deploying/exit-codes.md).
BROKEN = {
    "crashes": ("has crashed", 1),
    "never_ready": ("is not ready after", 1),
    "smoke_fails": ("smoke test: patients", 8),
    "migration_fails": ("the migration failed", 1),
    "errors_later": ("requests failed on release", 1),
}


@pytest.fixture(scope="module")
def scene(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with create_scene(images=images, directory=tmp_path_factory.mktemp("host"), options=OPTIONS) as made:
        yield made


def test_ten_deploys_and_every_accident_lose_nothing(scene: Scene) -> None:
    good = [scene.make(f"good-{number}") for number in range(1, 9)]
    broken = {layer: scene.make(layer.replace("_", "-"), layer) for layer in BROKEN}
    measured: dict[str, Any] = {}
    with watch_engine(scene.host.stack.name) as watched:
        with run_load(scene.door(run_id="ten"), most_seconds=3000) as load:
            measured["good_seconds"], measured["waiting_seconds"] = deploy_ten(scene, good[:5], broken)
            scene.host.vantrexia("rollback")
            assert scene.serving == good[3]
            measured["rollback_seconds"] = measure(scene.last_deploy())[0]
            change_proxy(scene)
            deploy_over_a_running_task(scene, good[5])
            kill_mid_switch(scene, good[6], then="--resume")
            assert scene.serving == good[6]
            kill_mid_switch(scene, good[7], then="--abort")
            assert scene.serving == good[6]
        scene.wait_until_processed(seconds=90)
    counts = judge(scene, load.result, watched)
    for name in scene.host.ask("status")["good"][-2:]:
        for image in ("backend", "frontend", "nginx"):
            run("docker", "image", "inspect", f"{scene.prefix}/{image}:{name}")
    assert not (scene.host.state / "releases" / f"{good[0]}.json").exists(), (
        "what is beyond the retention goes"
    )
    assert load.result.caught["delivery"] > 0, "the net had nothing to catch, so nothing was shown"
    assert load.result.reconnects > 0
    write_figures(measured, load.result, counts)
    assert max(measured["good_seconds"]) < MOST_SECONDS, measured


def test_after_a_reboot_the_release_that_served_comes_back(scene: Scene) -> None:
    """What the tool wrote is what the systemd units start from; the secrets were in memory and are gone."""
    stack, serving = scene.host.stack, scene.serving
    ids = run("docker", "ps", "--quiet", "--filter", f"label=io.vantrexia.stack={stack.name}").stdout.split()
    run("docker", "stop", "--time", "20", *ids)
    for file in stack.secrets_directory.rglob("*"):
        if file.is_file():
            file.unlink()
    environment = {
        "VANTREXIA_SECRETS_DIR": str(stack.secrets_directory),
        "VANTREXIA_SECRETS_SOURCE": str(scene.host.store),
    }
    run(REPOSITORY / "docker/systemd/secrets-up.sh", environment=environment)
    run(REPOSITORY / "docker/systemd/bring-up.sh", scene.host.state / "current.env", timeout_seconds=600)
    with stack.client() as client:
        assert client.get("/health/ready").json()["release"] == serving
    scene.host.vantrexia("doctor")
    scene.host.vantrexia("smoke")


def deploy_ten(scene: Scene, good: list[str], broken: dict[str, str]) -> tuple[list[float], list[float]]:
    """Good and broken in turn; seconds of work and of waiting of the good ones."""
    seconds, waiting = [], []
    for name, (layer, bad) in zip(good, broken.items(), strict=True):
        scene.host.vantrexia("deploy", "--release", name)
        assert scene.serving == name
        whole, waited = measure(scene.last_deploy())
        assert whole + waited < MOST_SECONDS_ALL
        seconds.append(whole)
        waiting.append(waited)
        says, code = BROKEN[layer]
        said = scene.host.vantrexia("deploy", "--release", bad, expect=code)
        assert says in said, said[-3000:]
        assert f"release {name} still serves" in said
        assert scene.serving == name
    return seconds, waiting


def measure(deploy: dict[str, Any]) -> tuple[float, float]:
    """(seconds of work, seconds of waiting) of a deploy that is over."""
    whole = (
        datetime.fromisoformat(deploy["ended_at"]) - datetime.fromisoformat(deploy["started_at"])
    ).total_seconds()
    waited = sum(deploy["steps"][name]["millis"] / 1000 for name in WAITING)
    return round(whole - waited, 1), round(waited, 1)


def change_proxy(scene: Scene) -> None:
    """The rates of the edge are changed by reload."""
    scene.host.configure(proxy={"requests_per_second": 60})
    assert "limits.conf" in scene.host.vantrexia("maintenance", "proxy")
    time.sleep(3)


def deploy_over_a_running_task(scene: Scene, release: str) -> None:
    """A worker of the old release is in the middle of a delivery, for longer than it may live; it is done once, by somebody."""
    homes = scene.of_practice(index=1)
    connection = homes[0].connection.connection_id
    locked = (
        "SELECT id FROM devices_device WHERE practice_id = "
        f"(SELECT practice_id FROM devices_connection WHERE id = '{connection}') FOR UPDATE"
    )
    with scene.hold(locked, seconds=110) as holding:
        time.sleep(2)
        reading = scene.deliver(homes, run_id="running")
        scene.host.vantrexia("deploy", "--release", release)
        assert scene.serving == release
        assert holding.wait(200) == 0
    deadline = time.monotonic() + 60
    while count_readings(scene, reading) == 0:
        assert time.monotonic() < deadline, "the task of the worker that was stopped is lost"
        time.sleep(1)
    assert count_readings(scene, reading) == 1


def count_readings(scene: Scene, reading: tuple[str, str, str]) -> int:
    return int(scene.query(f"SELECT count(*) FROM vitals_reading WHERE measured_at = '{reading[2]}'")[0])


def kill_mid_switch(scene: Scene, release: str, *, then: str) -> None:
    """`kill -9` of the tool right after the proxy's file names the other colour; nothing else may be begun until that is settled."""
    upstreams = scene.host.state / "proxy" / "upstreams.conf"
    before = upstreams.read_text()
    process = scene.host.start("deploy", "--release", release)
    deadline = time.monotonic() + 200
    while upstreams.read_text() == before:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "the switch was never reached"
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert scene.host.ask("status")["unfinished"]
    time.sleep(3)
    assert "was cut off" in scene.host.vantrexia("deploy", "--release", release, expect=5)
    scene.host.vantrexia("deploy", then)
    assert scene.host.ask("status")["unfinished"] is None


def write_figures(measured: dict[str, Any], result: LoadResult, counts: dict[str, int]) -> None:
    """Only what this run measured."""
    words = ("git", "rev-parse", "--short", "HEAD")
    commit = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()
    story = {
        **counts,
        "requests": result.total,
        "requests_by_kind": dict(sorted(result.sent.items())),
        "answered_by_release_before": sum(result.caught.values()),
        "acknowledged_deliveries": len(result.acknowledged),
        "stream_reconnects": result.reconnects,
        "slowest_good_seconds": max(measured["good_seconds"]),
        **measured,
        "made": {
            "commit": commit,
            "date": datetime.now(tz=UTC).date().isoformat(),
            "cores": psutil.cpu_count(),
            "memory_gib": round(psutil.virtual_memory().total / 2**30),
            "system": platform.platform(terse=True),
        },
    }
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps({"deploys": story}, indent=2, sort_keys=True) + "\n")
