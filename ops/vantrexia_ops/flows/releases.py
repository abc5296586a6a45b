"""Releases of this host: their records (`state/releases/ID.json`), which ones were good, and which may return.

save_release / find_release        what an image said about itself when it was deployed
find_good_images(deploys, name)    the images a release served well with
list_good(deploys)                 releases that served well, the one that serves last; a release rolled back from is not good
find_obstacle(target, deploys)     why the database forbids its return, or None
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from vantrexia_ops.errors import ConfigurationError, OpsError
from vantrexia_ops.files import find_whole, make_private, write_whole
from vantrexia_ops.journal import Deploy

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """`expanding`: code from before it still works after it; otherwise `reason` says what it takes away."""

    name: str
    expanding: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """`images` are references by digest (or id); `migrations` are all its code knows."""

    name: str
    images: Mapping[str, str] = field(default_factory=dict)
    migrations: tuple[Migration, ...] = ()
    recorded_at: datetime | None = None


def check_name(name: str) -> str:
    """A release id is also an image's tag and a file's name. Raises ConfigurationError."""
    if not _NAME.fullmatch(name) or name == "latest":
        raise ConfigurationError(
            f"{name!r} cannot name a release",
            hint="Use the commit's hash: letters, digits, dot, dash, underscore; never `latest`, which names nothing.",
        )
    return name


def save_release(directory: Path, release: Release) -> None:
    make_private(directory)
    text = msgspec.json.format(msgspec.json.encode(release)).decode()
    write_whole(directory / f"{check_name(release.name)}.json", f"{text}\n")


def find_release(directory: Path, name: str) -> Release | None:
    path = directory / f"{check_name(name)}.json"
    found = find_whole(path)
    try:
        return None if found is None else msgspec.json.decode(found, type=Release)
    except msgspec.MsgspecError as error:
        raise OpsError(
            f"{path} cannot be read: {error}", hint="Deploy that release again to write it anew."
        ) from error


def list_recorded(directory: Path) -> list[Release]:
    """Every record, the oldest first."""
    found = (
        [find_release(directory, path.stem) for path in directory.glob("*.json")]
        if directory.is_dir()
        else []
    )
    return sorted((release for release in found if release), key=lambda r: (str(r.recorded_at), r.name))


def list_good(deploys: Iterable[Deploy]) -> list[str]:
    """Names in the order they last began to serve."""
    good: list[str] = []
    for deploy in deploys:
        if deploy.outcome != "good":
            continue
        left = str(deploy.about.get("left", "")) if deploy.kind == "rollback" else ""
        good = [name for name in good if name not in (deploy.release, left)]
        good.append(deploy.release)
    return good


def find_good_images(deploys: Iterable[Deploy], name: str) -> Mapping[str, str]:
    """The images `name` last served well with; none when it never did. A later deploy of other images under its name may have failed."""
    found: Mapping[str, str] = {}
    for deploy in deploys:
        if deploy.release == name and deploy.outcome == "good" and "images" in deploy.steps:
            found = deploy.steps["images"].facts.get("images", found)
    return found


def list_applied(deploys: Iterable[Deploy]) -> dict[str, Migration]:
    """Migrations whose application was begun on this host, whatever became of the deploy."""
    applied: dict[str, Migration] = {}
    for deploy in deploys:
        if "migrate" not in deploy.steps:
            continue
        for step in deploy.steps.values():
            for found in _unapplied(step.facts):
                applied[found.name] = found
    return applied


def find_obstacle(target: Release, deploys: Sequence[Deploy]) -> str | None:
    """Why `target` cannot serve with the schema as it is. Needs no database: the journal knows what was applied."""
    known = {migration.name for migration in target.migrations}
    lost = [
        migration
        for migration in list_applied(deploys).values()
        if migration.name not in known and not migration.expanding
    ]
    if not lost:
        return None
    return "; ".join(f"{migration.name} {migration.reason}".strip() for migration in lost)


def _unapplied(facts: Mapping[str, Any]) -> list[Migration]:
    return [Migration(**found) for found in facts.get("unapplied", ())]
