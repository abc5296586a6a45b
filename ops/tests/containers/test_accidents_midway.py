"""Accidents of a host that works: the engine goes away, the database only reads, Valkey's password changes, workers die and hang.

A practice with homes that deliver is the measure: what was answered with 202 becomes a reading, once, and nobody else is told so.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.containers.disk import fill, small_state
from tests.containers.engine import REPOSITORY, Failed, run
from tests.containers.gone import engine_that_goes
from tests.containers.judging import describe_lost, find_lost, find_wrong_comments
from tests.containers.load import run_load, show_failures
from tests.containers.rotating import follow, grow_old
from tests.containers.scene import Scene, create_scene
from tests.containers.stack import make_secrets
from tests.containers.watch import watch_engine
from tests.runbooks import blocks

pytestmark = pytest.mark.timeout(600)
SHORT = {
    "deploy": {"drain_seconds": 5, "drain_long_seconds": 30, "bake_seconds": 6, "ready_within_seconds": 180},
}


@pytest.fixture(scope="module")
def scene(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with create_scene(images=images, directory=tmp_path_factory.mktemp("host"), options=SHORT) as made:
        yield made


def wait_for(what: Callable[[], bool], *, seconds: float, why: str) -> float:
    """Seconds it took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, why
        time.sleep(0.5)
    return time.monotonic() - began


def is_recorded(scene: Scene, reading: tuple[str, str, str]) -> bool:
    found = int(scene.query(f"SELECT count(*) FROM vitals_reading WHERE measured_at = '{reading[2]}'")[0])
    assert found <= 1, "recorded twice"
    return found == 1


def release_container(scene: Scene, service: str) -> str:
    colour = scene.host.ask("status")["colour"]
    return scene.host.stack.container(service, project=f"{scene.host.stack.name}-{colour}")


def inspect(container: str, what: str) -> str:
    return run("docker", "inspect", "--format", f"{{{{{what}}}}}", container).stdout.strip()


def find_main_process(container: str) -> int:
    """Celery's parent process as this machine numbers it: the child of the container's init."""
    (init,) = (inspect(container, ".State.Pid"),)
    children = Path(f"/proc/{init}/task/{init}/children").read_text().split()
    assert len(children) == 1, children
    return int(children[0])


def test_an_engine_that_goes_away_while_the_new_colour_starts_is_said_and_can_be_aborted(
    scene: Scene,
) -> None:
    name = scene.make("r1")
    stack = scene.host.stack.name
    with engine_that_goes() as door:
        process = scene.host.start("deploy", "--release", name, environment={"DOCKER_HOST": door.address})
        words = ("docker", "ps", "--quiet", "--filter", f"name={stack}-green-backend")
        wait_for(
            lambda: bool(run(*words).stdout.strip()), seconds=120, why="the new colour was never started"
        )
        door.cut()
        said, _ = process.communicate(timeout=120)
    assert process.returncode == 6, said
    assert "systemctl status docker" in said
    assert "Traceback" not in said
    assert scene.serving == "r0"
    scene.deliver(scene.of_practice(index=0), run_id="engine")
    assert scene.host.ask("status")["unfinished"]
    assert "was cut off" in scene.host.vantrexia("deploy", "--release", name, expect=5)
    scene.host.vantrexia("deploy", "--abort")
    assert scene.host.ask("status")["unfinished"] is None
    assert run("docker", "ps", "--quiet", "--filter", f"name={stack}-green-").stdout.split() == []
    scene.wait_until_processed(seconds=60)


def test_while_the_database_only_reads_no_delivery_is_promised_and_afterwards_all_goes_on(
    scene: Scene,
) -> None:
    homes = scene.of_practice(index=0)
    scene.query("ALTER SYSTEM SET default_transaction_read_only = on")
    scene.query("SELECT pg_reload_conf()")
    try:
        wait_for(
            lambda: scene.post(homes, run_id="probe")[0].status_code != 202, seconds=20, why="still writing"
        )
        answer, refused = scene.post(homes, run_id="readonly")
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["Retry-After"]) > 0
        assert "read-only" not in answer.text, "what a gateway is told names no inside"
    finally:
        scene.query("ALTER SYSTEM RESET default_transaction_read_only")
        scene.query("SELECT pg_reload_conf()")
    wait_for(
        lambda: scene.post(homes, run_id="probe")[0].status_code == 202, seconds=30, why="not writing again"
    )
    reading = scene.deliver(homes, run_id="after")
    wait_for(lambda: is_recorded(scene, reading), seconds=60, why="workers did not go on by themselves")
    assert not is_recorded(scene, refused)


