"""Claims: built from entries, checked, shown in their forms, sent again. `/api/v1/billing/claims/…`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import claim_shapes as shapes
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.printing.cms1500_pdf import print_cms1500
from vantrexia.billing.selectors import claims as reads
from vantrexia.billing.selectors.claim_settings import read_claim_settings
from vantrexia.billing.services import claims
from vantrexia.billing.services.claim_repeats import resubmit_claims
from vantrexia.billing.services.claim_settings import change_claim_settings
from vantrexia.billing.services.claim_voids import void_claim
from vantrexia.domain.claims.cms1500 import build_cms1500
from vantrexia.domain.claims.cms1500_grid import place_cms1500
from vantrexia.domain.claims.fhir_claim import build_fhir_claim
from vantrexia.domain.errors import InvalidInput

_LIST = [
    OpenApiParameter("status", str, enum=list(reads.STATUSES)),
    OpenApiParameter("month", str, description="Dates of service in this month, YYYY-MM."),
    OpenApiParameter("patient_id", OpenApiTypes.UUID),
    OpenApiParameter("payer_id", OpenApiTypes.UUID),
    OpenApiParameter("batch_id", OpenApiTypes.UUID),
    OpenApiParameter("page", int),
    OpenApiParameter("page_size", int),
]


def read_month(text: str) -> date:
    """The first day of `YYYY-MM`. Raises InvalidInput."""
    try:
        if len(text) != 7:
            raise ValueError
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise InvalidInput(
            "The month is not valid.", fields={"month": ["must be a month, YYYY-MM"]}
        ) from None


class ClaimSettings(Endpoint):
    """Who sends claims to whom, and who stands on them by default."""

    needs = {"GET": "billing.read", "PATCH": "billing.write"}

    @extend_schema(operation_id="billing_claim_settings", responses=shapes.ClaimSettingsShape)
    def get(self, request: Request) -> Response:
        return self.ok(read_claim_settings(self.actor, at=self.now).as_json())

    @extend_schema(
        operation_id="billing_claim_settings_change",
        request=shapes.ClaimSettingsShape,
        responses=shapes.ClaimSettingsShape,
    )
    def patch(self, request: Request) -> Response:
        given = self.read(shapes.ClaimSettingsShape, partial=True)
        return self.ok(change_claim_settings(actor=self.actor, changes=given, now=self.now).as_json())


class ClaimView(Endpoint):
    def one(self, claim_id: UUID) -> dict[str, Any]:
        return reads.get_claim(self.actor, claim_id)

    def built(self, made: claims.Built, status: int = 200) -> Response:
        return self.ok(asdict(made), status=status)

    def told(self, action: str, claim_id: UUID, patient_id: UUID) -> None:
        record(
            actor=self.actor, action=action, entity="claim", entity_id=claim_id, patient_ids=[patient_id], at=self.now
        )  # fmt: skip


class Claims(ClaimView):
    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_claims_list", parameters=_LIST, responses=shapes.ClaimPage)
    def get(self, request: Request) -> Response:
        query, page = request.query_params, read_page(request)
        status = query.get("status") or None
        if status is not None and status not in reads.STATUSES:
            raise InvalidInput("The status is not valid.", fields={"status": ["is none of the statuses"]})
        asked = reads.ClaimFilter(
            status=status,
            month=read_month(query["month"]) if query.get("month") else None,
            patient_id=read_uuid(request, "patient_id"),
            payer_id=read_uuid(request, "payer_id"),
            batch_id=read_uuid(request, "batch_id"),
        )
        count, rows = reads.list_claims(self.actor, asked, offset=page.offset, limit=page.size)
        record(
            actor=self.actor, action="claims.listed", entity="claim",
            patient_ids=sorted({row["patient_id"] for row in rows}), at=self.now,
        )  # fmt: skip
        return self.ok(page_body(request, page, count=count, results=rows))


class ClaimsBuild(ClaimView):
    """Claims of all entries that are ready: of a month, or those named."""

    needs = {"POST": "billing.submit"}

    @extend_schema(
        operation_id="billing_claims_build", request=shapes.ClaimsBuild, responses={201: shapes.ClaimsBuilt}
    )
    def post(self, request: Request) -> Response:
        given = self.read(shapes.ClaimsBuild)
        month, entry_ids = given.get("month"), given.get("entry_ids", [])
        if not month and not entry_ids:
            raise InvalidInput("Name a month or entries.", fields={"month": ["is needed without entry_ids"]})
        made = claims.build_claims(
            actor=self.actor, month=read_month(month) if month else None, entry_ids=entry_ids, now=self.now
        )
        return self.built(made, status=201)


class ClaimsResubmit(ClaimView):
    """New claims for rejected or decided ones, the way each payer takes."""

    needs = {"POST": "billing.submit"}

    @extend_schema(
        operation_id="billing_claims_resubmit", request=shapes.ClaimIds, responses={201: shapes.ClaimsBuilt}
    )
    def post(self, request: Request) -> Response:
        ids = self.read(shapes.ClaimIds)["claim_ids"]
        return self.built(resubmit_claims(actor=self.actor, claim_ids=ids, now=self.now), status=201)


class ClaimOne(ClaimView):
    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_claim_read", responses=shapes.ClaimDetail)
    def get(self, request: Request, claim_id: UUID) -> Response:
        row = self.one(claim_id)
        self.told("claim.read", claim_id, row["patient_id"])
        return self.ok(row)


class ClaimCheck(ClaimView):
    """Composed and checked again from what is stored now."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_claim_check", request=None, responses=shapes.ClaimDetail)
    def post(self, request: Request, claim_id: UUID) -> Response:
        (claim,) = claims.check_claims(actor=self.actor, claim_ids=[claim_id], now=self.now)
        self.told("claim.checked", claim_id, claim.patient_id)
        return self.ok(self.one(claim_id))


