"""`vantrexia app run` as it is typed, with an engine that runs what it is told to run on this machine."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.places import put_program

COMMAND = Path(sys.executable).with_name("vantrexia")
# As Docker's command line does: without --interactive the program inside has nothing to read. `stop` ends and reads nothing.
DOCKER = """
case "$1" in
ps) printf 'id-celery\\nid-backend\\n' ;;
inspect) cat "$(dirname "$0")/containers.json" ;;
exec)
    shift
    input=/dev/null
    if [ "$1" = --interactive ]; then input=/dev/stdin; shift; fi
    echo "in $1: $*"
    case "$*" in *" stop"*) exit 5 ;; esac
    od -An -v -tx1 <"$input" | tr -d ' \\n'
    ;;
esac
"""


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A host on which a release serves, as far as this command looks."""
    put_program(tmp_path / "there", "docker", DOCKER)
    containers = [
        {
            "Id": f"id-{service}", "Image": "sha256:1", "RestartCount": 0, "NetworkSettings": {"Networks": {}},
            "State": {"Status": "running", "Health": {"Status": "healthy"}},
            "Config": {"Labels": {
                "com.docker.compose.project": "vantrexia-green", "com.docker.compose.service": service,
                "io.vantrexia.part": "release", "io.vantrexia.colour": "green", "io.vantrexia.release": "r1",
            }},
        }
        for service in ("celery", "backend")
    ]  # fmt: skip
    (tmp_path / "there" / "containers.json").write_text(json.dumps(containers))
    (tmp_path / "vantrexia.toml").write_text(
        f'[names]\napp = "app.example"\napi = "api.example"\n[host]\nstate = "{tmp_path}/state"\n'
    )
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "current.env").write_text(
        "TAG=r1\nRELEASE_ID=r1\nVANTREXIA_COLOUR=green\nVANTREXIA_RELEASE_PROJECT=vantrexia-green\n"
    )
    return tmp_path


def start(host: Path, *words: str, stdin: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(COMMAND), "app", "run", *words], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PATH": f"{host}/there:{os.environ['PATH']}", "VANTREXIA_CONFIG": str(host / "vantrexia.toml")},
    )  # fmt: skip


def run(host: Path, *words: str, given: bytes) -> tuple[int, list[str], str]:
    done = start(host, *words, stdin=subprocess.PIPE)
    out, err = done.communicate(given, timeout=30)
    return done.returncode, out.decode().splitlines(), err.decode()


def test_a_file_goes_in_byte_for_byte_where_a_word_asks_for_it(host: Path) -> None:
    body = "Ána,\r\n".encode("latin-1") + bytes(range(256))
    code, (called, read), _ = run(host, "--", "import_patients", "--practice", "1", "-", given=body)
    assert code == 0
    assert called.startswith("in id-backend: id-backend ")
    assert called.endswith(" python3 manage.py import_patients --practice 1 -")
    assert bytes.fromhex(read) == body
    assert run(host, "import_patients", "-", given=body)[1][-1] == read, "also without `--`"


def test_without_that_word_standard_input_is_left_to_whoever_called(host: Path) -> None:
    """A loop over a list of ids must not lose its list to the first call."""
    script = f"while read -r id; do {COMMAND} app run -- quarantine list --practice $id; echo; done"
    done = subprocess.run(
        ["sh", "-c", script], input="one\ntwo\nthree\n", capture_output=True, text=True, check=True, timeout=60,
        env={"PATH": f"{host}/there:{os.environ['PATH']}", "VANTREXIA_CONFIG": str(host / "vantrexia.toml")},
    )  # fmt: skip
    called = [line.rpartition(" ")[2] for line in done.stdout.splitlines() if line]
    assert called == ["one", "two", "three"]


@pytest.mark.parametrize(("words", "code"), [(("showmigrations",), 0), (("stop", "-"), 5)])
def test_a_pipe_that_is_never_closed_keeps_nobody_waiting(
    host: Path, words: tuple[str, ...], code: int
) -> None:
    """As of a runner or over SSH: nobody reads it, or the program that should has ended."""
    ours, theirs = os.pipe()
    try:
        process = start(host, "--", *words, stdin=ours)
        process.communicate(timeout=30)
        assert process.returncode == code
    finally:
        os.close(theirs)
        os.close(ours)


def test_nothing_to_read_is_an_empty_file(host: Path) -> None:
    """From cron or systemd, whose standard input is /dev/null."""
    process = start(host, "--", "import_patients", "-", stdin=subprocess.DEVNULL)
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, len(out.decode().splitlines())) == (0, 1)


def test_a_terminal_is_no_file(host: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        process = start(host, "--", "import_patients", "-", stdin=theirs)
        out, err = process.communicate(timeout=30)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (process.returncode, out) == (2, b"")
    assert b"no file is given there" in err
    assert b"- < patients.csv" in err


def test_a_closed_standard_input_is_no_file(host: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{COMMAND} app run -- import_patients - <&-"], capture_output=True, text=True, check=False, timeout=30,
        env={"PATH": f"{host}/there:{os.environ['PATH']}", "VANTREXIA_CONFIG": str(host / "vantrexia.toml")},
    )  # fmt: skip
    assert done.returncode == 2
    assert "no file is given there" in done.stderr
