"""The billing console's month: counts and money, the at-risk list, the checklist, closing. `/api/v1/billing/month/…`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.practices import get_practice
from vantrexia.api.billing_entries import read_choice
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors import at_risk, checklist, entries
from vantrexia.billing.services import months
from vantrexia.domain.billing.clock import month_end
from vantrexia.domain.billing.texts import render_work
from vantrexia.domain.errors import InvalidInput

_MONTH = re.compile(
    r"\A[12][0-9]{3}-(0[1-9]|1[0-2])\Z"
)  # whole and ASCII: RegexField searches, \d knows other digits
MONTH_PARAMETER = OpenApiParameter("month", str, description="`2026-04`; the running one when absent.")


class CountShape(serializers.Serializer[Any]):
    entries = serializers.IntegerField()
    units = serializers.IntegerField()
    amount = serializers.FloatField(help_text="What the lines are worth; 0 for those owed back.")
    paid = serializers.FloatField(help_text="What remittances posted for them.")
    list = serializers.CharField(
        help_text="The query of `billing/entries/` or `billing/at-risk/` behind the number."
    )


class BucketShape(CountShape):
    bucket = serializers.ChoiceField(choices=(*entries.BUCKETS, "at_risk"))


class CodeShape(CountShape):
    bucket = serializers.ChoiceField(choices=entries.BUCKETS)
    cpt_code = serializers.CharField()


class CheckShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    count = serializers.IntegerField()
    blocks = serializers.BooleanField(help_text="The month cannot be closed while it counts anything.")


class CloseShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    closed_at = serializers.DateTimeField()
    closed_by = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    checklist = CheckShape(many=True)
    reopened_at = serializers.DateTimeField(allow_null=True)
    reopened_by = serializers.CharField(allow_null=True)
    reopen_reason = serializers.CharField(allow_null=True)


class MonthView(serializers.Serializer[Any]):
    month = serializers.CharField()
    date_from = serializers.DateField()
    date_to = serializers.DateField()
    is_running = serializers.BooleanField()
    is_closed = serializers.BooleanField()
    buckets = BucketShape(many=True)
    codes = CodeShape(many=True)
    checklist = CheckShape(many=True)
    closes = CloseShape(many=True, help_text="Newest first.")


class RiskShape(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    kind = serializers.ChoiceField(choices=at_risk.KINDS)
    cpt_code = serializers.CharField()
    period_start = serializers.DateField()
    last_day = serializers.DateField(help_text="The last day on which it can still be reached.")
    act_by = serializers.DateField(help_text="From then on readings must run without a gap.")
    have = serializers.IntegerField(help_text="Days, or minutes.")
    needed = serializers.IntegerField(help_text="Days, or minutes, still missing.")
    contact_needed = serializers.BooleanField()
    amount = serializers.FloatField(allow_null=True)
    text = serializers.CharField()
    evaluated_at = serializers.DateTimeField()
    outreach_id = serializers.UUIDField(allow_null=True, help_text="The open outreach item.")


class RiskPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RiskShape(many=True)


class CloseInput(serializers.Serializer[Any]):
    month = serializers.RegexField(_MONTH)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ReopenInput(serializers.Serializer[Any]):
    month = serializers.RegexField(_MONTH)
    reason = serializers.CharField(max_length=2000, min_length=3)


class MonthEndpoint(Endpoint):
    """What the month's endpoints share."""

    def today(self) -> date:
        """The date where the practice is."""
        zone = get_practice(viewer=self.actor, now=self.now).timezone
        return self.now.astimezone(ZoneInfo(zone)).date()

    def body(self, month: date) -> dict[str, Any]:
        today, last = self.today(), month_end(month)
        sums = entries.sum_month(self.actor, first=month, last=last)
        closes = checklist.read_closes(self.actor, month)
        is_running = month <= today <= last
        span = f"date_from={month}&date_to={last}"
        buckets = [_add_up(bucket, sums, span) for bucket in entries.BUCKETS]
        if is_running:
            risks = at_risk.sum_at_risk(self.actor, today=today).values()
            buckets.append(
                {
                    "bucket": "at_risk",
                    "entries": sum(count for count, _ in risks),
                    "units": 0,
                    "amount": sum(amount for _, amount in risks),
                    "paid": 0,
                    "list": "billing/at-risk/",
                }
            )
        return {
            "month": f"{month:%Y-%m}",
            "date_from": month,
            "date_to": last,
            "is_running": is_running,
            "is_closed": any(one["reopened_at"] is None for one in closes),
            "buckets": buckets,
            "codes": [
                {**row, "list": f"{_list(row['bucket'], span)}&cpt_code={row['cpt_code']}"} for row in sums
            ],
            "checklist": [
                {"key": one.key, "count": one.count, "blocks": one.blocks}
                for one in checklist.read_checklist(self.actor, month, today=today)
            ],
            "closes": closes,
        }


