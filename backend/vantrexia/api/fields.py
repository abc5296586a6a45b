"""Fields of request bodies with a rule of their own: `InstantField`, a time that says its offset from UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework import serializers

from vantrexia.api.wording import refuse
from vantrexia.domain.errors import DomainError
from vantrexia.domain.vitals import parse_instant


class InstantField(serializers.DateTimeField):
    """ISO 8601 with an offset. A time without one is refused: a guess would move it to another day."""

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            raise refuse("must be an ISO 8601 time")
        try:
            return parse_instant(value)[0]
        except DomainError as wrong:
            raise refuse(wrong.detail) from None
