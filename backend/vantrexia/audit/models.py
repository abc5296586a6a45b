"""Audit entries and the trees that seal them. Nothing here is ever updated or deleted: the database refuses.

`Entry` belongs to a practice, `PlatformEntry` to none (an unknown e-mail at sign-in, a key rotation). `Leaf` gives an
entry its number in the practice's RFC 6962 tree; `Root` is a signed tree head with the hashes needed to grow it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import SealedTextField, UuidKey
from vantrexia.core.models import PracticeModel


class EntryColumns(models.Model):
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_user_id = models.IntegerField(null=True)
    actor_role = models.CharField(max_length=32, blank=True)
    actor_name = models.CharField(max_length=100, blank=True)
    session_id = models.UUIDField(null=True)
    action = models.CharField(max_length=64)  # dotted, past tense: patient.created
    entity = models.CharField(max_length=48)
    entity_id = models.CharField(max_length=64, blank=True)
    patient_ids = ArrayField(models.UUIDField(), default=list)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16, default="success")
    detail = models.JSONField(default=dict)  # names of fields, counts, ids; never values of patients
    txid = models.BigIntegerField(editable=False)  # by trigger: pg_current_xact_id()

    class Meta:
        abstract = True


class Entry(EntryColumns, PracticeModel):
    """One act on one practice's data."""

    reason = SealedTextField(label="audit.reason", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "-at", "id"], name="audit_entry_newest"),
            models.Index(fields=["practice_id", "entity", "entity_id"], name="audit_entry_entity"),
            models.Index(fields=["practice_id", "actor_user_id", "-at"], name="audit_entry_actor"),
        ]


class PlatformEntry(EntryColumns):
    """An event without a practice."""

    id = UuidKey()


class Leaf(PracticeModel):
    """The number and RFC 6962 leaf hash of an entry."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    seq = models.BigIntegerField()
    entry_id = models.UUIDField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "seq"], name="audit_leaf_number"),
            models.UniqueConstraint(fields=["practice_id", "entry_id"], name="audit_leaf_entry"),
        ]


class Root(PracticeModel):
    """A signed tree head: size, root hash, the compact range to grow from, signature, export."""

    tree_size = models.BigIntegerField()
    root_hash = models.BinaryField(max_length=32)
    frontier = ArrayField(models.BinaryField(), default=list)
    signed_at = models.DateTimeField()
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "tree_size"], name="audit_root_size")]


class PlatformLeaf(models.Model):
    id = models.BigAutoField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    entry_id = models.UUIDField(unique=True)
    leaf_hash = models.BinaryField(max_length=32)


class PlatformRoot(models.Model):
    id = UuidKey()
    tree_size = models.BigIntegerField(unique=True)
    root_hash = models.BinaryField(max_length=32)
    frontier = ArrayField(models.BinaryField(), default=list)
    signed_at = models.DateTimeField()
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField()
