"""Write each service's secrets into its own directory, as files only that service's user can read.

    install_secrets.py --from DIRECTORY        one file per secret, named like it
    install_secrets.py --from - < object.json  an object of name: value

Standard library only: it runs before anything else on a host that has just booted. `install(…)` is the same
for callers in Python. The target (`--target`, /run/vantrexia/secrets) must lie in memory, so that no snapshot
of the disk ever holds a secret. Files are replaced one by one by rename inside the directory, so that running
containers, which have the directory mounted, see the new ones.

Exit codes: 0 done, 1 nothing was written (the reason and a hint on one line each).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

MANIFEST = Path(__file__).with_name("manifest.toml")
TARGET = Path("/run/vantrexia/secrets")
IN_MEMORY = frozenset({"tmpfs", "ramfs"})


class SecretsRefused(Exception):
    """Why nothing was written; never quotes a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    name: str
    uid: int
    gid: int
    files: Mapping[str, Mapping[str, Any]]


def read_manifest(path: Path = MANIFEST) -> tuple[Service, ...]:
    """The services with all their files, groups resolved."""
    manifest = tomllib.loads(path.read_text(encoding="utf-8"))
    services = []
    for name, entry in manifest["services"].items():
        files: dict[str, Mapping[str, Any]] = {}
        for group in entry.get("groups", ()):
            files.update(manifest["groups"][group])
        files.update(entry.get("files", {}))
        services.append(Service(name=name, uid=entry["uid"], gid=entry["gid"], files=files))
    return tuple(services)


def read_secrets(source: str) -> dict[str, str]:
    """Name to value, from a directory or from a JSON object on standard input (`-`)."""
    if source == "-":
        try:
            parsed = json.load(sys.stdin)
        except ValueError as error:
            raise SecretsRefused("standard input is not JSON") from error
        if not isinstance(parsed, dict) or not all(isinstance(value, str) for value in parsed.values()):
            raise SecretsRefused("standard input is not an object of names and texts")
        return parsed
    directory = Path(source)
    if not directory.is_dir():
        raise SecretsRefused(f"{directory} is not a directory")
    return {file.name: file.read_text(encoding="utf-8") for file in directory.iterdir() if file.is_file()}


def plan(*, services: tuple[Service, ...], secrets: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Service to file name to content. Raises SecretsRefused naming everything that is missing."""
    planned: dict[str, dict[str, str]] = {}
    missing: set[str] = set()
    for service in services:
        planned[service.name] = {}
        for name, rule in service.files.items():
            spellings = [rule["acl"]] if "acl" in rule else rule.get("from", [name])
            value = next(
                (secrets[spelling] for spelling in spellings if secrets.get(spelling, "").strip()), None
            )
            if value is not None:
                planned[service.name][name] = access_list(value) if "acl" in rule else value
            elif rule.get("needed", True):
                missing.add(" or ".join(spellings))
    if missing:
        raise SecretsRefused(f"missing: {', '.join(sorted(missing))}")
    return planned


def access_list(url: str) -> str:
    """Valkey's users: the one of this address, one that may only ping, and nobody else.

    The password is stored as its SHA-256 (the form `ACL SETUSER` documents), so the container never holds it.
    """
    parts = urlsplit(url.strip())
    if not parts.password:
        raise SecretsRefused("an address of Valkey has no password; use redis://user:password@host:6379/0")
    user = unquote(parts.username or "") or "default"
    digest = hashlib.sha256(unquote(parts.password).encode()).hexdigest()
    # With @dangerous a client could copy the broker elsewhere; what the libraries need of it is given back.
    rules = "resetchannels &* ~* +@all -@admin -@dangerous +info +client|setinfo +client|id +sort +flushdb"
    lines = [] if user == "default" else ["user default off resetpass resetkeys resetchannels -@all"]
    lines.append(f"user {user} on #{digest} {rules}")
    lines.append("user health on >health resetkeys resetchannels -@all +ping")
    return "\n".join(lines) + "\n"


def check_target(target: Path) -> None:
    """Raises SecretsRefused when the directory would lie on a disk."""
    deepest = target.resolve()
    mounts: dict[Path, str] = {}
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, mounted_at, kind, *_ = line.split(" ")
        mounts[Path(mounted_at.encode().decode("unicode_escape"))] = kind
    kind = next(mounts[place] for place in (deepest, *deepest.parents) if place in mounts)
    if kind not in IN_MEMORY:
        raise SecretsRefused(f"{target} lies on {kind}; mount a tmpfs there")


def write(*, services: tuple[Service, ...], planned: Mapping[str, Mapping[str, str]], target: Path) -> None:
    """Replace all files, remove those no longer planned; directories 0500, files 0400, the service's own."""
    target.mkdir(mode=0o711, parents=True, exist_ok=True)
    for service in services:
        directory = target / service.name
        directory.mkdir(mode=0o700, exist_ok=True)
        for name, content in planned[service.name].items():
            temporary = directory / f".{name}.new"
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                os.fchown(descriptor, service.uid, service.gid)
                file.write(content)
            temporary.rename(directory / name)
        for stale in set(os.listdir(directory)) - set(planned[service.name]):
            (directory / stale).unlink()
        os.chown(directory, service.uid, service.gid)
        directory.chmod(0o500)


def install(*, secrets: Mapping[str, str], target: Path = TARGET, manifest: Path = MANIFEST) -> None:
    """Check everything, then write. Raises SecretsRefused before anything was written."""
    services = read_manifest(manifest)
    planned = plan(services=services, secrets=secrets)
    check_target(target)
    try:
        write(services=services, planned=planned, target=target)
    except PermissionError as error:
        raise SecretsRefused(
            f"{error.filename}: {error.strerror}; only root can give files to other users"
        ) from error


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Write each service's secrets into its own directory in memory."
    )
    parser.add_argument(
        "--from", dest="source", required=True, help="directory of files, or - for JSON on standard input"
    )
    parser.add_argument("--target", type=Path, default=TARGET)
    arguments = parser.parse_args()
    try:
        install(secrets=read_secrets(arguments.source), target=arguments.target)
    except SecretsRefused as error:
        sys.stderr.write(f"{error}\nHINT: docs/deploying/images.md lists the secrets of each service\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
