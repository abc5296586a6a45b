"""Every `run:` step of the pipeline, run here: with the real programs where they stay on this machine."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http_host import HttpHost, Say
from tests.pipeline.places import ROOT, SCRIPTS, TOOLS, list_steps, put_program, run_script
from tests.pipeline.ssh_host import SshHost

HASH = "1f2e3d4c5b6a79881726354455463728190a0b0c"
DIGESTS = {
    name: f"sha256:{str(number) * 64}"
    for number, name in enumerate(("backend", "frontend", "nginx"), start=1)
}
PREFIX = "registry.example/vantrexia"


def test_every_script_of_a_workflow_is_run_by_a_test_here() -> None:
    runs = {step["run"].rpartition("/")[2] for _, step in list_steps() if "run" in step}
    here = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in sorted(runs) if f'"{name}"' not in here] == []


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_a_script_that_lacks_something_says_what_and_does_nothing(script: Path, tmp_path: Path) -> None:
    needed = re.search(r"^need (.+)$", script.read_text(encoding="utf-8"), re.M)
    if needed is None:
        return
    nothing = put_program(tmp_path / "bin", "docker", "echo touched; exit 99")
    done = run_script(script.name, path=nothing)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"{needed[1].split()[0]} is not set")
    assert done.stderr.count("\n") == 1


# --- 1 lint and test ---------------------------------------------------------------------------------------------------


def test_the_check_lint_is_make_lint() -> None:
    done = run_script("check.sh", env={"CHECK": "lint", "CHECKS": "zizmor yamllint"}, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^zizmor +ok", done.stdout, re.M)
    assert re.search(r"^yamllint +ok", done.stdout, re.M)


def test_the_check_python_is_make_test_and_its_failure_is_the_scripts_failure() -> None:
    done = run_script("check.sh", env={"CHECK": "python", "SUITES": "nosuch"}, timeout=300)
    assert done.returncode != 0
    assert "No suite is called nosuch" in done.stderr


def test_an_unknown_check_is_named() -> None:
    done = run_script("check.sh", env={"CHECK": "everything"})
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "There is no check everything: lint, python, frontend, browser, deploy.",
    )


# --- 2 build, 3 push -----------------------------------------------------------------------------------------------------


def test_a_release_is_its_commit_and_the_weekly_one_says_its_week(tmp_path: Path) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    outputs = tmp_path / "outputs"
    for fresh, pattern in (("false", re.escape(commit)), ("true", rf"{commit}-w\d{{4}}-\d\d")):
        outputs.write_text("")
        done = run_script("name-release.sh", env={"FRESH": fresh, "GITHUB_OUTPUT": str(outputs)})
        assert done.returncode == 0, done.stderr
        told = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
        assert re.fullmatch(pattern, told["release"])
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]", told["committed_at"])


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """A docker that writes down its words, takes a sign-in from standard input and says what it pushed."""
    metadata = json.dumps({name: {"containerimage.digest": digest} for name, digest in DIGESTS.items()})
    return put_program(
        tmp_path / "bin", "docker",
        f"""printf '%s\\n' "RELEASE_ID=${{RELEASE_ID:-}} $*" >>{tmp_path}/words
if [ "$1" = login ]; then cat >{tmp_path}/stdin; fi
while [ $# -gt 0 ]; do [ "$1" != --metadata-file ] || echo {shlex.quote(metadata)} >"$2"; shift; done""",
    )  # fmt: skip


def words_of(engine: Path) -> list[str]:
    return (engine.parent / "words").read_text().splitlines()


def test_the_registrys_token_goes_through_standard_input(engine: Path) -> None:
    env = {
        "IMAGE_PREFIX": PREFIX,
        "REGISTRY_USER": "ada",
        "REGISTRY_TOKEN": "ghs_secret",
        "GITHUB_ACTIONS": "true",
    }
    done = run_script("sign-in.sh", env=env, path=engine)
    assert done.returncode == 0, done.stderr
    assert words_of(engine) == ["RELEASE_ID= login registry.example --username ada --password-stdin"]
    assert (engine.parent / "stdin").read_text() == "ghs_secret"
    assert "::add-mask::ghs_secret" in done.stdout
    assert run_script("sign-out.sh", env=env, path=engine).returncode == 0
    assert words_of(engine)[-1].endswith("logout registry.example")


