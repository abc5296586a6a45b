"""Payers, plans and the providers a claim names. `/api/v1/billing/payers/…`, `/api/v1/billing/providers/…`."""

from __future__ import annotations

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import money_shapes as shapes
from vantrexia.api.views import Endpoint
from vantrexia.billing.selectors import payers as reads
from vantrexia.billing.services import claim_providers, payers


class Payers(Endpoint):
    needs = {"GET": "billing.read", "POST": "billing.write"}

    @extend_schema(operation_id="billing_payers_list", responses=shapes.PayerList)
    def get(self, request: Request) -> Response:
        return self.ok({"results": reads.list_payers(viewer=self.actor)})

    @extend_schema(
        operation_id="billing_payer_add", request=shapes.PayerInput, responses={201: shapes.PayerShape}
    )
    def post(self, request: Request) -> Response:
        payer_id = payers.add_payer(actor=self.actor, given=self.read(shapes.PayerInput), now=self.now)
        return self.ok(reads.get_payer(viewer=self.actor, payer_id=payer_id), status=201)


class PayerOne(Endpoint):
    needs = {"GET": "billing.read", "PATCH": "billing.write"}

    @extend_schema(operation_id="billing_payer_read", responses=shapes.PayerShape)
    def get(self, request: Request, payer_id: UUID) -> Response:
        return self.ok(reads.get_payer(viewer=self.actor, payer_id=payer_id))

    @extend_schema(
        operation_id="billing_payer_change", request=shapes.PayerInput, responses=shapes.PayerShape
    )
    def patch(self, request: Request, payer_id: UUID) -> Response:
        changes = self.read(shapes.PayerInput, partial=True)
        payers.change_payer(actor=self.actor, payer_id=payer_id, changes=changes, now=self.now)
        return self.ok(reads.get_payer(viewer=self.actor, payer_id=payer_id))


class PayerPlans(Endpoint):
    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="billing_plan_add", request=shapes.PayerPlanInput, responses={201: shapes.PayerShape}
    )
    def post(self, request: Request, payer_id: UUID) -> Response:
        name = self.read(shapes.PayerPlanInput)["name"]
        payers.add_plan(actor=self.actor, payer_id=payer_id, name=name, now=self.now)
        return self.ok(reads.get_payer(viewer=self.actor, payer_id=payer_id), status=201)


class PlanRetire(Endpoint):
    """The plan is offered no more."""

    needs = {"POST": "billing.write"}

    @extend_schema(operation_id="billing_plan_retire", request=None, responses={204: None})
    def post(self, request: Request, plan_id: UUID) -> Response:
        payers.retire_plan(actor=self.actor, plan_id=plan_id, now=self.now)
        return Response(status=204)


class Providers(Endpoint):
    needs = {"GET": "billing.read", "POST": "billing.write"}

    @extend_schema(operation_id="billing_providers_list", responses=shapes.ProviderList)
    def get(self, request: Request) -> Response:
        return self.ok({"results": reads.list_providers(viewer=self.actor)})

    @extend_schema(
        operation_id="billing_provider_add",
        request=shapes.ProviderInput,
        responses={201: shapes.ProviderShape},
    )
    def post(self, request: Request) -> Response:
        given = self.read(shapes.ProviderInput)
        provider_id = claim_providers.add_provider(actor=self.actor, given=given, now=self.now)
        return self.ok(reads.get_provider(viewer=self.actor, provider_id=provider_id), status=201)


class ProviderOne(Endpoint):
    needs = {"GET": "billing.read", "PATCH": "billing.write"}

    @extend_schema(operation_id="billing_provider_read", responses=shapes.ProviderShape)
    def get(self, request: Request, provider_id: UUID) -> Response:
        return self.ok(reads.get_provider(viewer=self.actor, provider_id=provider_id))

    @extend_schema(
        operation_id="billing_provider_change", request=shapes.ProviderInput, responses=shapes.ProviderShape
    )
    def patch(self, request: Request, provider_id: UUID) -> Response:
        changes = self.read(shapes.ProviderInput, partial=True)
        claim_providers.change_provider(
            actor=self.actor, provider_id=provider_id, changes=changes, now=self.now
        )
        return self.ok(reads.get_provider(viewer=self.actor, provider_id=provider_id))


urlpatterns = [
    path("billing/payers/", Payers.as_view()),
    path("billing/payers/<uuid:payer_id>/", PayerOne.as_view()),
    path("billing/payers/<uuid:payer_id>/plans/", PayerPlans.as_view()),
    path("billing/payer-plans/<uuid:plan_id>/retire/", PlanRetire.as_view()),
    path("billing/providers/", Providers.as_view()),
    path("billing/providers/<uuid:provider_id>/", ProviderOne.as_view()),
]
