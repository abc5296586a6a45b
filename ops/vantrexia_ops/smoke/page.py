"""The page: `index.html` names this release's bundle by hash, and the bundle loads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vantrexia_ops.probes.web import Web
from vantrexia_ops.smoke.target import Target

_ASSET = re.compile(r"""(?:src|href)=["'](?P<path>/assets/[^"'?#]+)["']""")
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.(?:js|css)$")


def list_assets(html: str) -> frozenset[str]:
    """Paths of the assets a page names."""
    return frozenset(match["path"] for match in _ASSET.finditer(html))


def check_page(target: Target, *, web: Web, fail: Callable[[str], Exception]) -> str:
    """What was seen. Raises what `fail` makes of the reason."""
    door = target.page or target.api
    answer = web.get(door, "/")
    if answer.status != 200:
        raise fail(f"the page answered {answer.status}")
    if answer.is_of_release_before:
        raise fail("the page failed on this release, and the one before answered in its place")
    assets = list_assets(answer.body.decode("utf-8", "replace"))
    scripts = sorted(path for path in assets if path.endswith(".js"))
    if not scripts:
        raise fail("the page names no script")
    unhashed = sorted(path for path in assets if path.endswith((".js", ".css")) and not _HASHED.search(path))
    if unhashed:
        raise fail(f"{unhashed[0]} carries no hash in its name, so browsers would keep an old one")
    if target.bundle is not None and assets != target.bundle:
        other = sorted(assets - target.bundle)
        raise fail(f"the page names {other[0] if other else 'fewer assets'}, which is not of this release")
    for path in sorted(assets):
        _check_asset(path, web=web, target=target, fail=fail)
    _check_release(target, web=web, fail=fail)
    return scripts[0].rpartition("/")[2]


def _check_asset(path: str, *, web: Web, target: Target, fail: Callable[[str], Exception]) -> None:
    answer = web.get(target.page or target.api, path)
    if answer.status != 200 or not answer.body:
        raise fail(f"{path} answered {answer.status}")
    kind = _header(answer.headers, "content-type")
    # A server that answers every address with the page would pass otherwise.
    if path.endswith((".js", ".css")) and "html" in kind:
        raise fail(f"{path} is {kind}, not a script or style")


def _check_release(target: Target, *, web: Web, fail: Callable[[str], Exception]) -> None:
    if target.release is None:
        return
    answer = web.get(target.page or target.api, "/config.json")
    said = answer.json()
    named = said.get("release_id") if isinstance(said, dict) else None
    if answer.status != 200 or named != target.release:
        raise fail(f"the page is of release {named!r}, not of {target.release!r}")


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
