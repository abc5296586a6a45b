"""Every text the rules show to people, by key and parameters, in every language we have.

Public: `render(key, params, language=…)`, `describe_breach`, `describe_missing_reading`, `describe_deadline`,
`render_notification(kind, …)`, `LANGUAGES`, `NOTIFICATION_KINDS`.

Two kinds of text that must not mix. Alert and reason texts name values: they are for signed-in people
inside the application. Notification texts leave it (push, SMS, e-mail), so they can say only what the
closed set of `render_notification`'s parameters lets them: a severity and two counts. There is no way to
pass a name, a value or free text in; a test walks the catalogue to keep it so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from vantrexia.domain import messages_en, messages_es
from vantrexia.domain.errors import DomainError
from vantrexia.domain.plurals import fill
from vantrexia.domain.thresholds import Breach
from vantrexia.domain.vitals import VITALS

CATALOGUE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": messages_en.TEXTS, "es": messages_es.TEXTS}
)
LANGUAGES: tuple[str, ...] = tuple(CATALOGUE)
DEFAULT_LANGUAGE = "en"

NotificationKind = Literal[
    "alert_opened",
    "alert_raised",
    "alert_reminder",
    "alert_escalated",
    "alert_held",
    "alert_held_escalated",
    "stat_opened",
    "stat_held",
    "call_opened",
    "call_waiting",
    "readings_held",
    "digest",
]
NOTIFICATION_KINDS: tuple[str, ...] = get_args(NotificationKind)
NOTIFICATION_PARAMS: frozenset[str] = frozenset({"severity", "minutes", "count"})
_SEVERITIES = frozenset({"warning", "critical", "stat"})

# Units as people write them, by UCUM code.
UNIT_TEXTS: Mapping[str, str] = MappingProxyType(
    {"mm[Hg]": "mmHg", "/min": "/min", "%": "%", "kg": "kg", "mg/dL": "mg/dL", "Cel": "°C"}
)
_DECIMAL_POINTS: Mapping[str, str] = MappingProxyType({"en": ".", "es": ","})


class NotificationText(NamedTuple):
    """What a channel sends: no patient is named in either."""

    title: str
    body: str


def render(key: str, params: Mapping[str, str | int | float], *, language: str) -> str:
    """The text of a key. `language` is a tag such as `es` or `es-MX`; an unknown language falls back to
    English.

    The parameters `vital` and `severity` are translated, numbers written as the language writes them, and
    `unit` follows from `vital`. Errors: DomainError `unknown_message`, `missing_parameter`.
    """
    chosen = find_language(language)
    texts = CATALOGUE[chosen]
    text = texts.get(key)
    if text is None:
        raise DomainError("unknown_message", f"There is no text with the key {key}.")
    shown: dict[str, str] = {}
    for name, value in params.items():
        if name == "vital":
            shown["vital"] = texts[f"vital.{value}"]
            shown["unit"] = UNIT_TEXTS[VITALS[str(value)].unit]
        elif name == "severity":
            shown["severity"] = texts[f"severity.{value}"]
        elif isinstance(value, str):
            shown[name] = value
        else:
            shown[name] = _show_number(value, chosen)
    try:
        return fill(text, shown)
    except KeyError as error:
        raise DomainError(
            "missing_parameter", f"The text {key} needs the parameter {error.args[0]}."
        ) from None


def find_language(tag: str) -> str:
    """The catalogue's language for a tag; English for one it lacks."""
    language = tag.replace("_", "-").split("-")[0].lower()
    return language if language in CATALOGUE else DEFAULT_LANGUAGE


def describe_breach(breach: Breach, *, language: str) -> str:
    """The alert's text: the vital, its value and the limit it reached. Clinical: never send it out."""
    params: dict[str, str | int | float] = {
        "vital": breach.vital,
        "value": breach.value,
        "limit": breach.limit,
        "severity": breach.severity,
    }
    return render(f"alert.limit.{breach.direction}", params, language=language)


def describe_missing_reading(*, days: int, language: str) -> str:
    """The text of the alert for silence."""
    return render("alert.reading.missing", {"days": days}, language=language)


def describe_deadline(due_at: datetime, *, now: datetime, language: str) -> str:
    """What is left of a deadline in whole minutes, rounded so that neither side looks better than it is."""
    minute = timedelta(minutes=1)
    if now < due_at:
        return render("deadline.due", {"minutes": (due_at - now) // minute}, language=language)
    return render("deadline.overdue", {"minutes": -((due_at - now) // minute)}, language=language)


def render_notification(
    kind: NotificationKind,
    *,
    language: str,
    severity: str | None = None,
    minutes: int | None = None,
    count: int | None = None,
) -> NotificationText:
    """A text that may leave the application. It cannot carry patient data: no parameter can.

    Errors: DomainError `unknown_message`, `missing_parameter`, `invalid_parameter` (also for anything but a
    known severity and whole numbers, whatever a caller's types claim).
    """
    params: dict[str, str | int | float] = {}
    if severity is not None:
        if severity not in _SEVERITIES:
            raise DomainError("invalid_parameter", "severity is not a known severity.")
        params["severity"] = severity
    for name, number in (("minutes", minutes), ("count", count)):
        if number is None:
            continue
        if type(number) is not int:
            raise DomainError("invalid_parameter", f"{name} is not a whole number.")
        params[name] = number
    return NotificationText(
        title=render(f"notification.{kind}.title", params, language=language),
        body=render(f"notification.{kind}.body", params, language=language),
    )


def _show_number(value: int | float, language: str) -> str:
    """At most two decimals and no empty ones, with the language's decimal sign."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", _DECIMAL_POINTS[language])
