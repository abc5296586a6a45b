"""Ports on the loopback interface: `find_free_port()`, `require_free_port()` and `hold_ports()`."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from vantrexia_ops.errors import OpsError

LOOPBACK = "127.0.0.1"


def find_free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int, *, host: str = LOOPBACK) -> bool:
    """True when a server could listen on `port` now (a port in TIME_WAIT counts as free, as it does for
    servers).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def require_free_port(port: int, *, what: str, setting: str, host: str = LOOPBACK) -> int:
    """`port`, or OpsError with one line saying that it is taken and which `setting` chooses another."""
    if not 0 < port < 65536:
        raise OpsError(
            f"{port} is no port number for {what}.",
            hint=f"Choose one between 1024 and 65535 with {setting}=.",
        )
    if not is_free(port, host=host):
        raise OpsError(
            f"Port {port} for {what} is taken by another program.",
            hint=f"Choose another with {setting}={port + 10}.",
        )
    return port


@contextlib.contextmanager
def hold_ports(*ports: int) -> Iterator[None]:
    """Keep free ports from everybody else until the block ends and their servers start. OpsError when one was
    taken in the meantime.
    """
    with contextlib.ExitStack() as stack:
        for port in ports:
            held = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                held.bind((LOOPBACK, port))
                held.listen(1)  # a port that is only bound could still be bound by others
            except OSError:
                raise OpsError(
                    f"Port {port} was taken by another program just now.", hint="Start again."
                ) from None
        yield
