"""The device gateways we take readings from.

`ADAPTERS` maps the name in the webhook's address to its adapter; `get_adapter(name)` raises for an unknown
one. To add a gateway, copy a folder: webhook.py proves who sent a delivery, normalise.py reads it,
docs/gateways/ explains it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vantrexia.devices.gateways.base import Adapter
from vantrexia.devices.gateways.fhir.normalise import normalise as normalise_fhir
from vantrexia.devices.gateways.fhir.webhook import verify as verify_fhir
from vantrexia.devices.gateways.mioconnect.normalise import normalise as normalise_mioconnect
from vantrexia.devices.gateways.mioconnect.webhook import verify as verify_mioconnect
from vantrexia.devices.gateways.telli.normalise import normalise as normalise_telli
from vantrexia.devices.gateways.telli.webhook import verify as verify_telli
from vantrexia.devices.gateways.tenovi.normalise import normalise as normalise_tenovi
from vantrexia.devices.gateways.tenovi.webhook import verify as verify_tenovi
from vantrexia.devices.gateways.validic.normalise import normalise as normalise_validic
from vantrexia.devices.gateways.validic.webhook import verify as verify_validic
from vantrexia.domain.errors import DomainError

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {
        adapter.name: adapter
        for adapter in (
            Adapter("mioconnect", verify_mioconnect, normalise_mioconnect),
            Adapter("tenovi", verify_tenovi, normalise_tenovi),
            Adapter("telli", verify_telli, normalise_telli),
            Adapter("validic", verify_validic, normalise_validic),
            Adapter("fhir", verify_fhir, normalise_fhir),
        )
    }
)


def get_adapter(name: str) -> Adapter:
    """The adapter of that name. Raises DomainError `unknown_gateway`."""
    try:
        return ADAPTERS[name]
    except KeyError:
        raise DomainError("unknown_gateway", "There is no gateway of this name.") from None
