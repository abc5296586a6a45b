"""Columns with a meaning of their own.

`SealedTextField(label=…)`: the attribute is plain text, the column an envelope bound to (label, practice,
row). `.values()` and `.only()` see the envelope; hot lists use `core.crypto.unseal` with the
column's label. `UuidKey`: a primary key of UUID version 7. `TenantForeignKey`: a foreign key between tenant
tables. Django adds no constraint; the migration operation `SecurePracticeTables` adds the composite one
`(practice_id, x_id) → (practice_id, id)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from vantrexia.core import crypto
from vantrexia.core.ids import uuid7


class _SealedAttribute:
    """Decrypts at first use, so that loading a row costs nothing for fields nobody reads."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, _Envelope):
            value = self.field.open(instance, str(value))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _Envelope(str):
    """A ciphertext as read from the database, told from plain text by its type, never by its look."""

    __slots__ = ()


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # generic for checkers only
    """Text encrypted at rest; needs `id` and `practice_id` (or `seal_scope`) on the instance before saving."""

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        self.label = label
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["label"] = self.label
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else _Envelope(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, _Envelope):
            return value
        return self.close(model_instance, str(value))

    def close(self, instance: models.Model, plain: str) -> _Envelope:
        """The envelope of a plain text for this row."""
        return _Envelope(
            crypto.seal(plain, label=self.label, practice_id=seal_scope(instance), row_id=instance.pk)
        )

    def open(self, instance: models.Model, envelope: str) -> str:
        """The plain text of an envelope read from this row; raises crypto.Unreadable."""
        return crypto.unseal(envelope, label=self.label, practice_id=seal_scope(instance), row_id=instance.pk)


def seal_scope(instance: models.Model) -> str:
    """The practice a row's envelopes are bound to; `platform` for rows that belong to a person."""
    return str(getattr(instance, "practice_id", None) or crypto.PLATFORM)


if TYPE_CHECKING:
    _UuidField = models.UUIDField[UUID | str, UUID]
else:
    _UuidField = models.UUIDField


class UuidKey(_UuidField):
    """A primary key made by us: UUID version 7. The default belongs to the field, so that migrations need not know of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["default"] = uuid7
        kwargs["primary_key"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("default", "primary_key", "editable"):
            kwargs.pop(implied, None)
        return name, path, args, kwargs


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]  # generic for checkers only
    """A reference to a row of the same practice; the database refuses one to another's."""

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs
