"""The real application in production's containers: from cold, hardened, after a reboot, in two colours.

PostgreSQL comes from the profile for hosts without a managed one. The stack is started once for all tests of
this file; the last one ends in the other colour.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.containers.engine import REPOSITORY, Failed, run
from tests.containers.stack import Stack, create_stack

LASTING = {
    *("nginx", "redis", "redis-cache", "postgres", "celery-beat"),
    *("frontend", "backend", "stream", "celery", "celery-bulk"),
}


@pytest.fixture(scope="module")
def stack(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with create_stack(images=images, directory=tmp_path_factory.mktemp("application")) as created:
        created.environment["COMPOSE_PROFILES"] = "postgres"
        created.compose("up", "-d", "--wait", timeout_seconds=400)
        yield created


def states(stack: Stack, *, project: str | None = None) -> dict[str, str]:
    lines = stack.compose(
        "ps", "--all", "--format", "{{.Service}} {{.Health}} {{.State}} {{.ExitCode}}", project=project
    )
    found = {}
    for line in lines.splitlines():
        name, *rest = line.split()
        found[name] = " ".join(rest)
    return found


def test_one_command_brings_everything_up_from_cold(stack: Stack, images: dict[str, str]) -> None:
    seen = states(stack)
    assert {name for name, state in seen.items() if state.startswith("healthy running")} == LASTING
    assert seen["migrate"] == seen["create-roles"] == "exited 0"
    with stack.client() as client:
        answer = client.get("/health/ready")
        assert answer.status_code == 200
        assert answer.json()["release"] == images["TAG"]
        health = client.get("/health/")
        assert health.status_code == 200
        assert health.json()["status"] in ("pass", "warn")
        assert health.json()["checks"]["partitions"]["status"] == "pass"
        assert client.get("/").status_code == 200
        assert client.get("/api/v1/patients/").status_code == 401


def test_beat_ticks_and_workers_work(stack: Stack) -> None:
    """The schedule was synced, beat sent a job, a worker ran it, and the health answer saw its row."""
    deadline = time.monotonic() + 60
    with stack.client() as client:
        while True:
            checks = client.get("/health/").json()["checks"]
            if checks["sweep_deliveries"]["status"] == checks["seal_audit"]["status"] == "pass":
                break
            assert time.monotonic() < deadline, checks
            time.sleep(2)


def test_liveness_asks_nobody_and_an_event_stream_is_answered_by_its_own_process(stack: Stack) -> None:
    with stack.client() as client:
        assert client.get("/health/live").status_code == 200
        assert client.get("/api/v1/stream/").status_code == 401


@pytest.mark.parametrize("service", sorted(LASTING))
def test_the_engine_enforces_what_the_file_promises(stack: Stack, service: str) -> None:
    found = stack.inspect(service)
    host, config = found["HostConfig"], found["Config"]
    assert isinstance(host, dict)
    assert isinstance(config, dict)
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["CapAdd"] is None
    assert "no-new-privileges:true" in host["SecurityOpt"]
    assert host["Init"] is True
    assert host["Memory"] > 0
    assert host["NanoCpus"] > 0
    assert host["PidsLimit"] > 0
    assert host["RestartPolicy"]["Name"] == "unless-stopped"
    assert host["LogConfig"]["Config"] == {"max-size": "10m", "max-file": "5"}
    assert config["User"].split(":")[0] not in ("", "0", "root")
    text = json.dumps(found)
    for name, value in stack.secrets.items():
        assert value.strip().splitlines()[-1] not in text, f"{name} stands in docker inspect"


@pytest.mark.parametrize("service", ["backend", "nginx", "redis", "postgres", "celery-beat"])
def test_secrets_are_readable_by_their_own_service_only(stack: Stack, service: str) -> None:
    listing = stack.compose("exec", "-T", service, "stat", "-c", "%a %u", "/run/secrets").strip()
    mode, owner = listing.split()
    assert mode == "500"
    assert owner == stack.compose("exec", "-T", service, "id", "-u").strip()
    with pytest.raises(Failed):
        stack.compose("exec", "-T", service, "touch", "/run/secrets/new")
    filesystem = run(
        "stat", "--file-system", "--format", "%T", stack.secrets_directory / service
    ).stdout.strip()
    assert filesystem == "tmpfs"


@pytest.mark.parametrize(
    ("service", "target", "reachable"),
    [
        ("backend", "redis:6379", True),
        ("celery", "postgres:5432", True),
        ("nginx", "redis:6379", False),
        ("nginx", "postgres:5432", False),
        ("frontend", "redis:6379", False),
        ("frontend", "postgres:5432", False),
    ],
)
def test_a_container_reaches_what_it_needs_and_nothing_else(
    stack: Stack, service: str, target: str, *, reachable: bool
) -> None:
    host, port = target.split(":")
    # By address: that a name does not resolve is not what keeps an intruder out.
    networks = stack.inspect(host)["NetworkSettings"]
    assert isinstance(networks, dict)
    addresses = [network["IPAddress"] for network in networks["Networks"].values()]
    answers = []
    for address in addresses:
        words = ("exec", "-T", service, "timeout", "3", "bash", "-c", f"exec 3<>/dev/tcp/{address}/{port}")
        try:
            stack.compose(*words)
            answers.append(True)
        except Failed:
            answers.append(False)
    assert any(answers) is reachable


@pytest.fixture(scope="module")
def outside() -> str:
    """An address on the other side of this machine: where its own packages come from."""
    targets = run("apt-get", "indextargets", "--format", "$(REPO_URI)", check=False).stdout.split()
    host = httpx.URL(targets[0]).host if targets else ""
    try:
        return f"{socket.gethostbyname(host)} {httpx.URL(targets[0]).port or 80}"
    except (OSError, IndexError):
        pytest.skip("this machine reaches no package archive, so nothing outside is known to answer")


@pytest.mark.parametrize(
    ("service", "allowed"),
    [
        ("celery", True),
        ("backend", True),
        ("frontend", False),
        ("redis", False),
        ("redis-cache", False),
        ("postgres", False),
    ],
)
def test_only_who_speaks_to_the_outside_has_a_way_out(
    stack: Stack, outside: str, service: str, *, allowed: bool
) -> None:
    address, port = outside.split()
    words = (
        "exec",
        "-T",
        service,
        "timeout",
        "4",
        "bash",
        "-c",
        f"exec 3<>/dev/tcp/{address}/{port} && echo reached",
    )
    said = stack.compose(*words, check=False)
    assert ("reached" in said) is allowed


def test_valkey_lets_nobody_in_without_its_password_and_its_user_cannot_take_it_over(stack: Stack) -> None:
    def ask(*words: str) -> str:
        return stack.compose("exec", "-T", "redis", "valkey-cli", "--no-auth-warning", *words)

    url = httpx.URL(stack.secrets["REDIS_URL"])
    ours = ("--user", url.username, "--pass", url.password)
    assert "NOAUTH" in ask("GET", "x")
    assert "WRONGPASS" in ask("--user", "vantrexia", "--pass", "wrong", "GET", "x")
    assert ask(*ours, "SET", "x", "1").strip() == "OK"
    for words in (
        ("CONFIG", "GET", "*"),
        ("REPLICAOF", "evil.example", "6379"),
        ("ACL", "LIST"),
        ("KEYS", "*"),
    ):
        assert "NOPERM" in ask(*ours, *words), words
    assert "NOPERM" in ask("--user", "health", "--pass", "health", "GET", "x")
    assert url.password not in stack.compose("exec", "-T", "redis", "cat", "/run/secrets/users.acl")


def test_a_dead_worker_is_noticed_by_its_heartbeat(stack: Stack) -> None:
    """The check reads the file's age: a worker whose loop stands still does not touch it."""
    enter = ("exec", "-T", "celery", "python3", "/usr/local/lib/vantrexia/healthcheck.py", "heartbeat")
    assert stack.compose(*enter, "60").strip() == "healthy"
    stack.compose("exec", "-T", "celery", "touch", "-d", "2 minutes ago", "/tmp/old")
    old = ("exec", "-T", "-e", "HEARTBEAT_FILE=/tmp/old", *enter[2:])
    with pytest.raises(Failed, match=r"last heartbeat 12\d s ago"):
        stack.compose(*old, "60")
    with pytest.raises(Failed, match="no heartbeat at /tmp/none"):
        stack.compose("exec", "-T", "-e", "HEARTBEAT_FILE=/tmp/none", *enter[2:])


