"""Whom the edge believes and how much they may ask: client addresses, limits, client certificates, TLS."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest

from tests.containers.authority import issue
from tests.containers.engine import REPOSITORY, run
from tests.containers.stack import APP_HOST, Stack
from tests.containers.test_edge_answers import wait_until
from vantrexia_ops.proxy import EdgeRanges, load_ranges

FORGED = {"CF-Connecting-IP": "203.0.113.9", "X-Forwarded-For": "203.0.113.8", "Forwarded": "for=203.0.113.7"}


def peer_of(edge: Stack) -> str:
    """The address this machine has towards the edge: the gateway of its network."""
    (network,) = json.loads(run("docker", "network", "inspect", f"{edge.name}-edge").stdout)
    return str(network["IPAM"]["Config"][0]["Gateway"]).split("/")[0]


def last_entry(edge: Stack) -> dict[str, object]:
    entry = json.loads(edge.logs("nginx").strip().splitlines()[-1])
    assert isinstance(entry, dict)
    return entry


def test_a_client_that_is_not_cloudflare_cannot_choose_its_address(edge: Stack, app: httpx.Client) -> None:
    answer = app.get("/api/v1/patients/", headers=FORGED)
    behind = answer.json()["headers"]
    assert behind["x-forwarded-for"] == peer_of(edge), "what the client wrote is overwritten, not appended to"
    assert "forwarded" not in behind
    assert behind["x-forwarded-proto"] == "https"
    assert last_entry(edge)["client"] == peer_of(edge)


def test_cloudflare_is_believed_about_the_client_and_about_nothing_else(edge: Stack) -> None:
    believed = replace(load_ranges(), ipv4=(ip_network(f"{peer_of(edge)}/32"),))  # type: ignore[arg-type]
    edge.write_proxy(ranges=believed)
    edge.reload_proxy()
    try:

        def forwarded() -> str:
            with edge.client() as fresh:
                headers = fresh.get("/api/v1/patients/", headers=FORGED).json()["headers"]
                return str(headers["x-forwarded-for"])

        wait_until(lambda: forwarded() == "203.0.113.9")
        assert last_entry(edge)["client"] == "203.0.113.9"
        assert last_entry(edge)["peer"] == peer_of(edge)
    finally:
        edge.write_proxy()
        edge.reload_proxy()


def statuses(edge: Stack, path: str, count: int, **arguments: object) -> list[httpx.Response]:
    """So many requests at once, from one address."""
    with edge.client() as client, ThreadPoolExecutor(24) as pool:
        return list(pool.map(lambda _: client.request("POST", path, content=b"{}"), range(count)))


@pytest.fixture
def strict_limits(edge: Stack) -> object:
    """Rates low enough to be met by a bounded burst."""
    edge.write_proxy(requests_per_second=50, sign_ins_per_minute=6, deliveries_per_second=1)
    edge.reload_proxy()
    yield
    edge.write_proxy()
    edge.reload_proxy()


@pytest.mark.usefixtures("strict_limits")
def test_signing_in_again_and_again_is_told_to_wait(edge: Stack) -> None:
    answers = statuses(edge, "/api/v1/auth/login/", 40)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(answers) - len(refused) >= 20, "the burst is let through"
    assert refused, "and what goes beyond it is not"
    assert refused[0].json()["code"] == "rate_limited"
    assert int(refused[0].headers["retry-after"]) == 30
    assert refused[0].headers["cache-control"] == "no-store"
    assert refused[0].headers["x-frame-options"] == "DENY"
    with edge.client() as client:
        assert client.get("/api/v1/patients/").status_code == 200, "reading goes on meanwhile"


@pytest.mark.usefixtures("strict_limits")
def test_a_noisy_connection_is_told_to_wait_and_takes_nothing_from_another(edge: Stack) -> None:
    answers = statuses(edge, "/api/v1/webhooks/mioconnect/noisy/", 130)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert 100 <= len(answers) - len(refused) < 130
    assert int(refused[0].headers["retry-after"]) == 10
    quiet = statuses(edge, "/api/v1/webhooks/mioconnect/quiet/", 20)
    assert {answer.status_code for answer in quiet} == {200}
    assert 429 in {answer.status_code for answer in statuses(edge, "/api/v1/webhooks/mioconnect/noisy/", 20)}


def test_one_address_cannot_take_the_server_for_itself(edge: Stack) -> None:
    edge.write_proxy(requests_per_second=1)
    edge.reload_proxy()
    try:
        answers = statuses(edge, "/api/v1/patients/", 240)
        refused = [answer for answer in answers if answer.status_code == 429]
        assert 50 < len(answers) - len(refused) < 240, "a burst is let through, then no more"
        assert int(refused[0].headers["retry-after"]) == 5
        with edge.client() as client:
            assert client.get("/health/").status_code == 200, "monitors are never refused"
    finally:
        edge.write_proxy()
        edge.reload_proxy()


def test_questions_about_health_are_limited_and_hold_nobody_else_back(edge: Stack) -> None:
    """Each asks the database; without a limit of their own one address could keep every thread of the server busy with them."""
    answers = statuses(edge, "/health/", 300)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert 100 <= len(answers) - len(refused) < 300, "a burst is let through, then no more"
    assert refused[0].headers.get_list("cache-control") == ["no-store"]
    with edge.client() as client:
        assert client.get("/api/v1/patients/").status_code == 200


def test_a_client_that_sends_nothing_is_cut(edge: Stack) -> None:
    """client_header_timeout: a connection that says nothing is closed, instead of held for ever."""
    started = time.monotonic()
    with (
        socket.create_connection(("127.0.0.1", edge.https_port), timeout=20) as plain,
        edge.tls().wrap_socket(plain, server_hostname=APP_HOST) as wrapped,
    ):
        wrapped.sendall(b"GET / HTTP/1.1\r\nHost: ")
        while wrapped.recv(4096):
            pass
    assert 5 < time.monotonic() - started < 15


def test_peers_outside_cloudflare_are_refused_where_that_is_wanted(edge: Stack) -> None:
    edge.write_proxy(require_cloudflare=True)
    edge.reload_proxy()
    try:

        def answer() -> httpx.Response:
            with edge.client() as fresh:
                return fresh.get("/api/v1/patients/", headers=FORGED)

        wait_until(lambda: answer().status_code == 403)
        assert answer().json()["code"] == "forbidden"
        nobody = EdgeRanges(
            as_of=date(2026, 1, 1),
            source="test",
            ipv4=(ip_network(f"{peer_of(edge)}/32"),),  # type: ignore[arg-type]
            ipv6=load_ranges().ipv6,
        )
        edge.write_proxy(ranges=nobody, require_cloudflare=True)
        edge.reload_proxy()
        wait_until(lambda: answer().status_code == 200)
    finally:
        edge.write_proxy()
        edge.reload_proxy()


def test_authenticated_origin_pulls_let_only_the_holder_of_the_client_certificate_in(
    edge: Stack, tmp_path: Path
) -> None:
    puller = issue("origin-pull.practice.example", client=True)
    edge.secrets["CLOUDFLARE_ORIGIN_PULL_CA"] = puller.authority
    edge.install_secrets()
    edge.write_proxy(require_origin_pulls=True)
    edge.reload_proxy()
    chain, key = tmp_path / "client.pem", tmp_path / "client.key"
    chain.write_text(puller.certificate)
    key.write_text(puller.key)
    try:

        def ask(context: ssl.SSLContext) -> httpx.Response:
            transport = httpx.HTTPTransport(verify=context)
            with httpx.Client(transport=transport) as client:
                request = client.build_request("GET", f"https://127.0.0.1:{edge.https_port}/api/v1/patients/")
                request.headers["Host"] = APP_HOST
                request.extensions["sni_hostname"] = APP_HOST
                return client.send(request)

        stranger, known = edge.tls(), edge.tls()
        known.load_cert_chain(chain, key)
        wait_until(lambda: ask(stranger).status_code == 400)
        assert ask(stranger).json()["code"] == "bad_request"
        assert ask(known).status_code == 200
    finally:
        del edge.secrets["CLOUDFLARE_ORIGIN_PULL_CA"]
        edge.write_proxy()
        edge.reload_proxy()
        edge.install_secrets()


def scan(edge: Stack, *, directory: Path, **changed: object) -> subprocess.CompletedProcess[str]:
    """What sslyze says about the running container, held against Mozilla's profile (with changes)."""
    profile = json.loads((REPOSITORY / "docker/nginx/tls-profile.json").read_text()) | changed
    (directory / "profile.json").write_text(json.dumps(profile))
    (directory / "authority.pem").write_text(edge.issued.authority)
    return run(
        *(sys.executable, "-m", "sslyze"),
        f"--custom_tls_config={directory / 'profile.json'}",
        f"--certinfo_ca_file={directory / 'authority.pem'}",
        f"--sni={APP_HOST}",
        f"127.0.0.1:{edge.https_port}",
        check=False,
    )


