"""Money back: remittance files and what was posted. `/api/v1/billing/remittances/…`."""

from __future__ import annotations

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import claim_shapes as shapes
from vantrexia.api.edi_upload import EdiEndpoint
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors import remittances as reads
from vantrexia.billing.services.remittances import post_remittances


class Remittances(EdiEndpoint):
    """An 835: posted whole to the cent, or refused whole with segment and reason; never posted twice."""

    needs = {"GET": "billing.read", "POST": "billing.submit"}

    @extend_schema(
        operation_id="billing_remittances_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=shapes.RemittancePage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        count, rows = reads.list_remittances(self.actor, offset=page.offset, limit=page.size)
        return self.ok(page_body(request, page, count=count, results=rows))

    @extend_schema(
        operation_id="billing_remittance_post", request={"multipart/form-data": shapes.EdiInput},
        responses={200: shapes.RemittancesPosted, 201: shapes.RemittancesPosted},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        name, body = self.read_upload()
        posted = post_remittances(actor=self.actor, name=name, body=body, now=self.now)
        return self.ok(
            {"duplicate": posted.is_duplicate, "remittance_ids": posted.ids},
            status=200 if posted.is_duplicate else 201,
        )


class RemittanceOne(Endpoint):
    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_remittance_read", responses=shapes.RemittanceDetail)
    def get(self, request: Request, remittance_id: UUID) -> Response:
        row, patients = reads.get_remittance(self.actor, remittance_id)
        record(
            actor=self.actor, action="remittance.read", entity="remittance", entity_id=remittance_id,
            patient_ids=patients, at=self.now,
        )  # fmt: skip
        return self.ok(row)


urlpatterns = [
    path("billing/remittances/", Remittances.as_view()),
    path("billing/remittances/<uuid:remittance_id>/", RemittanceOne.as_view()),
]
