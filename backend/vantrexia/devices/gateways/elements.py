"""From a body of bytes to elements of a declared shape, tolerant of form and strict about meaning.

`decode_elements` takes one JSON object or an array of them; `check_object` and `convert_element` take one
element, the latter as a msgspec struct; `read_vital` and `split_moment` bring numbers and times to what we
store. What does not fit raises `Fault`, which is a code and a place, never a value: what is wrong in a
delivery may be a person's data.

Null counts as absent. Unknown fields are ignored. A key given twice is refused, because two readers of the
same bytes would disagree on what was measured. Numbers must be numbers: NaN, infinities and numerals beyond
double precision do not fit any declared range.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, NoReturn, TypeVar

import msgspec
from msgspec import Meta

from vantrexia.devices.gateways.base import NotUnderstood
from vantrexia.domain.errors import DomainError
from vantrexia.domain.vitals import VITALS, canonical

MAX_ELEMENTS: Final = 5_000
MAX_BYTES: Final = 5 * 1024 * 1024

# PostgreSQL text holds neither NUL nor lone surrogates, and an identifier with a line break in it is a
# mistake.
Text = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\A[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+\Z")]
Identifier = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\A[!-~]+(?: [!-~]+)*\Z")]
# Wide on purpose: these keep nonsense out of the types; whether a value is plausible is judged in the domain.
Number = Annotated[int, Meta(ge=-1_000, le=100_000)] | Annotated[float, Meta(ge=-1_000, le=100_000)]
# A number in quotes, as some vendors send it: plain decimal notation only.
NumberText = Annotated[str, Meta(pattern=r"\A-?[0-9]{1,6}(?:\.[0-9]{1,6})?\Z")]
Percent = Annotated[int, Meta(ge=0, le=100)]
Moment = Annotated[datetime, Meta(tz=True)]

T = TypeVar("T", bound=msgspec.Struct)

_FAULTS: Final = (
    ("Object missing required field", "missing_field"),
    ("Invalid RFC3339", "bad_time"),
    ("Expected `datetime` with a timezone", "naive_time"),
    ("Expected `str` of length", "bad_text"),
    ("Expected `str` matching", "bad_text"),
    ("Expected `int` <", "out_of_range"),
    ("Expected `int` >", "out_of_range"),
    ("Expected `float` <", "out_of_range"),
    ("Expected `float` >", "out_of_range"),
    ("Integer value out of range", "out_of_range"),
    ("Invalid enum value", "unknown_value"),
    ("Invalid value", "unknown_value"),
)


class Fault(Exception):
    """One element cannot be read: a stable code and the place, for `Rejected`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class _Ambiguous:
    """Stands where an object gave one key twice."""


def decode_elements(body: bytes, *, may_be_single: bool = True) -> list[object]:
    """The elements of a JSON body: the array's, or the one object.

    Raises NotUnderstood: `too_large`, `not_utf8`, `not_json`, `too_deep`, `not_an_object_or_array`,
    `too_many_elements`.
    """
    decoded = decode_body(body)
    if isinstance(decoded, list):
        if len(decoded) > MAX_ELEMENTS:
            raise NotUnderstood("too_many_elements", f"at most {MAX_ELEMENTS} in one body")
        return decoded
    if may_be_single and isinstance(decoded, dict | _Ambiguous):
        return [decoded]
    raise NotUnderstood("not_an_object_or_array")


def decode_body(body: bytes) -> object:
    """The JSON value of a body; objects without their nulls. Raises NotUnderstood as `decode_elements`."""
    if len(body) > MAX_BYTES:
        raise NotUnderstood("too_large", f"at most {MAX_BYTES} bytes")
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotUnderstood("not_utf8") from None
    except RecursionError:
        raise NotUnderstood("too_deep") from None
    except ValueError:
        raise NotUnderstood("not_json") from None


def convert_element(element: object, shape: type[T]) -> T:
    """The element as the struct `shape` (a union works too). Raises Fault."""
    check_object(element)
    try:
        return msgspec.convert(element, shape)
    except msgspec.ValidationError as error:
        _raise_fault(str(error))


def check_object(element: object) -> dict[str, object]:
    """The element, which must be an object without a doubled key anywhere in it.

    Raises Fault `not_an_object`, `duplicate_key`, `too_deep`.
    """
    try:
        if _holds_ambiguous(element):
            raise Fault("duplicate_key")
    except RecursionError:
        raise Fault("too_deep") from None
    if not isinstance(element, dict):
        raise Fault("not_an_object")
    return element


def read_vital(vital: str, value: float | str, unit: str) -> float:
    """A number in the unit we store. `unit` is a UCUM code. Raises Fault `unknown_unit` or `out_of_range`."""
    # A whole number in the stored unit needs no arithmetic, and most numbers of home devices are that.
    if type(value) is int and unit == VITALS[vital].unit:
        return float(value)
    try:
        return canonical(vital, value, unit)
    except DomainError as error:
        raise Fault("out_of_range" if error.code == "not_a_number" else "unknown_unit", vital) from None


def split_moment(moment: datetime) -> tuple[datetime, int | None]:
    """An aware time as (UTC, offset in minutes as sent).

    An offset of zero is given as None: gateways that send UTC say nothing about where the patient was.
    Raises Fault `bad_time` for an offset no place on Earth has, and for the ends of the calendar.
    """
    zone = moment.tzinfo
    if zone is UTC:
        return moment, None
    offset = moment.utcoffset()
    if offset is None:
        raise Fault("naive_time")
    try:
        return moment.astimezone(UTC), _offset_minutes(offset)
    except OverflowError:
        raise Fault("bad_time") from None


def _offset_minutes(offset: timedelta) -> int | None:
    seconds = offset.days * 86_400 + offset.seconds
    # -12:00 and +14:00 are the furthest zones there are (IANA, Etc/GMT+12 and Pacific/Kiritimati).
    if not -43_200 <= seconds <= 50_400:
        raise Fault("bad_time", "offset")
    return seconds // 60 or None


def _raise_fault(message: str) -> NoReturn:
    """msgspec's sentence as our code; only the path of it is kept, since it may quote what was sent."""
    said, _, path = message.rpartition(" - at `$")
    place = path.rstrip("`").lstrip(".") if said else ""
    said = said or message
    code = next((code for start, code in _FAULTS if said.startswith(start)), "wrong_type")
    if code == "missing_field":
        place = f"{place}.{said.split('`')[1]}".lstrip(".")
    if code == "unknown_value":
        if place.endswith("unit"):
            code = "unknown_unit"
        elif place == "type":
            code = "unknown_type"
    raise Fault(code, place)


def _build_object(pairs: list[tuple[str, object]]) -> object:
    built = {key: value for key, value in pairs if value is not None}
    return built if len(dict(pairs)) == len(pairs) else _Ambiguous()


def _holds_ambiguous(value: object) -> bool:
    if isinstance(value, dict):
        return any(_holds_ambiguous(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_holds_ambiguous(inner) for inner in value)
    return isinstance(value, _Ambiguous)


def _parse_int(numeral: str) -> int | float:
    # Python refuses to parse numerals of thousands of digits at all, and no measurement has twenty.
    return int(numeral) if len(numeral) < 20 else float(numeral)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_build_object, parse_int=_parse_int)
