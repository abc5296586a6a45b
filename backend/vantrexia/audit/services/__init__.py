"""Writing the audit (`record`, `record_platform`), sealing it (`seal`), proving it (`verify`)."""

from vantrexia.audit.services.entries import record, record_platform

__all__ = ["record", "record_platform"]