def test_a_password_of_valkey_is_changed_as_the_runbook_says_and_no_reading_is_lost(scene: Scene) -> None:
    """docs/runbooks/valkey-password.md, step by step. Meanwhile nobody of the old release gets into the broker."""
    host, homes = scene.host, scene.of_practice(index=0)
    changed = host.stack.secrets["REDIS_URL"].replace("@redis:", "changed@redis:")
    host.put_secret("REDIS_URL", changed)
    assert "valkey-password.md" in host.vantrexia("deploy", "--release", "r1", expect=4)
    where = {
        "VANTREXIA_SECRETS_DIR": str(host.stack.secrets_directory),
        "VANTREXIA_SECRETS_SOURCE": str(host.store),
    }
    run(REPOSITORY / "docker/systemd/secrets-up.sh", environment=where)
    env_file = ("docker", "compose", "--env-file", host.state / "current.env", "-p", host.stack.name)
    file = ("-f", REPOSITORY / "docker-compose.prod.yml")
    run(*env_file, *file, "up", "-d", "--wait", "--force-recreate", "--no-deps", "redis", timeout_seconds=120)
    reading = scene.deliver(homes, run_id="locked-out")
    host.vantrexia("deploy", "--release", "r1")
    assert scene.serving == "r1"
    wait_for(lambda: is_recorded(scene, reading), seconds=60, why="what came in meanwhile is lost")
    reading = scene.deliver(homes, run_id="let-in")
    wait_for(lambda: is_recorded(scene, reading), seconds=60, why="the new workers do not work")
    host.stack.secrets["REDIS_URL"] = changed


def database_users(scene: Scene) -> list[str]:
    """As whom the server is connected."""
    return scene.query(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE usename LIKE 'vantrexia_app%' ORDER BY 1"
    )


@pytest.mark.timeout(900)
def test_secrets_are_rotated_as_the_runbook_says_while_everybody_works(scene: Scene) -> None:
    """docs/runbooks/secrets.md: its own commands, under load. Nobody is signed out, nothing fails, nothing is lost; what was due is not."""
    host, kept = scene.host, dict(scene.host.stack.secrets)
    deploying, give_password, lock_twin = blocks("secrets")
    serving = scene.serving
    twin = kept["DATABASE_URL"].replace("vantrexia_app:", "vantrexia_app_clone:rotated-")
    fresh = make_secrets(host.stack.issued)
    key, token_key = fresh["FIELD_ENCRYPTION_KEY"].replace("k1:", "k2:"), fresh["JWT_SIGNING_KEY"]
    both = {
        "FIELD_ENCRYPTION_KEY": (kept["FIELD_ENCRYPTION_KEY"], key, ","),
        "JWT_SIGNING_KEY": (kept["JWT_SIGNING_KEY"], token_key, "\n"),
    }
    assert database_users(scene) == ["vantrexia_app"]
    grow_old(host, days=97)
    overdue = set(host.ask("status")["secrets"]["due"])
    renewed = {*both, "SECRET_KEY", "DATABASE_URL", "ECW_CLIENT_ID", "ECW_CLIENT_SECRET"}
    assert overdue >= {*both, "SECRET_KEY", "DATABASE_URL", "REDIS_URL"}
    with (
        watch_engine(host.stack.name) as watched,
        run_load(scene.door(run_id="rotate"), most_seconds=900) as load,
    ):
        host.put_secret("SECRET_KEY", fresh["SECRET_KEY"])
        host.put_secret("ECW_CLIENT_ID", "rotated-id")
        host.put_secret("ECW_CLIENT_SECRET", "rotated-secret")
        host.put_secret("DATABASE_URL", twin)
        for name, (old, new, joint) in both.items():
            host.put_secret(name, f"{old}{joint}{new}")
        refused = host.vantrexia("deploy", "--release", serving, expect=4)
        assert "the database does not answer the new release" in refused, refused
        assert "rotated" not in refused
        assert (host.stack.secrets_directory / "backend/SECRET_KEY").read_text() == kept["SECRET_KEY"], (
            "half-way"
        )
        follow(host, give_password)
        follow(host, deploying)
        assert database_users(scene) == ["vantrexia_app_clone"], "a process was not started anew"
        said = follow(host, lock_twin)
        assert "vantrexia_app is locked" in said
        assert "still open" not in said, said
        for name, (old, new, joint) in both.items():
            host.put_secret(name, f"{new}{joint}{old}")
        follow(host, deploying)
    scene.wait_until_processed(seconds=60)
    assert load.result.failures == [], show_failures(load.result)
    assert load.result.sent["token refresh"] > 10
    assert find_lost(scene, load.result) == [], describe_lost(scene, load.result)
    assert find_wrong_comments(scene, load.result) == []
    assert watched.most_beats == 1
    assert watched.fewest_backends > 0
    assert scene.serving == serving
    assert set(host.ask("status")["secrets"]["due"]) == overdue - renewed
    for service in ("backend", "celery", "celery-bulk"):
        given = host.stack.secrets_directory / service
        assert (given / "ECW_CLIENT_SECRET").read_text() == "rotated-secret"
        assert (given / "SECRET_KEY").read_text() == fresh["SECRET_KEY"]
    with pytest.raises(Failed, match=r"authentication failed|not permitted to log in"):
        log_in(scene, kept["DATABASE_URL"])
    assert log_in(scene, twin) == "1"
    host.stack.secrets.update(DATABASE_URL=twin)


