"""A deploy from the first release to a bad one: whatever fails, what served before serves on, and nothing is left half done."""

from __future__ import annotations

import pytest

from tests.flows.stage import Stage
from tests.flows.world import Behaviour
from vantrexia_ops.errors import OpsError, PreflightRefused
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.serving import find_serving
from vantrexia_ops.flows.steps import FLOWS
from vantrexia_ops.flows.steps.drain import Drain
from vantrexia_ops.journal import find_unfinished, list_deploys


def test_the_steps_come_in_the_order_that_is_promised() -> None:
    assert [step.name for step in FLOWS["deploy"]] == [
        "images", "preflight", "secrets", "stack", "migrate", "start", "ready", "smoke", "workers", "switch",
        "hand-over", "drain", "smoke-edge", "bake", "beat", "retire", "prune",
    ]  # fmt: skip


def test_the_first_deploy_brings_a_host_up_from_nothing(stage: Stage) -> None:
    stage.deploy("r1")
    assert stage.serving == "r1"
    assert stage.world.edge_colour == "blue"
    assert stage.world.containers["vantrexia", "celery-beat"].running
    serving = find_serving(stage.ground)
    assert serving is not None
    assert (serving.release, serving.colour, serving.project) == ("r1", "blue", "vantrexia-blue")


def test_the_next_deploy_takes_the_other_colour_and_keeps_the_old_one_stopped(stage: Stage) -> None:
    stage.deploy("r1")
    stage.deploy("r2")
    assert stage.serving == "r2"
    assert stage.world.edge_colour == "green"
    old = stage.world.containers["vantrexia-blue", "backend"]
    assert not old.running
    assert old.release == "r1"
    assert stage.world.containers["vantrexia", "celery-beat"].release == "r2"


def test_images_are_pinned_by_digest_and_compose_gets_nothing_else(stage: Stage) -> None:
    stage.deploy("r1")
    variables = stage.ground.places.current.read_text()
    assert "BACKEND_IMAGE='registry.example/vantrexia/backend@sha256:r1'" in variables
    assert "latest" not in variables