def test_tls_is_what_the_guideline_asks_for(edge: Stack, tmp_path: Path) -> None:
    said = scan(edge, directory=tmp_path)
    assert f"127.0.0.1:{edge.https_port}: OK - Compliant." in said.stdout, (
        said.stdout[-3000:] + said.stderr[-2000:]
    )
    assert said.returncode == 0


def test_the_scan_would_notice_a_version_the_guideline_forbids(edge: Stack, tmp_path: Path) -> None:
    said = scan(edge, directory=tmp_path, tls_versions=["TLSv1.3"])
    assert "FAILED - Not compliant" in said.stdout
    assert said.returncode != 0


def test_the_hybrid_group_is_really_used(edge: Stack) -> None:
    """It is optional in the configuration (`?`): only a handshake shows whether this image's OpenSSL has it.

    The client is the backend image's Python, whose OpenSSL offers the hybrid group first.
    """
    script = (
        "import socket, ssl\n"
        f"context = ssl.create_default_context(cadata={edge.issued.authority!r})\n"
        f"with socket.create_connection(('nginx', 8443), timeout=5) as plain, \\\n"
        f"     context.wrap_socket(plain, server_hostname={APP_HOST!r}) as wrapped:\n"
        f"    wrapped.sendall(b'GET /hybrid HTTP/1.0\\r\\nHost: {APP_HOST}\\r\\n\\r\\n')\n"
        "    print(wrapped.recv(100).split()[1].decode())\n"
    )
    image = f"{edge.environment['IMAGE_PREFIX']}/backend:{edge.environment['TAG']}"
    network = f"{edge.name}-app"
    assert (
        run("docker", "run", "--rm", "-i", "--network", network, image, "python3", "-", stdin=script).stdout
        == "200\n"
    )
    entries = [json.loads(line) for line in edge.logs("nginx").splitlines()]
    (seen,) = [entry for entry in entries if entry["route"] == "/hybrid"]
    assert (seen["tls"], seen["tls_group"]) == ("TLSv1.3", "X25519MLKEM768")


def test_a_reload_loses_no_request_of_clients_that_do_not_retry(edge: Stack) -> None:
    """Connections kept open, a reload every half second, every answer counted; ends after 6 s."""
    ends_at = time.monotonic() + 6

    def ask(_: int) -> list[int]:
        seen = []
        with edge.client() as client:
            while time.monotonic() < ends_at:
                seen.append(client.post("/api/v1/steady/", content=b"{}").status_code)
                time.sleep(0.15)
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, number) for number in range(4)]
        while time.monotonic() < ends_at:
            edge.compose("exec", "-T", "nginx", "nginx", "-s", "reload")
            time.sleep(0.4)
        answers = [status for future in asking for status in future.result()]
    assert len(answers) > 80
    said = [
        line for line in edge.logs("nginx").splitlines() if "steady" in line and '"status":200' not in line
    ]
    assert set(answers) == {200}, "\n".join(said)