def log_in(scene: Scene, url: str) -> str:
    """By password, as a client of the network does."""
    words = ("psql", url.replace("@postgres:", "@127.0.0.1:"), "-Atc", "SELECT 1")
    return run("docker", "exec", scene.host.stack.container("postgres"), *words).stdout.strip()


def test_a_key_that_opens_nothing_never_gets_to_serve(scene: Scene) -> None:
    """The store lost the key everything is sealed with: the smoke tests cannot read a patient, and nobody else was asked to."""
    host, serving = scene.host, scene.serving
    name, homes = "FIELD_ENCRYPTION_KEY", scene.of_practice(index=0)
    kept = (host.store / name).read_text()
    host.put_secret(name, make_secrets(host.stack.issued)[name].replace("k1:", "k9:"))
    try:
        said = host.vantrexia("deploy", "--release", serving, expect=8)
    finally:
        host.put_secret(name, kept)
    assert f"release {serving} still serves" in said, said
    assert (host.stack.secrets_directory / "backend" / name).read_text() == kept
    reading = scene.deliver(homes, run_id="sealed")
    wait_for(lambda: is_recorded(scene, reading), seconds=60, why="what serves has lost its key")


def test_a_disk_that_fills_while_the_new_colour_starts_stops_the_deploy_and_it_can_be_taken_back(
    scene: Scene, tmp_path: Path
) -> None:
    """The state directory on a small file system of its own, filled to the last byte in the middle of a real deploy."""
    host, serving = scene.host, scene.serving
    name, stack = scene.make("fills"), scene.host.stack.name
    other = "green" if host.ask("status")["colour"] == "blue" else "blue"
    host.configure(checks={"disk_free_mb": 1})
    with small_state(host, tmp_path, megabytes=4, keep=True) as filler:
        process = host.start("deploy", "--release", name)
        words = ("docker", "ps", "--quiet", "--filter", f"name={stack}-{other}-backend")
        wait_for(
            lambda: bool(run(*words).stdout.strip()), seconds=120, why="the new colour was never started"
        )
        fill(filler)
        said, _ = process.communicate(timeout=180)
        assert process.returncode == 1, said
        last = said.strip().splitlines()[-1]
        assert (
            "No space left on device. The disk is full: `df -h`; free some space, then resume or abort."
            in last
        ), said
        assert "Traceback" not in said
        assert scene.serving == serving
        scene.deliver(scene.of_practice(index=0), run_id="full")
        filler.unlink()
        assert host.ask("status")["unfinished"]
        host.vantrexia("deploy", "--abort")
        assert host.ask("status")["unfinished"] is None
        assert run("docker", "ps", "--quiet", "--filter", f"name={stack}-{other}-").stdout.split() == []
        assert host.ask("history", "--count", "1")["outcome"] == "aborted", "the chain holds"
    host.configure(checks={"disk_free_mb": 1024})
    assert scene.serving == serving
    scene.wait_until_processed(seconds=60)


