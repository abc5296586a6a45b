"""Billing entries: the published list, and what people do with them. `/api/v1/billing/entries/…`."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import billing_shapes as shapes
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_flag, read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors import entries as reads
from vantrexia.billing.services import entries as acts
from vantrexia.billing.services.manual import NewEntry, create_entry
from vantrexia.domain.billing.entry_states import STATUSES
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say


class BillingEntryInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    cpt_code = serializers.CharField(max_length=5)
    service_date = serializers.DateField()
    period_start = serializers.DateField(required=False, allow_null=True)
    units = serializers.IntegerField(min_value=1, max_value=99, default=1)
    duration_minutes = serializers.IntegerField(min_value=0, max_value=10_000, default=0)
    icd10_codes = serializers.ListField(
        child=serializers.CharField(max_length=10), max_length=12, required=False, allow_null=True
    )
    notes = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class EntryVoidInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=acts.VOID_REASONS)
    note = serializers.CharField(max_length=2000, min_length=3)


class EntryCorrectInput(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, min_length=3)


class EntryStatusInput(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=STATUSES)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class EntryReleaseInput(serializers.Serializer[Any]):
    hold = serializers.CharField(max_length=64)
    note = serializers.CharField(max_length=2000, min_length=3)


class EntryCorrected(serializers.Serializer[Any]):
    voided = serializers.UUIDField(
        allow_null=True, help_text="Null: the billed entry stays, an add-on joins it."
    )
    made = shapes.BillingEntryShape(many=True)


def read_date(request: Request, name: str) -> date | None:
    """A query parameter that is a date; of a time, its date."""
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        raise InvalidInput(
            say("{name} must be a date.", name=name), fields={name: ["must be a date, YYYY-MM-DD"]}
        ) from None


def read_choice(request: Request, name: str, choices: tuple[str, ...] | frozenset[str]) -> str | None:
    """A query parameter out of a closed list."""
    raw = request.query_params.get(name)
    if not raw:
        return None
    if raw not in choices:
        raise InvalidInput(
            say("{name} is not known.", name=name),
            fields={name: [say("must be among {choices}", choices=", ".join(sorted(choices)))]},
        )
    return raw


def _read_wanted(request: Request) -> reads.Wanted:
    known = frozenset(load_rule_book().codes.codes)
    return reads.Wanted(
        date_from=read_date(request, "date_from"),
        date_to=read_date(request, "date_to"),
        status=read_choice(request, "status", STATUSES),
        bucket=read_choice(request, "bucket", reads.BUCKETS),
        cpt_code=read_choice(request, "cpt_code", known),
        patient_id=read_uuid(request, "patient_id"),
        payer_id=read_uuid(request, "payer_id"),
        hold=request.query_params.get("hold") or None,
        with_voided=bool(read_flag(request, "with_voided")),
    )


class EntryView(Endpoint):
    """What the entry endpoints share."""

    def show(self, entry_id: UUID) -> dict[str, Any]:
        language = self.actor.language
        row = reads.get_entry(self.actor, entry_id)
        return {
            **row,
            "source": self.word(row["source"]),
            "reasons": shapes.say_reasons(row["reasons"], language=language),
            "hold_reasons": shapes.say_flags(row["hold_reasons"], language=language),
            "warnings": shapes.say_flags(row["warnings"], language=language),
        }


class Entries(EntryView):
    """Entries, newest date of service first; voided ones only when asked for. POST makes one by hand."""

    needs = {"GET": "billing.read", "POST": "billing.write"}

    @extend_schema(
        operation_id="billing_entries_list",
        parameters=[
            OpenApiParameter("date_from", date),
            OpenApiParameter("date_to", date),
            OpenApiParameter("status", str, enum=list(STATUSES)),
            OpenApiParameter("cpt_code", str),
            OpenApiParameter("patient_id", UUID),
            OpenApiParameter("ordering", str, enum=list(reads.ORDERINGS)),
            OpenApiParameter("bucket", str, enum=list(reads.BUCKETS)),
            OpenApiParameter("payer_id", UUID),
            OpenApiParameter("hold", str, description="Entries with this hold."),
            OpenApiParameter("with_voided", bool),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=shapes.BillingEntryPage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        ordering = read_choice(request, "ordering", reads.ORDERINGS) or "-service_date"
        total, rows = reads.list_entries(
            self.actor, _read_wanted(request), ordering=ordering, limit=page.size, offset=page.offset
        )
        record(
            actor=self.actor,
            action="billing_entries.listed",
            entity="billing_entry",
            patient_ids=dict.fromkeys(row["patient_id"] for row in rows),
            detail={"page": page.number},
            at=self.now,
        )
        return self.ok(page_body(request, page, count=total, results=rows))

    @extend_schema(
        operation_id="billing_entry_create",
        request=BillingEntryInput,
        responses={201: shapes.BillingEntryDetail},
    )
    def post(self, request: Request) -> Response:
        given = self.read(BillingEntryInput)
        codes = given.pop("icd10_codes", None)
        entry_id = create_entry(
            actor=self.actor,
            new=NewEntry(**given, icd10_codes=None if codes is None else tuple(codes)),
            now=self.now,
        )
        return self.ok(self.show(entry_id), status=201)


class EntryOne(EntryView):
    """One entry with the facts it rests on, its reasons in words, and everything that happened to it."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_entry_read", responses=shapes.BillingEntryDetail)
    def get(self, request: Request, entry_id: UUID) -> Response:
        row = self.show(entry_id)
        record(
            actor=self.actor,
            action="billing_entry.read",
            entity="billing_entry",
            entity_id=entry_id,
            patient_ids=[row["patient_id"]],
            at=self.now,
        )
        return self.ok(row)


