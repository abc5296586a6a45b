"""Messages outlive their receivers' outage: real HTTP servers that are down, slow, refuse for now, refuse for good, and come back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.http_host import HttpHost, Say
from vantrexia_ops.alarms import sending
from vantrexia_ops.alarms.messages import Message, dedup_key
from vantrexia_ops.alarms.outbox import LONGEST_WAIT, Outbox
from vantrexia_ops.alarms.sending import Receivers, Sender
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import OpsError

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


@pytest.fixture
def pagerduty() -> Iterator[HttpHost]:
    with HttpHost([Say(202, {"status": "success"})]) as host:
        yield host


def sender(pagerduty: str = NOBODY, slack: str | None = None) -> Sender:
    address = Redacted(f"{slack}/services/T/B/s3cret") if slack else None
    return Sender(
        lambda: Receivers(
            pagerduty_url=pagerduty, pagerduty_key=Redacted("R0UT1NGKEY\n"), slack_address=address
        )
    )


def trigger(name: str = "queue") -> Message:
    return Message(
        kind="pagerduty", name=name, body={"event_action": "trigger", "dedup_key": name, "payload": {}}
    )


def test_a_message_is_on_the_disk_before_anybody_is_asked_and_without_the_key(
    outbox: Outbox, tmp_path: Path
) -> None:
    outbox.put([trigger()], now=NOW)
    (file,) = (tmp_path / "outbox").glob("*.json")
    assert json.loads(file.read_text())["body"]["dedup_key"] == "queue"
    outbox.deliver(sender(), now=NOW)
    assert "R0UT1NGKEY" not in file.read_text()


def test_taken_is_gone_and_carries_the_key(outbox: Outbox, pagerduty: HttpHost) -> None:
    outbox.put([trigger()], now=NOW)
    assert outbox.deliver(sender(pagerduty.url), now=NOW).sent == 1
    (asked,) = pagerduty.asked
    assert (asked.path, asked.body["routing_key"], asked.body["event_action"]) == (
        "/v2/enqueue",
        "R0UT1NGKEY",
        "trigger",
    )
    assert outbox.list_waiting() == []


@pytest.mark.parametrize("ill", [Say(500), Say(503), Say(429), Say(0)], ids=["500", "503", "429", "hangs up"])
def test_what_was_not_taken_waits_and_arrives_when_they_are_back(
    outbox: Outbox, pagerduty: HttpHost, ill: Say
) -> None:
    outbox.put([trigger("one"), trigger("two")], now=NOW)
    pagerduty.answer_with(ill)
    assert outbox.deliver(sender(pagerduty.url), now=NOW).sent == 0
    assert len(pagerduty.asked) == 1, "a receiver that is down is asked once, not once per message"
    pagerduty.answer_with(Say(202, {}))
    assert outbox.deliver(sender(pagerduty.url), now=NOW + timedelta(seconds=29)).sent == 0
    assert outbox.deliver(sender(pagerduty.url), now=NOW + timedelta(seconds=30)).sent == 2
    assert [asked.body["dedup_key"] for asked in pagerduty.asked] == ["one", "one", "two"]


def test_nobody_listening_is_an_outage_like_any_other(outbox: Outbox, pagerduty: HttpHost) -> None:
    outbox.put([trigger()], now=NOW)
    assert outbox.deliver(sender(NOBODY), now=NOW).waiting == 1
    assert outbox.list_waiting()[0].reason == "PagerDuty: ConnectError"
    assert outbox.deliver(sender(pagerduty.url), now=NOW + timedelta(minutes=1)).sent == 1


def test_a_receiver_that_answers_too_slowly_is_left_alone(
    outbox: Outbox, pagerduty: HttpHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_SECONDS", 0.2)
    pagerduty.answer_with(Say(202, {}, wait=1.0))
    outbox.put([trigger()], now=NOW)
    assert outbox.deliver(sender(pagerduty.url), now=NOW).waiting == 1
    assert outbox.list_waiting()[0].reason == "PagerDuty: ReadTimeout"


def test_a_pause_that_was_asked_for_is_kept_to(outbox: Outbox, pagerduty: HttpHost) -> None:
    pagerduty.answer_with(Say(429, headers={"Retry-After": "120"}))
    outbox.put([trigger()], now=NOW)
    outbox.deliver(sender(pagerduty.url), now=NOW)
    assert outbox.list_waiting()[0].due_at == NOW + timedelta(seconds=120)


@pytest.mark.parametrize(
    "asked", ["nan", "inf", "-inf", "1e300", "99999999999999999999", "-5", "0", "tomorrow", ""]
)
def test_a_pause_nobody_can_keep_to_is_an_ordinary_one_at_most_the_longest(
    outbox: Outbox, pagerduty: HttpHost, asked: str
) -> None:
    pagerduty.answer_with(Say(429, headers={"Retry-After": asked}))
    outbox.put([trigger()], now=NOW)
    outbox.deliver(sender(pagerduty.url), now=NOW)
    due_at = outbox.list_waiting()[0].due_at
    assert due_at is not None
    assert NOW + timedelta(seconds=30) <= due_at <= NOW + LONGEST_WAIT


def test_a_pause_noted_by_a_clock_that_was_wrong_is_over(outbox: Outbox, pagerduty: HttpHost) -> None:
    outbox.put([trigger()], now=NOW)
    outbox.deliver(sender(NOBODY), now=NOW + timedelta(days=365))
    assert outbox.deliver(sender(pagerduty.url), now=NOW).sent == 1


def test_without_time_the_rest_waits_for_the_next_look(outbox: Outbox, pagerduty: HttpHost) -> None:
    outbox.put([trigger(str(number)) for number in range(9)], now=NOW)
    left = iter([True, True, True, False])
    delivered = outbox.deliver(sender(pagerduty.url), now=NOW, has_time=lambda: next(left))
    assert (delivered.sent, delivered.waiting) == (3, 6)
    assert outbox.deliver(sender(pagerduty.url), now=NOW).sent == 6


def test_a_disk_that_takes_no_note_keeps_nobody_from_the_next(
    outbox: Outbox, pagerduty: HttpHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    outbox.put([Message(kind="slack", name="queue", body={"text": "it waits"}), trigger()], now=NOW)
    monkeypatch.setattr("vantrexia_ops.alarms.outbox.write_whole", refuse)
    delivered = outbox.deliver(sender(pagerduty.url, NOBODY), now=NOW)
    assert (delivered.sent, delivered.waiting) == (1, 1)


def test_pauses_double_up_to_a_quarter_of_an_hour_and_nothing_is_ever_given_up(outbox: Outbox) -> None:
    outbox.put([trigger()], now=NOW)
    now, pauses = NOW, []
    for _ in range(12):
        outbox.deliver(sender(NOBODY), now=now)
        (waiting,) = outbox.list_waiting()
        assert waiting.due_at is not None
        pauses.append((waiting.due_at - now).total_seconds())
        now = waiting.due_at
    assert pauses[:5] == [30, 60, 120, 240, 480]
    assert set(pauses[6:]) == {LONGEST_WAIT.total_seconds()}


def test_a_refusal_for_good_is_set_aside_and_holds_up_nobody(outbox: Outbox, pagerduty: HttpHost) -> None:
    pagerduty.answer_with(Say(400, {"status": "invalid event"}), Say(202, {}))
    outbox.put([trigger("bad"), trigger("good")], now=NOW)
    delivered = outbox.deliver(sender(pagerduty.url), now=NOW)
    assert (delivered.sent, delivered.refused, delivered.waiting) == (1, 1, 0)
    assert outbox.count_refused() == 1


def test_an_outage_of_one_keeps_nothing_from_the_other(outbox: Outbox, pagerduty: HttpHost) -> None:
    with HttpHost([Say(500)]) as slack:
        outbox.put([Message(kind="slack", name="queue", body={"text": "it waits"}), trigger()], now=NOW)
        assert outbox.deliver(sender(pagerduty.url, slack.url), now=NOW).sent == 1
        slack.answer_with(Say(200, b"ok"))
        assert outbox.deliver(sender(pagerduty.url, slack.url), now=NOW + timedelta(minutes=1)).sent == 1
        assert slack.asked[-1].body == {"text": "it waits"}
        assert slack.asked[-1].path == "/services/T/B/s3cret"


def test_the_address_of_a_channel_stands_in_no_file_and_no_reason(outbox: Outbox, tmp_path: Path) -> None:
    outbox.put([Message(kind="slack", name="queue", body={"text": "it waits"})], now=NOW)
    outbox.deliver(sender(slack=NOBODY), now=NOW)
    assert outbox.list_waiting()[0].reason == "Slack: ConnectError"
    assert "s3cret" not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))


def test_the_same_thing_said_twice_is_one_message(outbox: Outbox) -> None:
    outbox.put([trigger(), trigger()], now=NOW)
    outbox.put([trigger()], now=NOW + timedelta(minutes=1))
    assert len(outbox.list_waiting()) == 1


def test_an_end_never_overtakes_its_beginning(outbox: Outbox, pagerduty: HttpHost) -> None:
    outbox.put([trigger("z")], now=NOW)
    outbox.put(
        [Message(kind="pagerduty", name="a-over", body={"event_action": "resolve", "dedup_key": "z"})],
        now=NOW + timedelta(seconds=1),
    )
    outbox.deliver(sender(pagerduty.url), now=NOW + timedelta(seconds=2))
    assert [asked.body["event_action"] for asked in pagerduty.asked] == ["trigger", "resolve"]


GOOD = {"kind": "slack", "name": "x", "body": {"text": "x"}, "tries": 0, "due_at": None, "reason": ""}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        json.dumps({**GOOD, "kind": "pigeon"}),
        json.dumps({**GOOD, "body": ["x"]}),
        json.dumps({**GOOD, "tries": None}),
        json.dumps({**GOOD, "due_at": "2026-11-23T12:00:00"}),
    ],
)
def test_a_file_that_holds_no_message_is_set_aside_and_holds_up_nobody(
    outbox: Outbox, pagerduty: HttpHost, tmp_path: Path, text: str
) -> None:
    outbox.put([trigger()], now=NOW)
    (tmp_path / "outbox" / "00000000-broken.json").write_text(text)
    delivered = outbox.deliver(sender(pagerduty.url), now=NOW)
    assert (delivered.sent, delivered.waiting) == (1, 0)
    assert outbox.count_refused() == 1


def test_causes_of_a_host_with_a_long_name_are_told_apart() -> None:
    source = ".".join(["a" * 60] * 5)
    keys = {dedup_key(key, source=source) for key in ("deliveries", "database", "beat")}
    assert len(keys) == 3
    assert all(len(key) <= 255 for key in keys)
    assert dedup_key("beat", source="app.practice.example") == "vantrexia/app.practice.example/beat"


def test_a_place_that_cannot_be_written_is_said_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OpsError, match=r"cannot write .*outbox"):
        Outbox(tmp_path / "file" / "outbox").put([trigger()], now=NOW)
