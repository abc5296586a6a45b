"""`vantrexia app run` on a real host: what goes into the container, and what is seen from there."""

from __future__ import annotations

import os
import re
import subprocess
import time

import pytest

from tests.containers.engine import run
from tests.containers.host import COMMAND, Host

pytestmark = pytest.mark.timeout(900)

EXPORTS = "/var/lib/vantrexia/audit"
PATIENTS = (
    "first_name,last_name,date_of_birth,gender\nAna,Ábalos,1961-09-02,female\nBen,Adams,1950-03-07,male\n"
)


def app_run(host: Host, *words: str, stdin: int, given: bytes | None = None) -> tuple[int, str]:
    process = subprocess.Popen(
        [str(COMMAND), "app", "run", "--", *words], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, **host.environment},
    )  # fmt: skip
    said, _ = process.communicate(given, timeout=120)
    return process.returncode, said.decode()


def found_practice(host: Host) -> str:
    said = host.vantrexia(
        "app", "run", "--", "create_practice", "--name", "Riverside", "--timezone", "America/New_York",
        "--admin-email", "ada@example.org", "--admin-first-name", "Ada", "--admin-last-name", "Admin",
    )  # fmt: skip
    (practice, *_) = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", said)
    return str(practice)


def test_a_file_of_patients_gets_in_by_standard_input(host: Host) -> None:
    words = ("import_patients", "--practice", found_practice(host), "-")
    tried = app_run(host, *words, stdin=subprocess.PIPE, given=PATIENTS.encode())
    assert tried == (0, "2 lines, 2 good, 0 created (trial run, nothing stored)\n")
    assert app_run(host, *words, "--apply", stdin=subprocess.PIPE, given=PATIENTS.encode())[0] == 0
    again = app_run(host, *words, "--apply", stdin=subprocess.PIPE, given=PATIENTS.encode())
    assert again[0] == 1, "whoever is known already is not made twice"
    assert "2 lines, 0 good, 0 created" in again[1]
    nothing = app_run(host, *words, stdin=subprocess.DEVNULL)
    assert (nothing[0], "has no patient in it" in nothing[1]) == (2, True)
    # Far more than a pipe holds, of which no more is read than shows that it is too much.
    assert app_run(host, *words, stdin=subprocess.PIPE, given=b"x" * 12_000_000)[0] == 2


def test_the_engine_waits_for_nobody_who_does_not_close_his_pipe(host: Host) -> None:
    ours, theirs = os.pipe()
    try:
        assert app_run(host, "showmigrations", "audit", stdin=ours)[0] == 0
        # The program inside ends at once without reading.
        assert app_run(host, "import_patients", "--practice", "none", "-", stdin=ours)[0] != 0
    finally:
        os.close(theirs)
        os.close(ours)


def test_the_audit_is_compared_with_what_was_exported_beside_a_server_that_goes_on(host: Host) -> None:
    """In a worker's container it would not fit: the worker was killed for memory."""
    backend = host.stack.container("backend", project=f"{host.stack.name}-blue")
    seen = "{{.State.StartedAt}} {{.State.OOMKilled}} {{.RestartCount}}"
    before = run("docker", "inspect", "--format", seen, backend).stdout
    deadline = time.monotonic() + 60
    while True:
        said = host.vantrexia("app", "run", "--", "verify_audit", "--export-dir", EXPORTS)
        trees = re.findall(r"(\d+) roots, (\d+) exported: good", said)
        # Nothing happened on the platform itself yet.
        if any(exported != "0" for _, exported in trees) and all(
            roots == exported for roots, exported in trees
        ):
            break
        # The sealer comes every five seconds.
        assert time.monotonic() < deadline, said
        time.sleep(2)
    assert "were not compared" not in said
    assert "were not compared" in host.vantrexia("app", "run", "--", "verify_audit")
    assert run("docker", "inspect", "--format", seen, backend).stdout == before
    assert " false 0" in before
    written = run("docker", "exec", backend, "touch", f"{EXPORTS}/x", check=False)
    assert "Read-only file system" in written.stderr, "only workers write there"