class EntryVoid(EntryView):
    """Take an entry back, saying why."""

    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="billing_entry_void", request=EntryVoidInput, responses=shapes.BillingEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        acts.void_entry(actor=self.actor, entry_id=entry_id, **self.read(EntryVoidInput), now=self.now)
        return self.ok(self.show(entry_id))


class EntryCorrect(EntryView):
    """Void what was billed and make what the facts say now; the two name each other."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_entry_correct", request=EntryCorrectInput, responses=EntryCorrected)
    def post(self, request: Request, entry_id: UUID) -> Response:
        done = acts.correct_entry(
            actor=self.actor, entry_id=entry_id, **self.read(EntryCorrectInput), now=self.now
        )
        return self.ok({"voided": done.voided, "made": [self.show(one) for one in done.made]})


class EntryStatus(EntryView):
    """Move an entry along: submitted, paid, denied, appealed."""

    needs = {"POST": "billing.submit"}

    @extend_schema(
        operation_id="billing_entry_status", request=EntryStatusInput, responses=shapes.BillingEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        given = self.read(EntryStatusInput)
        acts.change_statuses(
            actor=self.actor,
            changes={entry_id: given["status"]},
            now=self.now,
            reason="by_hand",
            note=given.get("note"),
        )
        return self.ok(self.show(entry_id))


class EntryRelease(EntryView):
    """Let a hold go, saying why; only those a person may answer for."""

    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="billing_entry_release", request=EntryReleaseInput, responses=shapes.BillingEntryDetail
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        given = self.read(EntryReleaseInput)
        acts.release_hold(
            actor=self.actor, entry_id=entry_id, key=given["hold"], note=given["note"], now=self.now
        )
        return self.ok(self.show(entry_id))


urlpatterns = [
    path("billing/entries/", Entries.as_view()),
    path("billing/entries/<uuid:entry_id>/", EntryOne.as_view()),
    path("billing/entries/<uuid:entry_id>/void/", EntryVoid.as_view()),
    path("billing/entries/<uuid:entry_id>/correct/", EntryCorrect.as_view()),
    path("billing/entries/<uuid:entry_id>/status/", EntryStatus.as_view()),
    path("billing/entries/<uuid:entry_id>/release/", EntryRelease.as_view()),
]
