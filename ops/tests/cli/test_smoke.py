"""`vantrexia smoke` as it is typed, against a port of this machine that shows a certificate."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.containers.authority import issue

COMMAND = Path(sys.executable).with_name("vantrexia")
NAMES = ("localhost", "app.example", "api.example")
# Of 89 days in all, so that 30 days and a third of its life are both more than it has left.
DAYS_LEFT = 28


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[int]:
    """A port with a certificate for the names above and nothing behind it; `authority.pem` signed it."""
    issued = issue(*NAMES, days_left=DAYS_LEFT)
    (tmp_path / "leaf.pem").write_text(issued.certificate + issued.key)
    (tmp_path / "authority.pem").write_text(issued.authority)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "leaf.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join(5)


def judge(*words: str) -> tuple[bool, str]:
    """What the test of the certificate says."""
    done = subprocess.run(
        [str(COMMAND), "smoke", "--json", *words], env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said, done.stderr
    (found,) = [result for result in said if result["name"] == "certificate"]
    return found["ok"], found["detail"]


@pytest.mark.parametrize(
    ("configured", "words", "ok"),
    [
        (30, (), False),
        (20, (), True),
        (20, ("--certificate-days", "30"), False),
        (30, ("--certificate-days", "20"), True),
        (30, ("--certificate-days", "0"), True),
    ],
)
def test_the_days_a_certificate_needs_are_those_typed_else_the_configurations(
    tmp_path: Path, origin: int, configured: int, words: tuple[str, ...], ok: bool
) -> None:
    (tmp_path / "secrets").mkdir(mode=0o700)
    config = tmp_path / "vantrexia.toml"
    config.write_text(
        f'[names]\napp = "app.example"\napi = "api.example"\n[host]\nstate = "{tmp_path}/state"\n'
        f'https_listen = "127.0.0.1:{origin}"\n[checks]\ncertificate_days = {configured}\n'
        f'[secrets]\nsource = "directory"\ndirectory = "{tmp_path}/secrets"\n'
        f'[smoke]\npublic = false\nca_file = "{tmp_path}/authority.pem"\n'
    )
    verdict, detail = judge("--config", str(config), *words)
    assert verdict is ok, detail
    assert f"{DAYS_LEFT} days" in detail


@pytest.mark.parametrize(("words", "ok"), [((), False), (("--certificate-days", "20"), True)])
def test_a_strangers_certificate_needs_thirty_days_or_those_typed(
    tmp_path: Path, origin: int, words: tuple[str, ...], ok: bool
) -> None:
    verdict, detail = judge(
        "--base-url", f"https://localhost:{origin}", "--ca-file", str(tmp_path / "authority.pem"), *words
    )
    assert verdict is ok, detail
    assert f"{DAYS_LEFT} days" in detail
