"""Words of `ssh`: the only thing it ever runs is the tool on the host."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from vantrexia_ops.commands.words import Command
from vantrexia_ops.config import Redacted


def call_host(
    *,
    host: str,
    words: Sequence[str],
    known_hosts: str | None,
    identity: str | None,
    log: str,
    stdin: Redacted | None,
) -> Command:
    """The host must be known already: a key nobody has vouched for is refused, never learned.

    What `ssh` itself has to say goes to the file `log`; standard output and error are the host's alone.
    """
    options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=15",
               "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=8"]  # fmt: skip
    if known_hosts:
        options += ["-o", f"UserKnownHostsFile={known_hosts}", "-o", "GlobalKnownHostsFile=none"]
    if identity:
        options += ["-o", "IdentitiesOnly=yes", "-i", identity]
    # sshd hands one line to the user's shell; each word is quoted for it.
    line = shlex.join(words)
    return Command(
        argv=("ssh", "-E", log, *options, "--", host, line),
        summary=f"run the deploy on {host}",
        changes=True,
        stdin=stdin,
        timeout_seconds=3600,
    )