BROKEN = {
    "crashes at boot": Behaviour(crashes=True),
    "never ready": Behaviour(never_ready=True),
    "says it is another release": Behaviour(wrong_release=True),
    "smoke fails": Behaviour(smoke_fails=True),
    "migration fails": Behaviour(migration_fails=True, migrations=(("core.0002_more", True),)),
    "workers do not start": Behaviour(workers_fail=True),
    "its nginx does not come up": Behaviour(nginx_fails=True),
    "errors only after the switch": Behaviour(errors_when_serving=True),
    "readings do not arrive": Behaviour(proof_fails=True),
    "not ready any more once it serves": Behaviour(unready_when_serving=True),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_release_leaves_the_old_one_serving_and_nothing_of_itself(stage: Stage, broken: str) -> None:
    stage.deploy("r1")
    stage.world.releases["bad"] = BROKEN[broken]
    with pytest.raises(DeployFailed, match="release r1 still serves") as failure:
        stage.deploy("bad")
    assert failure.value.exit_code in (1, 4, 8)
    assert stage.serving == "r1"
    left = [found for found in stage.world.containers.values() if found.release == "bad"]
    assert left == []
    assert stage.world.containers["vantrexia", "celery-beat"].release == "r1"
    assert stage.world.containers["vantrexia-blue", "stream"].running
    assert stage.world.containers["vantrexia-blue", "celery"].consuming
    assert find_unfinished(stage.ground.journal.read()) is None
    assert list_deploys(stage.ground.journal.read())[-1].outcome == "failed"
    stage.deploy("r2")
    assert stage.serving == "r2"


def test_the_new_containers_last_words_are_told_and_kept(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["bad"] = Behaviour(never_ready=True)
    with pytest.raises(DeployFailed):
        stage.deploy("bad")
    assert any("last words of backend" in line for line in stage.reporter.told)
    kept = list(stage.ground.places.deploys.rglob("backend.log"))
    assert len(kept) == 1


def test_readiness_is_asked_every_five_seconds_for_a_minute(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["bad"] = Behaviour(never_ready=True)
    with pytest.raises(DeployFailed, match="not ready after 60 s"):
        stage.deploy("bad")


def test_an_old_worker_that_does_not_answer_is_stopped_and_the_deploy_goes_on(stage: Stage) -> None:
    """It hangs, or the broker's password was changed and it still has the one before."""
    stage.deploy("r1")
    stage.world.containers["vantrexia-blue", "celery"].silent = True
    stage.deploy("r2")
    assert stage.serving == "r2"
    assert any("celery of the old release: no answer" in note for note in stage.reporter.told)


def test_a_deploy_that_fails_later_starts_the_worker_it_had_stopped(stage: Stage) -> None:
    stage.deploy("r1")
    old = stage.world.containers["vantrexia-blue", "celery"]
    old.silent = True
    stage.world.releases["bad"] = Behaviour(errors_when_serving=True)
    with pytest.raises(DeployFailed, match="release r1 still serves"):
        stage.deploy("bad")
    assert (old.running, old.consuming, old.silent) == (True, True, False)
    assert stage.world.containers["vantrexia-blue", "celery-bulk"].consuming


def test_a_worker_that_falls_silent_after_it_stopped_consuming_is_restarted_when_the_deploy_is_undone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.deploy("r1")
    bulk = stage.world.containers["vantrexia-blue", "celery-bulk"]
    stage.world.releases["bad"] = Behaviour(errors_when_serving=True)
    real = Drain.do

    def fall_silent(step: Drain, run: Run) -> object:
        bulk.silent = True
        return real(step, run)

    monkeypatch.setattr(Drain, "do", fall_silent)
    with pytest.raises(DeployFailed, match="release r1 still serves"):
        stage.deploy("bad")
    assert (bulk.running, bulk.consuming, bulk.silent) == (True, True, False)


def test_old_workers_that_cannot_be_asked_to_take_work_again_are_restarted_and_take_it(stage: Stage) -> None:
    """The broker is away for a moment, just when the deploy is undone; nobody would take alerts any more."""
    stage.deploy("r1")
    stage.world.unasked.add("add")
    stage.world.releases["bad"] = Behaviour(errors_when_serving=True)
    with pytest.raises(DeployFailed, match="release r1 still serves"):
        stage.deploy("bad")
    for service in ("celery", "celery-bulk"):
        assert stage.world.containers["vantrexia-blue", service].consuming


def test_a_migration_that_meets_a_lock_is_tried_again(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(migration_lock_waits=2, migrations=(("core.0002_more", True),))
    stage.deploy("r2")
    assert stage.serving == "r2"
    assert sum("met a lock" in line for line in stage.reporter.told) == 2


def test_a_migration_that_takes_something_away_is_refused_before_anything_changes(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(migrations=(("core.0002_drop", False),))
    with pytest.raises(DeployFailed, match=r"core\.0002_drop drops a column") as refusal:
        stage.deploy("r2")
    assert refusal.value.exit_code == PreflightRefused.exit_code
    assert "core.0002_drop" not in stage.world.applied


def test_a_migration_the_serving_release_no_longer_needs_can_be_named(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(migrations=(("core.0002_drop", False),))
    stage.deploy("r2", contracting=("core.0002_drop",))
    assert stage.serving == "r2"


def test_an_image_of_another_release_is_refused(stage: Stage) -> None:
    stage.world.releases["r1"] = Behaviour()
    stage.world.releases["other"] = Behaviour()
    from vantrexia_ops.flows.deploy import deploy

    with pytest.raises(OpsError, match="is of release 'other', not of 'r1'"):
        deploy(stage.ground, release="r1", images={"backend": "registry.example/vantrexia/backend:other"})


def test_latest_names_no_release(stage: Stage) -> None:
    with pytest.raises(OpsError, match="'latest' cannot name a release"):
        stage.deploy("latest")


def test_files_nginx_refuses_are_put_back_and_never_loaded(stage: Stage) -> None:
    stage.deploy("r1")
    before = (stage.ground.places.proxy / "upstreams.conf").read_text()
    stage.world.nginx_refuses = True
    with pytest.raises(DeployFailed, match="nginx refuses"):
        stage.deploy("r2")
    assert (stage.ground.places.proxy / "upstreams.conf").read_text() == before
    assert stage.world.edge_colour == "blue"


def test_an_nginx_that_would_not_come_up_after_a_reboot_is_found_by_the_deploy(stage: Stage) -> None:
    """A deploy leaves the proxy as it runs; the host's next start takes the release's own image."""
    stage.deploy("r1")
    edge = stage.world.containers["vantrexia", "nginx"]
    stage.world.releases["bad"] = Behaviour(nginx_fails=True)
    with pytest.raises(DeployFailed, match=r"the nginx of release bad would not come up: .*\[emerg\]"):
        stage.deploy("bad")
    assert stage.world.containers["vantrexia", "nginx"] is edge
    assert (
        "NGINX_IMAGE='registry.example/vantrexia/nginx@sha256:r1'" in stage.ground.places.current.read_text()
    )


def test_secrets_of_a_failed_deploy_go_back_to_what_they_were(stage: Stage) -> None:
    stage.deploy("r1")
    store = stage.ground.config.secrets.directory
    from pathlib import Path

    (Path(store) / "SECRET_KEY").write_text("t" * 50)
    stage.world.releases["bad"] = Behaviour(smoke_fails=True)
    with pytest.raises(DeployFailed):
        stage.deploy("bad")
    target = Path(stage.ground.config.secrets.target)
    assert (target / "backend" / "SECRET_KEY").read_text() == "s" * 50
    assert [path.name for path in target.iterdir() if path.name.startswith(".")] == []
    stage.deploy("r2")
    assert (target / "backend" / "SECRET_KEY").read_text() == "t" * 50
    assert [path.name for path in target.iterdir() if path.name.startswith(".")] == []


def test_retention_removes_old_images_and_never_the_last_two_good_ones(stage: Stage) -> None:
    for number in range(1, 9):
        stage.deploy(f"r{number}")
    kept = sorted(path.stem for path in stage.ground.places.releases.glob("*.json"))
    assert kept == ["r4", "r5", "r6", "r7", "r8"]
    removed = " ".join(stage.world.removed_images)
    assert "sha256:id-backend-r3" in removed, (
        "by its id: a digest alone would leave the tag, and with it everything on the disk"
    )
    assert "-r7" not in removed
    assert "-r8" not in removed
    for number in range(20, 27):
        stage.world.releases[f"bad{number}"] = Behaviour(never_ready=True)
        with pytest.raises(DeployFailed):
            stage.deploy(f"bad{number}")
    stage.deploy("r9")
    kept = sorted(path.stem for path in stage.ground.places.releases.glob("*.json"))
    assert {"r8", "r9"} <= set(kept)
    stage.rollback()
    assert stage.serving == "r8"


def test_a_host_brought_up_by_hand_is_recognised_and_deployed_over(stage: Stage) -> None:
    """`docker compose up` runs the release in the stack's own project, as blue."""
    world = stage.world
    world.releases["hand"] = Behaviour()
    env = {"TAG": "hand", "VANTREXIA_COLOUR": "blue"}
    for service in (
        "redis",
        "redis-cache",
        "frontend",
        "backend",
        "stream",
        "celery",
        "celery-bulk",
        "celery-beat",
    ):
        world.start("vantrexia", service, env, recreate=True)
    world.clock.sleep(10)
    stage.ground.places.proxy.mkdir(parents=True)
    (stage.ground.places.proxy / "upstreams.conf").write_text("# Serving: blue\n")
    world.start("vantrexia", "nginx", env, recreate=True)
    world.load_edge()
    stage.deploy("r2")
    assert stage.serving == "r2"
    assert not world.containers["vantrexia", "backend"].running
    stage.deploy("r3")
    assert stage.serving == "r3"
    assert ("vantrexia", "backend") not in world.containers, "it held the addresses blue needs"
