"""Batches of claims, their files, what came back of them, and the superbill. `/api/v1/billing/claim-batches/…`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import claim_shapes as shapes
from vantrexia.api.claims import read_month
from vantrexia.api.edi_upload import EdiEndpoint
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.patient_import import CsvRenderer
from vantrexia.api.rendering import FastJSONRenderer, encode
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors import claims as reads
from vantrexia.billing.selectors.superbill import read_superbill
from vantrexia.billing.services import acknowledgements, claim_batches
from vantrexia.domain.claims.superbill import write_superbill

_PAGE = [OpenApiParameter("page", int), OpenApiParameter("page_size", int)]


class X12Renderer(BaseRenderer):
    """A file of claims as it is; errors stay JSON whatever was asked for."""

    media_type = "application/edi-x12"
    format = "x12"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return data.encode("ascii") if isinstance(data, str) else encode(data)


class BatchView(Endpoint):
    def one(self, batch_id: UUID) -> dict[str, Any]:
        return reads.get_batch(self.actor, batch_id)


class Batches(BatchView):
    needs = {"GET": "billing.read", "POST": "billing.submit"}

    @extend_schema(operation_id="billing_batches_list", parameters=_PAGE, responses=shapes.ClaimBatchPage)
    def get(self, request: Request) -> Response:
        page = read_page(request)
        count, rows = reads.list_batches(self.actor, offset=page.offset, limit=page.size)
        return self.ok(page_body(request, page, count=count, results=rows))

    @extend_schema(
        operation_id="billing_batch_create",
        request=shapes.ClaimBatchInput,
        responses={201: shapes.ClaimBatchMade},
    )
    def post(self, request: Request) -> Response:
        ids = self.read(shapes.ClaimBatchInput).get("claim_ids", [])
        made = claim_batches.create_batch(actor=self.actor, claim_ids=ids, now=self.now)
        return self.ok({**self.one(made.batch_id), "left_out": made.left_out}, status=201)


class BatchOne(BatchView):
    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_batch_read", responses=shapes.ClaimBatchDetail)
    def get(self, request: Request, batch_id: UUID) -> Response:
        return self.ok(self.one(batch_id))


class BatchFile(BatchView):
    """The 837P; each download is audited with the patients in it."""

    needs = {"GET": "billing.submit"}
    renderer_classes = [X12Renderer, FastJSONRenderer]

    @extend_schema(
        operation_id="billing_batch_file", responses={(200, "application/edi-x12"): OpenApiTypes.STR}
    )
    def get(self, request: Request, batch_id: UUID) -> Response:
        name, text, patients = reads.get_batch_text(self.actor, batch_id)
        record(
            actor=self.actor, action="claim_batch.downloaded", entity="claim_batch", entity_id=batch_id,
            patient_ids=patients, at=self.now,
        )  # fmt: skip
        return Response(
            text,
            content_type="application/edi-x12",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class BatchSubmit(BatchView):
    """The file was sent to the payer or clearinghouse."""

    needs = {"POST": "billing.submit"}

    @extend_schema(operation_id="billing_batch_submit", request=None, responses=shapes.ClaimBatchDetail)
    def post(self, request: Request, batch_id: UUID) -> Response:
        claim_batches.submit_batch(actor=self.actor, batch_id=batch_id, now=self.now)
        return self.ok(self.one(batch_id))


class BatchCancel(BatchView):
    """The file was not sent and will not be."""

    needs = {"POST": "billing.submit"}

    @extend_schema(operation_id="billing_batch_cancel", request=None, responses=shapes.ClaimBatchDetail)
    def post(self, request: Request, batch_id: UUID) -> Response:
        claim_batches.cancel_batch(actor=self.actor, batch_id=batch_id, now=self.now)
        return self.ok(self.one(batch_id))


class Acknowledgements(EdiEndpoint):
    """A 999 or 277CA: read whole or refused whole, with segment and reason."""

    needs = {"GET": "billing.read", "POST": "billing.submit"}

    @extend_schema(operation_id="billing_acknowledgements_list", responses=shapes.AcknowledgementList)
    def get(self, request: Request) -> Response:
        return self.ok({"results": reads.list_acknowledgements(self.actor)})

    @extend_schema(
        operation_id="billing_acknowledgement_read", request={"multipart/form-data": shapes.EdiInput},
        responses={200: shapes.AcknowledgementsRead, 201: shapes.AcknowledgementsRead},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        name, body = self.read_upload()
        read = acknowledgements.read_acknowledgement(actor=self.actor, name=name, body=body, now=self.now)
        rows = [one for one in reads.list_acknowledgements(self.actor) if one["id"] in read.ids]
        return self.ok(
            {"duplicate": read.is_duplicate, "results": rows}, status=200 if read.is_duplicate else 201
        )


class Superbill(Endpoint):
    """The month's billing report as CSV: what a practice keys or imports into its own system."""

    needs = {"GET": "billing.submit"}
    renderer_classes = [CsvRenderer, FastJSONRenderer]

    @extend_schema(
        operation_id="billing_superbill",
        parameters=[
            OpenApiParameter("month", str, description="YYYY-MM, by date of service; this month without it.")
        ],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> Response:
        month = read_month(request.query_params.get("month") or f"{self.now:%Y-%m}")
        base = f"{settings.APP_URL.rstrip('/')}/billing/entries/"
        rows, patients = read_superbill(self.actor, month=month, evidence_base=base, now=self.now)
        record(
            actor=self.actor, action="superbill.exported", entity="billing_entry", patient_ids=patients,
            detail={"month": f"{month:%Y-%m}", "rows": len(rows)}, at=self.now,
        )  # fmt: skip
        return Response(
            write_superbill(rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="superbill-{month:%Y-%m}.csv"'},
        )


urlpatterns = [
    path("billing/claim-batches/", Batches.as_view()),
    path("billing/claim-batches/<uuid:batch_id>/", BatchOne.as_view()),
    path("billing/claim-batches/<uuid:batch_id>/file/", BatchFile.as_view()),
    path("billing/claim-batches/<uuid:batch_id>/submit/", BatchSubmit.as_view()),
    path("billing/claim-batches/<uuid:batch_id>/cancel/", BatchCancel.as_view()),
    path("billing/acknowledgements/", Acknowledgements.as_view()),
    path("billing/superbill/", Superbill.as_view()),
]
