"""Bodies of typed readings, one per kind: limits as published, units as people have them, translated to what we store.

`KINDS` maps the address's last part to its shape; `Shape.to_reading()` gives the workflow's plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from rest_framework import serializers

from vantrexia.api.fields import InstantField
from vantrexia.api.wording import refuse
from vantrexia.domain.errors import DomainError
from vantrexia.domain.units import find_unit
from vantrexia.domain.vitals import MEAL_MARKERS, VITALS, canonical
from vantrexia.domain.wordings import say
from vantrexia.workflows.ingestion import TypedReading

MOST_CONTEXT = 12


def _within(vital: str, **more: Any) -> serializers.FloatField:
    """A number within the vital's hard limits, in the unit we store."""
    spec = VITALS[vital]
    return serializers.FloatField(
        min_value=spec.low,
        max_value=spec.high,
        help_text=f"{spec.low:g} to {spec.high:g} {spec.unit}",
        **more,
    )


class TypedInput(serializers.Serializer[Any]):
    """What every kind shares. `device_id` is free text, for tracing back."""

    kind: ClassVar[str]
    vitals: ClassVar[tuple[str, ...]] = ()
    patient_id = serializers.UUIDField()
    measured_at = InstantField(
        help_text="ISO 8601 with an offset; at most 10 minutes ahead, at most 13 months back."
    )
    device_id = serializers.CharField(max_length=100, required=False, allow_blank=True)
    context = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(max_length=64), required=False, help_text="arm, posture, oxygen_l_min …"
    )

    def validate_context(self, value: dict[str, str]) -> dict[str, str]:
        if len(value) > MOST_CONTEXT or any(len(name) > 32 for name in value):
            raise refuse(say("at most {most} short names", most=MOST_CONTEXT))
        return value

    def read_values(self, given: Mapping[str, Any]) -> dict[str, float]:
        """Vitals in the unit we store."""
        return {name: given[name] for name in self.vitals if given.get(name) is not None}

    def to_reading(self) -> TypedReading:
        """The workflow's plain data; after `is_valid`."""
        given = self.validated_data
        skipped = ("patient_id", "measured_at", "device_id", "context")
        return TypedReading(
            patient_id=given["patient_id"], kind=self.kind, measured_at=given["measured_at"],
            values=self.read_values(given), context=given.get("context", {}), device_text=given.get("device_id", ""),
            original={name: value for name, value in given.items() if name not in skipped and value is not None},
            irregular_beat=given.get("irregular_heartbeat"), meal_marker=given.get("meal_marker"),
        )  # fmt: skip

    def echo(self) -> dict[str, Any]:
        """What was sent, beside what it became in the unit we store."""
        given = self.validated_data
        skipped = ("patient_id", "measured_at", "context")
        sent = {name: given.get(name) for name in self.get_fields() if name not in skipped}
        return {**sent, **self.read_values(given), "device_id": given.get("device_id") or None}


class WithUnit(TypedInput):
    """A kind with one number in one of two units. Subclasses name the field, the vital and the units."""

    field: ClassVar[str]
    vital: ClassVar[str]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unit = find_unit(attrs["unit"])
        try:
            value = canonical(self.vital, attrs[self.field], unit or "")
        except DomainError as wrong:
            place = self.field if wrong.code == "not_a_number" else "unit"
            raise refuse(wrong.detail, field=place) from None
        spec = VITALS[self.vital]
        if not spec.low <= value <= spec.high:
            text = say("must be {low:g} to {high:g} {unit}", low=spec.low, high=spec.high, unit=spec.unit)
            raise refuse(text, field=self.field)
        return attrs

    def read_values(self, given: Mapping[str, Any]) -> dict[str, float]:
        return {self.vital: canonical(self.vital, given[self.field], find_unit(given["unit"]) or "")}


class BloodPressureInput(TypedInput):
    kind = "blood_pressure"
    vitals = ("systolic", "diastolic", "pulse")
    systolic = _within("systolic")
    diastolic = _within("diastolic")
    pulse = _within("pulse", required=False, allow_null=True)
    irregular_heartbeat = serializers.BooleanField(required=False, allow_null=True, default=None)


class HeartRateInput(TypedInput):
    kind = "heart_rate"
    vitals = ("pulse",)
    pulse = _within("pulse")


class PulseOximetryInput(TypedInput):
    kind = "pulse_oximetry"
    vitals = ("spo2", "pulse")
    spo2 = _within("spo2")
    pulse = _within("pulse", required=False, allow_null=True)


class RespiratoryRateInput(TypedInput):
    kind = "respiratory_rate"
    vitals = ("respiratory_rate",)
    respiratory_rate = _within("respiratory_rate")


class WeightInput(WithUnit):
    kind, field, vital = "weight", "weight", "weight_kg"
    weight = serializers.FloatField()
    unit = serializers.CharField(max_length=16, default="kg", help_text="kg or lb")


class GlucoseInput(WithUnit):
    kind, field, vital = "glucose", "glucose", "glucose_mg_dl"
    glucose = serializers.FloatField()
    unit = serializers.CharField(max_length=16, default="mg/dL", help_text="mg/dL or mmol/L")
    meal_marker = serializers.ChoiceField(choices=MEAL_MARKERS, required=False)


class TemperatureInput(WithUnit):
    kind, field, vital = "temperature", "temperature", "temperature_c"
    temperature = serializers.FloatField()
    unit = serializers.CharField(max_length=16, default="Cel", help_text="Cel or degF")


KINDS: Mapping[str, type[TypedInput]] = MappingProxyType(
    {
        "blood-pressure": BloodPressureInput,
        "weight": WeightInput,
        "glucose": GlucoseInput,
        "pulse-oximetry": PulseOximetryInput,
        "temperature": TemperatureInput,
        "heart-rate": HeartRateInput,
        "respiratory-rate": RespiratoryRateInput,
    }
)
BY_KIND: Mapping[str, type[TypedInput]] = MappingProxyType({shape.kind: shape for shape in KINDS.values()})
