"""Dockerfiles, scripts, units and locks, checked without an engine."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.containers.engine import REPOSITORY

TOOLS = Path(sys.executable).parent
DOCKERFILES = sorted(REPOSITORY.glob("docker/*/Dockerfile"))
SHELL = sorted({*REPOSITORY.glob("docker/*/*.sh"), *REPOSITORY.glob("scripts/airgap/**/*.sh")})


def check(*words: str | Path) -> None:
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_hadolint_finds_nothing() -> None:
    check(TOOLS / "hadolint", *DOCKERFILES, *sorted(REPOSITORY.glob("scripts/airgap/bases/*/Dockerfile")))


def test_shellcheck_finds_nothing() -> None:
    assert len(SHELL) > 8
    check(TOOLS / "shellcheck", "--external-sources", *SHELL)


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_an_image_is_built_on_a_base_of_ones_choice_and_runs_as_a_number(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.M)
    assert bases
    assert all(re.fullmatch(r"\$\{[A-Z]+_BASE\}", base) for base in bases)
    (user,) = re.findall(r"^USER (\S+)", text, re.M)
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    final = text[text.rindex("\nFROM") :]
    for label in ("image.revision", "image.version", "image.licenses", "image.source"):
        assert f"org.opencontainers.{label}=" in final
    assert 'io.vantrexia.release="${RELEASE_ID}"' in final
    assert "HEALTHCHECK" in final


def test_nothing_enters_a_build_unless_it_is_named() -> None:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").split()
    rules = [
        line for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line and line[0] != "#"
    ]
    assert rules[0] == "*"
    assert not any(re.search(r"\.git|\.venv|shared", line) for line in lines if line.startswith("!"))
    assert "**/.env*" in rules


def test_no_script_writes_down_where_packages_come_from() -> None:
    """A mirror is this machine's business: it is read from its own configuration when it is needed."""
    for path in [*SHELL, *DOCKERFILES, *REPOSITORY.glob("scripts/airgap/bases/*/*")]:
        assert not re.search(r"https?://(?!\$|127\.0\.0\.1|localhost)", path.read_text(encoding="utf-8")), (
            path
        )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", ["vantrexia.service", "vantrexia-secrets.service"])
def test_systemd_understands_the_unit(unit: str, tmp_path: Path) -> None:
    text = (REPOSITORY / "docker/systemd" / unit).read_text(encoding="utf-8")
    for path in re.findall(r"^Exec\w+=(/opt/vantrexia/\S+)", text, re.M):
        script = REPOSITORY / path.removeprefix("/opt/vantrexia/")
        assert script.stat().st_mode & 0o111, f"{script} must be executable"
    # The scripts lie in /opt/vantrexia on a host, here in this checkout; the engine's unit may be missing.
    local = text.replace("/opt/vantrexia", str(REPOSITORY))
    (tmp_path / unit).write_text(local)
    for other in ("docker.service", "vantrexia-secrets.service"):
        if other != unit:
            (tmp_path / other).write_text("[Service]\nType=oneshot\nExecStart=/bin/true\n")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if unit in line]
    assert not complaints, complaints


def test_compose_override_of_the_tests_is_valid_yaml() -> None:
    override = yaml.safe_load((Path(__file__).parent / "echo.override.yml").read_text(encoding="utf-8"))
    assert set(override["services"]) == {"backend", "stream"}


class TestArm64:
    """The host is ARM; the machine of the tests need not be."""

    def test_every_locked_python_package_installs_there(self, tmp_path: Path) -> None:
        """uv installs the lock for Python 3.13 on ARM, wheels only: each file fetched, its hash checked."""
        done = install_for_arm64(REPOSITORY / "backend/requirements.txt", target=tmp_path)
        assert done.returncode == 0, done.stderr[-3000:]
        libraries = list(tmp_path.rglob("*.so"))
        assert libraries, "psycopg and cryptography are native"
        assert {machine_of(path) for path in libraries} == {AARCH64}

    def test_a_lock_without_the_hash_of_the_arm_file_is_noticed(self, tmp_path: Path) -> None:
        """psycopg-binary has a file per platform: with the hash of another one, there is nothing for ARM."""
        text = (REPOSITORY / "backend/requirements.txt").read_text(encoding="utf-8")
        found = re.search(r"^psycopg-binary==.*?(?=^\S|\Z)", text, re.M | re.S)
        assert found
        first, hashed, *_ = found.group(0).splitlines()
        lock = tmp_path / "requirements.txt"
        lock.write_text(f"{first}\n{hashed.rstrip(chr(92) + ' ')}\n")
        done = install_for_arm64(lock, target=tmp_path / "target")
        assert done.returncode != 0
        assert "psycopg-binary" in done.stderr

    def test_every_native_package_of_the_page_has_a_sibling_for_it(self) -> None:
        """npm installs by `cpu` and `os`: whatever is locked for x64 Linux must be locked for arm64 too."""
        lock = json.loads((REPOSITORY / "frontend/package-lock.json").read_text(encoding="utf-8"))
        native = {
            name: entry
            for name, entry in lock["packages"].items()
            if entry.get("os") == ["linux"] and entry.get("cpu")
        }
        x64 = {name for name, entry in native.items() if entry["cpu"] == ["x64"]}
        assert x64, "the bundler is native; an empty set means this test looks at the wrong place"
        for name in x64:
            assert name.replace("x64", "arm64") in native, name
            assert native[name.replace("x64", "arm64")]["integrity"]


# e_machine of the ELF header (ELF for the Arm 64-bit Architecture, section 5.1).
AARCH64 = 183


def machine_of(library: Path) -> int:
    with library.open("rb") as file:
        return int(struct.unpack_from("<H", file.read(20), 18)[0])


def install_for_arm64(lock: Path, *, target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(str(TOOLS / "uv"), "pip", "install", "--no-progress", "--no-compile-bytecode", "--no-deps"),
            *(
                "--python-platform",
                "aarch64-manylinux_2_28",
                "--python-version",
                "3.13",
                "--python",
                sys.executable,
            ),
            *("--only-binary", ":all:", "--require-hashes", "--target", str(target), "-r", str(lock)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
