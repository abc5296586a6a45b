"""Cloudflare's networks: the only peers whose word on the client's address counts.

`load_ranges(path)` reads a dated data file (the one shipped beside this module when none is named);
`refresh_ranges(path, today)` replaces it by what Cloudflare publishes now, or raises RangesRefused and leaves
it as it is: a list that is empty, malformed, absurdly wide or nothing like the last one would either let anybody
forge an address or count every user of the practice as one client.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from pathlib import Path

import httpx
import msgspec

from vantrexia_ops.errors import OpsError
from vantrexia_ops.proxy.files import install_files

# Cloudflare's API reference, "Cloudflare IPs Details":
# {"success": true, "result": {"ipv4_cidrs": […], "ipv6_cidrs": […]}}.
PUBLISHED_AT = "https://api.cloudflare.com/client/v4/ips"
SHIPPED = Path(__file__).with_name("cloudflare_ranges.json")

# Cloudflare's widest are /13 and /29; anything wider than these is a mistake or an attack.
WIDEST_IPV4 = 11
WIDEST_IPV6 = 24
# So much of the list in force must be in the new one.
LEAST_KEPT = 0.5
LARGEST_ANSWER_BYTES = 64 * 1024


class RangesRefused(OpsError):
    """The published list was not taken over; the one in force stays."""


@dataclass(frozen=True, slots=True)
class EdgeRanges:
    as_of: date
    source: str
    ipv4: tuple[IPv4Network, ...]
    ipv6: tuple[IPv6Network, ...]

    @property
    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return (*self.ipv4, *self.ipv6)


class _Stored(msgspec.Struct, forbid_unknown_fields=True):
    as_of: date
    source: str
    ipv4: list[str]
    ipv6: list[str]


class _PublishedResult(msgspec.Struct):
    ipv4_cidrs: list[str]
    ipv6_cidrs: list[str]


class _Published(msgspec.Struct):
    success: bool
    result: _PublishedResult


def load_ranges(path: Path | None = None) -> EdgeRanges:
    """The networks in force. Raises RangesRefused when the file is unreadable or wrong."""
    chosen = path if path is not None else SHIPPED
    try:
        stored = msgspec.json.decode(chosen.read_bytes(), type=_Stored)
    except (OSError, msgspec.MsgspecError) as error:
        raise RangesRefused(
            f"{chosen} cannot be used: {error}", hint="Restore it from the repository, then refresh."
        ) from error
    return _checked(as_of=stored.as_of, source=stored.source, ipv4=stored.ipv4, ipv6=stored.ipv6)


def fetch_published() -> bytes:
    """Cloudflare's answer now. Raises RangesRefused when there is none."""
    try:
        answer = httpx.get(PUBLISHED_AT, timeout=10.0, follow_redirects=False)
    except httpx.HTTPError as error:
        raise RangesRefused(
            f"no list from {PUBLISHED_AT}: {error}", hint="The list in force stays; try again later."
        ) from error
    if answer.status_code != httpx.codes.OK:
        raise RangesRefused(
            f"{PUBLISHED_AT} answered {answer.status_code}", hint="The list in force stays; try again later."
        )
    return answer.content


def refresh_ranges(*, path: Path, today: date, fetch: Callable[[], bytes] = fetch_published) -> EdgeRanges:
    """Take the published list over into `path`. On any doubt: RangesRefused, nothing changed."""
    in_force = load_ranges(path if path.exists() else None)
    answer = fetch()
    if len(answer) > LARGEST_ANSWER_BYTES:
        raise RangesRefused(f"the published list has {len(answer)} bytes; that is no list of networks")
    try:
        published = msgspec.json.decode(answer, type=_Published)
    except msgspec.MsgspecError as error:
        raise RangesRefused(f"the published list is not in the documented form: {error}") from error
    if not published.success:
        raise RangesRefused("the publisher says its answer is no success")
    result = published.result
    fresh = _checked(as_of=today, source=PUBLISHED_AT, ipv4=result.ipv4_cidrs, ipv6=result.ipv6_cidrs)
    kept = len(set(in_force.networks) & set(fresh.networks)) / len(in_force.networks)
    if kept < LEAST_KEPT:
        raise RangesRefused(
            f"only {kept:.0%} of the networks in force are in the published list",
            hint=f"Compare both by hand; if the new one is right, write it to {path}.",
        )
    install_files(directory=path.parent, files={path.name: _dump(fresh)})
    return fresh


def _checked(*, as_of: date, source: str, ipv4: list[str], ipv6: list[str]) -> EdgeRanges:
    fours: list[IPv4Network] = []
    sixes: list[IPv6Network] = []
    for text in (*ipv4, *ipv6):
        try:
            network = ip_network(text)
        except ValueError as error:
            raise RangesRefused(f"{text!r} is no network: {error}") from error
        if not network.is_global or network.is_multicast:
            raise RangesRefused(f"{network} is not a public network")
        if isinstance(network, IPv4Network):
            fours.append(network)
        else:
            sixes.append(network)
        if network.prefixlen < (WIDEST_IPV4 if network.version == 4 else WIDEST_IPV6):
            raise RangesRefused(f"{network} is too wide to belong to one company")
    if len(fours) != len(ipv4) or len(sixes) != len(ipv6):
        raise RangesRefused("IPv4 and IPv6 networks are mixed up")
    if not fours or not sixes:
        raise RangesRefused("the list has no IPv4 networks" if not fours else "the list has no IPv6 networks")
    if (
        len(list(collapse_addresses(fours))) > len(set(fours))
        or len(set(fours)) != len(fours)
        or len(set(sixes)) != len(sixes)
    ):
        raise RangesRefused("the list names a network twice")
    return EdgeRanges(as_of=as_of, source=source, ipv4=tuple(fours), ipv6=tuple(sixes))


def _dump(ranges: EdgeRanges) -> str:
    content = {
        "as_of": ranges.as_of.isoformat(),
        "source": ranges.source,
        "ipv4": [str(network) for network in ranges.ipv4],
        "ipv6": [str(network) for network in ranges.ipv6],
    }
    return json.dumps(content, indent=2) + "\n"
