"""Who cares for a patient, how to reach them, contacts and decisions, marks on the record. Under
`/api/v1/patients/{id}/`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import care_shapes as shapes
from vantrexia.api.patient_rows import act, collection
from vantrexia.api.patients import PatientDetail
from vantrexia.api.views import Endpoint
from vantrexia.patients.selectors.patients import get_patient
from vantrexia.patients.services import care_team, contacts, interactions, marks
from vantrexia.workflows import patients as stories

CareTeam = collection(
    "care_team", shape=shapes.CareTeamShape, given=shapes.MemberInput, make=care_team.add_member
)
EndMember = act(
    "care_team",
    "end",
    shape=shapes.CareTeamShape,
    given=shapes.DayEnd,
    do=care_team.end_member,
    row="member_id",
)
Caregivers = collection(
    "caregivers",
    shape=shapes.CaregiverShape,
    given=shapes.CaregiverInput,
    make=contacts.add_caregiver,
    read="patient.read",
    write="patient.write",
)
EndCaregiver = act(
    "caregivers",
    "end",
    shape=shapes.CaregiverShape,
    given=shapes.DayEnd,
    do=contacts.end_caregiver,
    row="caregiver_id",
    write="patient.write",
)
ContactPermissions = collection(
    "contact_permissions",
    shape=shapes.ContactPermissionShape,
    given=shapes.PermissionInput,
    make=contacts.set_contact_permission,
    read="patient.read",
    write="patient.write",
)
Timezones = collection(
    "timezones",
    shape=shapes.ZoneShape,
    given=shapes.ZoneInput,
    make=stories.set_timezone,
    read="patient.read",
    write="patient.write",
)
Interactions = collection(
    "interactions",
    shape=shapes.InteractionShape,
    given=shapes.InteractionInput,
    make=interactions.record_interaction,
    write="interaction.write",
)
Decisions = collection(
    "decisions",
    shape=shapes.DecisionShape,
    given=shapes.DecisionInput,
    make=stories.record_decision,
    write="decision.write",
)


class Sensitive(Endpoint):
    """Mark a record as sensitive (PUT), or take the mark off (DELETE); with a reason."""

    needs = {"PUT": "patient.archive", "DELETE": "patient.archive"}

    @extend_schema(operation_id="patient_sensitive_set", request=shapes.ReasonInput, responses=PatientDetail)
    def put(self, request: Request, patient_id: UUID) -> Response:
        return self._set(patient_id, is_on=True)

    @extend_schema(
        operation_id="patient_sensitive_clear", request=shapes.ReasonInput, responses=PatientDetail
    )
    def delete(self, request: Request, patient_id: UUID) -> Response:
        return self._set(patient_id, is_on=False)

    def _set(self, patient_id: UUID, *, is_on: bool) -> Response:
        reason = self.read(shapes.ReasonInput)["reason"]
        marks.set_sensitive(actor=self.actor, patient_id=patient_id, is_on=is_on, reason=reason, now=self.now)
        return self.ok(get_patient(self.actor, patient_id))


class LegalHold(Endpoint):
    """Put a record on legal hold (PUT), or lift it (DELETE); with a reason."""

    needs = {"PUT": "patient.archive", "DELETE": "patient.archive"}

    @extend_schema(operation_id="patient_legal_hold_set", request=shapes.ReasonInput, responses=PatientDetail)
    def put(self, request: Request, patient_id: UUID) -> Response:
        return self._set(patient_id, is_on=True)

    @extend_schema(
        operation_id="patient_legal_hold_lift", request=shapes.ReasonInput, responses=PatientDetail
    )
    def delete(self, request: Request, patient_id: UUID) -> Response:
        return self._set(patient_id, is_on=False)

    def _set(self, patient_id: UUID, *, is_on: bool) -> Response:
        reason = self.read(shapes.ReasonInput)["reason"]
        marks.set_legal_hold(
            actor=self.actor, patient_id=patient_id, is_on=is_on, reason=reason, now=self.now
        )
        return self.ok(get_patient(self.actor, patient_id))


class DeathInput(serializers.Serializer[Any]):
    deceased_at = serializers.DateTimeField()


class Deceased(Endpoint):
    """Note that the patient has died (the episode ends then), or withdraw a note made in error."""

    needs = {"POST": "enrollment.write", "DELETE": "patient.archive"}

    @extend_schema(operation_id="patient_death_record", request=DeathInput, responses=PatientDetail)
    def post(self, request: Request, patient_id: UUID) -> Response:
        deceased_at = self.read(DeathInput)["deceased_at"]
        stories.record_death(actor=self.actor, patient_id=patient_id, deceased_at=deceased_at, now=self.now)
        return self.ok(get_patient(self.actor, patient_id))

    @extend_schema(operation_id="patient_death_withdraw", request=shapes.ReasonInput, responses=PatientDetail)
    def delete(self, request: Request, patient_id: UUID) -> Response:
        reason = self.read(shapes.ReasonInput)["reason"]
        marks.withdraw_death(actor=self.actor, patient_id=patient_id, reason=reason, now=self.now)
        return self.ok(get_patient(self.actor, patient_id))


_ONE = "patients/<uuid:patient_id>"
urlpatterns = [
    path(f"{_ONE}/care-team/", CareTeam.as_view()),
    path(f"{_ONE}/care-team/<uuid:row_id>/end/", EndMember.as_view()),
    path(f"{_ONE}/caregivers/", Caregivers.as_view()),
    path(f"{_ONE}/caregivers/<uuid:row_id>/end/", EndCaregiver.as_view()),
    path(f"{_ONE}/contact-permissions/", ContactPermissions.as_view()),
    path(f"{_ONE}/timezones/", Timezones.as_view()),
    path(f"{_ONE}/interactions/", Interactions.as_view()),
    path(f"{_ONE}/decisions/", Decisions.as_view()),
    path(f"{_ONE}/sensitive/", Sensitive.as_view()),
    path(f"{_ONE}/legal-hold/", LegalHold.as_view()),
    path(f"{_ONE}/deceased/", Deceased.as_view()),
]
