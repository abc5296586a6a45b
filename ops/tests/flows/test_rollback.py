"""Going back: to the last good release, or refused with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows.stage import Stage
from tests.flows.world import Behaviour
from vantrexia_ops.errors import RollbackRefused
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.flows.releases import find_release, save_release
from vantrexia_ops.journal import list_deploys


def test_without_a_name_it_returns_to_the_last_good_release_by_starting_what_was_kept(stage: Stage) -> None:
    stage.deploy("r1")
    kept = stage.world.containers["vantrexia-blue", "backend"].id
    stage.deploy("r2")
    stage.rollback()
    assert stage.serving == "r1"
    assert stage.world.containers["vantrexia-blue", "backend"].id == kept
    assert stage.world.containers["vantrexia", "celery-beat"].release == "r1"


def test_a_release_that_was_rolled_back_from_is_not_gone_back_to(stage: Stage) -> None:
    stage.deploy("r1")
    stage.deploy("r2")
    stage.deploy("bad")
    stage.rollback()
    assert stage.serving == "r2"
    stage.rollback()
    assert stage.serving == "r1"
    with pytest.raises(RollbackRefused, match="no release served well before r1"):
        stage.rollback()


def test_a_failed_deploy_is_no_release_to_return_to(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["bad"] = Behaviour(smoke_fails=True)
    with pytest.raises(DeployFailed):
        stage.deploy("bad")
    stage.deploy("r2")
    stage.rollback()
    assert stage.serving == "r1"


def test_a_migration_that_took_something_away_forbids_the_return_and_is_named(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(migrations=(("core.0002_drop", False),))
    stage.deploy("r2", contracting=("core.0002_drop",))
    before = len(list_deploys(stage.ground.journal.read()))
    with pytest.raises(RollbackRefused, match=r"core\.0002_drop drops a column"):
        stage.rollback()
    assert stage.serving == "r2"
    assert len(list_deploys(stage.ground.journal.read())) == before, "a refusal is no deploy"


def test_migrations_of_a_failed_deploy_count_too(stage: Stage) -> None:
    """They were applied: the deploy failed later."""
    stage.deploy("r1")
    stage.deploy("r2")
    stage.world.releases["bad"] = Behaviour(smoke_fails=True, migrations=(("core.0002_drop", False),))
    with pytest.raises(DeployFailed):
        stage.deploy("bad", contracting=("core.0002_drop",))
    with pytest.raises(RollbackRefused, match=r"core\.0002_drop"):
        stage.rollback()


def test_added_tables_forbid_nothing(stage: Stage) -> None:
    stage.deploy("r1")
    stage.world.releases["r2"] = Behaviour(migrations=(("core.0002_more", True),))
    stage.deploy("r2")
    stage.rollback()
    assert stage.serving == "r1"


def test_a_rollback_needs_neither_the_store_of_secrets_nor_the_database(stage: Stage) -> None:
    """Nor to be told so: what can be tested without the store is tested."""
    stage.deploy("r1")
    stage.deploy("r2")
    stage.reconfigure(secrets={"directory": "/nowhere"})
    stage.world.is_database_read_only = True
    stage.rollback()
    assert stage.serving == "r1"
    assert "note bundle: ok, index-r1abcd1234.js" in stage.reporter.told
    assert any("skipped, the store of secrets hands out no smoke user: no secrets in /nowhere" in note
               for note in stage.reporter.told)  # fmt: skip


def test_what_never_served_well_is_not_returned_to_even_by_name(stage: Stage) -> None:
    """Its migrations may never have been applied, and a rollback applies none."""
    stage.deploy("r1")
    stage.world.releases["bad"] = Behaviour(migration_fails=True, migrations=(("core.0002_more", True),))
    with pytest.raises(DeployFailed):
        stage.deploy("bad")
    stage.deploy("r2")
    with pytest.raises(RollbackRefused, match="release bad has never served well on this host"):
        stage.rollback("bad")
    assert stage.serving == "r2"


def test_a_release_returns_with_the_images_it_served_well_with(stage: Stage) -> None:
    """Built anew under the same name it was deployed once more and failed; its record is of those images."""
    stage.deploy("r1")
    record = find_release(stage.ground.places.releases, "r1")
    assert record is not None
    stage.deploy("r2")
    others = {name: image.replace("sha256:r1", "sha256:other") for name, image in record.images.items()}
    save_release(stage.ground.places.releases, replace(record, images=others))
    run = stage.rollback()
    assert dict(run.images) == dict(record.images)
    assert stage.serving == "r1"


def test_a_release_nobody_kept_is_named(stage: Stage) -> None:
    stage.deploy("r1")
    with pytest.raises(RollbackRefused, match="release r0 is not kept on this host"):
        stage.rollback("r0")
    with pytest.raises(RollbackRefused, match="release r1 serves already"):
        stage.rollback("r1")


def test_nothing_serves_nothing_to_roll_back(stage: Stage) -> None:
    with pytest.raises(RollbackRefused, match="nothing serves"):
        stage.rollback()
