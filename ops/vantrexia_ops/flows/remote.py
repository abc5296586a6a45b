"""The same command on the host: `run_remotely(...)`. Nothing is decided here; the host's own tool does the work and the talking."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vantrexia_ops.commands.remote import call_host
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import HostKeyRefused, OpsError
from vantrexia_ops.runner import Runner

SSH_FAILED = 255
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
    """Exit code of the tool over there. Raises HostKeyRefused, OpsError when it was never reached."""
    seen: list[str] = []

    def watch(line: str) -> None:
        seen.append(line)
        on_line(line)

    command = call_host(host=host, words=words, known_hosts=known_hosts, identity=identity, stdin=stdin)
    code = runner.follow(command, on_line=watch)
    if code != SSH_FAILED:
        return code
    said = "\n".join(seen[-30:]).lower()
    if any(sign in said for sign in _KEY):
        raise HostKeyRefused(
            f"{host} does not show the key it is known by",
            hint="Was the host replaced? Compare its key over another way (the provider's console), then change the known hosts file.",
        )
    reason = next((line for line in reversed(seen) if line.strip()), "no answer")
    raise OpsError(
        f"{host} was not reached: {reason}", hint="Check address, user and key; nothing was begun."
    )
