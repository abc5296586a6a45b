"""The embedded Valkey keeps its promises: strangers stay out, what is to be kept is kept, obstacles are one
line.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis

from vantrexia_ops.dev.ports import LOOPBACK
from vantrexia_ops.dev.valkey import EmbeddedValkey
from vantrexia_ops.errors import OpsError


@pytest.fixture
def server(scratch: Path) -> Iterator[EmbeddedValkey]:
    with EmbeddedValkey(scratch / "valkey", appendonly=True) as running:
        yield running


def test_it_answers_its_own_user(server: EmbeddedValkey) -> None:
    client = redis.Redis.from_url(server.url)
    client.set("key", "value")
    assert client.get("key") == b"value"
    assert redis.Redis.from_url(server.database_url(1)).get("key") is None


@pytest.mark.parametrize(
    "address", ["redis://{0}:{1}", "redis://:guessed@{0}:{1}", "redis://vantrexia:guessed@{0}:{1}"]
)
def test_nobody_else_gets_in(server: EmbeddedValkey, address: str) -> None:
    stranger = redis.Redis.from_url(address.format(LOOPBACK, server.port))
    with pytest.raises((redis.AuthenticationError, redis.ResponseError)):
        stranger.ping()


def test_secrets_are_readable_by_their_owner_only(server: EmbeddedValkey) -> None:
    for name in ("password", "valkey.conf"):
        assert (server.data_dir / name).stat().st_mode & 0o777 == 0o600
    assert server.password not in " ".join(psutil.Process(server.pid).cmdline())


def test_it_listens_on_loopback_only(server: EmbeddedValkey) -> None:
    listening = [c for c in psutil.Process(server.pid).net_connections() if c.status == psutil.CONN_LISTEN]
    assert [(c.laddr.ip, c.laddr.port) for c in listening] == [(LOOPBACK, server.port)]


def test_what_it_holds_survives_a_stop_and_the_password_stays(server: EmbeddedValkey) -> None:
    password = server.password
    redis.Redis.from_url(server.url).set("kept", "yes")
    server.stop()
    server.start()
    assert server.password == password
    assert redis.Redis.from_url(server.url).get("kept") == b"yes"


def test_after_kill_9_it_starts_again(server: EmbeddedValkey) -> None:
    server.kill9()
    assert not server.is_running
    server.start()
    assert redis.Redis.from_url(server.url).ping()


def test_it_can_be_emptied(server: EmbeddedValkey) -> None:
    redis.Redis.from_url(server.database_url(3)).set("a", "b")
    server.flush()
    assert redis.Redis.from_url(server.database_url(3)).dbsize() == 0


def test_without_the_append_only_file_nothing_is_kept(scratch: Path) -> None:
    with EmbeddedValkey(scratch / "valkey") as server:
        redis.Redis.from_url(server.url).set("lost", "yes")
        server.stop()
        server.start()
        assert redis.Redis.from_url(server.url).get("lost") is None


def test_a_second_launcher_is_refused_in_one_line(server: EmbeddedValkey) -> None:
    with pytest.raises(OpsError, match="Another launcher is already running Valkey in"):
        EmbeddedValkey(server.data_dir).start()
    assert redis.Redis.from_url(server.url).ping()


def test_a_taken_port_is_one_line(scratch: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OpsError, match=f"Port {port} for Valkey is taken by another program"):
            EmbeddedValkey(scratch / "valkey", port=port).start()


def test_a_setting_it_does_not_know_is_one_line(scratch: Path) -> None:
    with pytest.raises(OpsError, match="Valkey did not start: ") as refusal:
        EmbeddedValkey(scratch / "valkey", settings={"no-such-setting": "1"}).start()
    assert "Its log is" in refusal.value.line
    assert "\n" not in refusal.value.line


def test_what_does_not_run_has_no_port(scratch: Path) -> None:
    server = EmbeddedValkey(scratch / "valkey")
    server.stop()
    for ask in (lambda: server.port, lambda: server.pid, server.kill9):
        with pytest.raises(OpsError, match="has not been started"):
            ask()
