"""The dashboard asks for figures there are: every metric and label it names comes out of the application or of `vantrexia watch`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.api.signed import post_signed
from tests.factories import make_connection
from tests.people import People
from vantrexia.core.ticks import tick

ROOT = Path(__file__).resolve().parents[3]
DASHBOARD = json.loads((ROOT / "docker" / "grafana" / "vantrexia.json").read_text(encoding="utf-8"))
NAME = re.compile(r"vantrexia_[a-z_]+")


def list_expressions(panels: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for panel in panels:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
        yield from list_expressions(panel.get("panels", []))


EXPRESSIONS = [
    *list_expressions(DASHBOARD["panels"]),
    *((a["name"], a["expr"]) for a in DASHBOARD["annotations"]["list"]),
]


@pytest.fixture
def application(people: People) -> dict[str, set[str]]:
    """Every sample name of `/metrics` with the labels it carries, after everything has happened once."""
    now = datetime.now(tz=UTC)
    tick("proof_of_life", now=now, detail={"millis": 400})
    tick("beat", now=now)
    door = make_connection(people.practice)
    post_signed(door.id, door.secret, b'{"type": "reading"}')
    people.nora.get("/api/v1/patients/")
    return read_names(Client().get("/metrics").content.decode())


PRINT = """
from datetime import UTC, datetime
from vantrexia_ops.alarms.figures import HostFigures, render_textfile
from vantrexia_ops.alarms.slo import WINDOWS, Burn
print(render_textfile(HostFigures(
    source="x", release="r", edge_requests=1, edge_errors=1, burns=tuple(Burn(window=w, rate=0, is_firing=False) for w in WINDOWS),
    budget_left=1, standing={}, outbox_waiting=0, outbox_refused=0, deploys={("deploy", "good"): 1},
    last_deploy_at=datetime.now(tz=UTC), last_deploy_seconds=1, oldest_secret_seconds=1,
)))
"""


def watch_names() -> dict[str, set[str]]:
    """What `vantrexia watch` writes, printed by the tool itself: the two sides share no code."""
    argv = (sys.executable, "-c", PRINT)
    printed = subprocess.run(argv, cwd=ROOT / "ops", capture_output=True, text=True, check=True).stdout
    return read_names(printed)


def read_names(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_there_is_something_on_it() -> None:
    assert len(EXPRESSIONS) > 20
    assert {"row", "stat", "timeseries"} == {panel["type"] for panel in DASHBOARD["panels"]}
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in DASHBOARD["panels"]]
    assert len(places) == len(set(places)), "two panels in one place"
    assert all(
        panel["datasource"]["uid"] == "${datasource}"
        for panel in DASHBOARD["panels"]
        if panel["type"] != "row"
    )


@pytest.mark.django_db
def test_every_metric_on_it_exists_with_its_labels(application: dict[str, set[str]]) -> None:
    known = {**watch_names(), **application}
    wrong = []
    for title, expression in EXPRESSIONS:
        names = NAME.findall(expression)
        assert names, title
        labels = set(re.findall(r"(\w+)=", expression)) | {
            label.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for label in group.split(",")
        }
        for name in names:
            if name not in known:
                wrong.append(f"{title}: {name}")
            elif not labels - {"le"} <= known[name]:
                wrong.append(f"{title}: {name} has no {labels - known[name]}")
    assert wrong == []


@pytest.mark.django_db
def test_every_figure_the_issue_asks_for_is_on_it(application: dict[str, set[str]]) -> None:
    text = " ".join(expression for _, expression in EXPRESSIONS)
    for name in (
        "vantrexia_requests_total", "vantrexia_deliveries_oldest_seconds", "vantrexia_reading_to_alert_milliseconds",
        'name="proof_of_life"', 'name="beat"', "vantrexia_webhook_deliveries_total", "vantrexia_deploys_total", "vantrexia_slo_burn_rate",
    ):  # fmt: skip
        assert name in text
    shown = set(NAME.findall(text))
    bare = {
        name.removesuffix("_created").removesuffix("_count").removesuffix("_sum").removesuffix("_bucket")
        for name in application
    }
    hidden = bare - {name.removesuffix("_bucket") for name in shown}
    assert hidden <= {"vantrexia_requests", "vantrexia_webhook_deliveries"}, "a figure nobody sees"
