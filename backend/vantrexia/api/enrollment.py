"""Enrolment: consent, order, episode, plans, pauses, stays, set-ups; all of it at once by `enroll/`. Under
`/api/v1/patients/{id}/`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import enrollment_shapes as shapes
from vantrexia.api.patient_rows import act, collection
from vantrexia.api.views import Endpoint
from vantrexia.devices.selectors.setups import get_setup, list_setups
from vantrexia.devices.services.setups import record_setup
from vantrexia.patients.selectors.rows import get_patient_row, list_consent_texts
from vantrexia.patients.services import consents, orders
from vantrexia.workflows import patients as stories


class Enroll(Endpoint):
    """Order, evidence, consent, episode and plans in one call: all of it or nothing."""

    needs = {"POST": "enrollment.write"}

    @extend_schema(
        operation_id="patient_enroll", request=shapes.EnrollInput, responses={201: shapes.EpisodeShape}
    )
    def post(self, request: Request, patient_id: UUID) -> Response:
        given = self.read(shapes.EnrollInput)
        episode_id = stories.enroll_patient(
            actor=self.actor,
            patient_id=patient_id,
            order=given["order"],
            consent=given["consent"],
            evidence=given.get("evidence"),
            episode=given.get("episode", {}),
            plan=given.get("plans", []),
            now=self.now,
        )
        return self.ok(get_patient_row(self.actor, "episodes", patient_id, episode_id), status=201)


class ConsentTexts(Endpoint):
    """The texts patients agree to, by version and language. A text is never changed: a new version is
    added.
    """

    needs = {"GET": "enrollment.read", "POST": "practice.manage"}

    @extend_schema(
        operation_id="consent_texts_list",
        responses=inline_serializer("ConsentTextList", {"results": shapes.ConsentTextShape(many=True)}),
    )
    def get(self, request: Request) -> Response:
        return self.ok({"results": list_consent_texts(self.actor)})

    @extend_schema(
        operation_id="consent_texts_create",
        request=shapes.ConsentTextInput,
        responses={201: shapes.ConsentTextShape},
    )
    def post(self, request: Request) -> Response:
        given: dict[str, Any] = self.read(shapes.ConsentTextInput)
        text_id = consents.add_consent_text(actor=self.actor, now=self.now, **given)
        return self.ok({"id": text_id, **given}, status=201)


Consents = collection(
    "consents", shape=shapes.ConsentShape, given=shapes.ConsentInput, make=consents.record_consent
)
RevokeConsent = act(
    "consents",
    "revoke",
    shape=shapes.ConsentShape,
    given=shapes.ConsentRevokeInput,
    do=stories.revoke_consent,
    row="consent_id",
)
Orders = collection("orders", shape=shapes.OrderShape, given=shapes.OrderInput, make=orders.record_order)
CancelOrder = act(
    "orders",
    "cancel",
    shape=shapes.OrderShape,
    given=shapes.OrderCancelInput,
    do=orders.cancel_order,
    row="order_id",
)
Evidence = collection(
    "evidence", shape=shapes.EvidenceShape, given=shapes.EvidenceInput, make=orders.record_evidence
)
Episodes = collection(
    "episodes", shape=shapes.EpisodeShape, given=shapes.EpisodeInput, make=stories.start_episode
)
EndEpisode = act(
    "episodes",
    "end",
    shape=shapes.EpisodeShape,
    given=shapes.EpisodeEnd,
    do=stories.end_episode,
    row="episode_id",
)
Plans = collection("plans", shape=shapes.PlanShape, given=shapes.PlanInput, make=stories.set_plan)
EndPlan = act(
    "plans", "end", shape=shapes.PlanShape, given=shapes.PlanEnd, do=stories.end_plan, row="plan_id"
)
Pauses = collection("pauses", shape=shapes.PauseShape, given=shapes.PauseInput, make=stories.record_pause)
EndPause = act(
    "pauses", "end", shape=shapes.PauseShape, given=shapes.PauseEnd, do=stories.end_pause, row="pause_id"
)
Stays = collection("stays", shape=shapes.StayShape, given=shapes.StayInput, make=stories.record_stay)
Discharge = act(
    "stays", "discharge", shape=shapes.StayShape, given=shapes.StayEnd, do=stories.discharge, row="stay_id"
)
Setups = collection(
    "setups",
    shape=shapes.SetupShape,
    given=shapes.SetupInput,
    make=record_setup,
    lister=list_setups,
    getter=get_setup,
)

_ONE = "patients/<uuid:patient_id>"
urlpatterns = [
    path("consent-texts/", ConsentTexts.as_view()),
    path(f"{_ONE}/enroll/", Enroll.as_view()),
    path(f"{_ONE}/consents/", Consents.as_view()),
    path(f"{_ONE}/consents/<uuid:row_id>/revoke/", RevokeConsent.as_view()),
    path(f"{_ONE}/orders/", Orders.as_view()),
    path(f"{_ONE}/orders/<uuid:row_id>/cancel/", CancelOrder.as_view()),
    path(f"{_ONE}/evidence/", Evidence.as_view()),
    path(f"{_ONE}/episodes/", Episodes.as_view()),
    path(f"{_ONE}/episodes/<uuid:row_id>/end/", EndEpisode.as_view()),
    path(f"{_ONE}/plans/", Plans.as_view()),
    path(f"{_ONE}/plans/<uuid:row_id>/end/", EndPlan.as_view()),
    path(f"{_ONE}/pauses/", Pauses.as_view()),
    path(f"{_ONE}/pauses/<uuid:row_id>/end/", EndPause.as_view()),
    path(f"{_ONE}/stays/", Stays.as_view()),
    path(f"{_ONE}/stays/<uuid:row_id>/discharge/", Discharge.as_view()),
    path(f"{_ONE}/setups/", Setups.as_view()),
]
