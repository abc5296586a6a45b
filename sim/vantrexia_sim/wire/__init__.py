"""The gateways' wire formats, written from each vendor's public documentation and from nothing else.

`FORMATS[gateway]` has two functions: `encode(uploads) -> list[bytes-like groups]` and how it proves itself;
see `Format`. Nothing here is shared with the server: a mistake made once on each side must show, not cancel
out.
"""

from __future__ import annotations

from vantrexia_sim.wire import fhir, mioconnect, telli, tenovi, validic
from vantrexia_sim.wire.base import Format

FORMATS: dict[str, Format] = {
    "mioconnect": mioconnect.FORMAT,
    "tenovi": tenovi.FORMAT,
    "telli": telli.FORMAT,
    "validic": validic.FORMAT,
    "fhir": fhir.FORMAT,
}
