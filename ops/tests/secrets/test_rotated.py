"""Which secrets grow old, and what makes one a new one: the password of an address, the first key of a list. Pure."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.runbooks import PAGES, ROOT
from vantrexia_ops.config import Redacted
from vantrexia_ops.config.reading import parse_config
from vantrexia_ops.config.shape import Config
from vantrexia_ops.secrets.rotated import NOT_ROTATED, ROTATED, Kind, find_part, list_rotated

NAMES = {"app": "app.example", "api": "api.example"}
PEM = "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n"
OLD, NEW = PEM.format("b2xkb2xk\nb2xk"), PEM.format("bmV3bmV3\nbmV3")


def configure(**tables: Any) -> Config:
    return parse_config({"names": NAMES, **tables}, source="test")


def is_new(before: str, after: str, *, kind: Kind) -> bool:
    return find_part(Redacted(before), kind=kind) != find_part(Redacted(after), kind=kind)


def list_readable() -> set[str]:
    """Every spelling of every secret a service may be given (docker/secrets/manifest.toml)."""
    manifest = tomllib.loads((ROOT / "docker/secrets/manifest.toml").read_text(encoding="utf-8"))
    tables = [
        *manifest["groups"].values(),
        *(entry.get("files", {}) for entry in manifest["services"].values()),
    ]
    names: set[str] = set()
    for table in tables:
        for name, rule in table.items():
            names |= {rule["acl"]} if "acl" in rule else set(rule.get("from", [name]))
    return names


def test_of_every_secret_it_is_decided_whether_it_grows_old() -> None:
    config = configure()
    smoke = {config.smoke.email_secret, config.smoke.password_secret, config.smoke.totp_secret}
    told = {config.alarms.pagerduty_secret, config.alarms.slack_secret}
    watched = set(list_rotated(config))
    assert watched & set(NOT_ROTATED) == set()
    assert watched | set(NOT_ROTATED) == list_readable() | smoke | told
    assert all(NOT_ROTATED.values()), "each with its reason"


def test_the_runbook_says_of_every_one_how_or_why_not() -> None:
    page = (PAGES / "secrets.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in page.splitlines() if line.startswith("| `"))
    assert [name for name in list_rotated(configure()) if f"`{name}`" not in rows] == []
    assert [name for name in NOT_ROTATED if f"`{name}`" not in page] == []


def test_the_configurations_own_names_are_watched_under_these_names() -> None:
    config = configure(
        smoke={"password_secret": "ROBOT"}, alarms={"pagerduty_secret": "PAGER", "slack_secret": ""}
    )
    assert set(list_rotated(config)) - set(ROTATED) == {"ROBOT", "PAGER"}


@pytest.mark.parametrize(
    ("kind", "before", "after", "new"),
    [
        ("whole", "a,b", "a,c", True),
        ("whole", "a", " a\n", False),
        ("password", "postgresql://app:old@db/v", "postgresql://app:new@db/v", True),
        (
            "password",
            "postgresql://app:same@db/v",
            "postgresql://clone:same@db2:5433/v?sslmode=require",
            False,
        ),
        ("password", "redis://:p%40ss@redis/0", "redis://:p@ss@redis/0", False),
        ("password", "https://hooks.example/T/old", "https://hooks.example/T/new", True),
        ("password", "postgresql://[::1/v", "postgresql://[::2/v", True),
        ("keys", "k1:b2xk", "k1:b2xk,k2:bmV3", False),
        ("keys", "k1:b2xk,k2:bmV3", "k2:bmV3,k1:b2xk", True),
        ("keys", "k1:b2xk", " ,k9:b2xk , ", False),
        ("keys", "b2xk", "bmV3", True),
        ("pem", OLD, OLD + NEW, False),
        ("pem", OLD + NEW, NEW + OLD, True),
        ("pem", OLD, f"a comment\r\n{OLD.replace(chr(10), chr(13) + chr(10))}", False),
        ("pem", "no key", "another", True),
    ],
)
def test_only_what_protects_makes_a_new_secret(kind: Kind, before: str, after: str, new: bool) -> None:
    assert is_new(before, after, kind=kind) is new


@pytest.mark.parametrize("kind", ["whole", "password", "pem", "keys"])
def test_an_empty_value_is_none(kind: Kind) -> None:
    assert find_part(Redacted(" \n"), kind=kind) == ""


def test_the_lists_are_those_of_which_the_server_uses_the_first() -> None:
    told = (ROOT / "backend/config/env.py").read_text(encoding="utf-8")
    assert '"kid:base64[,kid:base64] of 32 bytes each; the first encrypts."' in told
    assert "several concatenated, the first signs." in told
    lists = {name for name, kind in ROTATED.items() if kind in ("pem", "keys")}
    assert lists == {"FIELD_ENCRYPTION_KEY", "BLIND_INDEX_KEY", "JWT_SIGNING_KEY", "AUDIT_SIGNING_KEY"}
