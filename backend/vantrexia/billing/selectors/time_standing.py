"""Which rows of time are in force: `IN_FORCE`, `WAITING`, and the closed list of activities: `check_activity`.

In force is what counts or would count: ended, not superseded, no withdrawal, not rejected. A late entry that waits for its
second person is in force (the engine holds its month); a late *change* is not, until it is approved.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from vantrexia.billing.models import TimeEntry
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.billing.rulesets import Settings
from vantrexia.domain.errors import InvalidInput

WAITING = Q(
    needs_approval=True, approved_at__isnull=True, rejected_at__isnull=True, superseded_at__isnull=True
)
IN_FORCE = Q(
    superseded_at__isnull=True, is_withdrawal=False, rejected_at__isnull=True, ended_at__isnull=False
) & (Q(needs_approval=False) | Q(approved_at__isnull=False) | Q(supersedes__isnull=True))
RUNNING = Q(ended_at__isnull=True, superseded_at__isnull=True)


def get_time_settings(on: date) -> Settings:
    """The closed lists of roles and activities on a date (Original Medicare's)."""
    return load_rule_book().get_rule_set(payer="cms", on=on).settings


def check_activity(activity: str, *, on: date) -> str:
    """An activity of the closed list (rules 8.9). Raises InvalidInput for any other."""
    settings = get_time_settings(on)
    if activity not in settings.counted_activities | settings.uncounted_activities:
        raise InvalidInput("Which activity?", fields={"activity": ["is not one of the list"]})
    return activity


def standing_of(row: TimeEntry) -> str:
    """running, in_force, waiting (for a second person), superseded, rejected or withdrawal."""
    if row.rejected_at is not None:
        return "rejected"
    if row.superseded_at is not None:
        return "superseded"
    if row.needs_approval and row.approved_at is None:
        return "waiting"
    if row.is_withdrawal:
        return "withdrawal"
    return "running" if row.ended_at is None else "in_force"
