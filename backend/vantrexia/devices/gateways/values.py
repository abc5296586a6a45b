"""The value fields of `Measurement`, as the adapters fill them before they know everything else."""

from __future__ import annotations

from typing import TypedDict


class Values(TypedDict, total=False):
    """Keyword arguments for `Measurement`, in the units we store."""

    systolic: float
    diastolic: float
    pulse: float
    irregular_beat: bool
    spo2: float
    weight_kg: float
    glucose_mg_dl: float
    meal_marker: str
    temperature_c: float
    respiratory_rate: float
