"""Units of measurement: exact conversion between what devices send and what we store.

Public: `convert(value, unit, to) -> Decimal` (exact), `find_unit(text) -> str | None` (UCUM code of a unit as
devices and people spell it), `UNITS` (every UCUM code known here).

Units are UCUM codes (https://ucum.org). Factors are exact by definition, except glucose's:

* pound: 1 lb = 0.45359237 kg (international yard and pound agreement, 1959; NIST SP 811, appendix B)
* degree Fahrenheit: t/°C = (t/°F − 32) / 1.8 (NIST SP 811, appendix B)
* glucose: 1 mmol/L = 18.0182 mg/dL (the factor commonly published for blood glucose)
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

KG_PER_LB = Decimal("0.45359237")
MG_DL_PER_MMOL_L = Decimal("18.0182")
_ZERO, _ONE = Decimal(0), Decimal(1)
# Beyond any measurement, and far below where decimal arithmetic overflows.
_LARGEST = Decimal(10) ** 12

# Unit → (dimension, factor, offset): base value = (value − offset) × factor. Fahrenheit's factor 5/9 has no
# finite decimal form, so a ratio is kept as numerator and denominator and divided last.
_TABLE: MappingProxyType[str, tuple[str, Decimal, Decimal, Decimal]] = MappingProxyType(
    {
        "mm[Hg]": ("pressure", _ONE, _ONE, _ZERO),
        "/min": ("rate", _ONE, _ONE, _ZERO),
        "%": ("fraction", _ONE, _ONE, _ZERO),
        "kg": ("mass", _ONE, _ONE, _ZERO),
        "g": ("mass", _ONE, Decimal(1000), _ZERO),
        "[lb_av]": ("mass", KG_PER_LB, _ONE, _ZERO),
        "mg/dL": ("glucose", _ONE, _ONE, _ZERO),
        "mmol/L": ("glucose", MG_DL_PER_MMOL_L, _ONE, _ZERO),
        "Cel": ("temperature", _ONE, _ONE, _ZERO),
        "[degF]": ("temperature", Decimal(5), Decimal(9), Decimal(32)),
    }
)
UNITS: frozenset[str] = frozenset(_TABLE)

# Lower-case spellings seen in vendors' documentation and FHIR `unit` texts. Only unambiguous ones: a bare "c"
# or "f" is refused rather than guessed.
_SPELLINGS: MappingProxyType[str, str] = MappingProxyType(
    {
        "mm[hg]": "mm[Hg]", "mmhg": "mm[Hg]", "mm hg": "mm[Hg]",
        "/min": "/min", "1/min": "/min", "bpm": "/min", "{beats}/min": "/min", "{breaths}/min": "/min",
        "beats/min": "/min", "beats/minute": "/min", "breaths/min": "/min", "breaths/minute": "/min",
        "%": "%", "percent": "%", "%{hemoglobinsaturation}": "%",
        "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "g": "g", "gram": "g", "grams": "g",
        "[lb_av]": "[lb_av]", "lb": "[lb_av]", "lbs": "[lb_av]", "pound": "[lb_av]", "pounds": "[lb_av]",
        "mg/dl": "mg/dL", "mmol/l": "mmol/L",
        "cel": "Cel", "degc": "Cel", "°c": "Cel", "celsius": "Cel",
        "[degf]": "[degF]", "degf": "[degF]", "°f": "[degF]", "fahrenheit": "[degF]",
    }
)  # fmt: skip


def find_unit(text: str) -> str | None:
    """The UCUM code of a unit as written by a device (`"mmHg"` → `"mm[Hg]"`), or None for an unknown one."""
    return _SPELLINGS.get(text.strip().lower())


def convert(value: Decimal | float | int | str, unit: str, to: str) -> Decimal:
    """Express a value in another unit of the same dimension, exactly.

    `unit` and `to` are UCUM codes. A float is taken as the shortest decimal that prints it, because that is
    what the device sent (181.4 lb is 181.4, not 181.400000000000005…).

    Errors: DomainError `unknown_unit`, `incompatible_units`, `not_a_number` (also for NaN and infinity).
    """
    source, target = _TABLE.get(unit), _TABLE.get(to)
    if source is None or target is None:
        raise DomainError("unknown_unit", "The unit is not one this system knows.")
    if source[0] != target[0]:
        raise DomainError("incompatible_units", say("{unit} cannot be expressed in {to}.", unit=unit, to=to))
    number = _read_number(value)
    if unit == to:
        return number
    _, numerator, denominator, offset = source
    _, to_numerator, to_denominator, to_offset = target
    # Multiply everything before dividing once, so that lb → kg → lb and 98.6 °F → 37 °C come out exact.
    return (number - offset) * numerator * to_denominator / (denominator * to_numerator) + to_offset


def _read_number(value: Decimal | float | int | str) -> Decimal:
    if isinstance(value, bool):
        raise DomainError("not_a_number", "A truth value is not a number.")
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        raise DomainError("not_a_number", "The value is not a number.") from None
    if not number.is_finite() or abs(number) > _LARGEST:
        raise DomainError("not_a_number", "The value is not a finite number of any measurement.")
    return number
