"""Lines of a claim: what payers decided on them, and asking them to decide again. `/api/v1/billing/claim-lines/…`, and
`/api/v1/billing/claims/{id}/decisions/` for all lines of a claim at once."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import claim_shapes as shapes
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors.appeal_facts import show_decisions
from vantrexia.billing.selectors.remittances import list_claim_decisions, list_line_decisions
from vantrexia.billing.services import appeals

_PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class LineDecisions(Endpoint):
    """Everything a payer said of one of our lines, newest first, and the appeals that were sent."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_line_decisions", responses=shapes.LineDecisions)
    def get(self, request: Request, line_id: UUID) -> Response:
        line, rows = list_line_decisions(self.actor, line_id)
        record(
            actor=self.actor, action="claim_line.read", entity="claim_line", entity_id=line_id,
            patient_ids=[line.claim.patient_id], at=self.now,
        )  # fmt: skip
        (shown,) = show_decisions(self.actor, [(line, rows)])
        return self.ok(shown)


class ClaimDecisions(Endpoint):
    """The same of every line of a claim, in the claim's order."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_claim_decisions", responses=shapes.ClaimDecisions)
    def get(self, request: Request, claim_id: UUID) -> Response:
        found = list_claim_decisions(self.actor, claim_id)
        record(
            actor=self.actor, action="claim_lines.read", entity="claim", entity_id=claim_id,
            patient_ids=[found[0][0].claim.patient_id], at=self.now,
        )  # fmt: skip
        return self.ok({"lines": show_decisions(self.actor, found)})


class LineAppeal(Endpoint):
    """The letter that asks the payer to decide again; POST says that it was sent, and keeps the file."""

    needs = {"GET": "billing.submit", "POST": "billing.submit"}

    @extend_schema(operation_id="billing_line_appeal_letter", responses=shapes.AppealLetterShape)
    def get(self, request: Request, line_id: UUID) -> Response:
        return self.ok(asdict(appeals.draft_appeal(viewer=self.actor, line_id=line_id, now=self.now)))

    @extend_schema(
        operation_id="billing_line_appeal_sent",
        request=shapes.AppealInput,
        responses={201: shapes.AppealSent},
    )
    def post(self, request: Request, line_id: UUID) -> Response:
        given = self.read(shapes.AppealInput)
        sent = appeals.send_appeal(
            actor=self.actor, line_id=line_id, packet_id=given.get("packet_id"), now=self.now
        )
        return self.ok({"id": sent}, status=201)


class LineAppealPdf(Endpoint):
    """The letter with the evidence packet behind it, as it would be sent now."""

    needs = {"GET": "billing.submit"}

    @extend_schema(operation_id="billing_line_appeal_pdf", responses=_PDF)
    def get(self, request: Request, line_id: UUID) -> HttpResponse:
        return _file(
            appeals.print_draft(viewer=self.actor, line_id=line_id, now=self.now), f"appeal-draft-{line_id}"
        )


class AppealFile(Endpoint):
    """The file of an appeal as it was sent."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_appeal_file", responses=_PDF)
    def get(self, request: Request, appeal_id: UUID) -> HttpResponse:
        return _file(
            appeals.read_appeal_file(viewer=self.actor, appeal_id=appeal_id, now=self.now),
            f"appeal-{appeal_id}",
        )


def _file(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


urlpatterns = [
    path("billing/claims/<uuid:claim_id>/decisions/", ClaimDecisions.as_view()),
    path("billing/claim-lines/<uuid:line_id>/decisions/", LineDecisions.as_view()),
    path("billing/claim-lines/<uuid:line_id>/appeal/", LineAppeal.as_view()),
    path("billing/claim-lines/<uuid:line_id>/appeal/pdf/", LineAppealPdf.as_view()),
    path("billing/appeals/<uuid:appeal_id>/file/", AppealFile.as_view()),
]