def test_an_address_the_proxy_takes_is_answered_by_the_application(stack: Stack) -> None:
    with stack.client() as client:
        answer = client.get("/api/v1/patients/", params={"search": "a" * 7000})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/json", answer.text
        assert client.get("/api/v1/patients/", params={"search": "a" * 9000}).json()["code"] == "bad_request"


def test_a_large_file_of_nobody_we_know_is_refused_before_it_is_read(stack: Stack) -> None:
    """Every time with 401: a 502 would be the server's fault, and a stranger could have good deploys taken back."""
    with stack.client() as client:
        answers = [
            client.post("/api/v1/billing/fee-files/", files={"file": ("fees.csv", b"x" * 4_000_000)})
            for _ in range(15)
        ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].json()["code"] == "authentication_failed"


def test_every_process_logs_json_lines(stack: Stack) -> None:
    for service in ("backend", "stream", "celery", "celery-bulk", "celery-beat", "nginx"):
        lines = [line for line in stack.logs(service).splitlines() if line.strip()]
        assert lines, service
        strange = [line for line in lines if not line.startswith("{")]
        assert not strange, (service, strange[:5])


def test_after_a_reboot_the_release_of_the_state_file_comes_back(stack: Stack) -> None:
    """Containers gone, secrets gone (they lay in memory): what the two units run brings the release back."""
    with stack.client() as client:
        release = client.get("/health/ready").json()["release"]
    stack.compose(
        "rm", "--force", "--stop", "nginx", "backend", "stream", "celery", "celery-bulk", "celery-beat"
    )
    stack.compose("stop", "redis", "redis-cache", "postgres", "frontend")
    for file in stack.secrets_directory.rglob("*"):
        if file.is_file():
            file.unlink()
    source = stack.directory / "store.json"
    source.write_text(json.dumps(stack.secrets))
    run(
        REPOSITORY / "docker/systemd/secrets-up.sh",
        environment={**stack.environment, "VANTREXIA_SECRETS_COMMAND": f"cat {source}"},
    )
    run(
        *(REPOSITORY / "docker/systemd/bring-up.sh", state_file(stack, project=stack.name)),
        environment=stack.environment,
        timeout_seconds=300,
    )
    seen = states(stack)
    assert {name for name, state in seen.items() if state.startswith("healthy running")} == LASTING
    with stack.client() as client:
        assert client.get("/health/ready").json()["release"] == release


