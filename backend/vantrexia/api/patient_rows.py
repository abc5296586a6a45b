"""What the lists below a patient share: `collection(...)` makes the endpoint of one kind of row, `act(...)`
that of an act on one.

Consents = collection("consents", shape=ConsentShape, given=ConsentInput, make=record_consent)
    EndPlan = act("plans", "end", shape=PlanShape, given=EndInput, do=end_plan, row="plan_id")

GET lists a page (audited with the patient), POST makes a row and answers it. Services take the fields of
the input by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.patients.selectors.patients import check_patient
from vantrexia.patients.selectors.rows import get_patient_row, list_rows

Shape = type[serializers.Serializer[Any]]
PAGES = [OpenApiParameter("page", int), OpenApiParameter("page_size", int)]


def page_of(name: str, shape: Shape) -> Any:
    """The published envelope around a kind of row."""
    return inline_serializer(
        f"{name}Page",
        {
            "count": serializers.IntegerField(),
            "next": serializers.CharField(allow_null=True),
            "previous": serializers.CharField(allow_null=True),
            "results": shape(many=True),
        },
    )


def collection(
    name: str,
    *,
    shape: Shape,
    given: Shape,
    make: Callable[..., UUID],
    read: str = "enrollment.read",
    write: str = "enrollment.write",
    lister: Callable[..., tuple[int, list[dict[str, Any]]]] | None = None,
    getter: Callable[..., dict[str, Any]] | None = None,
) -> type[Endpoint]:
    """Endpoint of `patients/{patient_id}/<name>/`: the list, and a new row."""

    class Collection(Endpoint):
        needs = {"GET": read, "POST": write}

        @extend_schema(
            operation_id=f"patient_{name}_list", parameters=PAGES, responses=page_of(_camel(name), shape)
        )
        def get(self, request: Request, patient_id: UUID) -> Response:
            check_patient(self.actor, patient_id)
            page = read_page(request)
            if lister:
                count, rows = lister(self.actor, patient_id, limit=page.size, offset=page.offset)
            else:
                count, rows = list_rows(self.actor, name, patient_id, limit=page.size, offset=page.offset)
            record(
                actor=self.actor,
                action=f"patient.{name}_read",
                entity="patient",
                entity_id=patient_id,
                patient_ids=[patient_id],
                at=self.now,
            )
            return self.ok(page_body(request, page, count=count, results=rows))

        @extend_schema(operation_id=f"patient_{name}_create", request=given, responses={201: shape})
        def post(self, request: Request, patient_id: UUID) -> Response:
            row_id = make(actor=self.actor, patient_id=patient_id, now=self.now, **self.read(given))
            if getter:
                return self.ok(getter(self.actor, patient_id, row_id), status=201)
            return self.ok(get_patient_row(self.actor, name, patient_id, row_id), status=201)

    Collection.__name__ = Collection.__qualname__ = _camel(name)
    Collection.__doc__ = f"{name.replace('_', ' ').capitalize()} of a patient, newest first."
    return Collection


def act(
    name: str,
    verb: str,
    *,
    shape: Shape,
    given: Shape,
    do: Callable[..., UUID],
    row: str,
    write: str = "enrollment.write",
) -> type[Endpoint]:
    """Endpoint of `patients/{patient_id}/<name>/{row}/<verb>/`: one act on one row; `row` is the service's
    name for its id.
    """

    class Act(Endpoint):
        needs = {"POST": write}

        @extend_schema(operation_id=f"patient_{name}_{verb}", request=given, responses=shape)
        def post(self, request: Request, patient_id: UUID, row_id: UUID) -> Response:
            do(actor=self.actor, patient_id=patient_id, now=self.now, **{row: row_id}, **self.read(given))
            return self.ok(get_patient_row(self.actor, name, patient_id, row_id))

    Act.__name__ = Act.__qualname__ = f"{_camel(name)}{_camel(verb)}"
    Act.__doc__ = f"{verb.capitalize()} one of a patient's {name.replace('_', ' ')}."
    return Act


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