def _list(bucket: str, span: str) -> str:
    return f"billing/entries/?{span}&bucket={bucket}"


def _add_up(bucket: str, sums: list[dict[str, Any]], span: str) -> dict[str, Any]:
    mine = [row for row in sums if row["bucket"] == bucket]
    return {
        "bucket": bucket,
        "entries": sum(row["entries"] for row in mine),
        "units": sum(row["units"] for row in mine),
        "amount": sum(row["amount"] for row in mine),
        "paid": sum(row["paid"] for row in mine),
        "list": _list(bucket, span),
    }


def _read_month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


class Month(MonthEndpoint):
    """One month: what is ready, blocked, submitted, paid, denied, at risk, with money; each number names its list."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_month", parameters=[MONTH_PARAMETER], responses=MonthView)
    def get(self, request: Request) -> Response:
        raw = request.query_params.get("month")
        if raw and not _MONTH.match(raw):
            raise InvalidInput("month must be a month.", fields={"month": ["must be a month, YYYY-MM"]})
        month = _read_month(raw) if raw else self.today().replace(day=1)
        record(
            actor=self.actor,
            action="billing_month.read",
            entity="billing_month",
            detail={"month": f"{month:%Y-%m}"},
            at=self.now,
        )
        return self.ok(self.body(month))


class MonthClosing(MonthEndpoint):
    """Close a month. What is open and blocks it is 409; what is open and does not needs a note."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_month_close", request=CloseInput, responses=MonthView)
    def post(self, request: Request) -> Response:
        given = self.read(CloseInput)
        month = _read_month(given["month"])
        months.close_month(
            actor=self.actor, month=month, note=given.get("note"), today=self.today(), now=self.now
        )
        return self.ok(self.body(month))


class MonthReopening(MonthEndpoint):
    """Open a closed month again, saying why."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_month_reopen", request=ReopenInput, responses=MonthView)
    def post(self, request: Request) -> Response:
        given = self.read(ReopenInput)
        month = _read_month(given["month"])
        months.reopen_month(actor=self.actor, month=month, reason=given["reason"], now=self.now)
        return self.ok(self.body(month))


class AtRisk(MonthEndpoint):
    """Patients whose running period or month is lost unless somebody acts, the most urgent first."""

    needs = {"GET": "billing.read"}

    @extend_schema(
        operation_id="billing_at_risk",
        parameters=[
            OpenApiParameter("kind", str, enum=list(at_risk.KINDS)),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=RiskPage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        total, rows = at_risk.list_at_risk(
            self.actor,
            today=self.today(),
            kind=read_choice(request, "kind", at_risk.KINDS),
            limit=page.size,
            offset=page.offset,
        )
        record(
            actor=self.actor,
            action="billing_at_risk.listed",
            entity="patient",
            patient_ids=dict.fromkeys(row["patient_id"] for row in rows),
            detail={"page": page.number},
            at=self.now,
        )
        return self.ok(page_body(request, page, count=total, results=[self._say(row) for row in rows]))

    def _say(self, row: dict[str, Any]) -> dict[str, Any]:
        params = {
            "needed": row["needed"],
            "code": row["cpt_code"],
            "resume_by": row["act_by"],
            "last": row["last_day"],
        }
        text = render_work(at_risk.pick_sentence(row), params, language=self.actor.language)
        return {**row, "text": text}


urlpatterns = [
    path("billing/month/", Month.as_view()),
    path("billing/month/close/", MonthClosing.as_view()),
    path("billing/month/reopen/", MonthReopening.as_view()),
    path("billing/at-risk/", AtRisk.as_view()),
]
