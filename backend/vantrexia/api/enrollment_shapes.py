"""Shapes of what belongs to an enrolment, as read and as written. Closed lists come from the services that
check them.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.domain.vitals import KINDS
from vantrexia.patients.services import consents, episodes, interruptions, orders


def text(most: int = 4000) -> serializers.CharField:
    """Optional free text."""
    return serializers.CharField(required=False, allow_blank=True, max_length=most)


class ConsentInput(serializers.Serializer[Any]):
    method = serializers.ChoiceField(choices=consents.METHODS)
    given_at = serializers.DateTimeField(required=False, help_text="Now when absent.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=consents.SCOPES), required=False, allow_empty=False
    )
    notices = serializers.ListField(child=serializers.ChoiceField(choices=consents.NOTICES), required=False)
    given_by = serializers.ChoiceField(choices=consents.GIVEN_BY, required=False)
    caregiver_id = serializers.UUIDField(required=False, allow_null=True)
    text_id = serializers.UUIDField(required=False, allow_null=True, help_text="The version agreed to.")


class ConsentShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    method = serializers.ChoiceField(choices=consents.METHODS)
    scopes = serializers.ListField(child=serializers.CharField())
    notices = serializers.ListField(child=serializers.CharField())
    given_at = serializers.DateTimeField()
    given_by = serializers.ChoiceField(choices=consents.GIVEN_BY)
    caregiver_id = serializers.UUIDField(allow_null=True)
    text_id = serializers.UUIDField(allow_null=True)
    taken_by_id = serializers.IntegerField(allow_null=True)
    taken_by = serializers.CharField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_taken_by_id = serializers.IntegerField(allow_null=True)
    revoked_taken_by = serializers.CharField(allow_null=True)
    revoke_reason = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class ConsentRevokeInput(serializers.Serializer[Any]):
    reason = text()
    revoked_at = serializers.DateTimeField(required=False)


class ConsentTextInput(serializers.Serializer[Any]):
    version = serializers.CharField(max_length=32)
    language = serializers.ChoiceField(choices=("en", "es"))
    body = serializers.CharField(max_length=20_000)
    valid_from = serializers.DateField()


class ConsentTextShape(ConsentTextInput):
    id = serializers.UUIDField()


class OrderInput(serializers.Serializer[Any]):
    ordered_by_name = serializers.CharField(max_length=100)
    ordering_npi = serializers.CharField(max_length=10)
    ordered_on = serializers.DateField()
    vitals = serializers.ListField(child=serializers.ChoiceField(choices=KINDS), allow_empty=False)
    diagnoses = serializers.ListField(
        child=serializers.CharField(max_length=10), allow_empty=False, help_text="ICD-10-CM, like I50.9."
    )
    expires_on = serializers.DateField(required=False, allow_null=True)


class OrderShape(OrderInput):
    id = serializers.UUIDField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    recorded_by_id = serializers.IntegerField(allow_null=True)
    recorded_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class OrderCancelInput(serializers.Serializer[Any]):
    reason = text()


class EvidenceInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=orders.EVIDENCE)
    visit_date = serializers.DateField(required=False, allow_null=True)
    provider_npi = serializers.CharField(required=False, allow_blank=True, max_length=10)
    note = text()


class EvidenceShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=orders.EVIDENCE)
    visit_date = serializers.DateField(allow_null=True)
    provider_npi = serializers.CharField()
    note = serializers.CharField(allow_null=True)
    recorded_by_id = serializers.IntegerField(allow_null=True)
    recorded_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class EpisodeStart(serializers.Serializer[Any]):
    started_at = serializers.DateTimeField(required=False, help_text="Now when absent.")
    start_reason = serializers.ChoiceField(choices=episodes.START_REASONS, required=False)


class EpisodeInput(EpisodeStart):
    order_id = serializers.UUIDField(required=False, help_text="The newest order that holds when absent.")


class EpisodeShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    order_id = serializers.UUIDField(allow_null=True)
    program = serializers.CharField()
    started_at = serializers.DateTimeField()
    start_reason = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()
    end_note = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class EpisodeEnd(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=episodes.END_REASONS)
    ended_at = serializers.DateTimeField(required=False)
    note = text()


class PlanInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    times_per_day = serializers.IntegerField(min_value=1, max_value=24, required=False)
    days_per_week = serializers.IntegerField(min_value=1, max_value=7, required=False)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False, allow_null=True, help_text="The first day without.")


class PlanShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    episode_id = serializers.UUIDField()
    kind = serializers.CharField()
    times_per_day = serializers.IntegerField()
    days_per_week = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    set_by_id = serializers.IntegerField(allow_null=True)
    set_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class PlanEnd(serializers.Serializer[Any]):
    ends_on = serializers.DateField(required=False)


class EnrollInput(serializers.Serializer[Any]):
    order = OrderInput()
    consent = ConsentInput()
    evidence = EvidenceInput(required=False)
    episode = EpisodeStart(required=False)
    plans = PlanInput(many=True, required=False)


class PauseInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=interruptions.PAUSE_REASONS)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class PauseShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    episode_id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    recorded_by_id = serializers.IntegerField(allow_null=True)
    recorded_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class PauseEnd(serializers.Serializer[Any]):
    ends_at = serializers.DateTimeField(required=False)


class StayInput(serializers.Serializer[Any]):
    admitted_at = serializers.DateTimeField()
    discharged_at = serializers.DateTimeField(required=False, allow_null=True)
    facility = text(200)


class StayShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    facility = serializers.CharField(allow_null=True)
    admitted_at = serializers.DateTimeField()
    discharged_at = serializers.DateTimeField(allow_null=True)
    recorded_by_id = serializers.IntegerField(allow_null=True)
    recorded_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class StayEnd(serializers.Serializer[Any]):
    discharged_at = serializers.DateTimeField(required=False)


class SetupInput(serializers.Serializer[Any]):
    device_id = serializers.UUIDField()
    setup_completed_at = serializers.DateTimeField(required=False, allow_null=True)
    education_minutes = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0, required=False)
    note = text()


class SetupShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    device_id = serializers.UUIDField()
    serial = serializers.CharField()
    episode_id = serializers.UUIDField()
    setup_completed_at = serializers.DateTimeField(allow_null=True)
    education_minutes = serializers.FloatField()
    educated_by_id = serializers.UUIDField(allow_null=True)
    educated_by = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
