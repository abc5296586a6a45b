"""Rule sets: checked when built, versioned by content, overridden vital by vital, read back from JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from tests.domain.rule_sets import rule_sets
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.threshold_defaults import DEFAULT_LIMITS, DEFAULT_NO_READING_DAYS, SOURCES
from vantrexia.domain.threshold_rules import (
    MAX_NO_READING_DAYS,
    Limit,
    LimitRule,
    MissingReadingRule,
    ThresholdRules,
    as_json,
    build_default_rules,
    build_rules,
    from_json,
    list_rules,
    merge,
)
from vantrexia.domain.vitals import VITALS

PRESSURE = Limit(vital="systolic", critical_low=80, warning_low=90, warning_high=140, critical_high=180)


def list_fields(*limits: Limit, days: int | None = None) -> dict[str, list[str]]:
    with pytest.raises(InvalidInput) as caught:
        build_rules(limits=limits, no_reading_days=days)
    return caught.value.fields


def test_the_published_systolic_limits_are_the_defaults() -> None:
    limit = build_default_rules().limits["systolic"]
    assert (limit.warning_high, limit.critical_high) == (140, 180)


def test_every_vital_has_a_default_for_both_directions_at_both_severities() -> None:
    stated = {(default.vital, default.direction, default.severity) for default in DEFAULT_LIMITS}
    assert stated == {
        (vital, direction, severity)
        for vital in VITALS
        for direction in ("high", "low")
        for severity in ("warning", "critical")
    }
    assert len(DEFAULT_LIMITS) == len(stated)


def test_a_verified_default_names_a_dated_source_and_an_unverified_one_says_why() -> None:
    for default in DEFAULT_LIMITS:
        if default.verified:
            assert default.source in SOURCES
            assert default.value is not None
        else:
            assert default.source is None
            assert default.note
    for source in SOURCES.values():
        assert source.published[:2] == "20"
        assert source.url.startswith("https://")
    assert {default.source for default in DEFAULT_LIMITS if default.source} == set(SOURCES)


def test_the_default_rules_hold_exactly_the_defaults() -> None:
    rules = build_default_rules()
    assert rules.no_reading_days == DEFAULT_NO_READING_DAYS
    for default in DEFAULT_LIMITS:
        limit = rules.limits[default.vital]
        assert getattr(limit, f"{default.severity}_{default.direction}") == default.value


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"warning_high": 140, "critical_high": 140}, ["critical_high"]),
        ({"warning_high": 140, "critical_high": 139}, ["critical_high"]),
        ({"critical_low": 90, "warning_low": 90}, ["warning_low"]),
        ({"warning_low": 140, "warning_high": 140}, ["warning_high"]),
        ({"critical_low": 150, "critical_high": 140}, ["critical_high"]),
        ({"warning_high": 301}, ["warning_high"]),
        ({"critical_low": 59.9}, ["critical_low"]),
        ({"warning_high": float("nan")}, ["warning_high"]),
        ({"critical_low": 10, "critical_high": 999}, ["critical_high", "critical_low"]),
    ],
)
def test_limits_out_of_order_or_range_are_refused_by_name(values: dict[str, float], wrong: list[str]) -> None:
    assert sorted(list_fields(Limit(vital="systolic", **values))) == [f"systolic.{name}" for name in wrong]


def test_limits_at_the_very_edges_of_plausibility_are_accepted() -> None:
    rules = build_rules(limits=[Limit(vital="systolic", critical_low=60, critical_high=300)])
    assert rules.limits["systolic"].critical_high == 300


def test_an_unknown_vital_and_a_vital_named_twice_are_refused() -> None:
    assert list_fields(Limit(vital="mood", warning_high=3)) == {"mood": ["unknown vital"]}
    assert list_fields(PRESSURE, PRESSURE) == {"systolic": ["named twice"]}


def test_a_refusal_says_what_to_do_about_it() -> None:
    with pytest.raises(InvalidInput) as caught:
        build_rules(limits=[Limit(vital="systolic", warning_low=59, warning_high=40)], no_reading_days=91)
    assert caught.value.detail == "The thresholds contradict themselves or the limits of plausibility."
    assert caught.value.fields == {
        "systolic.warning_low": ["must be within 60 to 300 mm[Hg]"],
        "systolic.warning_high": ["must be within 60 to 300 mm[Hg]"],
        "no_reading_days": ["must be between 0 and 90"],
    }
    assert list_fields(Limit(vital="pulse", warning_low=80, warning_high=70)) == {
        "pulse.warning_high": ["must be above the limits below it"]
    }


@pytest.mark.parametrize("days", [-1, MAX_NO_READING_DAYS + 1])
def test_days_without_a_reading_have_limits(days: int) -> None:
    assert list(list_fields(PRESSURE, days=days)) == ["no_reading_days"]


@pytest.mark.parametrize("days", [None, 0, 1, MAX_NO_READING_DAYS])
def test_days_within_the_limits_are_kept(days: int | None) -> None:
    assert build_rules(limits=[], no_reading_days=days).no_reading_days == days


def test_equal_rules_have_equal_versions_however_they_were_built() -> None:
    pulse = Limit(vital="pulse", warning_high=110)
    first = build_rules(limits=[PRESSURE, pulse], no_reading_days=3)
    second = build_rules(limits=[Limit(vital="pulse", warning_high=110.0), PRESSURE], no_reading_days=3)
    assert first.version == second.version
    assert first.version.startswith("thresholds-")
    assert len(first.version) == len("thresholds-") + 12


FULL = {"critical_low": 80.0, "warning_low": 90.0, "warning_high": 140.0, "critical_high": 180.0}


def test_a_version_is_the_same_on_every_machine_and_release() -> None:
    # Stored evaluations name this version: changing how it is computed would orphan them.
    assert build_rules(limits=[PRESSURE], no_reading_days=3).version == "thresholds-ff9c935bfbe5"


@pytest.mark.parametrize(
    "other",
    [
        build_rules(limits=[PRESSURE], no_reading_days=4),
        build_rules(limits=[PRESSURE], no_reading_days=None),
        build_rules(limits=[], no_reading_days=3),
        build_rules(limits=[Limit(vital="diastolic", **FULL)], no_reading_days=3),
        *[
            build_rules(
                limits=[
                    Limit(vital="systolic", **{name: value for name, value in FULL.items() if name != left})
                ],
                no_reading_days=3,
            )
            for left in FULL
        ],
    ],
)
def test_any_change_of_the_rules_changes_their_version(other: ThresholdRules) -> None:
    assert build_rules(limits=[Limit(vital="systolic", **FULL)], no_reading_days=3).version != other.version


def test_without_rules_of_their_own_a_patient_has_the_practices() -> None:
    practice = build_default_rules()
    assert merge(practice, None) is practice


def test_a_patients_vital_replaces_the_practices_as_a_whole() -> None:
    practice = build_rules(limits=[PRESSURE, Limit(vital="pulse", warning_high=110)], no_reading_days=3)
    own = Limit(vital="systolic", warning_high=150)
    merged = merge(practice, build_rules(limits=[own]))
    assert merged.limits == {"systolic": own, "pulse": Limit(vital="pulse", warning_high=110)}
    assert merged.no_reading_days == 3
    assert merged.version == build_rules(limits=merged.limits.values(), no_reading_days=3).version


@pytest.mark.parametrize(
    ("practice_days", "patient_days", "expected"),
    [(3, None, 3), (3, 7, 7), (3, 0, None), (None, 5, 5), (0, None, None)],
)
def test_a_patients_days_without_a_reading_inherit_replace_or_switch_off(
    practice_days: int | None, patient_days: int | None, expected: int | None
) -> None:
    practice = build_rules(limits=[], no_reading_days=practice_days)
    assert merge(practice, build_rules(limits=[], no_reading_days=patient_days)).no_reading_days == expected


def test_rules_are_listed_one_by_one() -> None:
    assert list_rules(build_rules(limits=[PRESSURE], no_reading_days=3)) == (
        LimitRule("systolic.low", "systolic", "low", "critical", 80),
        LimitRule("systolic.low", "systolic", "low", "warning", 90),
        LimitRule("systolic.high", "systolic", "high", "warning", 140),
        LimitRule("systolic.high", "systolic", "high", "critical", 180),
        MissingReadingRule("reading.missing", "warning", 3),
    )


@pytest.mark.parametrize("days", [None, 0])
def test_rules_that_are_off_are_not_listed(days: int | None) -> None:
    assert list_rules(build_rules(limits=[Limit(vital="pulse")], no_reading_days=days)) == ()


@given(rule_sets())
def test_rules_survive_json(rules: ThresholdRules) -> None:
    read = from_json(json.loads(json.dumps(as_json(rules))))
    assert read == rules


@given(rule_sets(), rule_sets())
def test_merged_rules_are_rules_again(practice: ThresholdRules, patient: ThresholdRules) -> None:
    merged = merge(practice, patient)
    assert set(merged.limits) == set(practice.limits) | set(patient.limits)
    rebuilt = build_rules(limits=merged.limits.values(), no_reading_days=merged.no_reading_days)
    assert rebuilt == merged
    assert merge(merged, patient).version == merged.version


def test_absent_limits_do_not_appear_in_json() -> None:
    rules = build_rules(limits=[Limit(vital="pulse", warning_high=110)], no_reading_days=2)
    assert as_json(rules) == {"limits": {"pulse": {"warning_high": 110}}, "no_reading_days": 2}


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"limits": []}, ["limits"]),
        ({"limits": {"pulse": 3}}, ["pulse"]),
        ({"limits": {"pulse": {"high": 3}}}, ["pulse.high"]),
        ({"limits": {"pulse": {"vital": 3}}}, ["pulse.vital"]),
        ({"limits": {"pulse": {"warning_high": "110"}}}, ["pulse.warning_high"]),
        ({"limits": {"pulse": {"warning_high": True}}}, ["pulse.warning_high"]),
        ({"limits": {"mood": {"warning_high": 3}}}, ["mood"]),
        ({"no_reading_days": 2.5}, ["no_reading_days"]),
        ({"no_reading_days": True}, ["no_reading_days"]),
        ({"no_reading_days": "3"}, ["no_reading_days"]),
        ({"no_reading_days": 91}, ["no_reading_days"]),
        (
            {"limits": {"pulse": 3, "spo2": {"x": 1}}, "no_reading_days": "x"},
            ["no_reading_days", "pulse", "spo2.x"],
        ),
    ],
)
def test_what_cannot_be_read_is_refused_field_by_field(data: dict[str, object], fields: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_json(data)
    assert sorted(caught.value.fields) == fields


def test_what_cannot_be_read_is_named_with_its_fault() -> None:
    data = {"limits": {"pulse": 3, "spo2": {"x": 1, "warning_low": "9"}}, "no_reading_days": "x"}
    with pytest.raises(InvalidInput) as caught:
        from_json(data)
    assert caught.value.detail == "The thresholds cannot be read."
    assert caught.value.fields == {
        "pulse": ["must be an object"],
        "spo2.x": ["unknown limit"],
        "spo2.warning_low": ["must be a number"],
        "no_reading_days": ["must be a whole number"],
    }
    with pytest.raises(InvalidInput) as caught:
        from_json({"limits": 3})
    assert caught.value.fields == {"limits": ["must be an object"]}


def test_a_limit_set_to_nothing_is_no_limit() -> None:
    rules = from_json({"limits": {"pulse": {"warning_high": None, "warning_low": 50}}})
    assert rules.limits == {"pulse": Limit(vital="pulse", warning_low=50)}
    assert from_json({}).limits == {}
    assert from_json({}).no_reading_days is None
