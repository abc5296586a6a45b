"""Work items: calls, corrections, denials, reviews. `/api/v1/billing/work-items/…`."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.members import is_member
from vantrexia.api import billing_shapes as shapes
from vantrexia.api.billing_entries import read_choice, read_date
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors import work as reads
from vantrexia.billing.services import work as acts
from vantrexia.domain.errors import InvalidInput


class AssignWork(serializers.Serializer[Any]):
    membership_id = serializers.UUIDField(allow_null=True, help_text="Null: nobody's.")


class NoteWork(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, min_length=1)


class WorkView(Endpoint):
    """What the work endpoints share: the item after the act."""

    def shown(self, item_id: UUID) -> Response:
        return self.ok(shapes.say_work(reads.get_item(self.actor, item_id), language=self.actor.language))


class WorkList(WorkView):
    """Work items, what is due first first."""

    needs = {"GET": "billing.read"}

    @extend_schema(
        operation_id="billing_work_list",
        parameters=[
            OpenApiParameter("kind", str, enum=list(acts.KINDS)),
            OpenApiParameter("state", str, enum=["open", "done"]),
            OpenApiParameter("patient_id", UUID),
            OpenApiParameter("assigned_id", UUID),
            OpenApiParameter("due_before", date),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=shapes.WorkPage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        total, rows = reads.list_items(
            self.actor,
            kind=read_choice(request, "kind", acts.KINDS),
            state=read_choice(request, "state", ("open", "done")),
            patient_id=read_uuid(request, "patient_id"),
            assigned_id=read_uuid(request, "assigned_id"),
            due_before=read_date(request, "due_before"),
            limit=page.size,
            offset=page.offset,
        )
        record(
            actor=self.actor,
            action="billing_work.listed",
            entity="work_item",
            patient_ids=dict.fromkeys(row["patient_id"] for row in rows if row["patient_id"]),
            detail={"page": page.number},
            at=self.now,
        )
        results = [shapes.say_work(row, language=self.actor.language) for row in rows]
        return self.ok(page_body(request, page, count=total, results=results))


class WorkOne(WorkView):
    """One item with its history."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_work_read", responses=shapes.WorkDetail)
    def get(self, request: Request, item_id: UUID) -> Response:
        row = reads.get_item(self.actor, item_id)
        record(
            actor=self.actor,
            action="billing_work.read",
            entity="work_item",
            entity_id=item_id,
            patient_ids=[row["patient_id"]] if row["patient_id"] else [],
            at=self.now,
        )
        return self.ok(shapes.say_work(row, language=self.actor.language))


class WorkAssign(WorkView):
    """Give an item to a colleague, or to nobody."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_work_assign", request=AssignWork, responses=shapes.WorkDetail)
    def post(self, request: Request, item_id: UUID) -> Response:
        membership_id = self.read(AssignWork)["membership_id"]
        reads.get_item(self.actor, item_id)
        if membership_id is not None and not is_member(viewer=self.actor, membership_id=membership_id):
            raise InvalidInput(
                "There is no such member.", fields={"membership_id": ["is not of this practice"]}
            )
        acts.assign_item(actor=self.actor, item_id=item_id, membership_id=membership_id, now=self.now)
        return self.shown(item_id)


class WorkNote(WorkView):
    """Write something down on an item."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_work_note", request=NoteWork, responses=shapes.WorkDetail)
    def post(self, request: Request, item_id: UUID) -> Response:
        acts.note_item(actor=self.actor, item_id=item_id, note=self.read(NoteWork)["note"], now=self.now)
        return self.shown(item_id)


class WorkFinish(WorkView):
    """Settle an item: what came of it."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_work_done", request=shapes.WorkDone, responses=shapes.WorkDetail)
    def post(self, request: Request, item_id: UUID) -> Response:
        given = self.read(shapes.WorkDone)
        acts.finish_item(
            actor=self.actor,
            item_id=item_id,
            outcome=given["outcome"],
            note=given.get("note"),
            now=self.now,
        )
        return self.shown(item_id)


urlpatterns = [
    path("billing/work-items/", WorkList.as_view()),
    path("billing/work-items/<uuid:item_id>/", WorkOne.as_view()),
    path("billing/work-items/<uuid:item_id>/assign/", WorkAssign.as_view()),
    path("billing/work-items/<uuid:item_id>/note/", WorkNote.as_view()),
    path("billing/work-items/<uuid:item_id>/done/", WorkFinish.as_view()),
]
