"""The record all of Validic's channels deliver: an envelope with a list of metrics.

Sources: helpdocs.validic.com, "Understanding The Data Model", "Metrics" and "Submitting Measurements to
Inform Connect"; the published Inform OpenAPI document (examples of type measurement). `list_records`
unwraps a batch.
"""

from __future__ import annotations

from typing import cast

from msgspec import UNSET, Struct, UnsetType

from vantrexia.devices.gateways.base import NotUnderstood
from vantrexia.devices.gateways.elements import MAX_ELEMENTS, Identifier, Moment, Number, Text


class Metric(Struct, frozen=True, gc=False):
    """`value` is absent where a metric carries a series (cgm, intraday) instead."""

    type: Text
    value: Number | UnsetType = UNSET
    unit: Text | UnsetType = UNSET
    origin: Text | UnsetType = UNSET


class User(Struct, frozen=True, gc=False):
    uid: Identifier | UnsetType = UNSET


class SourceDevice(Struct, frozen=True, gc=False):
    id: Identifier | UnsetType = UNSET
    model: Text | UnsetType = UNSET
    manufacturer: Text | UnsetType = UNSET


class Source(Struct, frozen=True, gc=False):
    type: Text
    device: SourceDevice | UnsetType = UNSET


class Note(Struct, frozen=True, gc=False):
    type: Text | UnsetType = UNSET
    value: object = UNSET


class Record(Struct, frozen=True):
    type: Text
    start_time: Moment
    source: Source
    metrics: list[Metric] = []
    user: User = User()
    id: Identifier | UnsetType = UNSET
    log_id: Text | UnsetType = UNSET
    checksum: Text | UnsetType = UNSET
    utc_offset: int | UnsetType = UNSET
    offset_origin: Text | UnsetType = UNSET
    deleted_at: str | UnsetType = UNSET
    user_notes: list[Note] = []


def list_records(decoded: object) -> list[object]:
    """The records of a body: `{"data": [...]}` as the APIs wrap them, a bare array, or one record.

    Raises NotUnderstood `too_many_elements`, `not_an_object_or_array`.
    """
    if isinstance(decoded, dict) and isinstance(decoded.get("data"), list):
        decoded = decoded["data"]
    if isinstance(decoded, list):
        if len(decoded) > MAX_ELEMENTS:
            raise NotUnderstood("too_many_elements", f"at most {MAX_ELEMENTS} in one body")
        return cast("list[object]", decoded)
    if isinstance(decoded, str | int | float) or decoded is None:
        raise NotUnderstood("not_an_object_or_array")
    return [decoded]
