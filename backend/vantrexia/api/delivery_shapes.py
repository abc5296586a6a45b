"""Shapes of deliveries and of what is held of them, as read and as written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.devices.selectors import deliveries as reads


class DeviceRefShape(serializers.Serializer[Any]):
    system = serializers.CharField()
    value = serializers.CharField()


class HeldShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    delivery_id = serializers.UUIDField()
    connection_id = serializers.UUIDField()
    position = serializers.IntegerField()
    reason = serializers.CharField()
    device_ref = DeviceRefShape(allow_null=True)
    slot = serializers.IntegerField()
    kind = serializers.CharField()
    measured_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=reads.HELD_STATES)
    resolution = serializers.CharField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class HeldDetail(HeldShape):
    measurement = serializers.DictField(help_text="As the gateway's adapter read it, in canonical units.")


class HeldPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = HeldShape(many=True)


class DeliveryShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    gateway = serializers.CharField()
    connection = serializers.CharField(help_text="Its label.")
    connection_id = serializers.UUIDField()
    received_at = serializers.DateTimeField()
    processed_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField(choices=reads.STATUSES)
    reason = serializers.CharField(allow_null=True)
    detail = serializers.CharField(allow_null=True)
    attempts = serializers.IntegerField()
    readings = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    held = serializers.IntegerField()
    open_held = serializers.IntegerField(help_text="How many of its measurements wait for a person.")
    device_serial = serializers.CharField(
        allow_null=True, help_text="What the gateway calls the device that is unknown."
    )
    body_bytes = serializers.IntegerField()
    body_erased_at = serializers.DateTimeField(allow_null=True)


class DeliveryDetail(DeliveryShape):
    content_type = serializers.CharField()
    content_encoding = serializers.CharField()
    key_id = serializers.CharField()
    body = serializers.CharField(allow_null=True, help_text="As sent, expanded; null once its time is over.")
    traceback = serializers.CharField(
        allow_null=True, help_text="Where processing failed; places, never values."
    )
    held_measurements = HeldShape(many=True)


class DeliveryPage(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text=f"At most {reads.MOST_COUNTED}.")
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = DeliveryShape(many=True)


class DeliveryStats(serializers.Serializer[Any]):
    waiting = serializers.IntegerField()
    oldest_waiting_at = serializers.DateTimeField(allow_null=True)
    quarantined = serializers.IntegerField()
    failed = serializers.IntegerField()
    held_open = serializers.IntegerField()
    held_by_reason = serializers.DictField(child=serializers.IntegerField())


class PlacementInput(serializers.Serializer[Any]):
    action = serializers.ChoiceField(choices=("place", "discard"), default="place")
    device_serial = serializers.CharField(max_length=64, required=False, allow_blank=True)
    model_id = serializers.UUIDField(
        required=False, help_text="For a serial the inventory does not hold yet."
    )
    patient_id = serializers.UUIDField(required=False)
    slot = serializers.IntegerField(min_value=1, required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        since = serializers.DateTimeField(
            required=False, help_text="Assigned from; the first measurement when absent."
        )
        return {**super().get_fields(), "from": since}


class ReplayInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class Resolution(serializers.Serializer[Any]):
    held = serializers.IntegerField(help_text="Measurements this was for.")
    replayed = serializers.ListField(
        child=serializers.UUIDField(), help_text="Deliveries on their way again."
    )
