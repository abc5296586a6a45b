"""Texts: every language has every key and parameter, and what leaves the house carries no patient data."""

from __future__ import annotations

import inspect
import string
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.errors import DomainError
from vantrexia.domain.messages import (
    CATALOGUE,
    LANGUAGES,
    NOTIFICATION_KINDS,
    NOTIFICATION_PARAMS,
    UNIT_TEXTS,
    NotificationKind,
    describe_breach,
    describe_deadline,
    describe_missing_reading,
    find_language,
    render,
    render_notification,
)
from vantrexia.domain.thresholds import build_default_rules, find_breaches
from vantrexia.domain.vitals import VITALS

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def list_parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key_with_the_same_parameters(language: str) -> None:
    english = CATALOGUE["en"]
    texts = CATALOGUE[language]
    assert set(texts) == set(english)
    for key, text in texts.items():
        assert text.strip() == text != ""
        assert list_parameters(text) == list_parameters(english[key]), key


def test_the_languages_say_different_things() -> None:
    different = [key for key, text in CATALOGUE["es"].items() if text != CATALOGUE["en"][key]]
    assert len(different) > 0.9 * len(CATALOGUE["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_vital_and_its_unit_can_be_named(language: str) -> None:
    for vital in VITALS.values():
        assert CATALOGUE[language][f"vital.{vital.name}"]
        assert UNIT_TEXTS[vital.unit]


def test_a_breach_is_told_with_value_unit_and_limit() -> None:
    high, low = find_breaches({"systolic": 142.0, "spo2": 90.5}, build_default_rules())
    assert describe_breach(high, language="en") == (
        "Systolic pressure 142 mmHg is at or above the warning limit of 140 mmHg"
    )
    assert describe_breach(low, language="en") == (
        "Oxygen saturation 90.5 % is at or below the critical limit of 91 %"
    )
    assert describe_breach(low, language="es") == (
        "Saturación de oxígeno: 90,5 % alcanza o baja del límite de nivel crítico de 91 %"
    )


def test_silence_is_told_in_days() -> None:
    assert describe_missing_reading(days=3, language="en") == "No reading for 3 days or more"
    assert describe_missing_reading(days=3, language="es") == "Sin mediciones desde hace 3 días o más"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(minutes=15), "Acknowledge within 15 min"),
        (timedelta(minutes=14, seconds=59), "Acknowledge within 14 min"),
        (timedelta(seconds=1), "Acknowledge within 0 min"),
        (timedelta(0), "Overdue by 0 min"),
        (timedelta(seconds=-1), "Overdue by 1 min"),
        (timedelta(minutes=-2), "Overdue by 2 min"),
    ],
)
def test_a_deadline_never_looks_better_than_it_is(left: timedelta, text: str) -> None:
    assert describe_deadline(NOW + left, now=NOW, language="en") == text


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("es", "es"), ("es-MX", "es"), ("ES_us", "es"), ("fr", "en"), ("", "en")],
)
def test_an_unknown_language_falls_back_to_english(tag: str, language: str) -> None:
    assert find_language(tag) == language


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (142.0, "142", "142"),
        (36.89, "36.89", "36,89"),
        (0.5, "0.5", "0,5"),
        (100, "100", "100"),
        (82.282, "82.28", "82,28"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(value: float, english: str, spanish: str) -> None:
    params = {"received": value, "expected": 200}
    assert render("reason.adherence", params, language="en").startswith(f"{english} of 200 ")
    assert f" {spanish} de 200 " in render("reason.adherence", params, language="es")


def test_an_unknown_key_and_a_missing_parameter_are_errors() -> None:
    with pytest.raises(DomainError) as caught:
        render("reason.mood", {}, language="en")
    assert caught.value.code == "unknown_message"
    with pytest.raises(DomainError) as caught:
        render("reason.no_data", {}, language="en")
    assert caught.value.code == "missing_parameter"
    assert "days" in caught.value.detail


def test_plain_words_are_shown_as_they_are() -> None:
    assert render("reason.no_data", {"days": "many"}, language="en") == "No reading for many days or more"


# What may leave the application


@pytest.mark.parametrize("language", LANGUAGES)
def test_notification_texts_know_no_parameter_outside_the_closed_set(language: str) -> None:
    keys = [key for key in CATALOGUE[language] if key.startswith("notification.")]
    assert {key.split(".")[1] for key in keys} == set(NOTIFICATION_KINDS)
    for key in keys:
        assert list_parameters(CATALOGUE[language][key]) <= NOTIFICATION_PARAMS


def test_the_closed_set_is_exactly_what_can_be_passed() -> None:
    accepted = set(inspect.signature(render_notification).parameters) - {"kind", "language"}
    assert accepted == NOTIFICATION_PARAMS
    assert set(get_args(NotificationKind)) == set(NOTIFICATION_KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NOTIFICATION_KINDS)
@pytest.mark.parametrize("severity", ["warning", "critical", "stat"])
def test_every_notification_can_be_written(kind: NotificationKind, severity: str, language: str) -> None:
    text = render_notification(kind, language=language, severity=severity, minutes=15, count=3)
    assert text.title
    assert text.body
    assert "{" not in text.title + text.body


def test_a_notification_says_what_to_do_and_names_nobody() -> None:
    text = render_notification("alert_opened", language="en", severity="critical", minutes=15)
    assert text == ("A patient needs attention", "New critical alert. Acknowledge it within 15 min.")


@pytest.mark.parametrize(
    "params",
    [
        {"severity": "Ana Ruiz", "minutes": 15},
        {"severity": "critical", "minutes": "Ana Ruiz"},
        {"severity": "critical", "minutes": 15.5},
        {"severity": "critical", "minutes": True},
        {"severity": "critical", "minutes": 15, "count": "MRN-00017"},
    ],
)
def test_patient_data_cannot_be_smuggled_into_a_notification(params: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as caught:
        render_notification("alert_opened", language="en", **params)
    assert caught.value.code == "invalid_parameter"
    assert "Ana" not in str(caught.value)


@given(st.text(min_size=1), st.sampled_from(NOTIFICATION_KINDS))
def test_no_text_whatever_reaches_a_notification(text: str, kind: Any) -> None:
    if text in {"warning", "critical", "stat"}:
        return
    with pytest.raises(DomainError):
        render_notification(kind, language="en", severity=text, minutes=1, count=1)


def test_a_notification_without_what_it_says_is_an_error() -> None:
    with pytest.raises(DomainError) as caught:
        render_notification("alert_opened", language="en", severity="critical")
    assert caught.value.code == "missing_parameter"
    with pytest.raises(DomainError) as caught:
        render_notification("birthday", language="en")  # type: ignore[arg-type]
    assert caught.value.code == "unknown_message"
