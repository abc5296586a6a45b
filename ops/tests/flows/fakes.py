"""The ports of a flow over a `World`: a runner that understands the words, a web that answers, a host, a reporter that remembers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.flows.world import PREFIX, Broken, FakeContainer, World
from vantrexia_ops.commands import Command
from vantrexia_ops.flows.serving import parse_environment
from vantrexia_ops.probes.certificates import Certificate
from vantrexia_ops.probes.web import Answer, Door, NoAnswer
from vantrexia_ops.runner import Said
from vantrexia_ops.runner.protocol import judge

INDEX = '<script src="/assets/index-{release}abcd1234.js"></script>'
NGINX_REFUSES = (
    'nginx: [emerg] unknown directive "x"\nnginx: configuration file /etc/nginx/nginx.conf test failed'
)
NUMBERS = {"1": "blue", "2": "green"}


class FakeRunner:
    """Runs words on the world. `guard` stands before every change, as with the real one."""

    def __init__(self, world: World, *, guard: Callable[[], None]) -> None:
        self.world, self._guard = world, guard

    def run(self, command: Command, *, check: bool = True) -> Said:
        if command.changes:
            self._guard()
        self.world.said.append(command.argv)
        said = self._say(command)
        self.world.check()
        # Being gone while looking is being gone after the last change; only the proxy's own look follows a change of files.
        if command.changes or "nginx" in command.argv:
            self.world.happen()
        return judge(command, said, check=check)

    def follow(self, command: Command, *, on_line: Callable[[str], None]) -> int:
        said = self.run(command, check=False)
        for line in said.out.splitlines():
            on_line(line)
        return said.code

    def _say(self, command: Command) -> Said:
        world, words = self.world, list(command.argv)
        if words[0] == "python3":
            return self._install_secrets(command)
        if world.is_engine_gone:
            return Said(1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")
        if world.is_disk_full_at is not None and world.is_disk_full_at in words and command.changes:
            return Said(1, "", "write /var/lib/docker/tmp: no space left on device")
        match words[1:]:
            case ["info", *_]:
                return Said(0, json.dumps({"ServerVersion": "28", "DockerRootDir": str(world.root)}))
            case ["ps", *_]:
                return Said(0, "\n".join(c.id for c in world.containers.values()))
            case ["inspect", "--type", "container", *ids]:
                found = [container for wanted in ids if (container := world.by_id(wanted))]
                return Said(0, json.dumps([self._inspect(container) for container in found]))
            case ["image", "inspect", reference]:
                return self._image(reference)
            case ["image", "rm", reference]:
                world.removed_images.append(reference)
                return Said(0)
            case ["pull", *_]:
                return Said(0)
            case ["restart", "-t", _, wanted]:
                again = world.by_id(wanted)
                assert again is not None
                again.consuming, again.silent, again.started = True, False, world.clock.monotonic()
                return Said(0)
            case ["rm", "--force", *ids]:
                for key in [key for key, c in world.containers.items() if c.id in ids]:
                    del world.containers[key]
                return Said(0)
            case ["logs", *rest]:
                return self._logs(rest)
            case ["top", *_]:
                return Said(0, "PID COMMAND\n1 nginx: master process\n2 nginx: worker process")
            case ["exec", wanted, *inside]:
                container = world.by_id(wanted)
                if container is None or not container.running:
                    return Said(1, "", f"container {wanted[:12]} is not running")
                return self._exec(container, inside)
            case ["compose", *rest]:
                return self._compose(rest)
        raise Broken(f"words nobody understands: {words}")

    def _install_secrets(self, command: Command) -> Said:
        assert command.stdin is not None
        values = json.loads(command.stdin.reveal())
        if "SECRET_KEY" not in values:
            return Said(1, "", "missing: SECRET_KEY\nHINT: docs/deploying/images.md lists the secrets")
        target = Path(command.argv[command.argv.index("--target") + 1])
        for service in ("backend", "nginx"):
            (target / service).mkdir(parents=True, exist_ok=True)
            (target / service / "SECRET_KEY").unlink(missing_ok=True)
            (target / service / "SECRET_KEY").write_text(values["SECRET_KEY"])
        return Said(0)

    def _inspect(self, container: FakeContainer) -> dict[str, Any]:
        ready = self.world.is_ready(container)
        return {
            "Id": container.id,
            "Image": f"sha256:{container.release}",
            "RestartCount": container.restarts,
            "Config": {
                "Labels": {
                    "com.docker.compose.project": container.project,
                    "com.docker.compose.service": container.service,
                    "io.vantrexia.part": container.part,
                    "io.vantrexia.colour": container.colour,
                    "io.vantrexia.release": container.release,
                }
            },
            "State": {
                "Status": "running" if container.running else "exited",
                "Health": {"Status": "healthy" if ready else "starting"},
            },
            "NetworkSettings": {"Networks": {}},
        }

    def _image(self, reference: str) -> Said:
        release = reference.rpartition(":")[2] if "@" not in reference else reference.partition("sha256:")[2]
        name = reference.partition("@")[0].rpartition("/")[2].partition(":")[0]
        if f"sha256:id-{name}-{release}" in self.world.removed_images or release not in self.world.releases:
            return Said(1, "", f"Error: No such image: {reference}")
        return Said(
            0,
            json.dumps(
                [
                    {
                        "Id": f"sha256:id-{name}-{release}",
                        "RepoDigests": [f"registry.example/vantrexia/{name}@sha256:{release}"],
                        "Config": {"Labels": {"io.vantrexia.release": release}},
                    }
                ]
            ),
        )

    def _logs(self, rest: Sequence[str]) -> Said:
        container = self.world.by_id(rest[-1])
        if "--since" not in rest:
            return Said(0, "", f"last words of {container.service if container else 'nobody'}")
        serving = self.world.serving("backend")
        if serving is None:
            return Said(0)
        failing = self.world.behaviour(serving.release).errors_when_serving
        number = {"blue": "1", "green": "2"}[serving.colour]
        line = json.dumps({"status": 500 if failing else 200, "upstream": f"{PREFIX}{number}1:8000"})
        return Said(0, "\n".join([line] * 5))

    def _exec(self, container: FakeContainer, inside: Sequence[str]) -> Said:
        world = self.world
        match list(inside):
            case ["nginx", "-t", "-q"]:
                return Said(1, "", NGINX_REFUSES) if world.nginx_refuses else Said(0)
            case ["nginx", "-s", "reload"]:
                world.load_edge()
                return Said(0)
            case ["cat", "/proc/net/tcp"]:
                is_busy = world.clock.monotonic() < container.busy_until
                line = "   0: 0B02CB0A:1F40 0202CB0A:C350 01\n" if is_busy else ""
                return Said(0, f"  sl  local_address rem_address   st\n{line}")
            case ["cat", "/srv/app/index.html"]:
                return Said(0, INDEX.format(release=container.release))
            case [_, "python3", "-c", _, act, *pairs]:
                missing = []
                if act in world.unasked:
                    return Said(1, "", "Traceback …\nConnectionError: Error 111 connecting to redis:6379")
                for pair in pairs:
                    worker = world.by_node(pair.partition("=")[0])
                    assert worker is not None
                    if worker.silent:
                        missing.append(pair)
                    else:
                        worker.consuming = act == "add"
                return Said(1, "", f"no answer from {', '.join(missing)}") if missing else Said(0)
            case [_, "python3", "manage.py", "prove_life", *_]:
                if world.behaviour(container.release).proof_fails:
                    return Said(1, "", "CommandError: not evaluated within 45 s")
                return Said(0, json.dumps({"measured_at": "2026", "millis": 321}))
            case [_, "python3", "manage.py", "smoke_user"]:
                return Said(
                    0, json.dumps({"SMOKE_EMAIL": "made@synthetic.invalid", "SMOKE_PASSWORD": "made"})
                )
            case [_, "python3", "manage.py", *rest]:
                return Said(0, f"ran {' '.join(rest)}")
        raise Broken(f"words nobody understands inside: {inside}")

    def _compose(self, rest: Sequence[str]) -> Said:
        words = list(rest)
        env = parse_environment(Path(words[words.index("--env-file") + 1]).read_text(encoding="utf-8"))
        project = words[words.index("-p") + 1]
        verb = next(word for word in words if word in ("up", "run", "stop", "rm", "config"))
        services = _services(words[words.index(verb) + 1 :])
        match verb:
            case "config":
                return Said(0)
            case "up" if "--no-start" in words:
                return Said(0)
            case "up":
                return self._up(project, services, env, words)
            case "run":
                return self._run_once(env, words[words.index(verb) + 1 :])
            case "stop" | "rm":
                for service in services:
                    there = self.world.containers.get((project, service))
                    if there is None:
                        continue
                    there.running, there.stopped = False, self.world.clock.monotonic()
                    if verb == "rm":
                        del self.world.containers[project, service]
                return Said(0)
        raise Broken(verb)

    def _up(self, project: str, services: Sequence[str], env: dict[str, str], words: Sequence[str]) -> Said:
        world = self.world
        for service in services:
            if (project, service) not in world.containers and env["TAG"] in world.lost_images:
                return Said(1, "", f"Error response from daemon: No such image: {env['BACKEND_IMAGE']}")
            made = world.start(
                project,
                service,
                env,
                recreate="--no-recreate" not in words,
                anew="--force-recreate" in words,
            )
            if service == "nginx" and world.edge_colour is None:
                world.load_edge()
            if "--wait" in words:
                told = world.behaviour(made.release)
                if told.workers_fail and service.startswith("celery") and made.part == "release":
                    return Said(1, "", f"container {service} is unhealthy")
                world.clock.sleep(8)
        return Said(0)

    def _run_once(self, env: dict[str, str], words: Sequence[str]) -> Said:
        world, release = self.world, env["TAG"]
        told = world.behaviour(release)
        if "nginx" in words:
            return Said(1, "", NGINX_REFUSES) if told.nginx_fails else Said(0)
        if "release_report" in words:
            if told.crashes:
                return Said(1, "", "ImproperlyConfigured: SECRET_KEY is too short")
            return Said(0, world.report(release))
        if "migrate" in words[-6:] and "manage.py" in words:
            if told.migration_lock_waits:
                told.migration_lock_waits -= 1
                return Said(1, "", "LockNotAvailable: canceling statement due to lock timeout")
            if told.migration_fails:
                return Said(1, "", "ProgrammingError: column does not exist")
            world.applied.update(dict(world.known_migrations(release)))
        return Said(0)


def _services(words: Sequence[str]) -> list[str]:
    """What is neither an option nor an option's value."""
    services, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("--wait-timeout", "--pull"):
            skip = True
        elif not word.startswith("-"):
            services.append(word)
    return services


