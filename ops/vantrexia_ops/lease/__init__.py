"""One hand on the host at a time: a lease with heartbeat and fencing number, kept on the host itself.

    leases = LeaseOffice(directory, clock=…, seconds=30)
    with leases.hold(who="…", why="deploy 1f2e…", wait_seconds=900) as lease:
        lease.check()        before each change: raises LockHeld when the lease is no longer ours (a `Fence` does it for a runner)
    leases.lock(who=…, why=…), leases.unlock(), leases.find()

A holder that dies is noticed at once when its process is gone, else when its heartbeat is too old. Numbers only rise: who comes back
from a long pause finds a higher number and changes nothing any more.
"""

from vantrexia_ops.lease.office import Fence, Lease, LeaseOffice
from vantrexia_ops.lease.record import LeaseRecord

__all__ = ["Fence", "Lease", "LeaseOffice", "LeaseRecord"]
