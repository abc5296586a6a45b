"""A host that is watched: the stage of the deploy tests with a page of figures, unhealthy containers, and real HTTP receivers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.flows.fakes import FakeContainer, FakeRunner, FakeWeb
from tests.flows.stage import Stage, make_stage
from tests.http_host import HttpHost, Say
from vantrexia_ops.commands import Command
from vantrexia_ops.flows.watch import Look, look
from vantrexia_ops.probes.web import Answer, Door, NoAnswer
from vantrexia_ops.runner import Said

PAGE = """# TYPE vantrexia_database_up gauge
vantrexia_database_up {up}
# TYPE vantrexia_deliveries_oldest_seconds gauge
vantrexia_deliveries_oldest_seconds {queue}
# TYPE vantrexia_deliveries_waiting gauge
vantrexia_deliveries_waiting 3.0
# TYPE vantrexia_sign_of_life_age_seconds gauge
vantrexia_sign_of_life_age_seconds{{name="proof_of_life"}} {proof}
vantrexia_sign_of_life_age_seconds{{name="beat"}} {beat}
vantrexia_sign_of_life_age_seconds{{name="sweep_steps"}} {steps}
vantrexia_sign_of_life_age_seconds{{name="sweep_notifications"}} {notifications}
vantrexia_sign_of_life_age_seconds{{name="sweep_scores"}} {scores}
vantrexia_sign_of_life_age_seconds{{name="seal_audit"}} {seal}
# TYPE vantrexia_partitions_missing gauge
vantrexia_partitions_missing{{month="this"}} {unstored}
vantrexia_partitions_missing{{month="next"}} {unprepared}
# TYPE vantrexia_reading_to_alert_milliseconds gauge
vantrexia_reading_to_alert_milliseconds {millis}
# TYPE vantrexia_reading_to_alert_seconds histogram
vantrexia_reading_to_alert_seconds_bucket{{le="1.0"}} {quick}
vantrexia_reading_to_alert_seconds_bucket{{le="60.0"}} {in_time}
vantrexia_reading_to_alert_seconds_bucket{{le="300.0"}} {readings}
vantrexia_reading_to_alert_seconds_bucket{{le="+Inf"}} {readings}
vantrexia_reading_to_alert_seconds_count {readings}
vantrexia_reading_to_alert_seconds_sum {waited}
# TYPE vantrexia_requests counter
vantrexia_requests_total{{method="GET",route="api/v1/patients/",status="200"}} {requests}
# TYPE vantrexia_webhook_deliveries counter
vantrexia_webhook_deliveries_total{{gateway="tenovi",verdict="accepted"}} {accepted}
vantrexia_webhook_deliveries_total{{gateway="tenovi",verdict="not_kept"}} {lost}
"""
WELL: dict[str, float] = {
    "up": 1, "queue": 2, "proof": 100, "beat": 4, "millis": 800, "requests": 1000, "accepted": 50, "lost": 0,
    "steps": 5, "notifications": 3, "scores": 30, "seal": 9, "quick": 90, "in_time": 100, "readings": 100, "waited": 40,
    "unstored": 0, "unprepared": 0,
}  # fmt: skip


class WatchedRunner(FakeRunner):
    """Also restarts containers, and knows which are ill."""

    ill: set[str]
    starting: set[str]
    restarted: list[str]
    answers_500: int = 0
    answers_200: int = 5

    def _say(self, command: Command) -> Said:
        if command.argv[:2] == ("docker", "restart"):
            found = self.world.by_id(command.argv[-1])
            assert found is not None
            self.restarted.append(found.service)
            return Said(0)
        return super()._say(command)

    def _inspect(self, container: FakeContainer) -> dict[str, Any]:
        told = super()._inspect(container)
        if container.service in self.ill:
            told["State"]["Health"]["Status"] = "unhealthy"
        if container.service in self.starting:
            told["State"]["Health"]["Status"] = "starting"
        return told

    def _logs(self, rest: Any) -> Said:
        if "--since" not in rest:
            return super()._logs(rest)
        line = '{{"status": {}, "upstream": "10.203.2.11:8000"}}'
        return Said(
            0, "\n".join([line.format(200)] * self.answers_200 + [line.format(500)] * self.answers_500)
        )


@dataclass
class WatchedWeb:
    """The stage's web, with the application's page of figures."""

    inner: FakeWeb
    page: dict[str, float] = field(default_factory=lambda: dict(WELL))
    is_away: bool = False

    def get(self, door: Door, path: str, **words: Any) -> Answer:
        if self.is_away:
            raise NoAnswer(f"no answer from {door.origin}{path}")
        if path == "/metrics":
            return Answer(status=200, headers={}, body=PAGE.format(**self.page).encode(), millis=1)
        return self.inner.get(door, path, **words)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass
class Ward:
    stage: Stage
    runner: WatchedRunner
    web: WatchedWeb
    pagerduty: HttpHost
    slack: HttpHost

    def look(self, *, after_seconds: float = 60) -> Look:
        self.stage.world.clock.sleep(after_seconds)
        return look(self.stage.ground)

    def events(self) -> list[tuple[str, str]]:
        """What PagerDuty took: (action, cause); changes are ("change", summary)."""
        return [
            ("change", asked.body["payload"]["summary"])
            if asked.path.endswith("/change/enqueue")
            else (asked.body["event_action"], asked.body["dedup_key"].rpartition("/")[2])
            for asked in self.pagerduty.asked
        ]

    @property
    def directory(self) -> Path:
        return self.stage.ground.places.state / "alarms"


@contextmanager
def make_ward(memory: Path) -> Iterator[Ward]:
    stage = make_stage(memory)
    with HttpHost([Say(202, {"status": "success"})]) as pagerduty, HttpHost([Say(200, b"ok")]) as slack:
        secrets = Path(stage.ground.config.secrets.directory)
        (secrets / "PAGERDUTY_ROUTING_KEY").write_text("R0UT1NGKEY\n")
        (secrets / "SLACK_WEBHOOK_URL").write_text(f"{slack.url}/services/T/B/s3cret\n")
        out = memory / "out"
        stage.reconfigure(
            alarms={
                "pagerduty_url": pagerduty.url,
                "textfile_directory": str(out),
                "emf_file": str(out / "emf.json"),
            }
        )
        runner = WatchedRunner(stage.world, guard=stage.ground.fence.check)
        runner.ill, runner.starting, runner.restarted = set(), set(), []
        web = WatchedWeb(stage.web)
        stage.ground = replace(stage.ground, runner=runner, web=web)
        stage.deploy("r1")
        yield Ward(stage=stage, runner=runner, web=web, pagerduty=pagerduty, slack=slack)
