"""The proxy directory from a shell: `python -m vantrexia_ops.proxy render | refresh-ranges`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from vantrexia_ops.errors import OpsError
from vantrexia_ops.proxy.files import install_files
from vantrexia_ops.proxy.ranges import load_ranges, refresh_ranges
from vantrexia_ops.proxy.render import Colour, ProxySettings, render_files

_DIRECTORY = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def main() -> None:
    """Write what nginx reads from the host."""


@main.command()
@click.option(
    "--directory", type=_DIRECTORY, required=True, envvar="VANTREXIA_PROXY_DIR", help="Where the files go."
)
@click.option("--app-host", required=True, envvar="APP_HOST", help="Host name of the application.")
@click.option("--api-host", required=True, envvar="API_HOST", help="Host name of the API.")
@click.option(
    "--colour",
    type=click.Choice(get_args(Colour)),
    default="blue",
    envvar="VANTREXIA_COLOUR",
    show_default=True,
)
@click.option(
    "--app-prefix",
    default="10.203.2",
    envvar="VANTREXIA_APP_PREFIX",
    show_default=True,
    help="First three numbers.",
)
@click.option(
    "--ranges", type=_FILE, help="Refreshed list of Cloudflare's networks; the shipped one when absent."
)
@click.option("--require-origin-pulls", is_flag=True, help="Demand Cloudflare's client certificate.")
@click.option("--require-cloudflare", is_flag=True, help="Refuse peers outside Cloudflare's networks.")
@click.option("--maintenance", is_flag=True, help="Let the API answer 503.")
def render(
    directory: Path,
    app_host: str,
    api_host: str,
    colour: Colour,
    app_prefix: str,
    ranges: Path | None,
    require_origin_pulls: bool,
    require_cloudflare: bool,
    maintenance: bool,
) -> None:
    """Write every file of the proxy directory; print those that changed."""
    settings = ProxySettings(
        app_host=app_host,
        api_host=api_host,
        colour=colour,
        app_prefix=app_prefix,
        ranges=load_ranges(ranges),
        require_origin_pulls=require_origin_pulls,
        require_cloudflare=require_cloudflare,
        maintenance=maintenance,
    )
    for name in install_files(directory=directory, files=render_files(settings)):
        click.echo(name)


@main.command("refresh-ranges")
@click.option(
    "--path",
    type=_FILE,
    required=True,
    help="The list in force.",
)
def refresh(path: Path) -> None:
    """Take over the networks Cloudflare publishes now, if the list stands every check."""
    fresh = refresh_ranges(path=path, today=datetime.now(tz=UTC).date())
    click.echo(f"{len(fresh.ipv4)} IPv4 and {len(fresh.ipv6)} IPv6 networks as of {fresh.as_of.isoformat()}")


if __name__ == "__main__":
    try:
        main()
    except OpsError as error:
        click.echo(error.line, err=True)
        sys.exit(error.exit_code)
