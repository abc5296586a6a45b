"""What holds of the risk score for any patient at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from vantrexia.domain.messages import LANGUAGES, render
from vantrexia.domain.thresholds import build_default_rules, compile_rules
from vantrexia.domain.triage import BANDS, TriageInputs, evaluate, list_current_breaches
from vantrexia.domain.triage_weights import VALUE_COUNTS_FOR
from vantrexia.domain.vitals import VITALS

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RULES = compile_rules(build_default_rules())
TICK = timedelta(microseconds=1)

instants = st.integers(min_value=-20 * 24 * 3600, max_value=600).map(
    lambda seconds: NOW + timedelta(seconds=seconds)
)
counts = st.integers(min_value=0, max_value=30)


@st.composite
def last_values(draw: st.DrawFn) -> dict[str, tuple[float, datetime]]:
    values: dict[str, tuple[float, datetime]] = {}
    for vital in draw(st.sets(st.sampled_from(sorted(VITALS)))):
        spec = VITALS[vital]
        values[vital] = (draw(st.floats(min_value=spec.low, max_value=spec.high)), draw(instants))
    return values


@st.composite
def patients(draw: st.DrawFn) -> TriageInputs:
    return TriageInputs(
        breaches=list_current_breaches(draw(last_values()), RULES),
        open_critical=draw(st.integers(0, 3)),
        open_warning=draw(st.integers(0, 3)),
        alerts_7d=draw(counts),
        alerts_30d=draw(counts),
        readings_expected=draw(counts),
        readings_received=draw(counts),
        last_reading_at=draw(st.none() | instants),
        last_reviewed_at=draw(st.none() | instants),
        stat_escalation=draw(st.booleans()),
        no_reading_days=draw(st.none() | st.integers(0, 20)),
        inputs_change_at=draw(st.none() | instants),
    )


@given(patients())
def test_the_level_is_the_band_of_the_score_and_the_points_add_up_to_it(inputs: TriageInputs) -> None:
    result = evaluate(inputs, now=NOW)
    if result.score is None:
        assert result.level == "no_data"
        return
    low, high = BANDS[result.level]  # type: ignore[index]
    assert low <= result.score <= high
    assert sum(reason.points for reason in result.reasons) == result.score
    assert all(reason.points >= 0 for reason in result.reasons)
    # Whole numbers: people read them, and a machine compares them.
    assert {type(result.score), *(type(reason.points) for reason in result.reasons)} == {int}


@given(patients())
def test_an_urgent_patient_always_has_a_reason_to_show(inputs: TriageInputs) -> None:
    result = evaluate(inputs, now=NOW)
    if result.level != "normal":
        assert result.reasons
    for language in LANGUAGES:
        for reason in result.reasons:
            assert render(reason.key, reason.params, language=language)


@given(patients())
def test_the_same_patient_at_the_same_time_has_the_same_evaluation(inputs: TriageInputs) -> None:
    assert evaluate(inputs, now=NOW) == evaluate(inputs, now=NOW)


WORSENINGS: dict[str, Callable[[TriageInputs], TriageInputs]] = {
    "a critical alert": lambda inputs: replace(inputs, open_critical=inputs.open_critical + 1),
    "a warning alert": lambda inputs: replace(inputs, open_warning=inputs.open_warning + 1),
    "an alert this week": lambda inputs: replace(
        inputs, alerts_7d=inputs.alerts_7d + 1, alerts_30d=inputs.alerts_30d + 1
    ),
    "an alert this month": lambda inputs: replace(inputs, alerts_30d=inputs.alerts_30d + 1),
    "a missed reading": lambda inputs: replace(inputs, readings_expected=inputs.readings_expected + 1),
    "a reading fewer": lambda inputs: replace(inputs, readings_received=max(0, inputs.readings_received - 1)),
    "a STAT escalation": lambda inputs: replace(inputs, stat_escalation=True),
    "an older review": lambda inputs: replace(
        inputs, last_reviewed_at=inputs.last_reviewed_at and inputs.last_reviewed_at - timedelta(hours=7)
    ),
    "no review": lambda inputs: replace(inputs, last_reviewed_at=None),
}


@given(patients(), st.sampled_from(sorted(WORSENINGS)))
def test_nothing_that_gets_worse_lowers_the_score(inputs: TriageInputs, worsening: str) -> None:
    before = evaluate(inputs, now=NOW)
    after = evaluate(WORSENINGS[worsening](inputs), now=NOW)
    if before.score is not None:
        assert after.score is not None
        assert after.score >= before.score


@given(patients(), last_values(), st.data())
def test_a_worse_value_never_lowers_the_score(
    inputs: TriageInputs, values: dict[str, tuple[float, datetime]], data: st.DataObject
) -> None:
    inputs = replace(inputs, last_reading_at=NOW, no_reading_days=3)
    vital = data.draw(st.sampled_from(sorted(VITALS)))
    spec = VITALS[vital]
    value, measured_at = values.get(vital, ((spec.low + spec.high) / 2, NOW))
    found = list_current_breaches({vital: (value, measured_at)}, RULES)
    # Worse is further out on the side it is beyond; a value within its limits may get worse either way.
    worse_values = [
        st.floats(min_value=value, max_value=spec.high),
        st.floats(min_value=spec.low, max_value=value),
    ]
    if found:
        worse_values = worse_values[:1] if found[0].breach.direction == "high" else worse_values[1:]
    worse = data.draw(st.one_of(worse_values))

    def judge(number: float) -> int:
        breaches = list_current_breaches({**values, vital: (number, measured_at)}, RULES)
        score = evaluate(replace(inputs, breaches=breaches), now=NOW).score
        assert score is not None
        return score

    assert judge(worse) >= judge(value)


@given(patients(), last_values(), st.sampled_from(sorted(VITALS)), st.data())
def test_a_further_breach_never_lowers_the_score(
    inputs: TriageInputs, values: dict[str, tuple[float, datetime]], vital: str, data: st.DataObject
) -> None:
    inputs = replace(inputs, last_reading_at=NOW, no_reading_days=3)
    spec = VITALS[vital]
    without = {name: item for name, item in values.items() if name != vital}
    added = {**without, vital: (data.draw(st.floats(min_value=spec.low, max_value=spec.high)), NOW)}
    before = evaluate(replace(inputs, breaches=list_current_breaches(without, RULES)), now=NOW).score
    after = evaluate(replace(inputs, breaches=list_current_breaches(added, RULES)), now=NOW).score
    assert before is not None
    assert after is not None
    assert after >= before


@settings(max_examples=300)
@given(patients(), st.data())
def test_an_evaluation_holds_until_its_next_change_and_no_longer(
    inputs: TriageInputs, data: st.DataObject
) -> None:
    first = evaluate(inputs, now=NOW)
    until = first.next_score_at or NOW + timedelta(days=60)
    assert until > NOW
    microseconds = (until - NOW) // TICK
    between = NOW + TICK * data.draw(st.integers(min_value=0, max_value=microseconds - 1))
    for moment in (between, until - TICK):
        later = evaluate(inputs, now=moment)
        assert (later.score, later.level, later.reasons) == (first.score, first.level, first.reasons)
        assert later.next_score_at == first.next_score_at
    if first.next_score_at is not None and first.next_score_at != inputs.inputs_change_at:
        after = evaluate(inputs, now=first.next_score_at)
        assert (after.score, after.reasons) != (first.score, first.reasons)


@given(patients(), st.integers(min_value=0, max_value=20 * 24 * 3600))
def test_time_alone_never_makes_a_patient_look_better_while_the_values_count(
    inputs: TriageInputs, seconds: int
) -> None:
    moment = NOW + timedelta(seconds=seconds)
    before, after = evaluate(inputs, now=NOW), evaluate(inputs, now=moment)
    if before.score is None:
        # Nothing but a reading, or an emergency, ends a silence.
        assert after == replace(before, next_score_at=after.next_score_at)
        return
    expires = [item.measured_at + VALUE_COUNTS_FOR for item in inputs.breaches]
    if not any(NOW < end <= moment for end in expires):
        assert after.level == "no_data" or (after.score is not None and after.score >= before.score)


@given(patients(), st.randoms())
def test_the_order_values_come_in_changes_nothing(inputs: TriageInputs, rng: Random) -> None:
    shuffled = list(inputs.breaches)
    rng.shuffle(shuffled)
    assert evaluate(replace(inputs, breaches=tuple(shuffled)), now=NOW) == evaluate(inputs, now=NOW)


@given(patients())
def test_no_amount_of_lateness_makes_good_values_urgent(inputs: TriageInputs) -> None:
    quiet = replace(inputs, breaches=(), open_critical=0, open_warning=0, alerts_7d=0, stat_escalation=False)
    assert evaluate(quiet, now=NOW).level in ("normal", "no_data")
    # And nothing hides an emergency: not silence, not a review just made, not every reading received.
    alarmed = replace(
        inputs, open_critical=1, last_reviewed_at=NOW, readings_received=inputs.readings_expected
    )
    assert evaluate(alarmed, now=NOW).level == "critical"
