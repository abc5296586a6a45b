"""What the edge says: redirects, hosts, headers on every answer, errors, static files."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import socket
import time

import httpx
import pytest

from tests.containers.stack import API_HOST, APP_HOST, Stack

ALWAYS = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def asset_of(app: httpx.Client) -> str:
    """The script the page loads."""
    found = re.search(r'src="(/assets/[^"]+\.js)"', app.get("/").text)
    assert found, "the page loads no script"
    return found.group(1)


def test_plain_http_leads_to_the_same_address_over_https(edge: Stack) -> None:
    answer = httpx.get(
        f"http://127.0.0.1:{edge.http_port}/patients/7?tab=readings",
        headers={"Host": APP_HOST},
        follow_redirects=False,
    )
    assert answer.status_code == 308
    assert answer.headers["location"] == f"https://{APP_HOST}/patients/7?tab=readings"
    assert "strict-transport-security" not in answer.headers, "RFC 6797 forbids it over plain HTTP"


def test_plain_http_never_leads_to_a_host_that_is_not_ours(edge: Stack) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(
            f"http://127.0.0.1:{edge.http_port}/", headers={"Host": "evil.example"}, follow_redirects=False
        )


def test_a_handshake_for_another_host_is_refused(edge: Stack) -> None:
    with edge.client(host="evil.example") as client, pytest.raises(httpx.ConnectError):
        client.get("/")


def test_another_host_inside_our_handshake_is_misdirected(app: httpx.Client) -> None:
    assert app.get("/", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/patients/7", 200),
        ("/config.json", 200),
        ("/assets/missing.js", 404),
        ("/api/v1/patients/", 200),
        ("/api/v1/fail/", 500),
        ("/health/", 200),
        ("/metrics", 404),
        ("/%00", 400),
    ],
)
def test_every_answer_carries_each_security_header_once(app: httpx.Client, path: str, status: int) -> None:
    answer = app.get(path)
    assert answer.status_code == status
    for name, value in ALWAYS.items():
        assert answer.headers.get_list(name) == [value], name
    assert len(answer.headers.get_list("content-security-policy")) == 1
    assert len(answer.headers.get_list("permissions-policy")) == 1
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    assert answer.headers["server"] == "nginx", "the version stays our secret"


def test_a_request_that_cannot_be_read_is_answered_like_any_other(app: httpx.Client) -> None:
    answer = app.get("/", headers={"X-Endless": "a" * 40_000})
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"
    assert answer.headers.get_list("x-frame-options") == ["DENY"]


def test_the_page_may_load_its_own_files_only(app: httpx.Client) -> None:
    policy = app.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_an_answer_of_the_api_may_load_nothing(app: httpx.Client) -> None:
    policy = app.get("/api/v1/patients/").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_an_answer_of_the_api_is_stored_nowhere_unless_it_says_so(app: httpx.Client) -> None:
    assert app.get("/api/v1/patients/").headers.get_list("cache-control") == ["no-store"]
    assert app.get("/api/v1/cacheable/").headers.get_list("cache-control") == ["private, max-age=60"]


def test_the_api_host_serves_the_api_and_no_page(edge: Stack) -> None:
    with edge.client(host=API_HOST) as api:
        assert api.get("/api/v1/patients/").status_code == 200
        answer = api.get("/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_figures_are_not_served_through_the_edge(app: httpx.Client) -> None:
    assert app.get("/metrics").json()["code"] == "not_found"
    assert app.get("/metrics/").status_code == 404


def test_the_page_is_asked_for_anew_and_its_assets_are_kept_for_a_year(app: httpx.Client) -> None:
    assert app.get("/").headers["cache-control"] == "no-cache"
    assert app.get("/patients/7").text == app.get("/").text
    asset = app.get(asset_of(app))
    assert asset.status_code == 200
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_missing_chunk_is_an_error_and_never_the_page(app: httpx.Client) -> None:
    answer = app.get("/assets/index-gone.js")
    assert answer.status_code == 404
    assert "<html" not in answer.text or "nginx" in answer.text


def test_nobody_on_the_way_may_keep_an_error(app: httpx.Client) -> None:
    """RFC 9111 lets a cache keep a 404 that says nothing; Cloudflare keeps one of a script for minutes."""
    asked = ["/assets/index-gone.js", "/assets/index-gone.css", "/metrics", "/%00"]
    answers = [app.get(path) for path in asked]
    answers.append(app.post("/api/v1/patients/", content=b"x" * (1024 * 1024 + 1)))
    assert [answer.status_code for answer in answers] == [404, 404, 404, 400, 413]
    for answer in answers:
        assert answer.headers.get_list("cache-control") == ["no-store"], answer.url


def test_a_link_a_frontend_leaves_among_the_assets_leads_nowhere(edge: Stack, app: httpx.Client) -> None:
    """The volume is the one thing a frontend writes and the edge reads; the key of the certificate is the edge's alone."""
    links = {
        "key-0.js": "/run/secrets/origin.key",
        "key-1.js.gz": "/run/secrets/origin.key",
        "key-2.js.br": "/run/secrets/origin.key",
        "key-3/passwd": "/etc/passwd",
        "key-4": "/etc",
    }
    made = " && ".join(
        f"mkdir -p $(dirname /srv/assets/assets/{name}) && ln -s {target} /srv/assets/assets/{name}"
        for name, target in links.items()
    )
    edge.compose("exec", "-T", "frontend", "bash", "-c", made)
    try:
        for path in (
            "key-0.js",
            "key-1.js",
            "key-1.js.gz",
            "key-2.js",
            "key-2.js.br",
            "key-3/passwd",
            "key-4/passwd",
        ):
            for encoding in ("identity", "gzip", "br"):
                with app.stream("GET", f"/assets/{path}", headers={"Accept-Encoding": encoding}) as answer:
                    raw = b"".join(answer.iter_raw())
                assert (answer.status_code, b"PRIVATE" in raw, b"root:" in raw) == (404, False, False), path
    finally:
        edge.compose("exec", "-T", "frontend", "bash", "-c", "rm -rf /srv/assets/assets/key-*")
    assert app.get(asset_of(app)).status_code == 200


