"""Run as a program: hold a host's lease, say so, and on each line of standard input do one change behind the fence.

python -m tests.lease.holder DIRECTORY SECONDS
"""

from __future__ import annotations

import sys
from pathlib import Path

from vantrexia_ops.clock import SystemClock
from vantrexia_ops.commands import Command
from vantrexia_ops.errors import OpsError
from vantrexia_ops.lease import Fence, LeaseOffice
from vantrexia_ops.runner import LocalRunner


def main(directory: str, seconds: str) -> int:
    fence = Fence()
    runner = LocalRunner(guard=fence.check)
    office = LeaseOffice(Path(directory), clock=SystemClock(), seconds=int(seconds))
    change = Command(
        argv=("touch", f"{directory}/changed"), summary="change something", changes=True, timeout_seconds=10
    )
    try:
        with office.hold(who="ada@host", why="deploy r1") as lease:
            fence.lease = lease
            print("held", flush=True)
            for _ in sys.stdin:
                runner.run(change)
                print("changed", flush=True)
    except OpsError as error:
        print(error.line, flush=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