def test_images_are_built_for_arm_from_the_cache_and_nothing_leaves_the_machine(engine: Path) -> None:
    done = run_script("build-images.sh", env={"RELEASE_ID": HASH, "IMAGE_PREFIX": PREFIX}, path=engine)
    assert done.returncode == 0, done.stderr
    bake = words_of(engine)[-1]
    assert bake.startswith(f"RELEASE_ID={HASH} buildx --builder vantrexia bake --file docker/bake.hcl")
    assert "*.platform=linux/arm64" in bake
    assert "*.output=type=cacheonly" in bake
    assert f"backend.cache-from=type=registry,ref={PREFIX}/backend:cache" in bake
    assert "--push" not in bake


def test_the_weekly_build_takes_new_bases_and_no_cache(engine: Path) -> None:
    run_script(
        "build-images.sh", env={"RELEASE_ID": HASH, "IMAGE_PREFIX": PREFIX, "FRESH": "true"}, path=engine
    )
    bake = words_of(engine)[-1]
    assert "--no-cache --pull" in bake
    assert "cache-from" not in bake


def test_pushing_attests_fills_the_cache_and_hands_on_digests(engine: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    env = {"RELEASE_ID": HASH, "IMAGE_PREFIX": PREFIX, "GITHUB_OUTPUT": str(outputs), "FRESH": "true"}
    done = run_script("push-images.sh", env=env, path=engine)
    assert done.returncode == 0, done.stderr
    bake = words_of(engine)[-1]
    for part in (
        "--push",
        "--sbom=true",
        "--provenance=mode=max",
        f"nginx.cache-to=type=registry,ref={PREFIX}/nginx:cache,mode=max",
    ):
        assert part in bake
    assert "--no-cache" not in bake, "the weekly build's second pass takes what the first has built"
    assert "cache-from" not in bake, "and nothing of the week before"
    run_script("push-images.sh", env={**env, "FRESH": "false"}, path=engine)
    assert f"backend.cache-from=type=registry,ref={PREFIX}/backend:cache" in words_of(engine)[-1]
    assert dict(line.split("=", 1) for line in outputs.read_text().splitlines()) == DIGESTS


def test_an_image_that_was_not_pushed_is_no_release(tmp_path: Path) -> None:
    told = {
        "backend": {"containerimage.digest": DIGESTS["backend"]},
        "frontend": {"containerimage.digest": "latest"},
    }
    file = tmp_path / "images.json"
    file.write_text(json.dumps(told))
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "read_digests.py"), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "frontend has no digest: it was not pushed" in done.stderr


