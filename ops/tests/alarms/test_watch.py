"""A look once a minute: what is told, what is restarted, and that nothing a look meets ends it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.alarms.ward import WELL, Ward
from tests.flows.world import Behaviour
from tests.http_host import Say
from tests.pipeline.places import ROOT
from vantrexia_ops.alarms.rules import SWEEPS
from vantrexia_ops.cli.watch import describe, send_test
from vantrexia_ops.errors import ConfigurationError, OpsError
from vantrexia_ops.flows.engine import DeployFailed
from vantrexia_ops.flows.maintenance import set_maintenance
from vantrexia_ops.flows.telling import tell_of_deploys


def keys(ward: Ward) -> set[str]:
    return {alarm.key for alarm in ward.look().standing}


def test_on_a_good_day_nobody_is_told_anything_but_the_deploy(ward: Ward) -> None:
    for _ in range(5):
        seen = ward.look()
        assert (seen.standing, seen.problems, seen.restarted) == ((), (), ())
    assert [action for action, _ in ward.events()] == ["change"]


@pytest.mark.parametrize(
    ("figures", "key"),
    [
        ({"queue": 301}, "deliveries"),
        ({"proof": 721}, "proof-of-life"),
        ({"beat": 121}, "beat"),
        ({"steps": 601}, "reminders"),
        ({"notifications": 601}, "notifications"),
        ({"scores": 601}, "silence"),
        ({"seal": 601}, "sealing"),
        ({"millis": 60_001}, "reading-to-alert"),
        ({"unstored": 1}, "partitions"),
        ({"unprepared": 2}, "partitions"),
        ({"up": 0}, "database"),
    ],
)
def test_a_figure_beyond_its_limit_is_told_once_and_over_once(
    ward: Ward, figures: dict[str, float], key: str
) -> None:
    ward.look()
    ward.web.page = {**WELL, **figures}
    for _ in range(3):
        ward.look()
    assert ward.events()[1:] == [("trigger", key)]
    assert any(
        key in asked.body["text"] or "practice.example" in asked.body["text"] for asked in ward.slack.asked
    )
    ward.web.page = dict(WELL)
    for _ in range(3):
        ward.look()
    assert ward.events()[1:] == [("trigger", key), ("resolve", key)]


@pytest.mark.parametrize(
    "figures", [{"queue": 300}, {"proof": 720}, {"beat": 120}, {"steps": 600}, {"millis": 60_000}]
)
def test_a_figure_at_its_limit_is_still_well(ward: Ward, figures: dict[str, float]) -> None:
    ward.web.page = {**WELL, **figures}
    assert [keys(ward) for _ in range(3)] == [set()] * 3


def test_an_application_that_does_not_answer_pages_after_two_looks(ward: Ward) -> None:
    ward.look()
    ward.web.is_away = True
    assert keys(ward) == set()
    assert "application" in keys(ward)
    assert ("trigger", "application") in ward.events()


def test_a_figure_that_is_missing_is_no_good_news(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tests.alarms.ward.PAGE", "# TYPE vantrexia_database_up gauge\nvantrexia_database_up 1.0\n"
    )
    for _ in range(5):
        seen = ward.look()
    assert {"deliveries", "proof-of-life", "beat"} <= {alarm.key for alarm in seen.standing}


def test_the_jobs_it_waits_for_are_jobs_of_the_schedule_and_leave_that_sign() -> None:
    """The two sides share no code: a job by another name would be an alarm that stands for ever, or that never comes."""
    commands = (ROOT / "docs/operations/commands.md").read_text(encoding="utf-8")
    health = (ROOT / "backend/vantrexia/api/health.py").read_text(encoding="utf-8")
    for _, job, _, _ in SWEEPS:
        assert f"| `{job}` |" in commands
        assert f'"{job}": timedelta(' in health


def test_a_delivery_that_could_not_be_kept_is_told_at_once(ward: Ward) -> None:
    ward.look()
    ward.web.page = {**WELL, "lost": 2}
    assert "deliveries-not-kept" in keys(ward)


def test_real_readings_that_wait_are_told_and_over_when_they_no_longer_do(ward: Ward) -> None:
    """Ten of a hundred are slower than the limit, look after look; then none is."""
    ward.look()
    page = dict(WELL)
    for _ in range(3):
        page |= {"in_time": page["in_time"] + 90, "readings": page["readings"] + 100}
        ward.web.page = dict(page)
        ward.look()
    assert ward.events()[1:] == [("trigger", "readings-late")]
    for _ in range(3):
        page |= {"in_time": page["in_time"] + 100, "readings": page["readings"] + 100}
        ward.web.page = dict(page)
        ward.look()
    assert ward.events()[1:] == [("trigger", "readings-late"), ("resolve", "readings-late")]


@pytest.mark.parametrize(("slow", "readings"), [(2, 10), (4, 100)])
def test_a_few_slow_readings_are_no_cause(ward: Ward, slow: int, readings: int) -> None:
    ward.look()
    page = dict(WELL)
    for _ in range(3):
        page |= {"in_time": page["in_time"] + readings - slow, "readings": page["readings"] + readings}
        ward.web.page = dict(page)
        assert keys(ward) == set()


def test_counters_that_begin_anew_after_a_deploy_are_no_loss(ward: Ward) -> None:
    ward.web.page = {**WELL, "lost": 7}
    ward.look()
    ward.web.page = {**WELL, "lost": 0}
    assert keys(ward) == set()


def test_errors_at_the_edge_burn_the_budget_and_page(ward: Ward) -> None:
    ward.runner.answers_200, ward.runner.answers_500 = 10, 10
    for _ in range(3):
        seen = ward.look()
    assert {alarm.key for alarm in seen.standing} >= {"slo-fast", "slo-medium"}
    assert {burn.window.name: burn.rate > 14.4 for burn in seen.burns}["fast"]


def test_a_night_without_anybody_is_seen_through_our_own_questions(ward: Ward) -> None:
    ward.runner.answers_200 = 0
    ward.look()
    ward.web.is_away = True
    for _ in range(4):
        seen = ward.look()
    assert "slo-fast" in {alarm.key for alarm in seen.standing}


def test_maintenance_is_announced_and_alarms_nobody(ward: Ward) -> None:
    set_maintenance(ward.stage.ground, on=True)
    ward.web.page = {**WELL, "queue": 4000}
    ward.runner.answers_500 = 50
    for _ in range(4):
        assert ward.look().standing == ()


def test_a_container_that_stays_unhealthy_is_restarted_with_growing_pauses_and_paged(ward: Ward) -> None:
    ward.look()
    ward.runner.ill.add("celery")
    restarts = []
    for minute in range(40):
        if ward.look().restarted:
            restarts.append(minute)
    assert restarts == [0, 5, 15, 35]
    assert ward.runner.restarted == ["celery"] * 4
    assert [event for event in ward.events() if event[1] == "container-celery"] == [
        ("trigger", "container-celery")
    ]


def test_nothing_is_restarted_while_somebody_works_on_the_host(ward: Ward) -> None:
    ward.runner.ill.add("backend")
    ward.stage.ground.leases.lock(who="ada", why="looking")
    assert ward.look().restarted == ()
    assert ward.runner.restarted == []


def test_an_engine_that_is_gone_is_told_and_ends_no_look(ward: Ward) -> None:
    ward.look()
    ward.stage.world.is_engine_gone = True
    for _ in range(3):
        seen = ward.look()
    assert "host-engine" in {alarm.key for alarm in seen.standing}
    assert any("engine" in problem for problem in seen.problems)
    assert ("trigger", "host-engine") in ward.events()


def test_a_journal_changed_by_another_hand_is_told(ward: Ward) -> None:
    path = ward.stage.ground.journal.path
    path.write_text(path.read_text().replace('"who":"ada@host"', '"who":"eve@host"', 1))
    for _ in range(3):
        seen = ward.look()
    assert "host-journal" in {alarm.key for alarm in seen.standing}


def test_what_it_remembers_may_be_lost_or_broken(ward: Ward) -> None:
    ward.look()
    (ward.directory / "notes.json").write_text("{")
    (ward.directory / "samples.json").write_text("[1]")
    assert ward.look().problems == ()


def test_an_alarm_outlives_an_outage_of_everybody_who_is_told(ward: Ward) -> None:
    ward.look()
    ward.pagerduty.answer_with(Say(500))
    ward.slack.answer_with(Say(0))
    ward.web.page = {**WELL, "queue": 301}
    for _ in range(3):
        seen = ward.look()
    assert seen.waiting == 2
    before = len(ward.pagerduty.asked)
    ward.pagerduty.answer_with(Say(202, {}))
    ward.slack.answer_with(Say(200, b"ok"))
    for _ in range(8):
        seen = ward.look()
    assert seen.waiting == 0
    assert ("trigger", "deliveries") in ward.events()[before:]


def test_a_receiver_that_is_away_for_long_is_told_by_the_other_one(ward: Ward) -> None:
    ward.look()
    ward.pagerduty.answer_with(Say(503))
    ward.web.page = {**WELL, "queue": 301}
    for _ in range(25):
        ward.look()
    assert any("PagerDuty has taken no message for a while: PagerDuty answered 503" in asked.body["text"]
               for asked in ward.slack.asked)  # fmt: skip
    ward.pagerduty.answer_with(Say(202, {}))
    for _ in range(20):
        seen = ward.look()
    assert {alarm.key for alarm in seen.standing} == {"deliveries"}


def test_slow_receivers_take_a_look_only_so_long(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vantrexia_ops.flows.telling.SEND_SECONDS", 0.0)
    seen = ward.look()
    assert (seen.sent, seen.waiting) == (0, 2)
    monkeypatch.undo()
    assert ward.look().waiting == 0


def test_a_key_pagerduty_does_not_know_is_told_by_the_other_one(ward: Ward) -> None:
    ward.look()
    ward.pagerduty.answer_with(Say(400, {"message": "Invalid routing key"}))
    ward.web.page = {**WELL, "queue": 301}
    for _ in range(3):
        seen = ward.look()
    assert "receiver-pagerduty" in {alarm.key for alarm in seen.standing}
    assert any("PagerDuty refuses messages" in asked.body["text"] for asked in ward.slack.asked)
    assert seen.refused > 0


# --- deploys -------------------------------------------------------------------------------------------------------------


def test_every_deploy_is_one_change_event_and_one_line_however_it_ended(ward: Ward) -> None:
    ward.look()
    ward.stage.world.releases["r2"] = Behaviour(never_ready=True)
    with pytest.raises(DeployFailed):
        ward.stage.deploy("r2")
    tell_of_deploys(ward.stage.ground)
    tell_of_deploys(ward.stage.ground)
    ward.look()
    changes = [summary for action, summary in ward.events() if action == "change"]
    assert len(changes) == 2
    assert "deploy of r1 by ada@host good" in changes[0]
    assert "deploy of r2 by ada@host failed" in changes[1]
    assert "is not ready" in changes[1]


def test_a_deploy_is_never_kept_waiting_by_those_who_are_told(ward: Ward) -> None:
    ward.pagerduty.answer_with(Say(503))
    ward.stage.deploy("r2")
    tell_of_deploys(ward.stage.ground)
    assert any("wait for PagerDuty" in told for told in ward.stage.reporter.told)


def test_a_store_of_secrets_that_is_away_is_no_reason_for_a_deploy_to_fail(ward: Ward) -> None:
    Path(ward.stage.ground.config.secrets.directory).chmod(0o755)
    tell_of_deploys(ward.stage.ground)
    assert any("nobody was told" in told for told in ward.stage.reporter.told)
    assert ward.look().waiting == 2


def test_without_keys_nobody_is_told_and_nothing_piles_up(ward: Ward) -> None:
    for name in ("PAGERDUTY_ROUTING_KEY", "SLACK_WEBHOOK_URL"):
        (Path(ward.stage.ground.config.secrets.directory) / name).unlink()
    assert ward.look().waiting == 0
    assert ward.pagerduty.asked == []
    with pytest.raises(ConfigurationError, match="nobody would be told") as refusal:
        send_test(ward.stage.ground)
    assert "PAGERDUTY_ROUTING_KEY" in str(refusal.value.hint)


def test_a_test_message_reaches_everybody_or_says_who_did_not_take_it(ward: Ward) -> None:
    send_test(ward.stage.ground)
    assert ("change", "app.practice.example: test message of vantrexia watch") in ward.events()
    ward.slack.answer_with(Say(503))
    ward.stage.world.clock.sleep(1)
    with pytest.raises(OpsError, match="Slack answered 503"):
        send_test(ward.stage.ground)


# --- figures for others ------------------------------------------------------------------------------------------------------


def read_emf(ward: Ward) -> list[dict[str, Any]]:
    path = Path(ward.stage.ground.config.alarms.emf_file)
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_each_look_writes_one_line_of_the_embedded_metric_format(ward: Ward) -> None:
    ward.look()
    waits = {"quick": 140, "in_time": 199, "readings": 200, "waited": 90}
    ward.web.page = {**WELL, "requests": 1250, "accepted": 57, **waits}
    ward.look()
    first, second = read_emf(ward)
    for line in (first, second):
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        assert isinstance(line["_aws"]["Timestamp"], int)
        assert (directive["Namespace"], directive["Dimensions"]) == ("Vantrexia", [["Host"]])
        assert len(directive["Metrics"]) <= 100
        for metric in directive["Metrics"]:
            assert isinstance(line[metric["Name"]], int | float), metric
        assert line["Host"] == "app.practice.example"
        assert {"ts", "level", "logger", "msg"} <= set(line)
    assert (second["Requests"], second["DeliveriesAccepted"]) == (250, 7)
    assert (
        second["QueueAge"],
        second["ProofOfLifeAge"],
        second["BeatTickAge"],
        second["ReadingToAlert"],
    ) == (2, 100, 4, 800)
    assert (second["Deploys"], second["ApplicationUp"]) == (1, 1)
    assert (second["ReadingsEvaluated"], second["ReadingWaitAverage"], second["ReadingWaitP99"]) == (
        100,
        0.5,
        60,
    )


def test_the_emf_file_is_turned_over_before_it_fills_the_disk(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vantrexia_ops.flows.publishing.EMF_FILE_MOST", 100)
    for _ in range(4):
        ward.look()
    path = Path(ward.stage.ground.config.alarms.emf_file)
    assert sorted(found.name for found in path.parent.glob("emf*")) == ["emf.json", "emf.json.1"]
    assert len(read_emf(ward)) == 1


def test_the_textfile_counts_deploys_from_the_journal(ward: Ward) -> None:
    ward.stage.world.releases["r2"] = Behaviour(smoke_fails=True)
    with pytest.raises(DeployFailed):
        ward.stage.deploy("r2")
    ward.stage.deploy("r3")
    ward.look()
    text = (Path(ward.stage.ground.config.alarms.textfile_directory) / "vantrexia.prom").read_text()
    assert 'vantrexia_deploys_total{kind="deploy",outcome="good"} 2.0' in text
    assert 'vantrexia_deploys_total{kind="deploy",outcome="failed"} 1.0' in text
    assert "vantrexia_last_deploy_seconds" in text
    assert 'vantrexia_slo_burn_rate{window="fast"} 0.0' in text
    assert "_created" not in text


def test_a_place_for_figures_that_cannot_be_written_is_a_problem_and_no_end(
    ward: Ward, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    ward.stage.reconfigure(alarms={"textfile_directory": str(tmp_path / "file" / "x")})
    seen = ward.look()
    assert any("cannot write" in problem for problem in seen.problems)


def test_a_look_is_described_for_machines(ward: Ward) -> None:
    ward.look()
    ward.web.page = {**WELL, "millis": 70_000}
    told = describe(ward.look())
    assert json.loads(json.dumps(told))["begun"] == ["reading-to-alert"]
