"""Which stretches of monitoring are judged one by one, and with which claims before them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.billing.cases import at, call, claim, cuff, data, make_patient
from vantrexia.domain.billing.chain import SpanFacts, evaluate_spans
from vantrexia.domain.billing.spans import Enrolled, Span, join_consents, join_episodes, list_spans

ZERO = datetime(2026, 1, 1, tzinfo=UTC)


def hour(number: int) -> datetime:
    return ZERO + timedelta(hours=number)


def episode(begun: int, ended: int | None = None, name: str = "e1") -> Enrolled:
    return Enrolled(name, "rpm", hour(begun), None if ended is None else hour(ended))


_moment = st.integers(0, 40)
_stretch = st.tuples(_moment, st.one_of(st.none(), st.integers(1, 40))).map(
    lambda pair: (hour(pair[0]), None if pair[1] is None else hour(pair[0] + pair[1]))
)


def test_one_consent_and_one_episode_are_one_stretch() -> None:
    (span,) = list_spans([episode(5)], [(hour(3), None)])
    assert (span.started_at, span.ended_at, span.earlier_ended_at, span.before) == (hour(5), None, None, None)


def test_consents_that_overlap_or_touch_are_one() -> None:
    joined = join_consents([(hour(6), hour(9)), (hour(0), hour(4)), (hour(4), hour(6)), (hour(20), None)])
    assert joined == [(hour(0), hour(9)), (hour(20), None)]
    assert join_consents([(hour(0), None), (hour(3), hour(4))]) == [(hour(0), None)]
    assert join_consents([(hour(0), hour(5)), (hour(3), None)]) == [(hour(0), None)]


def test_a_withdrawal_and_a_new_consent_inside_one_episode_are_two_stretches() -> None:
    first, second = list_spans([episode(0)], [(hour(1), hour(10)), (hour(20), None)])
    assert (first.number, first.ended_at, first.before) == (0, hour(10), hour(20))
    assert (second.number, second.started_at, second.earlier_ended_at) == (1, hour(20), hour(10))


def test_episodes_that_overlap_are_one_monitoring_of_the_one_that_goes_on() -> None:
    kept, other, ended = episode(0), episode(5, 9, "e2"), episode(0, 6, "e3")
    assert list_spans([kept, other], [(hour(0), None)]) == list_spans([other, kept], [(hour(0), None)])
    (span,) = list_spans([kept, other], [(hour(0), None)])
    assert (span.episode.id, span.episode.ids, span.started_at, span.ended_at, span.before) == (
        "e1", {"e1", "e2"}, hour(0), None, None,
    )  # fmt: skip
    (span,) = list_spans([ended, other], [(hour(0), None)])
    assert (span.episode.id, span.episode.ids, span.started_at, span.ended_at) == (
        "e2", {"e2", "e3"}, hour(0), hour(9),
    )  # fmt: skip
    (span,) = list_spans([ended, episode(2, 4, "e4"), episode(5, None, "e5")], [(hour(0), None)])
    assert (span.episode.id, span.episode.ids, span.ended_at) == ("e5", {"e3", "e4", "e5"}, None)


def test_one_that_begins_where_another_ends_is_a_monitoring_of_its_own() -> None:
    first, second = list_spans([episode(0, 6), episode(6, None, "e2")], [(hour(0), None)])
    assert (first.episode.ids, second.episode.ids) == ({"e1"}, {"e2"})
    assert (first.before, second.earlier_ended_at) == (hour(6), hour(6))


@given(st.lists(_stretch, max_size=5))
def test_every_moment_of_an_enrolment_is_one_stretchs(
    enrolled: list[tuple[datetime, datetime | None]],
) -> None:
    episodes = [Enrolled(f"e{n}", "rpm", begun, ended) for n, (begun, ended) in enumerate(enrolled)]
    joined = join_episodes(episodes)
    assert sorted(name for one in joined for name in one.ids) == sorted(one.id for one in episodes)
    for number in range(90):
        moment = hour(number)
        holding = [
            one
            for one in joined
            if one.started_at <= moment and (one.ended_at is None or moment < one.ended_at)
        ]
        is_enrolled = any(begun <= moment and (ended is None or moment < ended) for begun, ended in enrolled)
        assert len(holding) == is_enrolled


def test_an_episode_without_consent_is_a_stretch_without_one() -> None:
    (span,) = list_spans([episode(10)], [(hour(0), hour(5))])
    assert span.consent_at is None
    assert span.started_at == hour(10)


@given(st.lists(_stretch, max_size=5))
def test_joined_consents_never_touch_and_lose_no_moment(
    consents: list[tuple[datetime, datetime | None]],
) -> None:
    joined = join_consents(consents)
    for (_, until), (given_at, _) in pairwise(joined):
        assert until is not None
        assert until < given_at

    def covered(stretches: list[tuple[datetime, datetime | None]], moment: datetime) -> bool:
        return any(begun <= moment and (until is None or moment < until) for begun, until in stretches)

    for number in range(90):
        assert covered(consents, hour(number)) == covered(joined, hour(number))


def _two_episodes() -> list[SpanFacts]:
    first, second = list_spans(
        [
            Enrolled("e1", "rpm", at("2026-03-30 10:00"), at("2026-04-20 12:00")),
            Enrolled("e2", "rpm", at("2026-04-22 10:00"), None),
        ],
        [(at("2026-03-30 10:00"), None)],
    )
    device = cuff(taught=20)
    return [
        SpanFacts(first, make_patient(devices=(device,), readings=data("2026-04-01", 16), discharged="2026-04-20 12:00")),
        SpanFacts(
            second,
            make_patient(
                enrolled="2026-04-22 10:00", devices=(cuff(),), readings=data("2026-04-23", 40),
                earlier_ended_at=at("2026-04-20 12:00"), time=(call("2026-05-04 10:00", 25),),
            ),
        ),
    ]  # fmt: skip


def test_what_an_earlier_stretch_is_due_occupies_its_thirty_days_for_the_later_one() -> None:
    first, second = evaluate_spans(_two_episodes(), claims=[], now=at("2026-06-10 06:00"))
    assert [f"{a.code} {a.period_start}" for a in first.lines] == ["99453 2026-04-01", "99454 2026-04-01"]
    assert second.episode is not None
    assert str(second.episode.day_one) == "2026-05-01"
    assert [f"{a.code} {a.period_start}" for a in second.lines] == ["99454 2026-05-01", "99457 2026-05-01"]


def test_what_a_later_stretch_billed_is_no_business_of_the_earlier_one() -> None:
    billed = [
        claim("99454", "2026-04-01", "2026-04-20"),
        claim("99454", "2026-05-01"),
        claim("99453", "2026-04-01", "2026-04-20"),
    ]
    first, second = evaluate_spans(_two_episodes(), claims=billed, now=at("2026-06-10 06:00"))
    assert [a.code for a in first.lines] == []
    assert [a.code for a in second.lines] == ["99457"]
    assert [v.claim.code for v in (*first.voids, *second.voids)] == []


def test_the_only_stretch_sees_every_claim() -> None:
    span = Span(Enrolled("e1", "rpm", at("2026-03-30 10:00"), None), 0, at("2026-03-30 10:00"), None)
    facts = make_patient(readings=data("2026-04-01", 16))
    (alone,) = evaluate_spans(
        [SpanFacts(span, facts)], claims=[claim("99454", "2026-04-01")], now=at("2026-05-01 06:00")
    )
    assert [a.code for a in alone.lines] == []


def _in_one_month(
    first_minutes: float, second_minutes: float, *, ended: str, renewed: str
) -> list[SpanFacts]:
    """Two enrolments in May, each with a call of so many minutes; set up, nobody measures."""
    first, second = list_spans(
        [
            Enrolled("e1", "rpm", at("2026-03-30 10:00"), at(ended)),
            Enrolled("e2", "rpm", at(renewed), None),
        ],
        [(at("2026-03-30 10:00"), None)],
    )
    return [
        SpanFacts(first, make_patient(discharged=ended, time=(call("2026-05-04 10:00", first_minutes),))),
        SpanFacts(
            second,
            make_patient(
                enrolled=renewed, earlier_ended_at=at(ended), time=(call("2026-05-20 10:00", second_minutes),)
            ),
        ),
    ]


_judge_may = partial(evaluate_spans, now=at("2026-06-02 06:00"), window_from=date(2025, 5, 1))
_APART = {"ended": "2026-05-10 12:00", "renewed": "2026-05-12 09:00"}
_SAME_DAY = {"ended": "2026-05-10 12:00", "renewed": "2026-05-10 14:00"}
_may = partial(claim, start="2026-05-01", end="2026-05-31")


@pytest.mark.parametrize("when", [_APART, _SAME_DAY])
@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        ((12, 25), ["99457x1 @2026-05-31"]),  # the pair excludes each other, whichever stretch earned it
        ((25, 12), ["99457x1 @2026-05-10"]),
        ((25, 5), ["99457x1 @2026-05-10"]),
        ((12, 12), ["99470x1 @2026-05-10"]),
    ],
)
def test_a_month_of_two_stretches_has_one_code_of_the_pair(
    when: dict[str, str], minutes: tuple[float, float], due: list[str]
) -> None:
    done = _judge_may(_in_one_month(*minutes, **when), claims=[])
    assert [f"{a.code}x{a.units} @{a.date_of_service}" for one in done for a in one.lines] == due
    said = {a.code: a.reasons[-1].text for a in done[0].assessments if a.period_start == date(2026, 5, 1)}
    if minutes == (12, 25):
        assert said["99470"] == "25 minutes in May 2026: 99457 applies instead."


@pytest.mark.parametrize("when", [_APART, _SAME_DAY])
@pytest.mark.parametrize("minutes", [(25, 5), (25, 12), (25, 0)])
def test_what_an_earlier_stretch_earned_and_billed_is_not_taken_back_by_the_later(
    when: dict[str, str], minutes: tuple[float, float]
) -> None:
    sent = [_may("99457", dos="2026-05-10")]
    first, second = _judge_may(_in_one_month(*minutes, **when), claims=sent)
    assert (first.lines, second.lines, first.voids, second.voids) == ((), (), (), ())


@pytest.mark.parametrize("when", [_APART, _SAME_DAY])
def test_an_add_on_the_later_stretch_earned_stands_beside_the_base_of_the_earlier(
    when: dict[str, str],
) -> None:
    sent = [_may("99457", dos="2026-05-10"), _may("99458", dos="2026-05-10")]
    first, second = _judge_may(_in_one_month(25, 45, **when), claims=sent)
    assert (first.lines, second.lines, first.voids, second.voids) == ((), (), (), ())
    (void,) = _judge_may(_in_one_month(25, 5, **when), claims=sent)[0].voids
    assert void.claim.code == "99458"
