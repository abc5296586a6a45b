"""Keys, ports, places and environment of the embedded installation."""

from __future__ import annotations

import base64
import json
import socket
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from vantrexia_ops.dev import environment, places
from vantrexia_ops.dev.environment import Addresses, build_environment
from vantrexia_ops.dev.keys import load_keys
from vantrexia_ops.dev.layout import Layout
from vantrexia_ops.dev.pieces import list_pieces, make_simulator
from vantrexia_ops.dev.ports import find_free_port, hold_ports, is_free, require_free_port
from vantrexia_ops.errors import OpsError

from .conftest import CHECKOUT

ADDRESSES = Addresses(web=8000, stream=8001, postgres=5555, valkey=6666)


@pytest.fixture
def layout(scratch: Path) -> Layout:
    made = Layout(root=scratch / "state")
    made.create()
    for directory, name in ((made.postgres, "superuser.password"), (made.valkey, "password")):
        directory.mkdir()
        (directory / name).write_text("p@ss/word\n")
    return made


def test_keys_are_made_once_and_only_their_owner_reads_them(layout: Layout) -> None:
    first = load_keys(layout.keys)
    assert load_keys(layout.keys) == first
    assert layout.keys.stat().st_mode & 0o777 == 0o600
    assert len(set(first.values())) == len(first)


def test_keys_have_the_shapes_the_server_asks_for(layout: Layout) -> None:
    keys = load_keys(layout.keys)
    for name in ("FIELD_ENCRYPTION_KEY", "BLIND_INDEX_KEY"):
        assert len(base64.b64decode(keys[name].partition(":")[2], validate=True)) == 32
    for name in ("JWT_SIGNING_KEY", "AUDIT_SIGNING_KEY"):
        key = load_pem_private_key(keys[name].encode(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        assert key.curve.name == "secp256r1"
    assert len(keys["SECRET_KEY"]) >= 50


def test_a_key_a_newer_version_needs_is_added_and_the_others_stay(layout: Layout) -> None:
    keys = load_keys(layout.keys)
    older = {name: value for name, value in keys.items() if name != "AUDIT_SIGNING_KEY"}
    layout.keys.write_text(json.dumps(older))
    newer = load_keys(layout.keys)
    assert {name: newer[name] for name in older} == older
    assert newer["AUDIT_SIGNING_KEY"] != keys["AUDIT_SIGNING_KEY"]


def test_a_damaged_key_file_is_not_replaced_silently(layout: Layout) -> None:
    layout.keys.write_text("{")
    with pytest.raises(OpsError, match="is damaged"):
        load_keys(layout.keys)
    assert layout.keys.read_text() == "{"


def test_a_secret_is_written_whole_or_not_at_all(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places.write_private(scratch / "secret", "old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(places.os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        places.write_private(scratch / "secret", "new")
    assert (scratch / "secret").read_text() == "old"
    assert [path.name for path in scratch.iterdir()] == ["secret"]


def test_a_server_keeps_its_port_until_somebody_else_has_it(layout: Layout) -> None:
    port = layout.keep_port("postgres")
    assert layout.keep_port("postgres") == port
    assert layout.find_port("postgres") == port
    assert layout.find_port("valkey") is None
    with socket.create_server(("127.0.0.1", port)):
        assert layout.keep_port("postgres") != port


def test_one_launcher_at_a_time(layout: Layout) -> None:
    with layout.locked(), pytest.raises(OpsError, match="The demo is already running in"), layout.locked():
        pass
    with layout.locked():
        pass


def test_a_taken_port_names_the_setting_that_chooses_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OpsError, match=f"Port {port} for the web server is taken") as refusal:
            require_free_port(port, what="the web server", setting="PORT")
    assert f"PORT={port + 10}" in refusal.value.line
    assert require_free_port(find_free_port(), what="the web server", setting="PORT")
    with pytest.raises(OpsError, match="99999 is no port number"):
        require_free_port(99999, what="the web server", setting="PORT")


def test_each_process_gets_addresses_and_keys_but_no_database_password_as_such(layout: Layout) -> None:
    keys = load_keys(layout.keys)
    env = build_environment(layout=layout, keys=keys, addresses=ADDRESSES, checkout=CHECKOUT)
    assert (
        env["DATABASE_URL"] == f"postgresql://vantrexia_app:{keys['app_password']}@127.0.0.1:5555/vantrexia"
    )
    assert env["MIGRATION_DATABASE_URL"].startswith("postgresql://vantrexia_migrator:")
    assert env["ADMIN_DATABASE_URL"] == "postgresql://postgres:p%40ss%2Fword@127.0.0.1:5555/vantrexia"
    assert env["REDIS_URL"] == "redis://vantrexia:p%40ss%2Fword@127.0.0.1:6666/0"
    assert env["CACHE_URL"].endswith("/1")
    assert env["FIELD_ENCRYPTION_KEY"] == keys["FIELD_ENCRYPTION_KEY"]
    assert env["STREAM_URL"] == "http://127.0.0.1:8001"
    assert "app_password" not in env


def test_addresses_of_the_caller_win(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://mine/db")
    with pytest.raises(OpsError, match="DATABASE_URL is set but MIGRATION_DATABASE_URL is not"):
        environment.uses_own_postgres()
    monkeypatch.setenv("MIGRATION_DATABASE_URL", "postgresql://mine/db")
    monkeypatch.setenv("REDIS_URL", "redis://mine")
    assert not environment.uses_own_postgres()
    assert not environment.uses_own_valkey()
    elsewhere = Addresses(web=8000, stream=8001, postgres=None, valkey=None)
    env = build_environment(
        layout=layout, keys=load_keys(layout.keys), addresses=elsewhere, checkout=CHECKOUT
    )
    assert env["DATABASE_URL"] == "postgresql://mine/db"
    assert env["REDIS_URL"] == "redis://mine"
    assert "ADMIN_DATABASE_URL" not in env


def test_no_secret_is_in_a_command_line(layout: Layout) -> None:
    keys = load_keys(layout.keys)
    places_of = {"layout": layout, "addresses": ADDRESSES, "checkout": CHECKOUT}
    pieces = (*list_pieces(**places_of), make_simulator(**places_of))
    assert [piece.name for piece in pieces] == ["web", "stream", "worker", "beat", "sim"]
    for piece in pieces:
        line = " ".join(piece.argv)
        assert not any(value in line for value in (*keys.values(), "p@ss/word"))
        assert piece.argv[0] == sys.executable


def test_a_port_that_is_held_can_be_had_by_nobody_else_until_it_is_let_go() -> None:
    port = find_free_port()
    with hold_ports(port):
        assert not is_free(port)
        with pytest.raises(OpsError, match=f"Port {port} was taken"), hold_ports(port):
            pass
    assert is_free(port)