def test_assets_come_compressed_as_the_browser_likes(app: httpx.Client) -> None:
    path = asset_of(app)
    sizes = {}
    for encoding in ("identity", "gzip", "br"):
        with app.stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
            raw = b"".join(answer.iter_raw())
            assert answer.headers.get("content-encoding", "identity") == encoding
        sizes[encoding] = len(raw)
        if encoding == "gzip":
            assert len(gzip.decompress(raw)) == sizes["identity"]
    assert sizes["br"] < sizes["gzip"] < sizes["identity"]


def test_the_page_learns_its_server_and_release_from_this_host(
    app: httpx.Client, images: dict[str, str]
) -> None:
    answer = app.get("/config.json")
    assert answer.json() == {"api_base_url": "", "stream_url": "/api/v1/stream/", "release_id": images["TAG"]}
    assert answer.headers["cache-control"] == "no-store"


def test_assets_of_the_previous_release_are_still_there(edge: Stack, app: httpx.Client) -> None:
    """A page that is open during a deploy asks for its own chunks; those of the newest releases are kept."""
    enter = ("exec", "-T", "frontend", "bash", "-c")
    for number in range(5):
        # What a frontend does at its start, with a bundle of its own.
        edge.compose(
            *enter,
            f"mkdir -p /srv/assets/assets && echo 'release {number}' >/srv/assets/assets/old-{number}.js"
            f" && echo old-{number}.js >/srv/assets/.releases/old-{number}"
            f" && touch -d '2026-01-0{number + 1}' /srv/assets/.releases/old-{number}",
        )
    edge.compose("restart", "frontend")
    edge.compose("up", "-d", "--wait", "--no-deps", "frontend")
    assert app.get("/assets/old-4.js").text == "release 4\n"
    assert app.get("/assets/old-2.js").status_code == 200, (
        "four releases are kept, the running one among them"
    )
    assert app.get("/assets/old-1.js").status_code == 404, "older ones are gone"
    assert app.get(asset_of(app)).status_code == 200


def test_http2_is_spoken(edge: Stack) -> None:
    context = edge.tls()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", edge.https_port), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=APP_HOST) as wrapped,
    ):
        assert wrapped.selected_alpn_protocol() == "h2"


def test_events_arrive_as_they_are_sent(app: httpx.Client) -> None:
    arrivals = []
    with app.stream("GET", "/api/v1/stream/") as answer:
        for line in answer.iter_lines():
            if line.startswith("id:"):
                arrivals.append(time.monotonic())
    assert len(arrivals) == 5
    gaps = [later - earlier for earlier, later in itertools.pairwise(arrivals)]
    assert min(gaps) > 0.2, f"held back and sent together: {gaps}"


