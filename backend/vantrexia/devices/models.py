"""Devices, who uses them when, the gateways' connections, and the deliveries they send.

A device keeps its identity through dated external identifiers; an assignment is (device, slot, patient, interval)
and cannot overlap another (exclusion constraint). A delivery is the raw body as received, sealed, before anyone
understood it; what could not be placed is a `HeldMeasurement` until somebody resolves it.
`Delivery` is partitioned by month of receipt and made by hand in the migration (`managed = False`).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey, UuidKey
from vantrexia.core.models import PracticeModel


class DeviceModel(PracticeModel):
    """The register of models: what it measures, whose it is, how it is cleared (FDA listing, UDI)."""

    maker = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=32)  # blood_pressure, weight, …
    also_measures = ArrayField(models.CharField(max_length=32), default=list)
    connection_type = models.CharField(max_length=16, default="bluetooth_hub")  # bluetooth_hub | cellular
    udi_di = models.CharField(max_length=40, blank=True)
    fda_listing = models.CharField(max_length=40, blank=True)
    slots = models.PositiveSmallIntegerField(default=1)
    reports_irregular_beat = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "maker", "name"], name="devices_model_once")
        ]


class Hub(PracticeModel):
    """The cellular hub that passes Bluetooth readings on; apart from the devices that speak through it."""

    imei = models.CharField(max_length=32)
    last_seen_at = models.DateTimeField(null=True)
    signal_percent = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "imei"], name="devices_hub_once")]


class Device(PracticeModel):
    """One physical device of the practice's inventory."""

    model = TenantForeignKey(DeviceModel)
    hub = TenantForeignKey(Hub, null=True)
    serial = models.CharField(max_length=64)
    status = models.CharField(max_length=16, default="ordered")
    slots = models.PositiveSmallIntegerField(default=1)
    battery_percent = models.PositiveSmallIntegerField(null=True)
    signal_percent = models.PositiveSmallIntegerField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    last_reading_at = models.DateTimeField(null=True)
    clock_is_wrong = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "serial"], name="devices_serial_once")]
        # Not by `last_seen_at`: what every reading changes is in no index, so that the row is rewritten in place.
        indexes = [models.Index(fields=["practice_id", "status"], name="devices_by_state")]


class DeviceIdentifier(PracticeModel):
    """A name a gateway calls the device by, for a time: (system, value)."""

    device = TenantForeignKey(Device)
    system = models.CharField(max_length=24)  # serial | imei | mac | hwi | gateway_device_id | user_ref
    value = models.CharField(max_length=128)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        # "One device per name at a time" is an exclusion constraint in the migration.
        indexes = [models.Index(fields=["practice_id", "system", "value"], name="devices_identifier_find")]


class DeviceEvent(PracticeModel):
    """History of a device: lifecycle transitions, battery, signal, swaps."""

    device = TenantForeignKey(Device)
    event = models.CharField(max_length=32)
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_by_id = models.IntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["practice_id", "device", "-at"], name="devices_event_latest")]


class Assignment(PracticeModel):
    """Whose readings a device's slot gives, from when to when: [starts_at, ends_at)."""

    device = TenantForeignKey(Device)
    slot = models.PositiveSmallIntegerField(default=1)
    patient = TenantForeignKey("patients.Patient")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=32, blank=True)
    replaces = TenantForeignKey("self", null=True)
    assigned_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        # No overlap per (device, slot) is an exclusion constraint in the migration.
        indexes = [
            models.Index(fields=["practice_id", "patient", "-starts_at"], name="devices_assignment_patient")
        ]


class DeviceSetup(PracticeModel):
    """Set-up and education on one device (CPT 99453): when completed, minutes taught, by whom."""

    patient = TenantForeignKey("patients.Patient")
    episode = TenantForeignKey("patients.Episode")
    device = TenantForeignKey(Device)
    setup_completed_at = models.DateTimeField(null=True)
    education_minutes = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    educated_by = TenantForeignKey("accounts.Membership", null=True)
    note = SealedTextField(label="setup.note", null=True)
    created_at = models.DateTimeField()


class Connection(PracticeModel):
    """One gateway's door into one practice. The unguessable id is part of its address."""

    gateway = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    origin = models.CharField(max_length=16, default="automatic")
    hourly_budget = models.PositiveIntegerField(default=100_000)
    is_active = models.BooleanField(default=True)
    last_delivery_at = models.DateTimeField(null=True)
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)


class ConnectionKey(PracticeModel):
    """A secret of a connection; several may be active while one replaces another."""

    connection = TenantForeignKey(Connection)
    key_id = models.CharField(max_length=32)
    secret = SealedTextField(label="connection.secret")  # base64
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "connection", "key_id"], name="devices_key_once")
        ]


BODY_LABEL = "delivery.body"  # what a sealed body is bound to


class DeliveryKey(models.Model):
    """Refuses a repeated delivery, also across partitions: one row per (connection, delivery key)."""

    connection_id = models.UUIDField()
    delivery_key = models.CharField(max_length=128)
    practice_id = models.UUIDField()
    delivery_id = models.UUIDField()
    received_at = models.DateTimeField()
    body_sha256 = models.BinaryField(max_length=32)
    pk = models.CompositePrimaryKey("connection_id", "delivery_key")


class Delivery(models.Model):
    """A raw body, sealed, with where it is on its way: received → processed, or quarantined, or failed."""

    id = UuidKey()
    practice_id = models.UUIDField()
    connection_id = models.UUIDField()
    gateway = models.CharField(max_length=32)
    received_at = models.DateTimeField()
    key_id = models.CharField(max_length=32)
    delivery_key = models.CharField(max_length=128)
    content_type = models.CharField(max_length=100)
    content_encoding = models.CharField(max_length=16)
    body = models.BinaryField()
    body_bytes = models.IntegerField()
    status = models.CharField(max_length=16)  # received | processed | quarantined | failed
    attempts = models.SmallIntegerField()
    next_attempt_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    processed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=64)
    error = models.TextField()  # traceback frames, no values
    readings = models.IntegerField()
    duplicates = models.IntegerField()
    held = models.IntegerField()
    body_erased_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "devices_delivery"


class HeldMeasurement(PracticeModel):
    """One measurement that could not become a reading: unknown device, nobody assigned, implausible, wrong clock."""

    delivery_id = models.UUIDField()
    delivery_received_at = models.DateTimeField()
    connection = TenantForeignKey(Connection)
    position = models.PositiveIntegerField()
    reason = models.CharField(max_length=32)
    ref_system = models.CharField(max_length=24, blank=True)
    ref_value = models.CharField(max_length=128, blank=True)
    slot = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=32, blank=True)
    measured_at = models.DateTimeField(null=True)
    payload = SealedTextField(label="held.payload")  # the measurement as JSON
    state = models.CharField(max_length=16, default="open")  # open | resolved | discarded
    resolved_by_id = models.IntegerField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "delivery_id", "position"],
                condition=models.Q(state="open"),
                name="devices_held_once",
            )
        ]
        indexes = [models.Index(fields=["practice_id", "state", "-created_at"], name="devices_held_open")]
