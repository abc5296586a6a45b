"""The files nginx includes: what is in them, what can never get in, and how they are put in place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from vantrexia_ops.errors import OpsError
from vantrexia_ops.proxy import ProxySettings, install_files, load_ranges, render_files
from vantrexia_ops.proxy.__main__ import main
from vantrexia_ops.proxy.render import render_upstreams

REPOSITORY = Path(__file__).resolve().parents[3]
SETTINGS = ProxySettings(
    app_host="app.vantrexia.com", api_host="api.vantrexia.com", colour="blue", ranges=load_ranges()
)


def test_the_directory_in_the_repository_is_what_the_defaults_render() -> None:
    """A start from cold mounts it, so it must be what the tool would write."""
    directory = REPOSITORY / "docker/nginx/proxy"
    assert {path.name: path.read_text() for path in directory.iterdir()} == dict(render_files(SETTINGS))


@pytest.mark.parametrize(("colour", "number"), [("blue", 1), ("green", 2)])
def test_a_colour_is_three_addresses(colour: str, number: int) -> None:
    text = render_files(replace(SETTINGS, colour=colour, app_prefix="10.9.8"))["upstreams.conf"]  # type: ignore[arg-type]
    for digit, port in ((1, 8000), (2, 8001), (3, 3000)):
        assert f"server 10.9.8.{number}{digit}:{port} max_fails=0;" in text
    assert f"# Serving: {colour}" in text


def test_switching_changes_one_file_only(tmp_path: Path) -> None:
    install_files(directory=tmp_path, files=render_files(SETTINGS))
    assert install_files(directory=tmp_path, files=render_files(SETTINGS)) == ()
    assert install_files(directory=tmp_path, files=render_files(replace(SETTINGS, colour="green"))) == (
        "upstreams.conf",
    )


def test_a_file_is_replaced_whole_and_readable_to_the_container(tmp_path: Path) -> None:
    install_files(directory=tmp_path, files={"a.conf": "old\n"})
    reader = (tmp_path / "a.conf").open()
    install_files(directory=tmp_path, files={"a.conf": "new\n"})
    assert reader.read() == "old\n", "who has it open reads the old one to its end"
    assert (tmp_path / "a.conf").read_text() == "new\n"
    assert (tmp_path / "a.conf").stat().st_mode & 0o777 == 0o644
    assert [path.name for path in tmp_path.iterdir()] == ["a.conf"]


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OpsError, match="cannot write"):
        install_files(directory=tmp_path / "file" / "proxy", files={"a.conf": ""})


@pytest.mark.parametrize(
    "host",
    [
        "",
        "app.example; return 200",
        "app.example\n}",
        "*.example",
        "APP.example",
        "-x.example",
        "a" * 64 + ".example",
    ],
)
def test_a_host_name_is_never_a_way_to_write_a_directive(host: str) -> None:
    with pytest.raises(OpsError, match="is no host name"):
        render_files(replace(SETTINGS, app_host=host))


@pytest.mark.parametrize("prefix", ["", "10.203", "10.203.2.1", "10.203.2;", "10.203.999", "fe80::"])
def test_an_address_prefix_is_three_numbers(prefix: str) -> None:
    with pytest.raises(OpsError, match="no prefix of three numbers"):
        render_files(replace(SETTINGS, app_prefix=prefix))


def test_one_host_cannot_be_both(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match="two host names"):
        render_files(replace(SETTINGS, api_host=SETTINGS.app_host))


def test_a_rate_that_lets_nobody_in_is_refused() -> None:
    with pytest.raises(OpsError, match="let nobody in"):
        render_files(replace(SETTINGS, deliveries_per_second=0))


def test_nobody_is_kept_out_unless_that_is_asked_for() -> None:
    assert "ssl_verify_client" not in render_files(SETTINGS)["admission.conf"]
    strict = render_files(replace(SETTINGS, require_origin_pulls=True, require_cloudflare=True))[
        "admission.conf"
    ]
    assert "ssl_verify_client on;" in strict
    assert "if ($from_cloudflare = 0)" in strict


def test_every_network_is_believed_and_known_as_cloudflare() -> None:
    text = render_files(SETTINGS)["real-ip.conf"]
    for network in SETTINGS.ranges.networks:
        assert f"set_real_ip_from {network};" in text
        assert f"    {network} 1;" in text
    assert text.count("set_real_ip_from") == len(SETTINGS.ranges.networks)
    assert f"as of {SETTINGS.ranges.as_of.isoformat()}" in text


def test_the_command_writes_the_directory_and_says_what_changed(tmp_path: Path) -> None:
    arguments = [
        "render",
        "--directory",
        str(tmp_path),
        "--app-host",
        "app.x.example",
        "--api-host",
        "api.x.example",
    ]
    first = CliRunner().invoke(main, arguments)
    assert first.exit_code == 0
    assert set(first.output.split()) == set(render_files(SETTINGS))
    second = CliRunner().invoke(main, [*arguments, "--colour", "green"])
    assert second.output.split() == ["upstreams.conf"]


def test_the_colour_before_stands_behind_as_a_net_and_behind_nothing_else() -> None:
    plain = render_upstreams(colour="green", app_prefix="10.203.2")
    netted = render_upstreams(colour="green", app_prefix="10.203.2", net="blue")
    assert "backup" not in plain
    assert netted.startswith(plain.partition("upstream")[0]), "who serves is said in the same place"
    backups = [line.strip() for line in netted.splitlines() if "backup" in line]
    assert backups == [
        "server 10.203.2.11:8000 max_fails=0 backup;",
        "server 10.203.2.13:3000 max_fails=0 backup;",
    ]
    assert [line for line in netted.splitlines(keepends=True) if "backup" not in line] == plain.splitlines(
        keepends=True
    )


def test_no_connection_is_kept_to_a_release() -> None:
    """nginx keeps them by default; one a server closes under a POST is a 502. The file shipped says the same."""
    shipped = (REPOSITORY / "docker/nginx/proxy/upstreams.conf").read_text(encoding="utf-8")
    for text in (render_upstreams(colour="blue", app_prefix="10.203.2", net="green"), shipped):
        assert text.count("upstream ") == text.count("    keepalive 0;\n") == 3