def test_a_body_over_the_limit_is_refused_in_the_shape_of_the_api(app: httpx.Client) -> None:
    answer = app.post("/api/v1/patients/", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_delivery_of_five_megabytes_is_accepted(app: httpx.Client) -> None:
    answer = app.post("/api/v1/webhooks/mioconnect/five-megabytes/", content=b"x" * (5 * 1024 * 1024))
    assert answer.status_code == 200
    assert answer.json()["received_bytes"] == 5 * 1024 * 1024


@pytest.mark.parametrize(
    ("path", "megabytes"),
    [
        ("patients/import", 5),
        ("billing/remittances", 5),
        ("billing/acknowledgements", 5),
        ("billing/fee-files", 64),
    ],
)
def test_a_file_as_large_as_the_application_takes_it_gets_there(
    edge: Stack, app: httpx.Client, path: str, megabytes: int
) -> None:
    size = megabytes * 1024 * 1024 + 2048
    answer = app.post(f"/api/v1/{path}/", content=b"x" * size)
    assert answer.status_code == 200, answer.text
    assert answer.json()["received_bytes"] == size
    request = f"POST /api/v1/{path}/ HTTP/1.1\r\nHost: {APP_HOST}\r\nContent-Length: {size + 2 * 1024 * 1024}\r\n\r\n"
    with (
        socket.create_connection(("127.0.0.1", edge.https_port), timeout=5) as plain,
        edge.tls().wrap_socket(plain, server_hostname=APP_HOST) as wrapped,
    ):
        wrapped.sendall(request.encode())
        assert wrapped.recv(100).startswith(b"HTTP/1.1 413"), (
            "refused by its length, before any of it is sent"
        )


def test_while_the_server_is_away_the_answer_says_when_to_come_back(edge: Stack, app: httpx.Client) -> None:
    edge.compose("stop", "--timeout", "1", "backend")
    try:
        answer = app.get("/api/v1/patients/?search=Canary-Behind-A-502")
        assert answer.status_code in (502, 504), "refused, or nobody there to refuse"
        assert answer.json()["code"] == "unavailable"
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["strict-transport-security"] == ALWAYS["strict-transport-security"]
        assert app.get("/").status_code == 200, "the page is still there"
    finally:
        edge.compose("up", "-d", "--wait", "--no-deps", "backend")
    assert app.get("/api/v1/patients/").status_code == 200, "the same address after a restart"
    assert "Canary-Behind-A-502" not in edge.logs("nginx")


def test_maintenance_stops_the_api_and_neither_health_nor_the_page(edge: Stack, app: httpx.Client) -> None:
    edge.write_proxy(maintenance=True)
    edge.reload_proxy()
    try:
        wait_until(lambda: app.get("/api/v1/patients/").status_code == 503)
        answer = app.get("/api/v1/patients/")
        assert (answer.json()["code"], answer.headers["retry-after"]) == ("maintenance", "60")
        assert app.get("/health/").status_code == 200
        assert app.get("/").status_code == 200
    finally:
        edge.write_proxy()
        edge.reload_proxy()
    wait_until(lambda: app.get("/api/v1/patients/").status_code == 200)


def test_the_log_is_json_and_holds_no_query_no_connection_and_no_id(edge: Stack, app: httpx.Client) -> None:
    patient = "0192f0c1-7c1e-7e57-a0de-000000000001"
    other = "0192f0c1-7c1e-7e57-a0de-000000000002"
    app.get(f"/api/v1/patients/{patient}/consents/{other}/?search=Canary-In-A-Query")
    app.post("/api/v1/webhooks/mioconnect/Canary-Connection/", content=b"{}")
    app.get("/password/reset/Canary-Token-0123456789abcdef0123456789")
    text = edge.logs("nginx")
    for canary in ("Canary", patient, other):
        assert canary not in text
    entries = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    routes = {entry["route"] for entry in entries}
    assert "/api/v1/patients/:id/consents/:id/" in routes
    assert "/api/v1/webhooks/mioconnect/:connection/" in routes
    assert "/password/reset/:token" in routes
    assert {"ts", "level", "logger", "msg", "request_id", "method", "status", "seconds"} <= set(entries[-1])
    assert text.count("\n") == len(entries), "nothing but JSON lines is written"


def test_the_request_id_of_the_answer_is_the_one_behind_and_in_the_log(
    edge: Stack, app: httpx.Client
) -> None:
    answer = app.get("/api/v1/patients/", headers={"X-Request-ID": "chosen-by-the-client"})
    identifier = answer.headers["x-request-id"]
    assert answer.json()["headers"]["x-request-id"] == identifier != "chosen-by-the-client"
    assert f'"request_id":"{identifier}"' in edge.logs("nginx")


def wait_until(condition: object, seconds: float = 5) -> None:
    """A reload hands over within moments; connections kept open by the client end with the old worker."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
