"""Keeping everybody from deploying, by hand, noted in the journal: `lock_host(ground, why=…)`, `unlock_host(ground, force=…)`."""

from __future__ import annotations

from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.lease import LeaseRecord


def lock_host(ground: Ground, *, why: str) -> LeaseRecord:
    """A lock the journal does not know is none: it is taken back. Raises LockHeld, JournalBroken, OpsError."""
    lease = ground.leases.lock(who=ground.who, why=why)
    try:
        ground.journal.append(kind="lock.acquired", deploy="", who=ground.who, facts={"why": why})
    except (OpsError, KeyboardInterrupt):
        ground.leases.give_back(lease)
        raise
    return lease.record


def unlock_host(ground: Ground, *, force: bool) -> LeaseRecord | None:
    """What was ended. Where the journal takes no line the lock ends all the same, and the error says so: it must not keep out
    whoever mends the host. Raises LockHeld, JournalBroken, OpsError."""
    ended = ground.leases.unlock(force=force)
    if ended is None:
        return None
    try:
        ground.journal.append(kind="lock.released", deploy="", who=ground.who, facts={"of": ended.who})
    except OpsError as error:
        error.message = f"the lock was ended, but the journal does not say so: {error.message}"
        raise
    return ended
