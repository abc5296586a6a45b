"""The demo's past: readings, alerts and acts stand at the hour they happened, and nobody else's past can be made up."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from tests.api.signed import secret_bytes, sign
from tests.factories import OpenDoor, make_connection
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.gateways.base import NotVerified
from vantrexia.devices.models import Delivery
from vantrexia.triage.models import Alert, AlertEvent, LevelCount, PatientState, Review
from vantrexia.vitals.models import Reading
from vantrexia.workflows import demo
from vantrexia.workflows.demo_history import NotTheDemo, Sent, live_through

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def seeded(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> demo.Seeded:
    monkeypatch.setattr(demo, "PATIENTS", 3)
    monkeypatch.setattr(demo, "OTHER_PATIENTS", 1)
    call_command("ensure_partitions", stdout=StringIO())
    return demo.seed_demo(now=NOW)


def send(seeded: demo.Seeded, home: int, at: datetime, systolic: int) -> Sent:
    """One reading of a home's cuff, measured and sent at `at`."""
    place, door = seeded.homes[home], seeded.connections[0]
    body = json.dumps(
        {
            "type": "reading",
            "reading_id": f"{home}-{at.isoformat()}",
            "device": {
                "serial": place["devices"][0]["serial"],
                "model": place["devices"][0]["model"],
                "slot": 1,
            },
            "measured_at": at.isoformat(),
            "blood_pressure": {"systolic": systolic, "diastolic": 80, "pulse": 70, "unit": "mmHg"},
        }
    ).encode()
    return signed(UUID(door["connection_id"]), door["secret"], body, at)


def signed(connection_id: UUID, secret: str | bytes, body: bytes, at: datetime) -> Sent:
    stamp = int(at.timestamp())
    name = f"msg_{stamp}_{len(body)}"
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(secret_bytes(secret), name, stamp, body),
    }
    return Sent(at, "mioconnect", connection_id, headers, body)


def test_the_past_stands_at_its_own_time_and_the_staff_has_acted_on_it(seeded: demo.Seeded) -> None:
    days = [NOW - timedelta(days=number) for number in range(8, 0, -1)]
    sent = [send(seeded, 1, at, 186 if at == days[1] else 118) for at in days]
    lived = live_through(sent, until=NOW)
    assert lived.deliveries == len(days)
    with practice_scope(demo.RIVERSIDE):
        assert [reading.received_at for reading in Reading.objects.order_by("measured_at")] == days
        assert not Reading.objects.filter(is_late=True).exists()
        alert = Alert.objects.get(rule_key__startswith="systolic", severity="critical")
        assert alert.opened_at == days[1]
        assert not alert.is_late_data
        assert alert.state == "resolved"
        assert alert.acknowledged_at is not None
        assert alert.opened_at < alert.acknowledged_at <= alert.due_at
        assert alert.resolved_at is not None
        assert alert.resolved_at < alert.opened_at + timedelta(days=2)
        steps = list(
            AlertEvent.objects.filter(alert_id=alert.id).order_by("at").values_list("action", flat=True)
        )
        assert steps[0] == "opened"
        assert steps[-1] == "resolved"
        assert Entry.objects.filter(action="alert.resolved", entity_id=str(alert.id)).count() == 1
        assert Review.objects.filter(patient_id=alert.patient_id).exists()
        assert PatientState.objects.get(patient_id=alert.patient_id).level == "normal"
        assert LevelCount.objects.filter(hour__lte=NOW - timedelta(hours=23)).exists()


def test_lived_twice_it_is_the_same_past(seeded: demo.Seeded) -> None:
    sent = [send(seeded, 1, NOW - timedelta(days=number), 185) for number in (5, 4, 3)]
    live_through(sent[:2], until=NOW - timedelta(days=4))
    live_through(sent, until=NOW)
    live_through(sent, until=NOW)
    with practice_scope(demo.RIVERSIDE):
        assert Reading.objects.count() == 3
        assert Delivery.objects.count() == 3
        assert not Alert.objects.filter(state="open", rule_key__startswith="systolic").exists()


def test_what_is_still_to_come_is_left_to_the_homes(seeded: demo.Seeded) -> None:
    sent = [send(seeded, 1, NOW - timedelta(hours=1), 120), send(seeded, 1, NOW + timedelta(hours=1), 120)]
    assert live_through(sent, until=NOW).deliveries == 1


def test_a_forged_delivery_is_not_kept(seeded: demo.Seeded) -> None:
    genuine = send(seeded, 1, NOW - timedelta(days=1), 120)
    with pytest.raises(NotVerified):
        live_through(
            [Sent(genuine.at, genuine.gateway, genuine.connection_id, genuine.headers, b"{}")], until=NOW
        )
    with practice_scope(demo.RIVERSIDE):
        assert not Delivery.objects.exists()


def test_no_practice_but_the_demos_gets_a_past(people: People) -> None:
    door: OpenDoor = make_connection(people.practice)
    with pytest.raises(NotTheDemo):
        live_through([signed(door.id, b"0" * 24, b"{}", NOW - timedelta(days=1))], until=NOW)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"sent_at": "yesterday"}', '{"sent_at": "2026-01-01T00:00:00"}']
)
def test_a_file_that_is_none_is_one_line(people: People, tmp_path: Path, line: str) -> None:
    file = tmp_path / "past.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CommandError, match="is not what"):
        call_command("seed_history", file=file)
    with pytest.raises(CommandError, match="cannot read"):
        call_command("seed_history", file=tmp_path / "none")


def test_the_command_reads_what_the_simulator_writes(seeded: demo.Seeded, tmp_path: Path) -> None:
    one = send(seeded, 1, NOW - timedelta(days=1), 120)
    line: dict[str, Any] = {
        "sent_at": one.at.isoformat(),
        "gateway": one.gateway,
        "connection_id": str(one.connection_id),
        "headers": dict(one.headers),
        "body": base64.b64encode(one.body).decode(),
    }
    file = tmp_path / "past.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    out = StringIO()
    call_command("seed_history", file=file, stdout=out)
    assert out.getvalue().startswith("1 deliveries, ")
    with practice_scope(demo.RIVERSIDE):
        assert Reading.objects.count() == 1
