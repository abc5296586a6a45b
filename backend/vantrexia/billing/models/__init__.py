"""Time and billing entries. Rules live in `domain/billing`; these are the facts and what was decided on them."""

from vantrexia.billing.models.claims import (
    Acknowledgement,
    Appeal,
    Claim,
    ClaimBatch,
    ClaimCounter,
    ClaimLine,
    EdiFile,
)
from vantrexia.billing.models.entries import BillingEntry, EntryEvent
from vantrexia.billing.models.fees import FeeFile, FeeRow
from vantrexia.billing.models.months import MonthClose
from vantrexia.billing.models.packets import EvidencePacket
from vantrexia.billing.models.payers import ClaimProvider, Coverage, OutsideClaim, Payer, Plan
from vantrexia.billing.models.remittances import (
    Adjustment,
    Posting,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)
from vantrexia.billing.models.state import BillingState, Mark
from vantrexia.billing.models.time import TimeEntry
from vantrexia.billing.models.work import WorkEvent, WorkItem

__all__ = [
    "Acknowledgement",
    "Adjustment",
    "Appeal",
    "BillingEntry",
    "BillingState",
    "Claim",
    "ClaimBatch",
    "ClaimCounter",
    "ClaimLine",
    "ClaimProvider",
    "Coverage",
    "EdiFile",
    "EntryEvent",
    "EvidencePacket",
    "FeeFile",
    "FeeRow",
    "Mark",
    "MonthClose",
    "OutsideClaim",
    "Payer",
    "Plan",
    "Posting",
    "Remittance",
    "RemittanceClaim",
    "RemittanceLine",
    "TimeEntry",
    "WorkEvent",
    "WorkItem",
]
