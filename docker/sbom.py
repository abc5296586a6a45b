"""A bill of materials (CycloneDX 1.6, JSON) for each image of a release, from what the images really hold.

    python docker/sbom.py --release ID --prefix ghcr.io/highlandpc/vantrexia --out DIRECTORY

Debian packages come from the image's own package database, Python packages from the image's own metadata with
the hashes of the lock, the page's packages from `npm sbom` over the frontend's lock (the image holds what
was bundled from them). The same images give the same files: no time of day, and a serial number derived from
the release.

Exit codes: 0 written, 1 an image cannot be read.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

REPOSITORY = Path(__file__).resolve().parents[1]
IMAGES = ("backend", "frontend", "nginx")

_PRINT_DISTRIBUTIONS = (
    "import importlib.metadata as m; print('\\n'.join(f'{d.name}=={d.version}' for d in m.distributions()))"
)


class Unreadable(Exception):
    """An image or a lock that does not answer."""


def list_debian_packages(image: str) -> Iterator[Component]:
    """Every package of the image's base."""
    for line in _output_of(
        image, "dpkg-query", "--show", "--showformat=${Package} ${Version} ${Architecture}\\n"
    ):
        name, version, architecture = line.split(" ")
        yield Component(
            name=name,
            version=version,
            type=ComponentType.LIBRARY,
            purl=PackageURL("deb", "debian", name, version, {"arch": architecture}),
            bom_ref=f"deb:{name}@{version}:{architecture}",
        )


def list_python_packages(image: str) -> Iterator[Component]:
    """Every distribution installed in the image, with all hashes its lock allows."""
    locked = _read_hashes(REPOSITORY / "backend/requirements.txt")
    for line in sorted(set(_output_of(image, "/opt/venv/bin/python3", "-c", _PRINT_DISTRIBUTIONS))):
        name, _, version = line.partition("==")
        canonical = re.sub(r"[-_.]+", "-", name).lower()
        yield Component(
            name=canonical,
            version=version,
            type=ComponentType.LIBRARY,
            purl=PackageURL("pypi", None, canonical, version),
            bom_ref=f"pypi:{canonical}@{version}",
            hashes=[
                HashType(alg=HashAlgorithm.SHA_256, content=value) for value in locked.get(canonical, ())
            ],
        )


def list_page_packages() -> Iterator[Component]:
    """What the bundle is made from: the frontend's lock without its tools."""
    words = ["npm", "sbom", "--sbom-format=cyclonedx", "--package-lock-only"]
    done = subprocess.run(words, cwd=REPOSITORY / "frontend", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unreadable(f"npm sbom: {done.stderr.strip()[-300:]}")
    for entry in json.loads(done.stdout)["components"]:
        # `--omit=dev` would leave out what a tool and the page both need, React first of all.
        if {"name": "cdx:npm:package:development", "value": "true"} in entry.get("properties", ()):
            continue
        yield Component(
            group=entry.get("group"),
            name=entry["name"],
            version=entry["version"],
            type=ComponentType.LIBRARY,
            purl=PackageURL.from_string(entry["purl"]),
            bom_ref=f"npm:{entry['purl']}",
            hashes=[
                HashType(alg=HashAlgorithm(item["alg"]), content=item["content"]) for item in entry["hashes"]
            ],
        )


def write_bill(*, name: str, image: str, release: str, directory: Path) -> Path:
    """One file, `NAME.cdx.json`. Raises Unreadable."""
    subject = Component(
        name=f"vantrexia-{name}", version=release, type=ComponentType.CONTAINER, bom_ref="image"
    )
    components = list(list_debian_packages(image))
    if name == "backend":
        components += list_python_packages(image)
    if name == "frontend":
        components += list_page_packages()
    bill = Bom(components=components, serial_number=uuid5(NAMESPACE_URL, f"{name}:{release}"))
    bill.metadata.component = subject
    bill.register_dependency(subject, components)
    content = json.loads(JsonV1Dot6(bill).output_as_string())
    content["metadata"].pop("timestamp", None)
    path = directory / f"{name}.cdx.json"
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def _output_of(image: str, *words: str) -> list[str]:
    done = subprocess.run(
        ["docker", "run", "--rm", "--network=none", "--entrypoint", words[0], image, *words[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Unreadable(f"{image}: {done.stderr.strip()[-300:]}")
    return done.stdout.splitlines()


def _read_hashes(lock: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if start := re.match(r"([a-z0-9][a-z0-9.-]*)(?:\[[^\]]*\])?==", line):
            name = start[1]
            found[name] = []
        found.get(name, []).extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Write a bill of materials for each image of a release.")
    parser.add_argument("--release", required=True)
    parser.add_argument("--prefix", default="ghcr.io/highlandpc/vantrexia")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    try:
        for name in IMAGES:
            image = f"{arguments.prefix}/{name}:{arguments.release}"
            written = write_bill(name=name, image=image, release=arguments.release, directory=arguments.out)
            sys.stdout.write(f"{written}\n")
    except Unreadable as error:
        sys.stderr.write(f"{error}\nHINT: build the images first (docker/bake.hcl)\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
