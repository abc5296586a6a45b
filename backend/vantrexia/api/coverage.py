"""A patient's insurance in time and what other practices billed. Under `/api/v1/patients/{id}/`."""

from __future__ import annotations

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import money_shapes as shapes
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors import payers as reads
from vantrexia.billing.services import coverage
from vantrexia.patients.selectors.patients import check_patient


class CoverageView(Endpoint):
    """What the coverage endpoints share: the whole list after every act."""

    def listed(self, patient_id: UUID, *, status: int = 200) -> Response:
        rows = reads.list_coverage(viewer=self.actor, patient_id=patient_id)
        names = tuple(shapes.CoverageShape().fields)
        return self.ok(
            {"results": [{name: getattr(row, name) for name in names} for row in rows]}, status=status
        )


class Coverages(CoverageView):
    needs = {"GET": "billing.read", "POST": "billing.write"}

    @extend_schema(operation_id="patient_coverage_list", responses=shapes.CoverageList)
    def get(self, request: Request, patient_id: UUID) -> Response:
        check_patient(self.actor, patient_id)
        record(
            actor=self.actor,
            action="coverage.read",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.listed(patient_id)

    @extend_schema(
        operation_id="patient_coverage_add",
        request=shapes.CoverageInput,
        responses={201: shapes.CoverageList},
    )
    def post(self, request: Request, patient_id: UUID) -> Response:
        new = coverage.NewCoverage(**self.read(shapes.CoverageInput))
        coverage.add_coverage(actor=self.actor, patient_id=patient_id, new=new, now=self.now)
        return self.listed(patient_id, status=201)


class CoverageEnd(CoverageView):
    """It holds no longer from a day on."""

    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="patient_coverage_end", request=shapes.CoverageEnd, responses=shapes.CoverageList
    )
    def post(self, request: Request, patient_id: UUID, coverage_id: UUID) -> Response:
        ends_on = self.read(shapes.CoverageEnd)["ends_on"]
        coverage.end_coverage(
            actor=self.actor, patient_id=patient_id, coverage_id=coverage_id, ends_on=ends_on, now=self.now
        )
        return self.listed(patient_id)


class CoverageVerify(CoverageView):
    """The payer was asked, and it holds."""

    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="patient_coverage_verify", request=shapes.CoverageVerify, responses=shapes.CoverageList
    )
    def post(self, request: Request, patient_id: UUID, coverage_id: UUID) -> Response:
        day = self.read(shapes.CoverageVerify)["on"]
        coverage.verify_coverage(
            actor=self.actor, patient_id=patient_id, coverage_id=coverage_id, on=day, now=self.now
        )
        return self.listed(patient_id)


class OutsideView(Endpoint):
    def listed(self, patient_id: UUID, *, status: int = 200) -> Response:
        return self.ok(
            {"results": reads.list_outside_claims(viewer=self.actor, patient_id=patient_id)}, status=status
        )


class OutsideClaims(OutsideView):
    needs = {"GET": "billing.read", "POST": "billing.write"}

    @extend_schema(operation_id="patient_outside_claims_list", responses=shapes.OutsideClaimList)
    def get(self, request: Request, patient_id: UUID) -> Response:
        check_patient(self.actor, patient_id)
        record(
            actor=self.actor, action="outside_claims.read", entity="patient", entity_id=patient_id, patient_ids=[patient_id],
            at=self.now,
        )  # fmt: skip
        return self.listed(patient_id)

    @extend_schema(
        operation_id="patient_outside_claim_add",
        request=shapes.OutsideClaimInput,
        responses={201: shapes.OutsideClaimList},
    )
    def post(self, request: Request, patient_id: UUID) -> Response:
        new = coverage.NewOutsideClaim(**self.read(shapes.OutsideClaimInput))
        coverage.record_outside_claim(actor=self.actor, patient_id=patient_id, new=new, now=self.now)
        return self.listed(patient_id, status=201)


class OutsideClaimWithdraw(OutsideView):
    """It was not so after all."""

    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="patient_outside_claim_withdraw",
        request=shapes.MoneyReason,
        responses=shapes.OutsideClaimList,
    )
    def post(self, request: Request, patient_id: UUID, claim_id: UUID) -> Response:
        reason = self.read(shapes.MoneyReason)["reason"]
        coverage.withdraw_outside_claim(
            actor=self.actor, patient_id=patient_id, claim_id=claim_id, reason=reason, now=self.now
        )
        return self.listed(patient_id)


urlpatterns = [
    path("patients/<uuid:patient_id>/coverage/", Coverages.as_view()),
    path("patients/<uuid:patient_id>/coverage/<uuid:coverage_id>/end/", CoverageEnd.as_view()),
    path("patients/<uuid:patient_id>/coverage/<uuid:coverage_id>/verify/", CoverageVerify.as_view()),
    path("patients/<uuid:patient_id>/outside-claims/", OutsideClaims.as_view()),
    path(
        "patients/<uuid:patient_id>/outside-claims/<uuid:claim_id>/withdraw/", OutsideClaimWithdraw.as_view()
    ),
]
