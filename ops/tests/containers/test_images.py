"""What is in the images, what is not, and what they weigh."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.containers.engine import REPOSITORY, Failed, run

BASES = {"backend": "PYTHON_BASE", "frontend": "NGINX_BASE", "nginx": "NGINX_BASE"}
USERS = {"backend": "10001:10001", "frontend": "10102:10102", "nginx": "10101:10101"}
LIMITS = json.loads((REPOSITORY / "docker/size-limits.json").read_text(encoding="utf-8"))

every_image = pytest.mark.parametrize("name", BASES)


def image_of(images: dict[str, str], name: str) -> str:
    return f"{images['IMAGE_PREFIX']}/{name}:{images['TAG']}"


def inspect(image: str) -> dict[str, object]:
    (found,) = json.loads(run("docker", "image", "inspect", image).stdout)
    assert isinstance(found, dict)
    return found


def inside(image: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a container as production runs it, without network and without secrets."""
    return run(
        *("docker", "run", "--rm", "--network=none", "--read-only", "--cap-drop=ALL", "--tmpfs=/tmp"),
        *("--security-opt=no-new-privileges", "--entrypoint", words[0], image, *words[1:]),
        check=False,
    )


def list_distributions(image: str) -> dict[str, str]:
    """Canonical name to version of every Python distribution in the image."""
    script = "import importlib.metadata as m; [print(d.name, d.version) for d in m.distributions()]"
    lines = inside(image, "/opt/venv/bin/python3", "-c", script).stdout.splitlines()
    pairs = [line.split() for line in lines]
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pairs}


@every_image
def test_an_image_adds_no_more_to_its_base_than_is_allowed(images: dict[str, str], name: str) -> None:
    whole, base = inspect(image_of(images, name))["Size"], inspect(images[BASES[name]])["Size"]
    assert isinstance(whole, int)
    assert isinstance(base, int)
    added = (whole - base) / 1e6
    assert added <= LIMITS[name], f"{added:.1f} MB above its base"
    assert added > LIMITS[name] * 0.02, "an image that adds next to nothing has lost its content"


@every_image
def test_an_image_says_which_release_it_is_and_runs_as_a_number(images: dict[str, str], name: str) -> None:
    config = inspect(image_of(images, name))["Config"]
    assert isinstance(config, dict)
    labels = config["Labels"]
    assert labels["io.vantrexia.release"] == labels["org.opencontainers.image.revision"] == images["TAG"]
    assert config["User"] == USERS[name]
    assert config["Healthcheck"]["Test"][0] == "CMD"
    secret = re.compile(r"SECRET|PASSWORD|TOKEN|KEY=|DATABASE_URL|REDIS_URL")
    assert not [entry for entry in config["Env"] if secret.search(entry)]


@every_image
def test_an_image_runs_as_nobody_special_and_cannot_write_to_itself(
    images: dict[str, str], name: str
) -> None:
    image = image_of(images, name)
    assert inside(image, "id", "-u").stdout.strip() == USERS[name].partition(":")[0]
    for place in ("/", "/app", "/etc", "/usr/local"):
        assert inside(image, "touch", f"{place}/written").returncode != 0
    # Not even with a writable root: nothing of the program belongs to its user.
    owned = run(
        *("docker", "run", "--rm", "--network=none", "--entrypoint", "find", image),
        *("/usr", "/etc", "/app", "/opt", "/srv/app"),
        *("-xdev", "-writable", "-not", "-type", "l", "-not", "-path", "/usr/*/tmp*"),
        check=False,
    )
    assert owned.stdout == ""


def test_the_server_image_holds_neither_installer_nor_compiler_nor_tests(images: dict[str, str]) -> None:
    image = image_of(images, "backend")
    for tool in ("pip", "gcc", "make", "git", "curl", "wget", "npm", "node"):
        assert inside(image, "sh", "-c", f"command -v {tool}").returncode != 0, tool
    assert inside(image, "/opt/venv/bin/python3", "-m", "pip", "--version").returncode != 0
    assert inside(image, "find", "/app", "/opt/venv", "-type", "d", "-name", "tests").stdout == ""


def test_the_server_image_holds_exactly_what_is_locked(images: dict[str, str]) -> None:
    lock = (REPOSITORY / "backend/requirements.txt").read_text(encoding="utf-8")
    locked = {
        line.split(";")[0].split("[")[0].split("==")[0].strip(): line
        for line in re.findall(r"^[a-z0-9].*==.*$", lock, re.M)
    }
    canonical = list_distributions(image_of(images, "backend"))
    assert set(canonical) <= set(locked)
    for name, version in canonical.items():
        assert f"=={version}" in locked[name], name
    # What is locked for other systems only (a marker) is not installed; everything else is.
    assert all(";" in locked[name] for name in set(locked) - set(canonical))


