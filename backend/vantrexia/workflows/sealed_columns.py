"""Every sealed column of the server, found by walking the models: `list_sealed_tables()`.

`STAYS` names tables whose envelopes are never sealed again, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.apps import apps

from vantrexia.core.fields import SealedTextField

STAYS: Mapping[str, str] = MappingProxyType(
    {
        "audit_entry": "append-only and sealed into the tree: its reasons stay readable with the key of their time"
    }
)


@dataclass(frozen=True, slots=True)
class SealedTable:
    """One table with sealed text columns and the labels they are bound to."""

    name: str
    key: str
    is_of_practice: bool  # else its rows belong to a person, bound to the platform
    labels: Mapping[str, str]


def list_sealed_tables() -> list[SealedTable]:
    """All of them but those that stay, by name."""
    found = []
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        labels = {field.attname: field.label for field in fields if isinstance(field, SealedTextField)}
        if labels and model._meta.db_table not in STAYS:
            is_of_practice = any(field.attname == "practice_id" for field in fields)
            found.append(SealedTable(model._meta.db_table, model._meta.pk.attname, is_of_practice, labels))
    return sorted(found, key=lambda table: table.name)
