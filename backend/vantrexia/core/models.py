"""Base of every practice's table, and the core's own tables: event outbox, job slots, job ticks."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from vantrexia.core.fields import UuidKey


class PracticeModel(models.Model):
    """A row of one practice: UUIDv7 key, practice id, row-level security by migration."""

    id = UuidKey()
    practice_id = models.UUIDField(editable=False)

    class Meta:
        abstract = True


class StreamEvent(PracticeModel):
    """Something an open screen may want to know: ids and versions only, numbered after commit, kept 24 h."""

    seq = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=32)
    entity_id = models.UUIDField()
    patient_id = models.UUIDField(null=True)
    version = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["practice_id", "seq"],
                condition=models.Q(seq__isnull=False),
                name="core_streamevent_told",
            ),
            BrinIndex(fields=["at"], name="core_streamevent_age", pages_per_range=16, autosummarize=True),
            models.Index(
                fields=["id"], condition=models.Q(seq__isnull=True), name="core_streamevent_unnumbered"
            ),
        ]


class JobRun(models.Model):
    """One slot of one periodic job. Nothing writes it: every job finds its work in rows and may run twice. A later migration drops it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    slot = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, default="running")
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="core_jobrun_once_per_slot")]


class JobTick(models.Model):
    """When a recurring thing last worked: beat, dispatcher, sealer, proof of life. Read by health checks."""

    name = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
