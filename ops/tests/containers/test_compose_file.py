"""What docker-compose.prod.yml promises, read from the file itself; no engine is needed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.containers.engine import REPOSITORY
from vantrexia_ops.proxy.render import COLOUR_NUMBERS, UPSTREAMS

FILE = REPOSITORY / "docker-compose.prod.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
MANIFEST = tomllib.loads((REPOSITORY / "docker/secrets/manifest.toml").read_text(encoding="utf-8"))

RELEASE = {"frontend", "backend", "stream", "celery", "celery-bulk"}
ONE_OFF = {"migrate", "create-roles"}
# A 4 GB host, less what its kernel, its engine and the deploy tool take.
MEBIBYTES_FOR_CONTAINERS = 4096 - 512


def mebibytes(service: str) -> int:
    said = SERVICES[service]["deploy"]["resources"]["limits"]["memory"]
    assert said.endswith("M")
    return int(said[:-1])


def mounts(service: str) -> Iterator[dict[str, Any]]:
    yield from SERVICES[service].get("volumes", ())


def test_the_schema_of_compose_accepts_the_file() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_every_service_of_the_architecture_and_no_other() -> None:
    singletons = {"nginx", "redis", "redis-cache", "celery-beat", "postgres"}
    assert set(SERVICES) == singletons | ONE_OFF | RELEASE


def test_both_colours_together_fit_a_host_of_four_gigabytes() -> None:
    lasting = set(SERVICES) - ONE_OFF
    total = sum(mebibytes(name) * (2 if name in RELEASE else 1) for name in lasting)
    # Migrations run while both colours may be up; roles are made before them, never at the same time.
    total += max(mebibytes(name) for name in ONE_OFF)
    assert total <= MEBIBYTES_FOR_CONTAINERS, f"{total} MiB"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_hardened(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), "a number that is not root"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["init"] is True
    assert "privileged" not in service
    assert all("docker.sock" not in str(mount) for mount in mounts(name))
    assert all("noexec" in place for place in service["tmpfs"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_limited_logged_and_restarted(name: str) -> None:
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]
    assert 0 < float(limits["cpus"]) <= 2
    assert 0 < limits["pids"] <= 256
    assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}
    assert service["restart"] == ("no" if name in ONE_OFF else "unless-stopped")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_OFF))
def test_a_service_says_whether_it_is_healthy_without_curl(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert not re.search(r"curl|wget", " ".join(check["test"]))
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_files_of_this_service_alone(name: str) -> None:
    secret = [mount for mount in mounts(name) if mount["target"] == "/run/secrets"]
    if name not in MANIFEST["services"]:
        assert not secret, "nothing to know, nothing mounted"
        return
    (mount,) = secret
    assert mount["source"].endswith(f"/{name}")
    assert mount["read_only"] is True
    assert mount["bind"] == {"create_host_path": False}, "a missing directory is an error, not an empty one"
    owner = MANIFEST["services"][name]
    assert SERVICES[name]["user"] == f"{owner['uid']}:{owner['gid']}"


def test_what_leaves_the_audit_is_written_by_workers_and_only_read_where_a_person_verifies_it() -> None:
    """A program beside a worker does not fit into its memory; beside the web server it does (tests/containers/test_app_run.py)."""
    found = {
        (name, mount["target"], mount.get("read_only", False))
        for name in SERVICES
        for mount in mounts(name)
        if mount["source"] == "audit"
    }
    place = SERVICES["celery"]["environment"]["AUDIT_EXPORT_DIR"]
    assert found == {("celery", place, False), ("celery-bulk", place, False), ("backend", place, True)}
    assert "AUDIT_EXPORT_DIR" not in SERVICES["backend"]["environment"], (
        "a seal by hand there exports nothing"
    )


def test_nothing_secret_stands_in_an_environment() -> None:
    secret = {name for group in MANIFEST["groups"].values() for name in group}
    secret |= {name for service in MANIFEST["services"].values() for name in service.get("files", ())}
    for name, service in SERVICES.items():
        assert not secret & set(service.get("environment", ())), name
        assert "env_file" not in service, name


def test_an_image_is_named_by_whoever_deploys_and_never_latest() -> None:
    assert "latest" not in FILE.read_text(encoding="utf-8")
    assert "version" not in COMPOSE, "ignored since years, and warned about"
    for name in {"nginx", *RELEASE, *ONE_OFF, "celery-beat"}:
        assert "${TAG:?" in SERVICES[name]["image"], name


def test_networks_keep_apart_what_need_not_meet() -> None:
    joined = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert joined["nginx"] == {"edge", "app"}, "the edge reaches no data"
    assert joined["frontend"] == {"app"}
    assert joined["redis"] == joined["redis-cache"] == joined["postgres"] == {"data"}
    assert joined["create-roles"] == joined["migrate"] == {"data", "egress"}, "the database may be outside"
    assert joined["celery"] == joined["celery-bulk"] == joined["celery-beat"] == {"data", "egress"}
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert COMPOSE["networks"]["app"]["internal"] is True
    published = {name for name, service in SERVICES.items() if "ports" in service}
    assert published == {"nginx"}


def test_the_addresses_of_a_release_are_those_the_proxy_is_told() -> None:
    for name, (digit, _) in UPSTREAMS.items():
        address = SERVICES[name]["networks"]["app"]["ipv4_address"]
        assert address == f"${{VANTREXIA_APP_PREFIX:-10.203.2}}.${{VANTREXIA_COLOUR_NUMBER:-1}}{digit}"
    (pool,) = COMPOSE["networks"]["app"]["ipam"]["config"]
    assert pool["ip_range"].endswith(".128/25")
    assert max(COLOUR_NUMBERS.values()) * 10 + 9 < 128, (
        "what the engine hands out never takes a fixed address"
    )


def test_queues_are_worked_apart_and_there_is_one_beat() -> None:
    queues = {
        name: SERVICES[name]["command"][SERVICES[name]["command"].index("-Q") + 1]
        for name in ("celery", "celery-bulk")
    }
    assert queues == {"celery": "alerts,ingest", "celery-bulk": "default,reports"}
    assert SERVICES["celery-beat"]["labels"]["io.vantrexia.part"] == "singleton"
    beats = [name for name, service in SERVICES.items() if "beat" in " ".join(service.get("command", ()))]
    assert beats == ["celery-beat"]


def test_whoever_needs_the_schema_waits_for_the_migrations() -> None:
    for name in (RELEASE - {"frontend"}) | {"celery-beat"}:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, (
            name
        )


def test_a_container_is_given_the_time_its_requests_may_take() -> None:
    gunicorn = (REPOSITORY / "docker/backend/gunicorn.conf.py").read_text(encoding="utf-8")
    graceful = int(re.search(r"^graceful_timeout = (\d+)", gunicorn, re.M)[1])  # type: ignore[index]
    assert int(SERVICES["backend"]["stop_grace_period"].rstrip("s")) > graceful >= 60


def test_the_unit_waits_as_long_as_its_services_may_take_to_stop() -> None:
    """Otherwise systemd ends bring-down.sh half-way, and the database is stopped by whatever comes next."""
    script = (REPOSITORY / "docker/systemd/bring-down.sh").read_text(encoding="utf-8")
    stages = [line.split(" stop ")[1].split() for line in script.splitlines() if " stop " in line]
    assert {name for stage in stages for name in stage} == set(SERVICES) - ONE_OFF
    longest = sum(
        max(int(SERVICES[name].get("stop_grace_period", "10s").rstrip("s")) for name in stage)
        for stage in stages
    )
    unit = (REPOSITORY / "docker/systemd/vantrexia.service").read_text(encoding="utf-8")
    assert int(re.search(r"^TimeoutStopSec=(\d+)s$", unit, re.M)[1]) > longest  # type: ignore[index]


def test_the_server_takes_an_address_as_long_as_the_proxy_does() -> None:
    gunicorn = (REPOSITORY / "docker/backend/gunicorn.conf.py").read_text(encoding="utf-8")
    proxy = (REPOSITORY / "docker/nginx/nginx.prod.conf").read_text(encoding="utf-8")
    kilobytes = int(re.search(r"large_client_header_buffers \d+ (\d+)k;", proxy)[1])  # type: ignore[index]
    line = int(re.search(r"^limit_request_line = (\d+)$", gunicorn, re.M)[1])  # type: ignore[index]
    # Line end and the names of method and protocol are in the proxy's count too; gunicorn takes 8190 at most.
    assert kilobytes * 1024 - 2 <= line <= 8190


def test_the_edge_takes_no_more_memory_on_a_host_with_more_cores() -> None:
    proxy = (REPOSITORY / "docker/nginx/nginx.prod.conf").read_text(encoding="utf-8")
    (workers,) = re.findall(r"^worker_processes (\d);$", proxy, re.M)
    (each,) = re.findall(r"worker_connections (\d+);", proxy)
    (place,) = SERVICES["nginx"]["tmpfs"]
    # Measured: 4,000 idle connections over TLS, and no more were let in, took 83 MB. Bodies on their way lie in /tmp, which is memory too.
    connections = 83 * int(workers) * int(each) / 4096
    assert connections + int(re.search(r"size=(\d+)m", place)[1]) < mebibytes("nginx")  # type: ignore[index]


def test_the_two_valkeys_evict_as_their_content_allows() -> None:
    broker = (REPOSITORY / "docker/redis/redis.conf").read_text(encoding="utf-8")
    cache = (REPOSITORY / "docker/redis/redis-cache.conf").read_text(encoding="utf-8")
    assert re.search(r"^maxmemory-policy noeviction$", broker, re.M)
    assert re.search(r"^appendonly yes$", broker, re.M)
    assert re.search(r"^maxmemory-policy allkeys-lru$", cache, re.M)
    for service, text in (("redis", broker), ("redis-cache", cache)):
        maxmemory = int(re.search(r"^maxmemory (\d+)mb$", text, re.M)[1])  # type: ignore[index]
        assert maxmemory <= mebibytes(service) * 0.7, "room for buffers and for rewriting the log"


def test_the_page_about_images_adds_up_the_same_limits() -> None:
    page = (REPOSITORY / "docs/deploying/images.md").read_text(encoding="utf-8")
    for name in set(SERVICES) - {"create-roles"}:
        assert re.search(rf"\b{name} {mebibytes(name)}\b", page), name
    lasting = sum(mebibytes(name) * (2 if name in RELEASE else 1) for name in set(SERVICES) - ONE_OFF)
    assert f"**{lasting + mebibytes('migrate')}** of 4096" in page
