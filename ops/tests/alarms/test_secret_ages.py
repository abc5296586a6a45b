"""Secrets that have become old are told once, with their names, days and the runbook, and are over when they were rotated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.alarms.ward import Ward

DAY = 86_400
RUNBOOK = "docs/runbooks/secrets.md"


def put(ward: Ward, name: str, value: str) -> None:
    (Path(ward.stage.ground.config.secrets.directory) / name).write_text(value)


def wait(ward: Ward, *, days: float) -> None:
    ward.stage.world.clock.sleep(days * DAY)


def events(ward: Ward) -> list[tuple[str, str]]:
    """Of secrets only: days of a test are long enough for other things to be told."""
    return [event for event in ward.events() if event[1].startswith("secrets-")]


def look(ward: Ward, *, times: int = 3) -> None:
    for _ in range(times):
        ward.look()


def test_old_secrets_are_told_once_as_a_warning_and_over_when_they_were_rotated(ward: Ward) -> None:
    wait(ward, days=89)
    look(ward)
    assert events(ward) == []
    wait(ward, days=1)
    look(ward)
    wait(ward, days=1)
    look(ward)
    assert events(ward) == [("trigger", "secrets-of-2026-11-23")]
    (trigger,) = [asked.body for asked in ward.pagerduty.asked if asked.body.get("event_action") == "trigger"]
    assert trigger["payload"]["severity"] == "warning"
    assert "secrets are due for rotation after 90 days: PAGERDUTY_ROUTING_KEY (90 days), SECRET_KEY" in str(
        trigger
    )
    (text,) = [asked.body["text"] for asked in ward.slack.asked if "rotation" in asked.body["text"]]
    assert text.startswith(":warning:")
    assert f"SMOKE_PASSWORD (90 days). {RUNBOOK} says how." in text
    for told in (*ward.pagerduty.asked, *ward.slack.asked):
        assert "s" * 50 not in str(told.body)
    for name in ("SECRET_KEY", "SMOKE_PASSWORD", "PAGERDUTY_ROUTING_KEY"):
        put(ward, name, "another" * 10)
    put(ward, "SLACK_WEBHOOK_URL", f"{ward.slack.url}/services/T/B/an0ther")
    look(ward)
    assert events(ward)[1:] == [], "a value in the store that nobody uses"
    ward.stage.deploy("r1")
    look(ward)
    assert events(ward) == [("trigger", "secrets-of-2026-11-23"), ("resolve", "secrets-of-2026-11-23")]


def test_what_is_left_undone_keeps_nobody_from_hearing_of_the_next(ward: Ward) -> None:
    wait(ward, days=45)
    put(ward, "SECRET_KEY", "t" * 50)
    ward.stage.deploy("r1")
    wait(ward, days=46)
    look(ward)
    wait(ward, days=45)
    look(ward)
    assert events(ward) == [("trigger", "secrets-of-2026-11-23"), ("trigger", "secrets-of-2027-01-07")]
    standing = {alarm.key: alarm.summary for alarm in ward.look().standing}
    assert "SECRET_KEY" not in standing["secrets-of-2026-11-23"]
    assert standing["secrets-of-2027-01-07"].endswith("due for rotation after 90 days: SECRET_KEY (91 days)")


def test_ages_nobody_knows_are_a_cause_of_their_own_and_over_after_a_deploy(ward: Ward) -> None:
    look(ward)
    (ward.stage.ground.places.secret_ages / "ages.json").write_text("{")
    look(ward, times=2)
    assert events(ward) == []
    look(ward, times=2)
    assert events(ward) == [("trigger", "secrets-unknown")]
    ward.stage.deploy("r1")
    look(ward)
    assert events(ward) == [("trigger", "secrets-unknown"), ("resolve", "secrets-unknown")]


def test_what_stood_is_not_over_because_nothing_is_known_any_more(ward: Ward) -> None:
    wait(ward, days=90)
    look(ward)
    path = ward.stage.ground.places.secret_ages / "ages.json"
    text = path.read_text()
    path.write_text("{")
    look(ward, times=5)
    assert events(ward) == [("trigger", "secrets-of-2026-11-23"), ("trigger", "secrets-unknown")]
    path.write_text(text)
    look(ward)
    assert events(ward)[2:] == [("resolve", "secrets-unknown")]


def test_0_days_tell_nobody(ward: Ward) -> None:
    ward.stage.reconfigure(secrets={"rotate_days": 0})
    wait(ward, days=500)
    look(ward)
    (ward.stage.ground.places.secret_ages / "ages.json").unlink()
    look(ward)
    assert events(ward) == []


def read_figures(ward: Ward) -> tuple[str, dict[str, float]]:
    """What Prometheus reads, and the last line for CloudWatch."""
    alarms = ward.stage.ground.config.alarms
    text = (Path(alarms.textfile_directory) / "vantrexia.prom").read_text()
    return text, json.loads(Path(alarms.emf_file).read_text().splitlines()[-1])


def test_others_are_told_how_old_the_oldest_is(ward: Ward) -> None:
    wait(ward, days=40)
    ward.look()
    text, line = read_figures(ward)
    assert 40 * 86_400 <= line["SecretOldestAge"] < 40.1 * 86_400
    shown = text.partition("\nvantrexia_secret_oldest_age_seconds ")[2].partition("\n")[0]
    assert float(shown) == line["SecretOldestAge"]
    put(ward, "SECRET_KEY", "s" * 50)
    ward.stage.deploy("r2")
    wait(ward, days=1)
    ward.look()
    assert read_figures(ward)[1]["SecretOldestAge"] >= 41 * 86_400, "the others are as old as they were"


@pytest.mark.parametrize("why", ["nothing is known", "nobody asks"])
def test_an_age_nobody_knows_is_no_figure(ward: Ward, why: str) -> None:
    if why == "nobody asks":
        ward.stage.reconfigure(secrets={"rotate_days": 0})
    else:
        (ward.stage.ground.places.secret_ages / "ages.json").write_text("{")
    ward.look()
    text, line = read_figures(ward)
    assert "vantrexia_alarms_standing" in text
    assert "vantrexia_secret_oldest" not in text
    assert "SecretOldestAge" not in line
