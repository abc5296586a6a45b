"""Time on patients as written down: a patient's month, late entries, corrections, the second person. `/api/v1/billing/time-entries/…`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import time_shapes as shapes
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.patient_rows import PAGES, page_of
from vantrexia.api.requests import read_flag
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors import time_entries as selectors
from vantrexia.billing.selectors.time_months import get_month
from vantrexia.billing.services import time_approvals, time_entries
from vantrexia.domain.errors import InvalidInput


class PatientMonth(Endpoint):
    """A patient's time of one calendar month in the patient's zone: totals, what is missing, entries newest first."""

    needs = {"GET": "time.read"}

    @extend_schema(
        operation_id="time_month_read",
        parameters=[
            OpenApiParameter("month", str, description="YYYY-MM; the running month when absent."),
            OpenApiParameter("with_past", bool, description="Also superseded, withdrawn and rejected rows."),
        ],
        responses=shapes.TimeMonthShape,
    )
    def get(self, request: Request, patient_id: UUID) -> Response:
        body = get_month(
            self.actor,
            patient_id,
            _read_month(request),
            now=self.now,
            with_past=bool(read_flag(request, "with_past")),
        )
        record(
            actor=self.actor,
            action="time.month_read",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok(body)


class EntryView(Endpoint):
    """What the endpoints of one entry answer."""

    def one(self, entry_id: UUID) -> dict[str, Any]:
        return selectors.get_entry_history(self.actor, entry_id)


class Entries(EntryView):
    """Time typed by hand."""

    needs = {"POST": "time.record"}

    @extend_schema(
        operation_id="time_entry_type", request=shapes.TimeTypeInput, responses={201: shapes.TimeEntryDetail}
    )
    def post(self, request: Request) -> Response:
        made = time_entries.type_entry(actor=self.actor, now=self.now, **self.read(shapes.TimeTypeInput))
        return self.ok(self.one(made), status=201)


class Entry(EntryView):
    """One entry with its history."""

    needs = {"GET": "time.read"}

    @extend_schema(operation_id="time_entry_read", responses=shapes.TimeEntryDetail)
    def get(self, request: Request, entry_id: UUID) -> Response:
        body = self.one(entry_id)
        record(
            actor=self.actor,
            action="time.entry_read",
            entity="time_entry",
            entity_id=entry_id,
            patient_ids=[body["patient_id"]],
            at=self.now,
        )
        return self.ok(body)


class Amend(EntryView):
    """Correct an entry; the original stays. Answers the correction."""

    needs = {"POST": "time.record"}

    @extend_schema(
        operation_id="time_entry_amend", request=shapes.TimeAmendInput, responses=shapes.TimeEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        given = self.read(shapes.TimeAmendInput)
        reason = given.pop("reason")
        made = time_entries.amend_entry(
            actor=self.actor, entry_id=entry_id, changes=given, reason=reason, now=self.now
        )
        return self.ok(self.one(made))


class Withdraw(EntryView):
    """Take an entry out of the count; it stays to be seen. Answers the withdrawal."""

    needs = {"POST": "time.record"}

    @extend_schema(
        operation_id="time_entry_withdraw", request=shapes.TimeReasonInput, responses=shapes.TimeEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        made = time_entries.withdraw_entry(
            actor=self.actor, entry_id=entry_id, now=self.now, **self.read(shapes.TimeReasonInput)
        )
        return self.ok(self.one(made))


class Approve(EntryView):
    """The second person agrees."""

    needs = {"POST": "time.approve"}

    @extend_schema(
        operation_id="time_entry_approve", request=shapes.TimeApproveInput, responses=shapes.TimeEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        note = self.read(shapes.TimeApproveInput).get("note")
        time_approvals.approve_entry(actor=self.actor, entry_id=entry_id, note=note, now=self.now)
        return self.ok(self.one(entry_id))


class Reject(EntryView):
    """The second person refuses, and says why."""

    needs = {"POST": "time.approve"}

    @extend_schema(
        operation_id="time_entry_reject", request=shapes.TimeReasonInput, responses=shapes.TimeEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        time_approvals.reject_entry(
            actor=self.actor, entry_id=entry_id, now=self.now, **self.read(shapes.TimeReasonInput)
        )
        return self.ok(self.one(entry_id))


class ResolveHold(EntryView):
    """An entry that looks impossible is right as it stands, and why."""

    needs = {"POST": "time.approve"}

    @extend_schema(
        operation_id="time_hold_resolve", request=shapes.TimeReasonInput, responses=shapes.TimeEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        time_approvals.resolve_hold(
            actor=self.actor, entry_id=entry_id, now=self.now, **self.read(shapes.TimeReasonInput)
        )
        return self.ok(self.one(entry_id))


class _NamedList(Endpoint):
    """A page of entries with whose chart each is on."""

    needs = {"GET": "time.approve"}
    lister: Callable[..., tuple[int, list[dict[str, Any]]]]
    action = ""

    def page(self, request: Request) -> Response:
        page = read_page(request)
        count, rows = type(self).lister(self.actor, limit=page.size, offset=page.offset)
        record(
            actor=self.actor,
            action=self.action,
            entity="time_entry",
            patient_ids=sorted({row["patient_id"] for row in rows}),
            at=self.now,
        )
        return self.ok(page_body(request, page, count=count, results=rows))


class Waiting(_NamedList):
    """Late entries and changes that wait for a second person, oldest first."""

    lister = staticmethod(selectors.list_waiting)
    action = "time.waiting_listed"

    @extend_schema(
        operation_id="time_waiting_list",
        parameters=PAGES,
        responses=page_of("TimeWaiting", shapes.TimeNamedEntryShape),
    )
    def get(self, request: Request) -> Response:
        return self.page(request)


class Held(_NamedList):
    """Entries held as impossible and not resolved, newest first."""

    lister = staticmethod(selectors.list_held)
    action = "time.held_listed"

    @extend_schema(
        operation_id="time_held_list",
        parameters=PAGES,
        responses=page_of("TimeHeld", shapes.TimeNamedEntryShape),
    )
    def get(self, request: Request) -> Response:
        return self.page(request)


def _read_month(request: Request) -> date | None:
    raw = request.query_params.get("month")
    if not raw:
        return None
    try:
        if len(raw) != 7:
            raise ValueError
        return date.fromisoformat(f"{raw}-01")
    except ValueError:
        raise InvalidInput("Which month?", fields={"month": ["must be YYYY-MM"]}) from None


urlpatterns = [
    path("billing/time/patients/<uuid:patient_id>/", PatientMonth.as_view()),
    path("billing/time-entries/waiting/", Waiting.as_view()),
    path("billing/time-entries/held/", Held.as_view()),
    path("billing/time-entries/", Entries.as_view()),
    path("billing/time-entries/<uuid:entry_id>/", Entry.as_view()),
    path("billing/time-entries/<uuid:entry_id>/amend/", Amend.as_view()),
    path("billing/time-entries/<uuid:entry_id>/withdraw/", Withdraw.as_view()),
    path("billing/time-entries/<uuid:entry_id>/approve/", Approve.as_view()),
    path("billing/time-entries/<uuid:entry_id>/reject/", Reject.as_view()),
    path("billing/time-entries/<uuid:entry_id>/resolve-hold/", ResolveHold.as_view()),
]
