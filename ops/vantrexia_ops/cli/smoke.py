"""`vantrexia smoke`: the five smoke tests against any address, with or without this host's configuration."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from vantrexia_ops.cli.ground import CONFIG, make_ground
from vantrexia_ops.clock import SystemClock
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import ConfigurationError, SmokeFailed
from vantrexia_ops.flows.smoke_target import edge_target, read_sign_in
from vantrexia_ops.flows.steps.smoke import describe_result
from vantrexia_ops.probes.web import Door, RealWeb
from vantrexia_ops.smoke import Result, SignIn, Target, run_smoke, watch_proof

# For how long the certificate of an address must hold that no configuration is about.
STRANGERS_DAYS = 30


@click.command(name="smoke")
@CONFIG
@click.option(
    "--base-url",
    help="Address to test, like https://app.practice.example [default: this host's configuration].",
)
@click.option(
    "--origin-address",
    metavar="HOST[:PORT]",
    help="The origin behind the edge: its certificate is tested too.",
)
@click.option("--via-origin", is_flag=True, help="Send every test to the origin instead of through the edge.")
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False),
    help="Authority of the origin's certificate, PEM.",
)
@click.option("--release", help="Release that must answer.")
@click.option("--certificate-days", type=click.IntRange(min=0), metavar="DAYS",
              help="For how long certificates must hold [default: checks.certificate_days; with --base-url 30].")  # fmt: skip
@click.option("--proof", type=click.IntRange(min=0), default=0, metavar="SECONDS",
              help="Also wait so long for a synthetic reading to be evaluated and audited.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object per test.")
def smoke(
    *,
    config_path: Path | None,
    base_url: str | None,
    origin_address: str | None,
    via_origin: bool,
    ca_file: str | None,
    release: str | None,
    certificate_days: int | None,
    proof: int,
    as_json: bool,
) -> None:
    """Run the five smoke tests. The smoke user comes from SMOKE_EMAIL, SMOKE_PASSWORD (SMOKE_TOTP), or from the host's store."""
    if base_url:
        target = make_target(
            base_url, origin_address=origin_address, via_origin=via_origin, ca_file=ca_file, release=release,
            certificate_days=certificate_days,
        )  # fmt: skip
    else:
        if origin_address or via_origin or ca_file:
            raise ConfigurationError(
                "--origin-address, --via-origin and --ca-file go with --base-url",
                hint="Without it the host's configuration says where to look ([smoke]).",
            )
        ground = make_ground(config_path, as_json=as_json, who=None, is_silent=True)
        target = edge_target(ground, release=release, bundle=frozenset(), sign_in=read_sign_in(ground))
        if certificate_days is not None:
            target = replace(target, certificate_days=certificate_days)
    web, clock = RealWeb(), SystemClock()

    def tell(result: Result) -> None:
        if as_json:
            click.echo(
                json.dumps(
                    {name: getattr(result, name) for name in ("name", "ok", "detail", "millis", "is_skipped")}
                )
            )
        else:
            click.echo(describe_result(result))

    report = run_smoke(target, web=web, clock=clock, on_result=tell)
    failed = list(report.failures)
    if proof:
        result = watch_proof(target, web=web, clock=clock, within_seconds=proof)
        tell(result)
        failed += [] if result.ok else [result]
    if failed:
        is_certificate = any(result.name == "certificate" for result in failed)
        raise SmokeFailed(
            f"smoke test: {'; '.join(f'{result.name}: {result.detail}' for result in failed)}",
            hint="docs/runbooks/certificate.md says how a new certificate gets there."
            if is_certificate
            else "`vantrexia doctor` on the host looks closer.",
        )
    sys.exit(0)


def make_target(
    base_url: str,
    *,
    origin_address: str | None,
    via_origin: bool,
    ca_file: str | None,
    release: str | None,
    certificate_days: int | None,
) -> Target:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"{base_url!r} is no address", hint="For example https://app.practice.example"
        )
    if via_origin and not origin_address:
        raise ConfigurationError(
            "--via-origin needs --origin-address", hint="For example --origin-address 127.0.0.1:443"
        )
    origin = f"{parts.scheme}://{parts.netloc}"
    edge = Door(origin=origin, ca_file=None if origin_address else ca_file)
    behind = Door(origin=origin, connect_to=origin_address, ca_file=ca_file) if origin_address else None
    for door, said in ((edge, base_url), (behind, origin_address)):
        check_port(door, said=said)
    doors = []
    if parts.scheme == "https":
        doors = [] if via_origin else [("edge", edge)]
        doors += [("origin", behind)] if behind else []
    return Target(
        api=behind if via_origin and behind else edge,
        sign_in=_sign_in_from_environment(),
        release=release,
        certificates=tuple(doors),
        certificate_days=STRANGERS_DAYS if certificate_days is None else certificate_days,
    )


def check_port(door: Door | None, *, said: str | None) -> None:
    try:
        if door is not None:
            door.where()
    except ValueError as error:
        raise ConfigurationError(
            f"{said!r} names no port: {error}", hint="For example 127.0.0.1:443 or [::1]:443"
        ) from error


def _sign_in_from_environment() -> SignIn | None:
    email, password, totp = (os.environ.get(f"SMOKE_{name}") for name in ("EMAIL", "PASSWORD", "TOTP"))
    if not email or not password:
        return None
    return SignIn(email=email, password=Redacted(password), totp=Redacted(totp) if totp else None)