class FakeWeb:
    """Answers for the colours' own addresses and for the edge."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.not_after: datetime = world.clock.now() + timedelta(days=200)

    def get(self, door: Door, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self._answer(door, path)

    def post(
        self, door: Door, path: str, *, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._answer(door, path)

    def read_certificate(self, door: Door) -> Certificate:
        now = self.world.clock.now()
        names = ("app.practice.example", "api.practice.example")
        return Certificate(not_before=now - timedelta(days=30), not_after=self.not_after, names=names)

    def _answer(self, door: Door, path: str) -> Answer:
        container = self._container(door, path)
        if container is None or not self.world.is_ready(container):
            raise NoAnswer(f"no answer from {door.origin}{path}")
        if door.origin.startswith("https://") and path.startswith("/api/") and self.world.in_maintenance:
            return _answer(503, b'{"code": "maintenance"}')
        told = self.world.behaviour(container.release)
        release = "another" if told.wrong_release else container.release
        bodies: dict[str, Any] = {
            "/health/ready": {"status": "pass", "release": release},
            "/health/live": {"status": "pass"},
            "/health/": {
                "status": "pass",
                "release": release,
                "checks": {"proof_of_life": {"status": "pass", "age_seconds": 0}},
            },
            "/config.json": {"release_id": release},
            "/api/v1/auth/login/": {"access": "a", "refresh": "r"},
            "/api/v1/auth/token/refresh/": {"access": "b"},
            "/api/v1/auth/logout/": {},
            "/api/v1/patients/": {"count": 0, "results": []},
        }
        is_unready = told.unready_when_serving and door.origin.startswith("https://")
        if path == "/health/ready" and is_unready:
            return _answer(503, json.dumps({"status": "fail", "release": release}).encode())
        if path in bodies:
            failed = told.smoke_fails and path == "/api/v1/patients/"
            return _answer(500 if failed else 200, json.dumps(bodies[path]).encode())
        if path == "/":
            return _answer(200, INDEX.format(release=container.release).encode())
        return _answer(200, b"code", kind="text/javascript")

    def _container(self, door: Door, path: str) -> FakeContainer | None:
        if door.origin.startswith("https://"):
            is_page = path in ("/", "/config.json") or path.startswith("/assets/")
            return self.world.serving("frontend" if is_page else "backend")
        address = door.origin.removeprefix("http://").partition(":")[0].removeprefix(PREFIX)
        service = {"1": "backend", "2": "stream", "3": "frontend"}[address[1]]
        return next(
            (
                c
                for c in self.world.containers.values()
                if (c.colour, c.service) == (NUMBERS[address[0]], service) and c.running
            ),
            None,
        )


def _answer(status: int, body: bytes, *, kind: str = "application/json") -> Answer:
    return Answer(status=status, headers={"content-type": kind}, body=body, millis=1)


class FakeHost:
    def __init__(self, world: World) -> None:
        self.disk_mb, self.memory_mb = 50_000, 4_000
        self.backup_at: datetime | None = world.clock.now() - timedelta(hours=2)

    def disk_free_mb(self, path: Path) -> int:
        return self.disk_mb

    def memory_free_mb(self) -> int:
        return self.memory_mb

    def modified_at(self, path: Path) -> datetime | None:
        return self.backup_at


class Remembering:
    """A reporter that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, title: str) -> None:
        self.told.append(title)

    def step(self, name: str, title: str) -> None:
        self.told.append(f"step {name}")

    def note(self, text: str) -> None:
        self.told.append(f"note {text}")

    def done(self, name: str, seconds: float) -> None:
        self.told.append(f"done {name}")

    def failed(self, name: str, reason: str) -> None:
        self.told.append(f"failed {name}: {reason}")

    def undoing(self, name: str, title: str) -> None:
        self.told.append(f"undoing {name}")

    def logs(self, service: str, lines: Sequence[str]) -> None:
        self.told.append(f"logs {service}: {' | '.join(lines)}")

    def end(self, outcome: str, sentence: str) -> None:
        self.told.append(f"end {outcome}: {sentence}")