def test_the_server_starts_without_compiling_anything(images: dict[str, str]) -> None:
    """The root is read-only: whatever has no byte code is compiled again at every start of every process."""
    script = (
        "import pathlib; places = ('/app', '/opt/venv/lib');"
        "print([str(p) for place in places for p in pathlib.Path(place).rglob('*.py')"
        " if not list((p.parent / '__pycache__').glob(p.stem + '.*.pyc'))])"
    )
    missing = json.loads(
        inside(image_of(images, "backend"), "python3", "-c", script).stdout.replace("'", '"')
    )
    # Templates for code generators, which do not parse as Python, are the only exception.
    assert not [path for path in missing if "/app/" in path]
    assert len(missing) < 10, missing


def test_the_page_image_holds_no_source_and_no_node(images: dict[str, str]) -> None:
    image = image_of(images, "frontend")
    assert inside(image, "sh", "-c", "command -v node npm").returncode != 0
    listed = inside(image, "find", "/srv/app", "-type", "f", "-printf", "%s %p\\n").stdout.splitlines()
    files = {path: int(size) for size, path in (line.split() for line in listed)}
    assert not [path for path in files if re.search(r"\.(tsx?|map)(\.|$)", path)]
    scripts = [path for path, size in files.items() if path.endswith(".js") and size >= 512]
    assert scripts
    assert all(f"{path}.gz" in files and f"{path}.br" in files for path in scripts)


def test_the_bill_of_materials_names_everything_in_the_images(images: dict[str, str], tmp_path: Path) -> None:
    words = ["--release", images["TAG"], "--prefix", images["IMAGE_PREFIX"], "--out", str(tmp_path)]
    run(sys.executable, "docker/sbom.py", *words)
    bill = json.loads((tmp_path / "backend.cdx.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == images["TAG"]
    named = {component["purl"].split("?")[0] for component in bill["components"]}
    for name, version in list_distributions(image_of(images, "backend")).items():
        assert f"pkg:pypi/{name}@{version}" in named
    assert any(purl.startswith("pkg:deb/debian/libc6@") for purl in named)
    hashed = [component for component in bill["components"] if component["purl"].startswith("pkg:pypi/")]
    assert all(component["hashes"] for component in hashed)
    page = json.loads((tmp_path / "frontend.cdx.json").read_text(encoding="utf-8"))
    assert {"react", "react-dom"} <= {component["name"] for component in page["components"]}
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    run(sys.executable, "docker/sbom.py", *words)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first, "twice the same"


def test_a_bill_of_an_image_that_is_not_there_is_refused(engine: None, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="HINT: build the images first"):
        run(
            sys.executable,
            "docker/sbom.py",
            "--release",
            "none",
            "--prefix",
            "vantrexia-test",
            "--out",
            tmp_path,
        )


def test_the_images_of_a_release_without_a_name_are_not_built(engine: None) -> None:
    done = run(
        "docker",
        "buildx",
        "bake",
        "--file",
        "docker/bake.hcl",
        "--print",
        environment={"RELEASE_ID": ""},
        check=False,
    )
    assert done.returncode != 0
    assert "set RELEASE_ID" in done.stderr


def test_two_builds_of_the_same_commit_hold_the_same_files(images: dict[str, str], tmp_path: Path) -> None:
    """The packages are unpacked and compiled anew, without cache; every file is compared."""
    archive = subprocess.run(
        ["git", "archive", "HEAD", ".dockerignore", "backend", "docker"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    subprocess.run(["tar", "-x", "-C", str(tmp_path)], input=archive.stdout, check=True)
    listings = []
    caches: tuple[list[str], ...] = ([], ["--no-cache"])
    for cache in caches:
        built = run(
            *("docker", "build", "--quiet", *cache, "--file", str(tmp_path / "docker/backend/Dockerfile")),
            *("--build-arg", f"PYTHON_BASE={images['PYTHON_BASE']}", "--target", "build", str(tmp_path)),
            timeout_seconds=400,
        ).stdout.strip()
        listing = run(
            *("docker", "run", "--rm", "--network=none", "--entrypoint", "sh", built, "-c"),
            "find /opt/venv /app -type f -print0 | sort -z | xargs -0 sha256sum",
        )
        listings.append(set(listing.stdout.splitlines()))
    assert listings[0] ^ listings[1] == set()
    assert len(listings[0]) > 3000
