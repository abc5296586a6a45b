"""The sealer: every few seconds, number new audit entries, sign the roots, export them.

The promise: anything before the last exported root is provable, the tail is at most ten seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.db import transaction

from vantrexia.audit.services.seal import (
    PLATFORM_TREE,
    export_roots,
    list_practices_to_seal,
    seal_platform,
    seal_practice,
)
from vantrexia.core.tenancy import practice_scope
from vantrexia.core.ticks import tick
from vantrexia.workflows.sweeps import Job


def seal_audit(now: datetime) -> int:
    """Seal every tree that grew; returns how many entries were numbered."""
    directory = Path(settings.AUDIT_EXPORT_DIR) if settings.AUDIT_EXPORT_DIR else None
    sealed = 0
    for practice_id in list_practices_to_seal():
        with practice_scope(practice_id):
            sealed += seal_practice(practice_id, now=now)
        if directory:
            with practice_scope(practice_id):
                export_roots(str(practice_id), directory=directory)
    with transaction.atomic():
        sealed += seal_platform(now=now)
        if directory:
            export_roots(PLATFORM_TREE, directory=directory)
    tick("seal_audit", now=now, detail={"sealed": sealed})
    return sealed


JOBS: Mapping[str, Job] = MappingProxyType({"seal_audit": Job(seal_audit, timedelta(seconds=5), "default")})
