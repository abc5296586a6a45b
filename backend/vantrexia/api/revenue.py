"""The revenue report: by month, code, payer or provider, with what is not billed and why. `/api/v1/billing/revenue/…`."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.practices import get_practice
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.printing.revenue_pdf import print_revenue
from vantrexia.billing.selectors.revenue import GROUPS, RevenueRow, list_unbilled, read_forecast, read_revenue
from vantrexia.domain.billing.hold_words import name_hold
from vantrexia.domain.claims.cells import safe_cell
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say

_DAYS = [OpenApiParameter(name, OpenApiTypes.DATE) for name in ("date_from", "date_to")]
_BY = OpenApiParameter("by", OpenApiTypes.STR, enum=list(GROUPS))
_FORM = OpenApiParameter("form", OpenApiTypes.STR, enum=["csv", "pdf"])


class RevenueRowShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    entries = serializers.IntegerField()
    patients = serializers.IntegerField()
    units = serializers.IntegerField()
    expected = serializers.FloatField()
    pending = serializers.FloatField()
    sent = serializers.FloatField()
    paid = serializers.FloatField()
    patient_share = serializers.FloatField()
    denied = serializers.FloatField()
    is_estimate = serializers.BooleanField(help_text="Rests on fees nobody has confirmed.")


class UnbilledShape(serializers.Serializer[Any]):
    reason = serializers.CharField(help_text="The key of an open hold, claim_blocked or not_sent.")
    text = serializers.CharField(help_text="The reason in words.")
    entries = serializers.IntegerField()
    amount = serializers.FloatField()


class ForecastShape(serializers.Serializer[Any]):
    supply = serializers.FloatField()
    supply_open = serializers.FloatField()
    supply_open_patients = serializers.IntegerField()
    time = serializers.FloatField()
    time_open = serializers.FloatField()
    time_open_patients = serializers.IntegerField()
    collected_percent = serializers.IntegerField(allow_null=True)


class RevenueShape(serializers.Serializer[Any]):
    date_from = serializers.DateField()
    date_to = serializers.DateField()
    by = serializers.ChoiceField(choices=GROUPS)
    rows = RevenueRowShape(many=True)
    total = RevenueRowShape()
    unbilled = UnbilledShape(many=True)
    forecast = ForecastShape()


FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)  # a year before the first is still a date


class RevenueEndpoint(Endpoint):
    """What both endpoints share: the days, twelve months to now unless said otherwise, and the grouping."""

    def asked(self, request: Request) -> tuple[date, date, str]:
        last = self._day(request, "date_to") or self.now.date()
        first = self._day(request, "date_from") or (last.replace(day=1) - timedelta(days=330)).replace(day=1)
        return first, last, request.query_params.get("by") or "month"

    @staticmethod
    def _day(request: Request, name: str) -> date | None:
        raw = request.query_params.get(name)
        if not raw:
            return None
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            raise InvalidInput(
                say("{name} must be a date.", name=name), fields={name: ["must be YYYY-MM-DD"]}
            ) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise InvalidInput(
                say("{name} lies outside the calendar of bills.", name=name),
                fields={name: [say("must be from {low} to {high}", low=FIRST_DAY, high=LAST_DAY)]},
            )
        return day


class Revenue(RevenueEndpoint):
    needs = {"GET": "report.read"}

    @extend_schema(operation_id="billing_revenue", responses=RevenueShape, parameters=[*_DAYS, _BY])
    def get(self, request: Request) -> Response:
        first, last, by = self.asked(request)
        rows, total = read_revenue(viewer=self.actor, first=first, last=last, by=by)
        unbilled = list_unbilled(viewer=self.actor, first=first, last=last)
        forecast = read_forecast(viewer=self.actor, first=first, last=last)
        return self.ok(
            {
                "date_from": first, "date_to": last, "by": by, "rows": [show(row) for row in rows], "total": show(total),
                "unbilled": [
                    {**show(one), "text": name_hold(one.reason, language=self.actor.language)} for one in unbilled
                ], "forecast": show(forecast),
            }
        )  # fmt: skip


class RevenueFile(RevenueEndpoint):
    """The same as a file: the PDF in the caller's language, the CSV with the names of the fields in every language."""

    needs = {"GET": "report.read"}

    @extend_schema(
        operation_id="billing_revenue_file",
        responses={(200, "text/csv"): OpenApiTypes.STR},
        parameters=[*_DAYS, _BY, _FORM],
    )
    def get(self, request: Request) -> HttpResponse:
        first, last, by = self.asked(request)
        form = request.query_params.get("form") or "csv"
        if form not in ("csv", "pdf"):
            raise InvalidInput("form must be csv or pdf.", fields={"form": ["must be csv or pdf"]})
        rows, total = read_revenue(viewer=self.actor, first=first, last=last, by=by)
        if form == "csv":
            response = HttpResponse(write_csv([*rows, total]), content_type="text/csv; charset=utf-8")
        else:
            practice = get_practice(viewer=self.actor, now=self.now).name
            unbilled = list_unbilled(viewer=self.actor, first=first, last=last)
            body = print_revenue(
                practice=practice, first=first, last=last, by=by, rows=rows, total=total, unbilled=unbilled,
                language=self.actor.language,
            )  # fmt: skip
            response = HttpResponse(body, content_type="application/pdf")
            response["Content-Language"] = self.actor.language
        record(
            actor=self.actor, action="report.exported", entity="report", at=self.now,
            detail={"report": "revenue", "by": by, "form": form, "first": first.isoformat(), "last": last.isoformat()},
        )  # fmt: skip
        response["Content-Disposition"] = f'attachment; filename="revenue-{by}-{first}-{last}.{form}"'
        return response


def show(row: Any) -> dict[str, Any]:
    """A row as the wire shows it: amounts as numbers."""
    return {
        name: float(value) if isinstance(value, Decimal) else value for name, value in asdict(row).items()
    }


def write_csv(rows: list[RevenueRow]) -> bytes:
    """One line a group, the total last; no cell begins a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = list(RevenueRowShape().fields)
    writer.writerow(names)
    writer.writerows([safe_cell(str(getattr(row, name))) for name in names] for row in rows)
    return out.getvalue().encode("utf-8-sig")


urlpatterns = [
    path("billing/revenue/", Revenue.as_view()),
    path("billing/revenue/file/", RevenueFile.as_view()),
]
