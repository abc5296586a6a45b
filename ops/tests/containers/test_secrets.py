"""Each service's secrets in its own directory, in memory, or nothing at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.authority import issue
from tests.containers.engine import REPOSITORY
from tests.containers.stack import MEMORY, make_secrets

INSTALL = REPOSITORY / "docker/secrets/install_secrets.py"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to other users")


@pytest.fixture
def target() -> Iterator[Path]:
    if not MEMORY.is_dir():
        pytest.skip(f"{MEMORY} is not there: no file system in memory to write to")
    directory = Path(tempfile.mkdtemp(dir=MEMORY))
    yield directory / "secrets"
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    return make_secrets(issue("app.practice.example"))


def install(secrets: object, target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(INSTALL), "--from", "-", "--target", str(target)],
        input=secrets if isinstance(secrets, str) else json.dumps(secrets),
        capture_output=True,
        text=True,
        check=False,
    )


@needs_root
def test_a_service_gets_its_own_secrets_and_no_other(secrets: dict[str, str], target: Path) -> None:
    done = install(secrets, target)
    assert done.returncode == 0, done.stderr
    assert (target / "backend/DATABASE_URL").read_text() == secrets["DATABASE_URL"]
    assert not (target / "backend/MIGRATION_DATABASE_URL").exists()
    assert (target / "migrate/MIGRATION_DATABASE_URL").read_text() == secrets["MIGRATION_DATABASE_URL"]
    assert {path.name for path in (target / "nginx").iterdir()} == {"origin.pem", "origin.key"}
    assert not (target / "celery-beat/EMAIL_URL").exists()
    for directory in target.iterdir():
        assert directory.stat().st_mode & 0o777 == 0o500
        for file in directory.iterdir():
            assert file.stat().st_mode & 0o777 == 0o400
            assert file.stat().st_uid == directory.stat().st_uid != 0


@needs_root
def test_both_spellings_of_the_certificate_are_understood(secrets: dict[str, str], target: Path) -> None:
    other = {name.replace("CLOUDFLARE_ORIGIN_", "CLOUDFLARE_"): value for name, value in secrets.items()}
    assert "CLOUDFLARE_CERT" in other
    assert install(other, target).returncode == 0
    assert (target / "nginx/origin.pem").read_text() == secrets["CLOUDFLARE_ORIGIN_CERT"]


@needs_root
def test_a_changed_secret_replaces_its_file_and_a_dropped_one_is_removed(
    secrets: dict[str, str], target: Path
) -> None:
    install(secrets | {"EMAIL_URL": "smtp://u:p@mail.example"}, target)
    directory = os.open(target / "backend", os.O_RDONLY)
    assert (target / "backend/EMAIL_URL").exists()
    assert install(secrets | {"SECRET_KEY": "x" * 60}, target).returncode == 0
    # The same directory, as a running container has it mounted, shows the new files.
    assert "EMAIL_URL" not in os.listdir(directory)
    with open(os.open("SECRET_KEY", os.O_RDONLY, dir_fd=directory)) as file:
        assert file.read() == "x" * 60
    os.close(directory)


def test_what_is_missing_is_listed_and_nothing_is_written(secrets: dict[str, str], target: Path) -> None:
    few = {
        name: value for name, value in secrets.items() if name not in ("SECRET_KEY", "CLOUDFLARE_ORIGIN_KEY")
    }
    done = install(few, target)
    assert done.returncode == 1
    assert "missing: CLOUDFLARE_ORIGIN_KEY or CLOUDFLARE_KEY, SECRET_KEY" in done.stderr
    assert "HINT:" in done.stderr
    assert not target.exists()


def test_a_disk_is_refused(secrets: dict[str, str], tmp_path: Path) -> None:
    kind = subprocess.run(
        ["stat", "-f", "-c", "%T", tmp_path], capture_output=True, text=True, check=True
    ).stdout
    if kind.strip() in ("tmpfs", "ramfs"):
        pytest.skip("the temporary directory of this machine lies in memory")
    done = install(secrets, tmp_path / "secrets")
    assert done.returncode == 1
    assert "mount a tmpfs there" in done.stderr
    assert not (tmp_path / "secrets").exists()


@pytest.mark.parametrize("sent", ["", "[]", "{", '{"SECRET_KEY": 1}'])
def test_what_is_no_object_of_texts_is_refused_without_quoting_it(sent: str, target: Path) -> None:
    done = install(sent, target)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not target.exists()


@pytest.mark.parametrize("url", ["redis://redis:6379/0", "redis://user@redis:6379/0"])
def test_valkey_without_a_password_is_refused(secrets: dict[str, str], target: Path, url: str) -> None:
    done = install(secrets | {"REDIS_URL": url}, target)
    assert done.returncode == 1
    assert "has no password" in done.stderr


def test_every_secret_the_server_asks_for_is_in_the_manifest() -> None:
    """The server's list of variables, printed by its own code, held against what its containers get."""
    script = (
        "import json; from config import env;"
        "print(json.dumps([[v.name, v.kind, v.required] for v in env.VARIABLES]))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY / "backend", capture_output=True, text=True, check=True
    )
    variables = json.loads(printed.stdout)
    script = (
        "import json, sys; sys.path.insert(0, 'docker/secrets'); import install_secrets as i;"
        "print(json.dumps({s.name: [s.uid, list(s.files)] for s in i.read_manifest()}))"
    )
    listed = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    manifest = json.loads(listed.stdout)
    server = {name: set(files) for name, (uid, files) in manifest.items() if uid == 10001}
    required = {name for name, _, needed in variables if needed}
    for service, files in server.items():
        assert required <= files, f"{service} would not start without {required - files}"
    secret = {name for name, kind, _ in variables if kind == "secret"}
    assert secret <= set().union(*server.values()), "a secret no container ever gets"


@needs_root
def test_after_a_reboot_the_secrets_are_fetched_again_into_memory(
    secrets: dict[str, str], tmp_path: Path
) -> None:
    """The unit's script mounts memory where there is none, and only then: it runs at every start of the unit."""
    target, store = tmp_path / "secrets", tmp_path / "store"
    store.mkdir(mode=0o700)
    for name, value in secrets.items():
        (store / name).write_text(value)
    environment = {**os.environ, "VANTREXIA_SECRETS_DIR": str(target), "VANTREXIA_SECRETS_SOURCE": str(store)}
    script = REPOSITORY / "docker/systemd/secrets-up.sh"
    try:
        for _ in range(2):
            done = subprocess.run([str(script)], env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        mounts = Path("/proc/self/mounts").read_text().splitlines()
        assert len([line for line in mounts if line.split()[1] == str(target)]) == 1
        assert (target / "backend/SECRET_KEY").read_text() == secrets["SECRET_KEY"]
    finally:
        subprocess.run(["umount", str(target)], check=False)


def test_a_store_that_is_away_leaves_no_half_set_of_secrets(target: Path) -> None:
    environment = {
        **os.environ,
        "VANTREXIA_SECRETS_DIR": str(target),
        "VANTREXIA_SECRETS_COMMAND": "echo '{' && echo store is away >&2 && exit 7",
    }
    script = REPOSITORY / "docker/systemd/secrets-up.sh"
    done = subprocess.run([str(script)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "store is away" in done.stderr
    assert not list(target.iterdir())
