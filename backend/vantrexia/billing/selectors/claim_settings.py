"""How this practice sends claims: `read_claim_settings(viewer)`; the dated setting `claims`.

Ids and names of sender and receiver are those the clearinghouse gave; until they are set no batch is built.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from vantrexia.accounts.selectors.practices import find_setting
from vantrexia.core.actor import Actor

SETTING = "claims"


@dataclass(frozen=True, slots=True)
class ClaimSettings:
    """ISA06/ISA08 ids and qualifiers, 1000A and 1000B, T(est) or P(roduction), and who stands on claims by default."""

    sender_id: str = ""
    sender_qualifier: str = "ZZ"
    receiver_id: str = ""
    receiver_qualifier: str = "ZZ"
    receiver_name: str = ""
    submitter_name: str = ""
    submitter_id: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    usage: str = "T"
    place_of_service: str = "11"
    billing_provider_id: str = ""
    rendering_provider_id: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether a file can be addressed."""
        needed = (
            self.sender_id, self.receiver_id, self.receiver_name, self.submitter_name, self.submitter_id,
            self.contact_name, self.contact_phone,
        )  # fmt: skip
        return all(needed)

    def as_json(self) -> dict[str, str]:
        """As stored and shown."""
        return asdict(self)


def read_claim_settings(viewer: Actor, *, at: datetime) -> ClaimSettings:
    """The setting as of an instant; its defaults where it was never set."""
    stored: dict[str, Any] = find_setting(viewer=viewer, name=SETTING, at=at) or {}
    known = {one.name for one in fields(ClaimSettings)}
    return ClaimSettings(**{name: str(value) for name, value in stored.items() if name in known})
