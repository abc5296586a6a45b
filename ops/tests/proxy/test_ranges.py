"""Cloudflare's networks: loaded as they are, replaced only by a list that stands every check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import httpx
import pytest

from vantrexia_ops.proxy import RangesRefused, load_ranges, refresh_ranges
from vantrexia_ops.proxy.ranges import PUBLISHED_AT, SHIPPED, fetch_published

OPS = Path(__file__).resolve().parents[2]
TODAY = date(2026, 12, 1)


def published(**changed: object) -> bytes:
    """Cloudflare's answer with the shipped networks, some of it changed."""
    shipped = load_ranges()
    result = {
        "ipv4_cidrs": [str(network) for network in shipped.ipv4],
        "ipv6_cidrs": [str(network) for network in shipped.ipv6],
        "etag": "38f79d050aa027e3be3865e495dcc9bc",
    }
    return json.dumps({"success": True, "errors": [], "result": result | changed}).encode()


@pytest.fixture
def in_force(tmp_path: Path) -> Path:
    path = tmp_path / "cloudflare_ranges.json"
    path.write_bytes(SHIPPED.read_bytes())
    return path


def test_the_shipped_list_is_dated_and_says_where_it_is_from() -> None:
    shipped = load_ranges()
    assert shipped.as_of <= date.today()
    assert shipped.source.startswith("https://www.cloudflare.com/")
    assert (len(shipped.ipv4), len(shipped.ipv6)) == (15, 7)


def test_a_new_list_is_taken_over_with_its_date(in_force: Path) -> None:
    more = [*(str(network) for network in load_ranges().ipv4), "8.8.8.0/24"]
    fresh = refresh_ranges(path=in_force, today=TODAY, fetch=lambda: published(ipv4_cidrs=more))
    assert fresh.as_of == TODAY
    assert load_ranges(in_force) == fresh
    assert len(fresh.ipv4) == 16


def test_the_first_refresh_starts_from_the_shipped_list(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ranges.json"
    refresh_ranges(path=path, today=TODAY, fetch=published)
    assert load_ranges(path).ipv4 == load_ranges().ipv4


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "documented form"),
        (b"<html>maintenance</html>", "documented form"),
        (b'{"success": true}', "documented form"),
        (
            json.dumps({"success": False, "result": {"ipv4_cidrs": [], "ipv6_cidrs": []}}).encode(),
            "no success",
        ),
        (published(ipv4_cidrs=[]), "no IPv4"),
        (published(ipv6_cidrs=[]), "no IPv6"),
        (published(ipv4_cidrs=["0.0.0.0/0"]), "not a public network|too wide"),
        (published(ipv4_cidrs=["8.0.0.0/7"]), "too wide"),
        (published(ipv6_cidrs=["2400::/12"]), "too wide"),
        (published(ipv4_cidrs=["10.0.0.0/16"]), "not a public network"),
        (published(ipv4_cidrs=["127.0.0.0/16"]), "not a public network"),
        (published(ipv4_cidrs=["1.2.3.4/16"]), "is no network"),
        (published(ipv4_cidrs=["1.1.1.0/24; real_ip_header X-Evil"]), "is no network"),
        (published(ipv4_cidrs=["2606:4700::/32"]), "mixed up"),
        (published(ipv4_cidrs=["8.8.8.0/24", "8.8.8.0/24"]), "twice"),
        (published(ipv4_cidrs=["8.8.8.0/24"], ipv6_cidrs=["2001:4860::/32"]), "only 0%"),
        (b"x" * 70_000, "70000 bytes"),
    ],
)
def test_any_doubt_leaves_the_list_in_force(in_force: Path, answer: bytes, reason: str) -> None:
    before = in_force.read_bytes()
    with pytest.raises(RangesRefused, match=reason):
        refresh_ranges(path=in_force, today=TODAY, fetch=lambda: answer)
    assert in_force.read_bytes() == before
    assert [path.name for path in in_force.parent.iterdir()] == [in_force.name], (
        "no half-written file is left"
    )


@pytest.mark.parametrize("status", [301, 403, 500])
def test_an_answer_that_is_none_is_refused(respx_mock: object, status: int) -> None:
    respx_mock.get(PUBLISHED_AT).mock(return_value=httpx.Response(status))  # type: ignore[attr-defined]
    with pytest.raises(RangesRefused, match=str(status)):
        fetch_published()


def test_a_publisher_that_is_away_is_reported_with_a_hint(respx_mock: object) -> None:
    respx_mock.get(PUBLISHED_AT).mock(side_effect=httpx.ConnectError("no route"))  # type: ignore[attr-defined]
    with pytest.raises(RangesRefused) as refused:
        fetch_published()
    assert "no route" in refused.value.message
    assert refused.value.hint == "The list in force stays; try again later."


@pytest.mark.parametrize("content", ["", "{}", '{"as_of": "x"}', "not json"])
def test_a_broken_file_is_never_used(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ranges.json"
    path.write_text(content)
    with pytest.raises(RangesRefused, match="cannot be used"):
        load_ranges(path)


def run_command(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "vantrexia_ops.proxy", *(str(word) for word in words)]
    env = {**os.environ, **environment}
    return subprocess.run(argv, cwd=OPS, env=env, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_that_refreshes_them_fails_closed_in_one_line(in_force: Path) -> None:
    """As it is typed, on a host whose way out is shut."""
    before = in_force.read_bytes()
    shut = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:1")
    done = run_command("refresh-ranges", "--path", in_force, **shut, NO_PROXY="", no_proxy="")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.endswith("The list in force stays; try again later.")
    assert in_force.read_bytes() == before


def test_the_command_that_writes_the_proxys_files_takes_the_list_it_is_given(
    in_force: Path, tmp_path: Path
) -> None:
    words = (
        "render",
        "--directory",
        tmp_path / "proxy",
        "--app-host",
        "app.example",
        "--api-host",
        "api.example",
    )
    first = run_command(*words, "--ranges", in_force)
    assert first.returncode == 0, first.stderr
    assert set(first.stdout.split()) == {path.name for path in (tmp_path / "proxy").iterdir()}
    assert run_command(*words, "--ranges", in_force).stdout == "", "nothing changed"
    text = json.loads(in_force.read_text())
    text["ipv4"].append("8.8.8.0/24")
    in_force.write_text(json.dumps(text))
    (changed,) = run_command(*words, "--ranges", in_force).stdout.split()
    assert "8.8.8.0/24" in (tmp_path / "proxy" / changed).read_text()
    broken = run_command(*words, "--ranges", tmp_path / "none.json")
    assert broken.returncode == 1
    assert len(broken.stderr.splitlines()) == 1
