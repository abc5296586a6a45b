"""What devices, models and connections look like on the wire, in and out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.services.connections import MOST_BUDGET, MOST_OVERLAP_MINUTES, ORIGINS
from vantrexia.devices.services.register import CONNECTION_TYPES
from vantrexia.domain.device_states import MANUAL_ACTIONS, STATUSES
from vantrexia.domain.vitals import DEVICE_SYSTEMS, KINDS


class ModelShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    maker = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    also_measures = serializers.ListField(child=serializers.CharField())
    connection_type = serializers.ChoiceField(choices=CONNECTION_TYPES)
    udi_di = serializers.CharField()
    fda_listing = serializers.CharField()
    slots = serializers.IntegerField()
    reports_irregular_beat = serializers.BooleanField()


class ModelList(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ModelShape(many=True)


class ModelInput(serializers.Serializer[Any]):
    maker = serializers.CharField(max_length=100)
    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=KINDS)
    also_measures = serializers.ListField(child=serializers.ChoiceField(choices=KINDS), required=False)
    connection_type = serializers.ChoiceField(choices=CONNECTION_TYPES, default="bluetooth_hub")
    udi_di = serializers.CharField(max_length=40, required=False, allow_blank=True)
    fda_listing = serializers.CharField(max_length=40, required=False, allow_blank=True)
    slots = serializers.IntegerField(min_value=1, max_value=8, default=1)
    reports_irregular_beat = serializers.BooleanField(default=False)


class DeviceModelName(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    maker = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()


class AssignmentShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    slot = serializers.IntegerField()
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    to = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()
    replaces = serializers.UUIDField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "from": serializers.DateTimeField()}


class DeviceShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    serial = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    slots = serializers.IntegerField()
    model = DeviceModelName()
    imei = serializers.CharField(allow_null=True)
    hub_imei = serializers.CharField(allow_null=True)
    battery_percent = serializers.IntegerField(allow_null=True)
    signal_percent = serializers.IntegerField(allow_null=True)
    last_seen_at = serializers.DateTimeField(allow_null=True)
    last_reading_at = serializers.DateTimeField(allow_null=True)
    clock_is_wrong = serializers.BooleanField(
        help_text="Its readings are held until its clock is right again."
    )
    note = serializers.CharField()
    assignments = AssignmentShape(many=True, help_text="Who has it now, by slot.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class IdentifierShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    system = serializers.ChoiceField(choices=DEVICE_SYSTEMS)
    value = serializers.CharField()
    to = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "from": serializers.DateTimeField()}


class DeviceDetail(DeviceShape):
    identifiers = IdentifierShape(many=True)
    allowed_actions = serializers.ListField(child=serializers.ChoiceField(choices=MANUAL_ACTIONS))


class DeviceTakenBack(DeviceDetail):
    stray_readings = serializers.IntegerField(
        help_text="How many readings of the device taken back now stand with somebody who did not have it then: `strays/`."
    )


class DevicePage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = DeviceShape(many=True)


class DeviceInput(serializers.Serializer[Any]):
    model_id = serializers.UUIDField()
    serial = serializers.CharField(max_length=64)
    imei = serializers.CharField(max_length=32, required=False, allow_blank=True)
    mac = serializers.CharField(max_length=32, required=False, allow_blank=True)
    hwi = serializers.CharField(max_length=128, required=False, allow_blank=True)
    gateway_device_id = serializers.CharField(max_length=128, required=False, allow_blank=True)
    hub_imei = serializers.CharField(max_length=32, required=False, allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class DeviceChange(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    hub_imei = serializers.CharField(max_length=32, required=False, allow_blank=True, allow_null=True)
    clock_is_wrong = serializers.BooleanField(required=False)


class ActInput(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class AssignInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    slot = serializers.IntegerField(min_value=1, default=1)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        since = serializers.DateTimeField(required=False, help_text="Now, when absent; may lie in the past.")
        return {**super().get_fields(), "from": since}


class UnassignInput(serializers.Serializer[Any]):
    assignment_id = serializers.UUIDField(required=False)
    slot = serializers.IntegerField(min_value=1, required=False)
    to = serializers.DateTimeField(required=False)
    reason = serializers.CharField(max_length=32, required=False)


class SwapInput(serializers.Serializer[Any]):
    new_device_id = serializers.UUIDField()
    reason = serializers.CharField(max_length=200)
    at = serializers.DateTimeField(required=False, help_text="When the new one took over; now, when absent.")


class IdentifierInput(serializers.Serializer[Any]):
    system = serializers.ChoiceField(choices=DEVICE_SYSTEMS)
    value = serializers.CharField(max_length=128)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "from": serializers.DateTimeField(required=False)}


class DeviceEventShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    action = serializers.CharField()
    from_status = serializers.CharField()
    to_status = serializers.CharField()
    detail = serializers.DictField()
    at = serializers.DateTimeField()
    actor_name = serializers.CharField(allow_null=True)


class DeviceHistory(serializers.Serializer[Any]):
    results = DeviceEventShape(many=True)
    assignments = AssignmentShape(many=True)


class PatientDeviceShape(serializers.Serializer[Any]):
    assignment_id = serializers.UUIDField()
    device_id = serializers.UUIDField()
    model = serializers.CharField()
    kind = serializers.CharField()
    serial = serializers.CharField()
    slot = serializers.IntegerField()
    to = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()
    replaces = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=STATUSES)
    battery_percent = serializers.IntegerField(allow_null=True)
    signal_percent = serializers.IntegerField(allow_null=True)
    last_seen_at = serializers.DateTimeField(allow_null=True)
    last_reading_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "from": serializers.DateTimeField()}


class PatientDeviceList(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = PatientDeviceShape(many=True)


class GatewayShape(serializers.Serializer[Any]):
    name = serializers.ChoiceField(choices=tuple(ADAPTERS))
    origin = serializers.CharField()


class GatewayList(serializers.Serializer[Any]):
    results = GatewayShape(many=True)


class KeyShape(serializers.Serializer[Any]):
    key_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    is_active = serializers.BooleanField()


class ConnectionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    gateway = serializers.ChoiceField(choices=tuple(ADAPTERS))
    label = serializers.CharField()  # type: ignore[assignment]
    origin = serializers.ChoiceField(choices=ORIGINS)
    is_active = serializers.BooleanField()
    hourly_budget = serializers.IntegerField()
    last_delivery_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    disabled_at = serializers.DateTimeField(allow_null=True)
    keys = KeyShape(many=True)
    key_ids = serializers.ListField(child=serializers.CharField(), help_text="Of the keys that hold.")
    webhook_url = serializers.CharField()


class ConnectionList(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ConnectionShape(many=True)


class ConnectionWithKey(ConnectionShape):
    key_id = serializers.CharField()
    secret = serializers.CharField(help_text="Shown this once.")


class ConnectionInput(serializers.Serializer[Any]):
    gateway = serializers.ChoiceField(choices=tuple(ADAPTERS))
    label = serializers.CharField(max_length=100)  # type: ignore[assignment]
    origin = serializers.ChoiceField(choices=ORIGINS, default="automatic")
    hourly_budget = serializers.IntegerField(min_value=1, max_value=MOST_BUDGET, default=100_000)


class ConnectionChange(serializers.Serializer[Any]):
    label = serializers.CharField(max_length=100, required=False)  # type: ignore[assignment]
    hourly_budget = serializers.IntegerField(min_value=1, max_value=MOST_BUDGET, required=False)


class RotateInput(serializers.Serializer[Any]):
    overlap_minutes = serializers.IntegerField(
        min_value=0, max_value=MOST_OVERLAP_MINUTES, required=False, allow_null=True,
        help_text="The older keys end after so many minutes; when absent they hold until they are revoked.",
    )  # fmt: skip


class KeyRevokeInput(serializers.Serializer[Any]):
    key_id = serializers.CharField(max_length=32)
