"""The same command on the host: `run_remotely(...)`. Nothing is decided here; the host's own tool does the work and the talking."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from vantrexia_ops.commands.remote import call_host
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import ConnectionLost, HostKeyRefused, OpsError
from vantrexia_ops.runner import Runner

SSH_FAILED = 255
_GOES_ON = "What was begun there goes on without us: `vantrexia status` and `vantrexia history` on the host say how it ends."
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/=]+")
_NEVER = ("permission denied", "connect to host", "could not resolve", "banner exchange")
_KEY = ("host key verification failed", "remote host identification has changed", "no matching host key")


def run_remotely(
    *,
    runner: Runner,
    host: str,
    words: Sequence[str],
    known_hosts: str | None,
    identity: str | None,
    stdin: Redacted | None,
    on_line: Callable[[str], None],
) -> int:
    """Exit code of the tool over there. Raises HostKeyRefused, ConnectionLost, OpsError when it was never reached."""
    heard = False

    def watch(line: str) -> None:
        nonlocal heard
        heard = True
        on_line(line)

    with tempfile.TemporaryDirectory(prefix="vantrexia-ssh-") as directory:
        log = Path(directory) / "log"
        command = call_host(
            host=host, words=words, known_hosts=known_hosts, identity=identity, log=str(log), stdin=stdin
        )
        try:
            code = runner.follow(command, on_line=watch)
        except KeyboardInterrupt:
            # A terminal here is not a terminal there: nobody over there is told of it.
            raise ConnectionLost(f"no longer listening to {host}", hint=_GOES_ON) from None
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if code < 0:
        # By a signal, ours after an hour: nobody over there is told of it.
        raise ConnectionLost(f"no longer listening to {host}: ssh was ended", hint=_GOES_ON)
    if code != SSH_FAILED:
        return code
    if any(sign in said.lower() for sign in _KEY):
        shown = _FINGERPRINT.search(said)
        raise HostKeyRefused(
            f"{host} does not show the key it is known by{f', but {shown[0]}' if shown else ''}",
            hint="Was the host replaced? Compare its key over another way (the provider's console), then change the known hosts file.",
        )
    reason = next((line for line in reversed(said.splitlines()) if line.strip()), "no answer")
    # A host may say something before it knows who asks (its banner): that is not the tool's voice.
    if heard and not any(sign in said.lower() for sign in _NEVER):
        raise ConnectionLost(f"the connection to {host} was lost", hint=_GOES_ON)
    raise OpsError(
        f"{host} was not reached: {reason}", hint="Check address, user and key; nothing was begun."
    )
