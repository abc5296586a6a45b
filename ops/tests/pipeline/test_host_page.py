"""What docs/deploying tells an operator to type for a new host does what the page says: run here where it can be, parsed where not."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

from tests.pipeline.places import ROOT
from tests.pipeline.test_runbooks import parse
from vantrexia_ops.config import read_config

PAGES = ROOT / "docs" / "deploying"
FROM_CLOUDFLARE = {"CLOUDFLARE_ORIGIN_CERT", "CLOUDFLARE_ORIGIN_KEY"}
# Set by what a block reads (`. state/current.env`), or by the pipeline around it.
TOLD_ELSEWHERE = {"VANTREXIA_PROXY_DIR", "TOKEN"}


def blocks(page: str, language: str = "sh") -> list[str]:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    found = re.finditer(rf"^( *)```{language}\n(.*?)^\1```$", text, re.M | re.S)
    return [textwrap.dedent(block[2]) for block in found]


def load_installer() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "install_secrets", ROOT / "docker/secrets/install_secrets.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """What the blocks about secrets leave behind, typed one after the other."""
    directory = tmp_path / "secrets"
    script = "\n".join(block for block in blocks("host") if "/etc/vantrexia/secrets &&" in block)
    assert script.count("cd /etc/vantrexia/secrets") == 2
    script = script.replace("/etc/vantrexia/secrets", str(directory))
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], check=True, capture_output=True)
    return directory


def test_the_secrets_of_the_page_are_all_a_host_needs_but_the_certificate(store: Path) -> None:
    assert store.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in store.iterdir())
    secrets = {file.name: file.read_text(encoding="utf-8") for file in store.iterdir()}
    installer = load_installer()
    services = installer.read_manifest()
    with pytest.raises(installer.SecretsRefused) as refused:
        installer.plan(services=services, secrets=secrets)
    assert set(re.findall(r"CLOUDFLARE_ORIGIN\w+", str(refused.value))) == FROM_CLOUDFLARE
    planned = installer.plan(services=services, secrets={**secrets, **dict.fromkeys(FROM_CLOUDFLARE, "PEM")})
    assert {"ADMIN_DATABASE_URL", "BACKUP_DATABASE_URL"} <= set(planned["create-roles"])
    assert planned["postgres"].keys() == {"POSTGRES_PASSWORD"}


def test_the_secrets_of_the_page_have_the_shapes_their_readers_ask_for(store: Path) -> None:
    """docs/security/encryption.md; the server itself is asked in ops/tests/containers."""
    for name in ("FIELD_ENCRYPTION_KEY", "BLIND_INDEX_KEY"):
        assert re.fullmatch(r"\w+:[A-Za-z0-9+/]{43}=\n", (store / name).read_text())
    for name in ("JWT_SIGNING_KEY", "AUDIT_SIGNING_KEY"):
        assert (store / name).read_text().startswith("-----BEGIN PRIVATE KEY-----\n")
    assert len((store / "SECRET_KEY").read_text()) >= 50
    assert (store / "POSTGRES_PASSWORD").read_text().strip() in (store / "ADMIN_DATABASE_URL").read_text()
    users = [
        re.match(r"postgresql://(\w+):[0-9a-f]{48}@postgres:5432/vantrexia\n$", (store / name).read_text())[1]  # type: ignore[index]
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "BACKUP_DATABASE_URL")
    ]
    assert users == ["vantrexia_app", "vantrexia_migrator", "vantrexia_backup"]


def test_the_configuration_of_the_page_is_one(tmp_path: Path) -> None:
    first, images = blocks("host", "toml")
    (tmp_path / "vantrexia.toml").write_text(first + images)
    config = read_config(tmp_path / "vantrexia.toml")
    assert config.host.profiles == ("postgres",)
    assert (config.images.pull, config.images.require_digest, config.smoke.public) == (False, False, False)


def test_stand_ins_are_named_as_they_are_built() -> None:
    said = subprocess.run(
        [str(ROOT / "scripts/airgap/bases.sh"), "--env"], capture_output=True, text=True, check=True
    ).stdout
    images = blocks("host", "toml")[1]
    for option, variable in (("valkey", "VALKEY_IMAGE"), ("postgres", "POSTGRES_IMAGE")):
        named = re.search(rf'^{option} = "(.+)"$', images, re.M)[1]  # type: ignore[index]
        assert f"{variable}={named}\n" in said


SHELL = [
    (path.stem, number, block)
    for path in sorted(PAGES.glob("*.md"))
    for number, block in enumerate(blocks(path.stem))
]


@pytest.mark.parametrize(("page", "number", "block"), SHELL, ids=[f"{page}-{n}" for page, n, _ in SHELL])
def test_a_block_uses_no_variable_it_does_not_set(page: str, number: int, block: str) -> None:
    """`NAME=value command` sets it for that command alone: the next line has nothing of it."""
    text = re.sub(r"#.*", "", block)
    used = set(re.findall(r"\$\{?([A-Za-z_]\w*)", text))
    lasting = set(re.findall(r"(?:^|[;&|] *|export )(\w+)=(?:\$\([^)]*\)|\S*) *(?=$|[;&]|\w+=)", text, re.M))
    lasting |= {name for line in re.findall(r"export (.+)", text) for name in re.findall(r"(\w+)=", line)}
    lasting |= set(re.findall(r"for (\w+) in", text))
    if page == "host" and "git checkout" in text:
        lasting.add("RELEASE_ID")  # the release one is about to deploy
    if page == "images" and "registry.sh push" in text:
        lasting.add("RELEASE_ID")  # exported in the block above it
    assert used - lasting - TOLD_ELSEWHERE == set()


def commands() -> list[tuple[str, str]]:
    found = []
    for path in sorted(PAGES.glob("*.md")):
        for block in blocks(path.stem):
            for line in block.replace("\\\n", " ").splitlines():
                words = line.partition(" #")[0].strip()
                found += [(path.stem, words)] if words.startswith("vantrexia ") else []
    return sorted(set(found))


@pytest.mark.parametrize(("page", "text"), commands())
def test_the_tool_knows_what_the_page_types(page: str, text: str) -> None:
    # `on | off`: one or the other.
    first, *others = text.replace("…", "x").split(" | ")
    for words in (first, *(f"{first.rpartition(' ')[0]} {other}" for other in others)):
        parse(shlex.split(words)[1:])


def test_the_page_names_files_that_are_there() -> None:
    named = re.findall(r"/opt/vantrexia/((?:scripts|docker)/[\w./-]+\w)", (PAGES / "host.md").read_text())
    assert named
    for path in named:
        assert list(ROOT.glob(f"{path}*")), path
