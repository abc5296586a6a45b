"""A claim's content as the text that is sealed with it, and back: `dump_content`, `load_content`."""

from __future__ import annotations

import msgspec

from vantrexia.billing.models import Claim
from vantrexia.domain.claims import model
from vantrexia.domain.errors import Conflict

_encode = msgspec.json.Encoder(decimal_format="string").encode
_decode = msgspec.json.Decoder(model.Claim).decode


def dump_content(content: model.Claim) -> str:
    """JSON; amounts as text."""
    return _encode(content).decode()


def load_content(claim: Claim) -> model.Claim:
    """What the claim said when it was last composed. Raises Conflict where it has none."""
    if not claim.content:
        raise Conflict("This claim has no content yet.")
    return _decode(claim.content.encode())