def state_file(stack: Stack, *, project: str) -> Path:
    """state/current.env as the deploy tool writes it."""
    path = stack.directory / "current.env"
    lines = {**stack.environment, "VANTREXIA_RELEASE_PROJECT": project}
    path.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    return path


def test_a_second_colour_comes_up_beside_the_first_and_takes_over_without_a_failed_request(
    stack: Stack,
) -> None:
    """What the deploy tool puts in order: the same file, another project, one renamed file, a reload."""
    green = f"{stack.name}-green"
    colour = {"VANTREXIA_COLOUR": "green", "VANTREXIA_COLOUR_NUMBER": "2"}
    parts = ("frontend", "backend", "stream", "celery", "celery-bulk")
    stack.compose(
        "up", "-d", "--wait", "--no-deps", *parts, project=green, environment=colour, timeout_seconds=300
    )
    assert set(states(stack, project=green)) == set(parts)
    answers: list[int] = []
    with stack.client() as client:
        for step in range(60):
            if step == 20:
                stack.write_proxy(colour="green")
                stack.reload_proxy()
            if step == 40:
                stack.compose("stop", "backend", "frontend", "stream")
            answers.append(client.get("/health/ready").status_code)
            answers.append(client.post("/api/v1/patients/", json={}).status_code)
            time.sleep(0.05)
    assert set(answers) == {200, 401}, answers
    upstreams = {json.loads(line)["upstream"] for line in stack.logs("nginx").splitlines()[-20:]}
    assert upstreams == {f"{stack.app_prefix}.21:8000"}
