"""The four figures of DORA from the journal: `measure_dora(deploys, since=…, until=…)`. Pure; docs/deploying/alarms.md says how
each is counted.

Deployment frequency: good deploys per day. Lead time: from the commit to the end of its good deploy, the median. Change failure
rate: deploys that changed what served and were taken back, or were followed by a rollback, by all deploys that reached the switch.
Time to restore: from the end of the deploy that was rolled back to the end of that rollback, the median. A deploy refused or
undone before the switch touched nobody and is no failed change; a rollback that returns to a newer release than it left takes an
earlier rollback back, and no deploy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from vantrexia_ops.journal.reading import Deploy

SWITCH = "switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dora:
    """Seconds, and shares between 0 and 1; None where nothing happened to count from."""

    days: float
    deploys: int
    per_day: float
    lead_seconds: float | None
    failure_rate: float | None
    restore_seconds: float | None


def measure_dora(deploys: Sequence[Deploy], *, since: datetime, until: datetime) -> Dora:
    inside = [deploy for deploy in deploys if deploy.ended_at and since < deploy.ended_at <= until]
    good = [deploy for deploy in inside if deploy.kind == "deploy" and deploy.outcome == "good"]
    changes = [
        deploy
        for deploy in inside
        if deploy.kind == "deploy" and (deploy.outcome == "good" or SWITCH in deploy.steps)
    ]
    undone = {deploy.id for deploy in changes if deploy.outcome != "good"}
    restores = []
    for index, rollback in enumerate(deploys):
        if rollback.kind != "rollback" or rollback.outcome != "good" or rollback.ended_at is None:
            continue
        left = _find_deploy(deploys[:index], str(rollback.about.get("left", "")))
        target = _find_deploy(deploys[:index], rollback.release)
        if left is None or left.ended_at is None:
            continue
        if target is not None and target.started_at > left.started_at:
            continue
        if any(left.id == change.id for change in changes):
            undone.add(left.id)
        if since < rollback.ended_at <= until:
            restores.append((rollback.ended_at - left.ended_at).total_seconds())
    days = (until - since) / timedelta(days=1)
    leads = [lead for deploy in good if (lead := _lead(deploy)) is not None]
    return Dora(
        days=days, deploys=len(good), per_day=len(good) / days if days else 0.0,
        lead_seconds=median(leads) if leads else None,
        failure_rate=len(undone) / len(changes) if changes else None,
        restore_seconds=median(restores) if restores else None,
    )  # fmt: skip


def _find_deploy(earlier: Sequence[Deploy], release: str) -> Deploy | None:
    """The last good deploy of a release."""
    return next(
        (d for d in reversed(earlier) if d.kind == "deploy" and d.outcome == "good" and d.release == release),
        None,
    )


def _lead(deploy: Deploy) -> float | None:
    told = deploy.about.get("committed_at")
    if not told or deploy.ended_at is None:
        return None
    try:
        return max(0.0, (deploy.ended_at - datetime.fromisoformat(str(told))).total_seconds())
    except (ValueError, TypeError):
        return None