class ClaimCancel(ClaimView):
    """It is not sent; its entries are free again."""

    needs = {"POST": "billing.submit"}

    @extend_schema(operation_id="billing_claim_cancel", request=None, responses=shapes.ClaimDetail)
    def post(self, request: Request, claim_id: UUID) -> Response:
        claims.cancel_claim(actor=self.actor, claim_id=claim_id, now=self.now)
        return self.ok(self.one(claim_id))


class ClaimVoid(ClaimView):
    """A claim of frequency 8 that takes this one back at its payer."""

    needs = {"POST": "billing.submit"}

    @extend_schema(
        operation_id="billing_claim_void", request=shapes.ClaimVoidInput, responses={201: shapes.ClaimDetail}
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        reason = self.read(shapes.ClaimVoidInput)["reason"]
        void_id = void_claim(actor=self.actor, claim_id=claim_id, reason=reason, now=self.now)
        return self.ok(self.one(void_id), status=201)


class ClaimReopening(ClaimView):
    """The payer was asked by its own form to reopen the claim this one corrects."""

    needs = {"POST": "billing.submit"}

    @extend_schema(operation_id="billing_claim_reopening", request=None, responses=shapes.ClaimDetail)
    def post(self, request: Request, claim_id: UUID) -> Response:
        claims.request_reopening(actor=self.actor, claim_id=claim_id, now=self.now)
        return self.ok(self.one(claim_id))


class ClaimForm(ClaimView):
    """The contents of the CMS-1500 form."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_claim_cms1500", responses=shapes.FormBoxes)
    def get(self, request: Request, claim_id: UUID) -> Response:
        claim, content = reads.get_content(self.actor, claim_id)
        self.told("claim.form_read", claim_id, claim.patient_id)
        return self.ok({"forms": build_cms1500(content)})


class ClaimFormPdf(ClaimView):
    """The contents of the CMS-1500 form as pages to print on the red form."""

    needs = {"GET": "billing.read"}

    @extend_schema(
        operation_id="billing_claim_cms1500_pdf",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter(
                "right", int, description="Moves everything to the right, in points; -36 to 36."
            ),
            OpenApiParameter("down", int, description="Moves everything down, in points; -36 to 36."),
        ],
    )
    def get(self, request: Request, claim_id: UUID) -> HttpResponse:
        claim, content = reads.get_content(self.actor, claim_id)
        shift = {name: _read_points(request, name) for name in ("right", "down")}
        body = print_cms1500(place_cms1500(content), **shift)
        self.told("claim.form_read", claim_id, claim.patient_id)
        name = f'attachment; filename="{claim.number}-cms1500.pdf"'
        return HttpResponse(body, content_type="application/pdf", headers={"Content-Disposition": name})


def _read_points(request: Request, name: str) -> int:
    given = request.query_params.get(name, "0")
    try:
        return int(given) if len(given) <= 4 else 999
    except ValueError:
        raise InvalidInput(
            "That is no number of points.", fields={name: ["must be a whole number"]}
        ) from None


class ClaimFhir(ClaimView):
    """The claim as a FHIR R4 `Claim`."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_claim_fhir", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, claim_id: UUID) -> Response:
        claim, content = reads.get_content(self.actor, claim_id)
        self.told("claim.exported", claim_id, claim.patient_id)
        system = f"{settings.APP_URL.rstrip('/')}/billing/claims"
        return self.ok(build_fhir_claim(content, created=claim.created_at, system=system))


urlpatterns = [
    path("billing/claim-settings/", ClaimSettings.as_view()),
    path("billing/claims/", Claims.as_view()),
    path("billing/claims/build/", ClaimsBuild.as_view()),
    path("billing/claims/resubmit/", ClaimsResubmit.as_view()),
    path("billing/claims/<uuid:claim_id>/", ClaimOne.as_view()),
    path("billing/claims/<uuid:claim_id>/check/", ClaimCheck.as_view()),
    path("billing/claims/<uuid:claim_id>/cancel/", ClaimCancel.as_view()),
    path("billing/claims/<uuid:claim_id>/void/", ClaimVoid.as_view()),
    path("billing/claims/<uuid:claim_id>/reopening/", ClaimReopening.as_view()),
    path("billing/claims/<uuid:claim_id>/cms1500/", ClaimForm.as_view()),
    path("billing/claims/<uuid:claim_id>/cms1500/pdf/", ClaimFormPdf.as_view()),
    path("billing/claims/<uuid:claim_id>/fhir/", ClaimFhir.as_view()),
]