@pytest.mark.skipif(
    shutil.which("docker") is None
    or subprocess.run(["docker", "buildx", "version"], capture_output=True, check=False).returncode != 0,
    reason="buildx is not installed",
)
def test_the_words_of_a_build_are_words_buildx_knows() -> None:
    """`--print` resolves the file with every word and builds nothing."""
    words = [
        "--file",
        "docker/bake.hcl",
        "--print",
        "--sbom=true",
        "--provenance=mode=max",
        "--set",
        "*.platform=linux/arm64",
    ]
    words += ["--set", f"backend.cache-from=type=registry,ref={PREFIX}/backend:cache"]
    words += [
        "--set",
        f"backend.cache-to=type=registry,ref={PREFIX}/backend:cache,mode=max,image-manifest=true,oci-mediatypes=true",
    ]
    done = subprocess.run(
        ["docker", "buildx", "bake", *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "RELEASE_ID": HASH, "IMAGE_PREFIX": PREFIX, "HOME": "/nonexistent"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    targets = json.loads(done.stdout)["target"]
    assert {target["platforms"][0] for target in targets.values()} == {"linux/arm64"}
    assert targets["backend"]["tags"] == [f"{PREFIX}/backend:{HASH}"]


def test_the_bill_of_materials_comes_from_the_images_by_a_tool_from_its_lock(tmp_path: Path) -> None:
    answers = """case "$*" in
*dpkg-query*) echo "libc6 2.41-12 arm64" ;;
*python3*) echo "Django==5.2.9" ;;
esac"""
    engine = put_program(tmp_path / "bin", "docker", answers)
    done = run_script(
        "write-sbom.sh", env={"RELEASE_ID": HASH, "IMAGE_PREFIX": PREFIX}, path=engine, timeout=240
    )
    assert done.returncode == 0, done.stderr
    bill = json.loads((ROOT / "build" / "sbom" / "backend.cdx.json").read_text())
    assert {"pkg:pypi/django@5.2.9", "pkg:deb/debian/libc6@2.41-12?arch=arm64"} <= {
        part["purl"] for part in bill["components"]
    }


# --- 4 deploy, 5 verify ----------------------------------------------------------------------------------------------------


def test_the_tool_is_installed_from_its_lock_alone() -> None:
    done = run_script("install-tool.sh", timeout=300)
    assert done.returncode == 0, done.stderr
    assert "version" in done.stdout.splitlines()[-1]
    told = subprocess.run(
        [ROOT / "build/tool/bin/vantrexia", "config"], capture_output=True, text=True, check=False
    )
    assert "[deploy]" in told.stdout, "its data files came along"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[SshHost]:
    """A host whose `vantrexia` writes down what it was told; the code it ends with is in a file."""
    there = put_program(
        tmp_path / "there", "vantrexia",
        f"""printf '%s\\n' "$@" >>{tmp_path}/told; printf '%s\\n' -- >>{tmp_path}/told
cat >{tmp_path}/stdin; echo "the host speaks"; exit "$(cat {tmp_path}/code-$1 2>/dev/null || echo 0)" """,
    )  # fmt: skip
    with SshHost(tmp_path, env={"PATH": f"{there}:/usr/bin:/bin"}) as host:
        yield host


def deploy_env(host: SshHost, **more: str) -> dict[str, str]:
    return {
        "DEPLOY_HOST": host.address, "DEPLOY_KNOWN_HOSTS": host.known_hosts, "EC2_SSH_KEY": host.identity, "RELEASE_ID": HASH,
        **{f"{name.upper()}_DIGEST": digest for name, digest in DIGESTS.items()},
        "REGISTRY_USER": "ada", "REGISTRY_TOKEN": "ghs_secret", "REMOTE_COMMAND": "vantrexia", "VANTREXIA": str(TOOLS / "vantrexia"),
        "GITHUB_ACTOR": "ada", "GITHUB_RUN_ID": "77", "GITHUB_ACTIONS": "true", **more,
    }  # fmt: skip


def read_told(directory: Path) -> list[str]:
    return (directory / "told").read_text().splitlines()


def test_the_host_is_told_the_digests_that_were_pushed_and_gets_the_token_by_its_hand(
    host: SshHost, tmp_path: Path
) -> None:
    done = run_script("deploy.sh", env=deploy_env(host, COMMITTED_AT="2026-11-23T10:00:00+00:00"))
    assert done.returncode == 0, done.stdout + done.stderr
    told = read_told(tmp_path)
    assert told[:3] == ["deploy", "--release", HASH]
    for name, digest in DIGESTS.items():
        assert f"{name}={digest}" in told
    assert told[told.index("--who") + 1] == "ada@run-77"
    assert told[told.index("--committed-at") + 1] == "2026-11-23T10:00:00+00:00"
    assert (tmp_path / "stdin").read_text() == "ghs_secret\n"
    assert "ghs_secret" not in " ".join(host.commands)
    assert "the host speaks" in done.stdout


def test_every_line_of_the_key_is_masked_and_no_file_of_it_is_left(host: SshHost, tmp_path: Path) -> None:
    done = run_script("deploy.sh", env=deploy_env(host, TMPDIR=str(tmp_path)))
    masked = {
        line.removeprefix("::add-mask::")
        for line in done.stdout.splitlines()
        if line.startswith("::add-mask::")
    }
    assert set(host.identity.strip().splitlines()) <= masked
    unmasked = "\n".join(line for line in done.stdout.splitlines() if not line.startswith("::add-mask::"))
    assert not any(line in unmasked + done.stderr for line in host.identity.strip().splitlines())
    assert not list(tmp_path.glob("tmp.*"))


def test_a_host_with_another_key_is_refused_and_told_nothing(host: SshHost, tmp_path: Path) -> None:
    with SshHost(tmp_path, env={}) as stranger:
        wrong = host.line_for(stranger.host_key)
    done = run_script("deploy.sh", env=deploy_env(host, DEPLOY_KNOWN_HOSTS=wrong))
    assert done.returncode == 9
    assert "does not show the key it is known by" in done.stderr
    assert host.commands == []


def test_a_deploy_that_fails_over_there_fails_here_with_its_own_code(host: SshHost, tmp_path: Path) -> None:
    (tmp_path / "code-deploy").write_text("4")
    assert run_script("deploy.sh", env=deploy_env(host)).returncode == 4


PAGE = b'<!doctype html><script src="/assets/index-abcd1234.js"></script>'


def good_site() -> dict[str, Say]:
    return {
        "/health/": Say(200, {"status": "pass", "release": HASH, "checks": {}}),
        "/api/v1/auth/login/": Say(200, {"access": "a", "refresh": "r"}),
        "/api/v1/auth/token/refresh/": Say(200, {"access": "b"}),
        "/api/v1/auth/logout/": Say(204, b""),
        "/api/v1/patients/": Say(200, {"count": 0, "results": []}),
        "/config.json": Say(200, {"release_id": HASH}),
        "/": Say(200, PAGE, {"Content-Type": "text/html"}),
        "/assets/index-abcd1234.js": Say(200, b"1", {"Content-Type": "text/javascript"}),
    }


def verify_env(host: SshHost, site: HttpHost) -> dict[str, str]:
    smoke = {"SMOKE_EMAIL": "smoke@synthetic.invalid", "SMOKE_PASSWORD": "p"}
    return deploy_env(host, APP_URL=site.url, SECOND_LOOK_SECONDS="0", **smoke)


def test_a_release_that_passes_stays(host: SshHost) -> None:
    with HttpHost(good_site()) as site:
        done = run_script("verify.sh", env=verify_env(host, site))
    assert done.returncode == 0, done.stdout + done.stderr
    assert host.commands == []
    assert "outcome=verified" in done.stdout.splitlines()


def test_a_hiccup_of_the_way_between_takes_nothing_back(host: SshHost, tmp_path: Path) -> None:
    """The first look fails, the second does not."""
    hiccup = f"""[ -e {tmp_path}/once ] || {{ touch {tmp_path}/once; exit 8; }}
exec {TOOLS}/vantrexia "$@" """
    tool = put_program(tmp_path / "bin", "vantrexia", hiccup) / "vantrexia"
    with HttpHost(good_site()) as site:
        done = run_script("verify.sh", env={**verify_env(host, site), "VANTREXIA": str(tool)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert host.commands == []
    assert "outcome=verified" in done.stdout.splitlines()


@pytest.mark.parametrize(
    "wrong", [{"SMOKE_PASSWORD": ""}, {"SMOKE_EMAIL": ""}, {"APP_URL": "no address at all"}]
)
def test_a_secret_or_an_address_that_is_wrong_here_is_no_fault_of_the_release(
    host: SshHost, wrong: dict[str, str]
) -> None:
    with HttpHost(good_site()) as site:
        done = run_script("verify.sh", env={**verify_env(host, site), **wrong})
    assert done.returncode == 2
    assert host.commands == [], "nothing was rolled back"


def test_a_release_that_fails_the_smoke_tests_is_rolled_back_and_the_pipeline_is_red(
    host: SshHost, tmp_path: Path
) -> None:
    with HttpHost({**good_site(), "/api/v1/patients/": Say(500, {"detail": "no"})}) as site:
        done = run_script("verify.sh", env=verify_env(host, site))
    assert done.returncode == 8
    assert read_told(tmp_path)[:2] == ["rollback", "--who"]
    assert len(host.commands) == 1
    assert f"Release {HASH} does not pass: rolling back." in done.stderr
    assert "outcome=rolled-back" in done.stdout.splitlines()


def test_another_release_than_the_one_deployed_is_a_failure(host: SshHost) -> None:
    with HttpHost(
        {**good_site(), "/health/": Say(200, {"status": "pass", "release": "older", "checks": {}})}
    ) as site:
        assert run_script("verify.sh", env=verify_env(host, site)).returncode == 8


def test_a_rollback_that_fails_says_that_somebody_must_look(host: SshHost, tmp_path: Path) -> None:
    (tmp_path / "code-rollback").write_text("7")
    with HttpHost({}) as site:
        done = run_script("verify.sh", env=verify_env(host, site))
    assert done.returncode == 8
    assert "somebody must look" in done.stderr
    assert "outcome=rollback-failed" in done.stdout.splitlines()
