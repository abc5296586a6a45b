"""The parts of FHIR R4 resources that say what was measured, when, and by which device.

Source: HL7 FHIR R4 (4.0.1), Observation, Device, Bundle. Everything else in a resource is ignored.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from vantrexia.devices.gateways.elements import Identifier as Name
from vantrexia.devices.gateways.elements import Moment, Number, Text


class Coding(Struct, frozen=True, gc=False):
    system: str | UnsetType = UNSET
    code: str | UnsetType = UNSET


class CodeableConcept(Struct, frozen=True, gc=False):
    coding: list[Coding] = []
    text: Text | UnsetType = UNSET


class Identifier(Struct, frozen=True, gc=False):
    value: Name | UnsetType = UNSET
    system: str | UnsetType = UNSET
    type: CodeableConcept = CodeableConcept()


class Reference(Struct, frozen=True, gc=False):
    reference: Name | UnsetType = UNSET
    identifier: Identifier = Identifier()


class Quantity(Struct, frozen=True, gc=False):
    value: Number
    unit: Text | UnsetType = UNSET
    code: Text | UnsetType = UNSET
    comparator: Text | UnsetType = UNSET


class Component(Struct, frozen=True, gc=False):
    code: CodeableConcept
    valueQuantity: Quantity | UnsetType = UNSET


class Period(Struct, frozen=True, gc=False):
    start: Moment


class Observation(Struct, frozen=True):
    status: str
    code: CodeableConcept
    effectiveDateTime: Moment | UnsetType = UNSET
    effectiveInstant: Moment | UnsetType = UNSET
    effectivePeriod: Period | UnsetType = UNSET
    valueQuantity: Quantity | UnsetType = UNSET
    component: list[Component] = []
    device: Reference = Reference()
    subject: Reference = Reference()
    identifier: list[Identifier] = []
    id: Name | UnsetType = UNSET
    bodySite: CodeableConcept = CodeableConcept()
    contained: list[object] = []


class Device(Struct, frozen=True):
    serialNumber: Name | UnsetType = UNSET
    identifier: list[Identifier] = []
