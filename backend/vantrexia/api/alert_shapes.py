"""Alerts and reasons as the wire shows them: text in the reader's language, values in canonical units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vantrexia.domain.messages import describe_breach, describe_missing_reading, render
from vantrexia.domain.thresholds import MISSING_READING_KEY, Breach


def alert_message(alert: Mapping[str, Any], *, language: str) -> str:
    """The alert in words: which value reached which limit."""
    if alert["rule_key"] == MISSING_READING_KEY:
        return describe_missing_reading(days=int(alert["limit"] or 0), language=language)
    return describe_breach(
        Breach(
            alert["vital"],
            alert["severity"],
            alert["direction"],
            alert["value"],
            alert["limit"],
            alert["rule_key"],
        ),
        language=language,
    )


def alert_summary(alert: Mapping[str, Any], *, language: str) -> dict[str, Any]:
    """What a list shows of an alert."""
    return {
        "id": alert["id"],
        "severity": alert["severity"],
        "state": alert["state"],
        "message": alert_message(alert, language=language),
        "opened_at": alert["opened_at"],
        "due_at": alert["due_at"],
        "claimed_by": alert["claimed_by"],
        "claimed_by_name": alert["claimed_by_name"],
    }


def reason_texts(reasons: Iterable[Mapping[str, Any]], *, language: str) -> list[dict[str, Any]]:
    """Reasons of a score with their words and points."""
    return [
        {
            "key": reason["key"],
            "text": render(reason["key"], reason["params"], language=language),
            "points": reason["points"],
        }
        for reason in reasons
    ]
