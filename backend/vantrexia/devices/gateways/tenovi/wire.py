"""What Tenovi posts: one metric of a reading, or a change of a device's fulfilment.

Sources: docs.tenovi.com, "Measurement Webhooks", "Fulfillment Webhooks" and the device pages. Every field
but those that say who, what and when is optional here, because the pages do not say which are always there.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from vantrexia.devices.gateways.elements import Identifier, Moment, Number, NumberText, Text

Value = Number | NumberText
# "Any positive integer" on the page; bounded by what tells readings of one instant apart in the database.
Index = Annotated[int, Meta(ge=0, le=32_767)]


class FilterParams(Struct, frozen=True, gc=False):
    measurement_index: Index | UnsetType = UNSET
    meal_context: Text | UnsetType = UNSET
    measurement_location: Text | UnsetType = UNSET
    alert: Text | UnsetType = UNSET


class Part(Struct, frozen=True, gc=False):
    """One metric. `hardware_uuid` is left out on purpose: it changes when a gateway is swapped."""

    metric: Text
    hwi_device_id: Identifier
    timestamp: Moment
    value_1: Value | UnsetType = UNSET
    value_2: Value | UnsetType = UNSET
    timezone_offset: Number | UnsetType = UNSET
    estimated_timestamp: bool | UnsetType = UNSET
    dummy_data: bool | UnsetType = UNSET
    filter_params: FilterParams = FilterParams()


class Fulfilment(Struct, frozen=True, gc=False):
    hwi_device_id: Identifier
    status: Text


class FulfilmentAsPrinted(Struct, frozen=True, gc=False):
    """The vendor's sample prints the key with a blank at its end."""

    hwi_device_id: Identifier
    status: Text = field(name="status ")
