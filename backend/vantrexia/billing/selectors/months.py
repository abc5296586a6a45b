"""Which calendar months are closed for billing: `is_month_closed`, `list_closed_months`.

A closed month's time is edited only with a second person's approval (rules section 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from vantrexia.billing.models import MonthClose


def is_month_closed(practice_id: UUID, day: date) -> bool:
    """Whether the calendar month of a local date is closed, and not reopened."""
    return bool(list_closed_months(practice_id, [day]))


def list_closed_months(practice_id: UUID, days: Iterable[date]) -> frozenset[date]:
    """Of the months these local dates lie in, the first days of those that are closed."""
    months = {day.replace(day=1) for day in days}
    return frozenset(
        MonthClose.objects.filter(
            practice_id=practice_id, month__in=months, reopened_at__isnull=True
        ).values_list("month", flat=True)
    )
