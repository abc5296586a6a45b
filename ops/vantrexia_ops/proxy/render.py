"""Turn settings into the files nginx includes from the proxy directory.

`render_files(settings)` returns file name → text; nothing is written. Values that end up in nginx's
configuration are checked first: a host name or an address prefix is never a way to write a directive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from typing import Literal

from vantrexia_ops.errors import OpsError
from vantrexia_ops.proxy.ranges import EdgeRanges

Colour = Literal["blue", "green"]

# The digit of a colour's fixed addresses (VANTREXIA_COLOUR_NUMBER): blue is .11-.13, green .21-.23.
COLOUR_NUMBERS: Mapping[Colour, int] = {"blue": 1, "green": 2}
# Upstream name → (last digit of the address, port); docker-compose.prod.yml gives the services the same.
UPSTREAMS: Mapping[str, tuple[int, int]] = {"backend": (1, 8000), "stream": (2, 8001), "frontend": (3, 3000)}

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_HEAD = "# Written by vantrexia; changes made by hand are lost.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySettings:
    """What the edge does on this host. Rates are per client address, deliveries per webhook connection."""

    app_host: str
    api_host: str
    colour: Colour
    # The colour that answers in its place what it fails at, while a new release is watched.
    net: Colour | None = None
    ranges: EdgeRanges
    app_prefix: str = "10.203.2"
    requests_per_second: int = 50
    sign_ins_per_minute: int = 60
    deliveries_per_second: int = 20
    # Callers must show the client certificate of authenticated origin pulls (secret origin-pull-ca.pem).
    require_origin_pulls: bool = False
    # Peers outside Cloudflare's networks get 403, whatever they show.
    require_cloudflare: bool = False
    maintenance: bool = False


def render_files(settings: ProxySettings) -> Mapping[str, str]:
    """Every file of the proxy directory. Raises OpsError for a value that is none."""
    for host in (settings.app_host, settings.api_host):
        if not _HOST.fullmatch(host):
            raise OpsError(f"{host!r} is no host name", hint="Lower-case letters, digits, dots and hyphens.")
    if settings.app_host == settings.api_host:
        raise OpsError("the application and the API need two host names", hint="For example app.… and api.….")
    return {
        "upstreams.conf": render_upstreams(
            colour=settings.colour, net=settings.net, app_prefix=settings.app_prefix
        ),
        "real-ip.conf": render_real_ip(settings.ranges),
        "app-host.conf": f"{_HEAD}server_name {settings.app_host};\n",
        "api-host.conf": f"{_HEAD}server_name {settings.api_host};\n",
        "limits.conf": render_limits(settings),
        "admission.conf": render_admission(settings),
        "maintenance.conf": render_maintenance(on=settings.maintenance),
    }


# What the release before may answer in place of the new one. Streams are left out: the old stream server goes with the drain.
NETTED = ("backend", "frontend")


def render_upstreams(*, colour: Colour, app_prefix: str, net: Colour | None = None) -> str:
    """The switch between releases: literal addresses, so that no stale name is ever in use."""
    try:
        IPv4Address(f"{app_prefix}.1")
    except AddressValueError as error:
        raise OpsError(
            f"{app_prefix!r} is no prefix of three numbers", hint="For example 10.203.2."
        ) from error
    text = f"{_HEAD}# Serving: {colour}\n"
    for name, (digit, port) in UPSTREAMS.items():
        # max_fails=0: with one server, taking it out for ten seconds turns one failed request into many.
        servers = f"    server {app_prefix}.{COLOUR_NUMBERS[colour]}{digit}:{port} max_fails=0;\n"
        if net is not None and name in NETTED:
            servers += f"    server {app_prefix}.{COLOUR_NUMBERS[net]}{digit}:{port} max_fails=0 backup;\n"
        # keepalive 0: nginx keeps connections by default (1.29.7). One the server closes while a POST is on its way to it is a 502.
        text += f"upstream {name} {{\n    zone {name} 64k;\n    keepalive 0;\n{servers}}}\n"
    return text


def render_real_ip(ranges: EdgeRanges) -> str:
    """Whose CF-Connecting-IP is believed; $from_cloudflare says whether the peer itself is one of them."""
    believed = "".join(f"set_real_ip_from {network};\n" for network in ranges.networks)
    members = "".join(f"    {network} 1;\n" for network in ranges.networks)
    return (
        f"{_HEAD}# Cloudflare's networks as of {ranges.as_of.isoformat()}, from {ranges.source}\n"
        f"{believed}real_ip_header CF-Connecting-IP;\n"
        f"geo $realip_remote_addr $from_cloudflare {{\n    default 0;\n{members}}}\n"
    )


def render_limits(settings: ProxySettings) -> str:
    """The zones; how far a burst may go is said where they are used."""
    rates = (settings.requests_per_second, settings.sign_ins_per_minute, settings.deliveries_per_second)
    if min(rates) < 1:
        raise OpsError(f"a rate below 1 would let nobody in: {rates}", hint="Use whole numbers from 1.")
    return (
        f"{_HEAD}"
        f"limit_req_zone $binary_remote_addr zone=address:10m rate={rates[0]}r/s;\n"
        f"limit_req_zone $binary_remote_addr zone=sign_in:5m rate={rates[1]}r/m;\n"
        "# The connection named in the path; requests that name none do not count.\n"
        "map $uri $webhook_connection {\n"
        '    ~^/api/v1/webhooks/(?<named_connection>[^/]+/[^/]+)/?$ $named_connection;\n    default "";\n}\n'
        f"limit_req_zone $webhook_connection zone=webhook:10m rate={rates[2]}r/s;\n"
    )


def render_admission(settings: ProxySettings) -> str:
    """Who may speak to this server at all."""
    text = _HEAD
    if settings.require_origin_pulls:
        text += "ssl_client_certificate /run/secrets/origin-pull-ca.pem;\n"
        text += "ssl_verify_client on;\nssl_verify_depth 2;\n"
    if settings.require_cloudflare:
        text += "if ($from_cloudflare = 0) {\n    return 403;\n}\n"
    return text


def render_maintenance(*, on: bool) -> str:
    """While on, the API answers 503 with Retry-After; the page and /health/ are served."""
    api = '    ~^/(api|\\.well-known)/ "1";\n' if on else ""
    return f'{_HEAD}map $uri $maintenance {{\n{api}    default "";\n}}\n'