def test_a_worker_that_is_killed_is_revived_by_the_engine(scene: Scene) -> None:
    worker = release_container(scene, "celery")
    before = int(inspect(worker, ".RestartCount"))
    os.kill(find_main_process(worker), signal.SIGKILL)
    wait_for(lambda: int(inspect(worker, ".RestartCount")) == before + 1, seconds=30, why="it stays dead")
    wait_for(
        lambda: inspect(worker, ".State.Health.Status") == "healthy", seconds=90, why="it does not come back"
    )
    reading = scene.deliver(scene.of_practice(index=0), run_id="revived")
    wait_for(lambda: is_recorded(scene, reading), seconds=60, why="it lives and does not work")


def test_workers_and_scheduler_outlive_a_broker_that_goes_and_comes_back(scene: Scene) -> None:
    """Nobody may be left in between: every container either goes on or ends, and is then started again."""
    broker = scene.host.stack.container("redis")
    homes = scene.of_practice(index=0)
    run("docker", "stop", broker)
    try:
        reading = scene.deliver(homes, run_id="no-broker")
        time.sleep(20)
    finally:
        run("docker", "start", broker)
    wait_for(lambda: is_recorded(scene, reading), seconds=90, why="the delivery was not found by any sweep")
    worker = release_container(scene, "celery")
    client = (
        "docker",
        "exec",
        worker,
        "/usr/local/lib/vantrexia/entrypoint.sh",
        "celery",
        "-A",
        "config",
        "inspect",
        "ping",
    )
    answered = run(*client, "--timeout", "10", timeout_seconds=90).stdout
    assert answered.count("pong") == 2, f"celery and celery-bulk both take messages again: {answered}"
    for service in ("celery", "celery-bulk"):
        container = release_container(scene, service)
        wait_for(lambda c=container: inspect(c, ".State.Health.Status") == "healthy", seconds=90, why=service)  # type: ignore[misc]
    reading = scene.deliver(homes, run_id="broker-again")
    wait_for(lambda: is_recorded(scene, reading), seconds=60, why="nobody hears the doorbell")


def test_a_worker_that_hangs_is_noticed_by_its_heartbeat_and_restarted_by_the_watch(scene: Scene) -> None:
    worker = release_container(scene, "celery")
    started = inspect(worker, ".State.StartedAt")
    os.kill(find_main_process(worker), signal.SIGSTOP)
    wait_for(
        lambda: inspect(worker, ".State.Health.Status") == "unhealthy", seconds=150, why="nobody notices"
    )
    seen = scene.host.ask("watch")
    assert seen["restarted"] == ["celery"], seen
    assert inspect(worker, ".State.StartedAt") != started
    wait_for(
        lambda: inspect(worker, ".State.Health.Status") == "healthy", seconds=90, why="it does not come back"
    )
    reading = scene.deliver(scene.of_practice(index=0), run_id="hung")
    wait_for(lambda: is_recorded(scene, reading), seconds=60, why="it lives and does not work")


def test_a_migration_that_takes_something_away_needs_a_word_and_then_forbids_the_way_back(
    scene: Scene,
) -> None:
    name = scene.make("takes", "migration_takes")
    said = scene.host.vantrexia("deploy", "--release", name, expect=4)
    assert "core.zzzz_takes" in said
    assert "--contract" in said
    assert scene.serving == "r1"
    scene.host.vantrexia("deploy", "--release", name, "--contract", "core.zzzz_takes")
    before = scene.last_deploy()
    said = scene.host.vantrexia("rollback", expect=7)
    assert "release r1 cannot return, its code needs what is gone: core.zzzz_takes" in said, said
    assert "rollback-refused.md" in said
    assert scene.serving == name
    assert scene.last_deploy() == before, "a refusal is no deploy"
    with scene.host.stack.client() as client:
        assert client.get("/health/ready").json()["release"] == name
