"""Readings: one row per physical measurement, typed columns, monthly partitions on `measured_at`.

`Reading` is made by hand in the migration (`managed = False`): unique (practice, identity, slot, kind, measured_at, seq)
where identity is the device, or the patient for a reading typed without one. `ReadingKey` refuses a repeated gateway id
also across partitions. A reading is never deleted; `Correction` keeps what it said before, who changed it and why.
"""

from __future__ import annotations

from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel

# Where a moved reading is told apart from its old self: no gateway numbers readings of one instant this high.
FIRST_MOVED_SEQ = 1000


class Reading(PracticeModel):
    """One measurement of one patient; canonical units (mm[Hg], /min, %, kg, mg/dL, Cel), the original kept."""

    patient_id = models.UUIDField()
    device_id = models.UUIDField(null=True)
    slot = models.SmallIntegerField()
    kind = models.CharField(max_length=32)
    measured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    local_date = models.DateField()
    zone = models.CharField(max_length=64)
    seq = models.SmallIntegerField()
    systolic = models.FloatField(null=True)
    diastolic = models.FloatField(null=True)
    pulse = models.FloatField(null=True)
    irregular_beat = models.BooleanField(null=True)
    spo2 = models.FloatField(null=True)
    weight_kg = models.FloatField(null=True)
    glucose_mg_dl = models.FloatField(null=True)
    meal_marker = models.CharField(max_length=16)
    temperature_c = models.FloatField(null=True)
    respiratory_rate = models.FloatField(null=True)
    original = models.JSONField()
    context = models.JSONField()
    origin = models.CharField(max_length=16)  # automatic | staff_typed | patient_typed | import | synthetic
    state = models.CharField(max_length=16)  # final | amended | entered_in_error
    is_late = models.BooleanField()
    delivery_id = models.UUIDField(null=True)
    recorded_by_id = models.IntegerField(null=True)
    device_text = models.CharField(max_length=100)
    row_version = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "vitals_reading"


class ReadingKey(models.Model):
    """The gateway's own id of a reading, seen once: refuses it under any other time."""

    connection_id = models.UUIDField()
    source_id = models.CharField(max_length=128)
    practice_id = models.UUIDField()
    reading_id = models.UUIDField()
    measured_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("connection_id", "source_id")


class Correction(PracticeModel):
    """What a person said of a reading, without deletion: amended, entered in error, wrong person, confirmed as it stands."""

    reading_id = models.UUIDField()
    reading_measured_at = models.DateTimeField()
    patient = TenantForeignKey("patients.Patient")
    moved_to = TenantForeignKey("patients.Patient", null=True)
    new_reading_id = models.UUIDField(null=True)
    action = models.CharField(max_length=24)  # amended | entered_in_error | wrong_person | confirmed
    before = models.JSONField()
    after = models.JSONField(default=dict)
    reason = SealedTextField(label="correction.reason")
    corrected_by_id = models.IntegerField(null=True)
    corrected_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice_id", "reading_id"], name="vitals_correction_of")]
