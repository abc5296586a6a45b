"""Alarms begin once, do not flicker, and end when they are over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vantrexia_ops.alarms.restarting import LONGEST_PAUSE, Restarted, choose_restarts, pause
from vantrexia_ops.alarms.rules import Alarm
from vantrexia_ops.alarms.standing import QUIET_LOOKS, Standing, settle

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def alarm(key: str = "queue", *, looks: int = 1, severity: str = "error") -> Alarm:
    return Alarm(key=key, severity=severity, summary="it waits", hint="look", looks=looks)  # type: ignore[arg-type]


def run(looks: list[list[Alarm]]) -> list[tuple[list[str], list[str]]]:
    """What was told at each look: begun and over."""
    standing: tuple[Standing, ...] = ()
    told = []
    for number, firing in enumerate(looks):
        settled = settle(standing, firing, now=NOW + timedelta(minutes=number))
        standing = settled.standing
        told.append(([found.key for found in settled.begun], [found.key for found in settled.over]))
    return told


def test_it_is_told_once_and_over_once() -> None:
    assert run([[alarm()], [alarm()], [], [], []]) == [
        (["queue"], []),
        ([], []),
        ([], []),
        ([], ["queue"]),
        ([], []),
    ]


def test_one_good_look_in_between_resolves_nothing() -> None:
    assert run([[alarm()], [], [alarm()], [], [alarm()]]) == [
        (["queue"], []),
        ([], []),
        ([], []),
        ([], []),
        ([], []),
    ]


def test_what_must_be_seen_twice_is_told_at_the_second_look_in_a_row() -> None:
    twice = [alarm(looks=2)]
    assert run([twice, [], twice, twice]) == [([], []), ([], []), ([], []), (["queue"], [])]


def test_what_grows_worse_is_told_again_and_what_grows_milder_is_not() -> None:
    told = run([[alarm(severity="warning")], [alarm(severity="critical")], [alarm(severity="error")]])
    assert [begun for begun, _ in told] == [["queue"], ["queue"], []]


def test_a_look_that_cannot_see_the_cause_neither_ends_nor_counts_it() -> None:
    def look(standing: tuple[Standing, ...], firing: list[Alarm], *, hidden: bool) -> tuple[Standing, ...]:
        settled = settle(standing, firing, now=NOW, is_hidden=lambda key: hidden)
        assert settled.over == ()
        return settled.standing

    told = settle((), [alarm()], now=NOW).standing
    for _ in range(5):
        told = look(told, [], hidden=True)
    assert [(found.told, found.quiet) for found in told] == [(True, 0)]
    assert settle(look(told, [], hidden=False), [], now=NOW).over != ()
    once = look((), [alarm(looks=2)], hidden=True)
    (again,) = settle(look(once, [], hidden=True), [alarm(looks=2)], now=NOW).begun
    assert again.seen == 2


def test_since_is_when_it_was_first_seen() -> None:
    first = settle((), [alarm(looks=2)], now=NOW)
    second = settle(first.standing, [alarm(looks=2)], now=NOW + timedelta(minutes=1))
    assert second.begun[0].since == NOW


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), unique=True), max_size=40))
def test_every_beginning_has_at_most_one_end_and_ends_come_after_quiet(looks: list[list[str]]) -> None:
    told = run([[alarm(key) for key in firing] for firing in looks])
    for key in "abc":
        is_on = False
        for number, (begun, over) in enumerate(told):
            assert not (key in begun and key in over)
            if key in begun:
                assert not is_on
                is_on = True
            if key in over:
                assert is_on
                assert all(key not in looks[n] for n in range(number - QUIET_LOOKS + 1, number + 1))
                is_on = False


def test_pauses_between_restarts_grow_up_to_an_hour() -> None:
    assert [pause(n) for n in (1, 2, 3, 4, 9)] == [timedelta(minutes=m) for m in (5, 10, 20, 40)] + [
        LONGEST_PAUSE
    ]


def test_a_restart_of_tomorrow_was_noted_by_a_wrong_clock_and_holds_up_nothing() -> None:
    before = (Restarted(service="backend", times=5, at=NOW + timedelta(hours=7)),)
    assert choose_restarts(["backend"], before, now=NOW)[0] == ["backend"]


def test_what_was_restarted_long_ago_begins_anew() -> None:
    before = (Restarted(service="backend", times=5, at=NOW - timedelta(hours=7)),)
    chosen, kept = choose_restarts(["backend"], before, now=NOW)
    assert (chosen, kept[0].times) == (["backend"], 1)
