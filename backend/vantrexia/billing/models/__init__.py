"""Time and billing entries. Rules live in `domain/billing`; these are the facts and what was decided on them."""

from vantrexia.billing.models.entries import BillingEntry
from vantrexia.billing.models.payers import ClaimProvider, Coverage, OutsideClaim, Payer, Plan
from vantrexia.billing.models.time import TimeEntry

__all__ = ["BillingEntry", "ClaimProvider", "Coverage", "OutsideClaim", "Payer", "Plan", "TimeEntry"]
