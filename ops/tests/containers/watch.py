"""What the engine says happened to a stack's containers, without a gap: its own events, not samples.

with watch_engine(stack) as watched: …
watched.most_beats               the most schedulers that ran at one time
watched.seconds_without_backend  how long no backend was healthy, from the first moment one was
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.containers.engine import run


@dataclass(slots=True)
class Watched:
    """Fed by `take`; times are seconds since the epoch."""

    running_beats: set[str] = field(default_factory=set)
    healthy_backends: set[str] = field(default_factory=set)
    most_beats: int = 0
    seconds_without_backend: float = 0.0
    fewest_backends: int | None = None
    taken: int = 0
    _without_since: float | None = None

    def take(self, *, service: str, container: str, action: str, at: float) -> None:
        self.taken += 1
        if service == "celery-beat":
            if action == "start":
                self.running_beats.add(container)
            elif action == "die":
                self.running_beats.discard(container)
            self.most_beats = max(self.most_beats, len(self.running_beats))
        elif service == "backend":
            if action == "health_status: healthy":
                self.healthy_backends.add(container)
            elif action in ("die", "health_status: unhealthy"):
                self.healthy_backends.discard(container)
            self._count(at)

    def _count(self, at: float) -> None:
        count = len(self.healthy_backends)
        self.fewest_backends = count if self.fewest_backends is None else min(self.fewest_backends, count)
        if count == 0 and self._without_since is None:
            self._without_since = at
        elif count and self._without_since is not None:
            self.seconds_without_backend += at - self._without_since
            self._without_since = None


@contextmanager
def watch_engine(stack: str) -> Iterator[Watched]:
    """From what runs now until the block ends."""
    watched = Watched()
    words = ("docker", "events", "--format", "{{json .}}", "--filter", f"label=io.vantrexia.stack={stack}")
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        _take_running(watched, stack)
        reader = threading.Thread(target=_read, args=(process, watched), daemon=True)
        reader.start()
        try:
            yield watched
        finally:
            process.terminate()
            reader.join(10)


def _take_running(watched: Watched, stack: str) -> None:
    ids = run(
        "docker", "ps", "--no-trunc", "--quiet", "--filter", f"label=io.vantrexia.stack={stack}"
    ).stdout.split()
    for found in json.loads(run("docker", "inspect", *ids).stdout):
        labels, state = found["Config"]["Labels"], found["State"]
        service = labels.get("com.docker.compose.service", "")
        if labels.get("com.docker.compose.oneoff") == "True":
            continue
        watched.take(service=service, container=found["Id"], action="start", at=0.0)
        if state.get("Health", {}).get("Status") == "healthy":
            watched.take(service=service, container=found["Id"], action="health_status: healthy", at=0.0)
    watched.fewest_backends = len(watched.healthy_backends)


def _read(process: subprocess.Popen[str], watched: Watched) -> None:
    for line in process.stdout or ():
        event = json.loads(line)
        attributes = event.get("Actor", {}).get("Attributes", {})
        if event.get("Type") != "container" or attributes.get("com.docker.compose.oneoff") == "True":
            continue
        watched.take(
            service=attributes.get("com.docker.compose.service", ""),
            container=event["Actor"]["ID"],
            action=event["Action"],
            at=event["timeNano"] / 1e9,
        )
