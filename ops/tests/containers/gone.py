"""An engine that can go away: a socket of our own that hands everything on to the real one until it is cut.

    with engine_that_goes() as door:         door.address is what DOCKER_HOST is set to
        door.cut()                           from now on nobody answers, and what was open is closed
        door.open()                          and it is back

The real engine serves other containers meanwhile: what goes away is its socket, as a program that asks it sees it.
"""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ENGINE = "/var/run/docker.sock"


class Door:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._listening: socket.socket | None = None
        self._open: list[socket.socket] = []

    @property
    def address(self) -> str:
        return f"unix://{self._path}"

    def open(self) -> None:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(self._path))
        listening.listen(64)
        self._listening = listening
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def cut(self) -> None:
        assert self._listening is not None
        self._path.unlink()
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._listening, self._open = None, []

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            engine = socket.socket(socket.AF_UNIX)
            engine.connect(ENGINE)
            with self._lock:
                self._open += [client, engine]
            for one, other in ((client, engine), (engine, client)):
                threading.Thread(target=_hand_on, args=(one, other), daemon=True).start()


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65_536):
            target.sendall(chunk)
        # Half closed, as the client does when its standard input is over.
        target.shutdown(socket.SHUT_WR)


@contextmanager
def engine_that_goes() -> Iterator[Door]:
    with tempfile.TemporaryDirectory(prefix="vantrexia-engine-") as directory:
        door = Door(Path(directory) / "docker.sock")
        door.open()
        try:
            yield door
        finally:
            if door._listening is not None:
                door.cut()
