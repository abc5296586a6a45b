"""A secret that has become old is told by doctor, status and journal; nothing of it ever stops a deploy (docs/runbooks/secrets.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.stage import Stage
from tests.flows.world import Behaviour
from tests.http_host import HttpHost, Say
from vantrexia_ops.flows.doctor import Finding, examine
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.flows.status import read_status
from vantrexia_ops.journal import list_deploys

DAY = 86_400


def put(stage: Stage, name: str, value: str) -> None:
    (Path(stage.ground.config.secrets.directory) / name).write_text(value)


def wait(stage: Stage, *, days: float) -> None:
    stage.world.clock.sleep(days * DAY)


def find(stage: Stage, name: str) -> Finding:
    (found,) = examine(stage.ground, names=[name])
    return found


def due(stage: Stage) -> list[str]:
    told: list[str] = read_status(stage.ground).as_json()["secrets"]["due"]
    return told


@pytest.fixture
def serving(stage: Stage) -> Stage:
    stage.deploy("r1")
    return stage


def test_ninety_days_after_it_was_handed_out_a_secret_is_due_and_after_its_rotation_it_is_not(
    serving: Stage,
) -> None:
    wait(serving, days=89)
    found = find(serving, "rotation")
    assert (found.ok, found.is_warning) == (True, False)
    assert found.detail == "the oldest is SECRET_KEY, 89 of 90 days"
    wait(serving, days=1)
    found = find(serving, "rotation")
    assert (found.ok, found.is_warning, found.hint) == (True, True, "docs/runbooks/secrets.md")
    assert found.detail == "due for rotation after 90 days: SECRET_KEY (90 days), SMOKE_PASSWORD (90 days)"
    assert due(serving) == ["SECRET_KEY", "SMOKE_PASSWORD"]
    put(serving, "SECRET_KEY", "t" * 50)
    serving.deploy("r1")
    assert due(serving) == ["SMOKE_PASSWORD"]
    assert read_status(serving.ground).as_json()["secrets"]["days"]["SECRET_KEY"] == 0


def test_a_warning_is_no_reason_to_refuse_a_deploy(serving: Stage) -> None:
    wait(serving, days=150)
    serving.deploy("r2")
    assert serving.serving == "r2"
    assert find(serving, "rotation").is_warning, "a deploy with the old value makes nothing young"


def test_a_new_value_in_the_store_makes_nothing_young_until_it_is_deployed(serving: Stage) -> None:
    wait(serving, days=100)
    put(serving, "SECRET_KEY", "t" * 50)
    assert "SECRET_KEY" in due(serving)
    assert find(serving, "secrets").detail == "3 in the store; new since the last deploy: SECRET_KEY"
    serving.deploy("r1")
    assert find(serving, "secrets").detail == "3 in the store"


def test_a_rotation_that_is_taken_back_leaves_the_old_value_as_old_as_it_is(serving: Stage) -> None:
    wait(serving, days=100)
    put(serving, "SECRET_KEY", "t" * 50)
    serving.world.releases["r2"] = Behaviour(workers_fail=True)
    with pytest.raises(DeployFailed):
        serving.deploy("r2")
    assert "SECRET_KEY" in due(serving)


@pytest.mark.parametrize("after", range(4, 40, 6))
@pytest.mark.parametrize("way", ["abort", "resume"])
def test_one_that_is_cut_off_counts_as_it_ends(serving: Stage, after: int, way: str) -> None:
    wait(serving, days=100)
    put(serving, "SECRET_KEY", "t" * 50)
    assert serving.break_off(lambda: serving.deploy("r1"), after=after)
    if way == "resume":
        serving.resume()
        assert due(serving) == ["SMOKE_PASSWORD"]
    else:
        serving.abort()
        assert due(serving) == ["SECRET_KEY", "SMOKE_PASSWORD"]


def test_the_journal_names_what_was_rotated_and_when(serving: Stage) -> None:
    put(serving, "SECRET_KEY", "t" * 50)
    serving.deploy("r2")
    first, second = list_deploys(serving.ground.journal.read())
    assert first.steps["secrets"].facts == {"rotated": []}, "nothing is known of before"
    assert second.steps["secrets"].facts == {"rotated": ["SECRET_KEY"]}
    assert "new values: SECRET_KEY" in " ".join(serving.reporter.told)


def test_a_rollback_leaves_what_was_rotated_rotated(serving: Stage) -> None:
    wait(serving, days=100)
    put(serving, "SECRET_KEY", "t" * 50)
    serving.deploy("r2")
    serving.rollback()
    assert due(serving) == ["SMOKE_PASSWORD"]


@pytest.mark.parametrize("content", [b"{", b"", b"\xff", None])
def test_a_file_of_ages_that_is_damaged_or_gone_is_a_warning_and_the_next_deploy_mends_it(
    serving: Stage, content: bytes | None
) -> None:
    path = serving.ground.places.secret_ages / "ages.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    found = find(serving, "rotation")
    assert (found.ok, found.is_warning) == (True, True)
    assert "nothing is known about their ages" in found.detail
    assert "The next deploy begins to count anew" in (found.hint or "")
    serving.deploy("r2")
    assert any("secrets count from now (" in told for told in serving.reporter.told)
    assert find(serving, "rotation").detail == "the oldest is SECRET_KEY, 0 of 90 days"


def test_ages_that_cannot_be_written_are_said_and_stop_neither_deploy_nor_undoing(serving: Stage) -> None:
    path = serving.ground.places.secret_ages / "ages.json"
    path.unlink()
    (path / "in the way").mkdir(parents=True)
    serving.deploy("r2")
    assert serving.serving == "r2"
    assert any(
        "the ages of the secrets are not noted: cannot write" in told for told in serving.reporter.told
    )
    serving.world.releases["r3"] = Behaviour(smoke_fails=True)
    with pytest.raises(DeployFailed, match="release r2 still serves"):
        serving.deploy("r3")
    assert find(serving, "rotation").is_warning


def test_before_the_first_deploy_nothing_is_missing(stage: Stage) -> None:
    found = find(stage, "rotation")
    assert (found.ok, found.is_warning, found.detail) == (True, False, "none were handed out yet")


def test_the_days_are_the_practices_and_0_switches_it_off(serving: Stage) -> None:
    wait(serving, days=31)
    assert due(serving) == []
    serving.reconfigure(secrets={"rotate_days": 30})
    assert due(serving) == ["SECRET_KEY", "SMOKE_PASSWORD"]
    serving.reconfigure(secrets={"rotate_days": 0})
    assert due(serving) == []
    found = find(serving, "rotation")
    assert (found.ok, found.is_warning) == (True, False)
    assert "secrets.rotate_days is 0" in found.detail


# --- AWS Secrets Manager: the real client, a local endpoint ----------------------------------------------------------------


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HttpHost]:
    with HttpHost([Say()]) as host:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", host.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-test")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        yield host


def test_of_one_secret_that_holds_all_each_has_an_age_of_its_own(stage: Stage, aws: HttpHost) -> None:
    """Changing one makes a new version of the object and dates it: the others are as old as they were."""
    values = {"SECRET_KEY": "s" * 50, "SMOKE_EMAIL": "smoke@synthetic.invalid", "SMOKE_PASSWORD": "p"}

    def store() -> None:
        now = stage.world.clock.now().timestamp()
        aws.answer_with(Say(body={"SecretString": json.dumps(values), "CreatedDate": now}))

    stage.reconfigure(
        secrets={"source": "aws", "aws_secret": "vantrexia/production", "aws_region": "us-east-1"}
    )
    store()
    stage.deploy("r1")
    wait(stage, days=60)
    values["SMOKE_PASSWORD"] = "q"
    store()
    stage.deploy("r1")
    wait(stage, days=30)
    asked = len(aws.asked)
    assert due(stage) == ["SECRET_KEY"]
    assert read_status(stage.ground).as_json()["secrets"]["days"] == {"SECRET_KEY": 90, "SMOKE_PASSWORD": 30}
    assert len(aws.asked) == asked, "nobody pays for a look"
