"""Say who changes this host right now, or nothing: who_deploys.py STATE/lease.json

Standard library only: `bring-up.sh` runs after a boot, whether the tool is installed or not. Whoever holds the lease is the process that
`vantrexia_ops.lease` wrote into it, known by its number, when it began and the boot it belongs to. A lease that a reboot or a kill left
behind, a lock set by hand and a file that cannot be read say nothing: what serves must come up all the same.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(lease: str) -> None:
    try:
        held = json.loads(Path(lease).read_bytes())
        process = held["process"]
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        stat = Path(f"/proc/{process['pid']:d}/stat").read_text(encoding="utf-8", errors="replace")
        # proc_pid_stat(5): the name stands in parentheses and may hold anything; the fields after it are counted from the third.
        state, *fields = stat.rpartition(")")[2].split()
        started = int(fields[18]) / os.sysconf("SC_CLK_TCK")
        if process["boot"] == boot and process["started"] == started and state != "Z":
            said = f"{held['who']} since {held['since'][:19].replace('T', ' ')} UTC: {held['why']}"
            # As bytes: a letter this host's locale does not know must not hide a deploy.
            sys.stdout.buffer.write(said.encode(errors="replace"))
    except (OSError, ValueError, LookupError, TypeError):
        return


if __name__ == "__main__":
    main(sys.argv[1])
