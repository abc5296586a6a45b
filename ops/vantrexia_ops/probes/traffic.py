"""Requests in flight at a server, counted where they are: its own table of TCP connections.

The proxy uses one connection per request, so established connections at the server's port are requests not yet answered.
"""

from __future__ import annotations

from vantrexia_ops.commands import docker
from vantrexia_ops.runner import CommandFailed, Runner

ESTABLISHED = "01"


def count_in_flight(runner: Runner, *, container: str, port: int) -> int:
    """Connections a client holds open at `port`; 0 when the container is gone."""
    try:
        table = runner.run(docker.read_file(container, path="/proc/net/tcp")).out
    except CommandFailed:
        return 0
    return count_established(table, port=port)


def count_established(table: str, *, port: int) -> int:
    """Lines of /proc/net/tcp with this local port in state ESTABLISHED, those of loopback (health checks) left out."""
    wanted = f"{port:04X}"
    count = 0
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) < 4:
            continue
        address, _, local_port = fields[1].rpartition(":")
        # Little endian: 0100007F is 127.0.0.1.
        count += local_port == wanted and fields[3] == ESTABLISHED and not address.endswith("7F")
    return count
