"""Bad input on the command line and in the configuration: one line, what is wrong and what to do, the code of the page, nothing begun."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.places import ROOT, TOOLS, put_program
from tests.pipeline.ssh_host import CUT, SshHost
from vantrexia_ops.errors import EXIT_CODES

GOOD = '[names]\napp = "app.practice.example"\napi = "api.practice.example"\n[host]\nstate = "{state}"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "vantrexia.toml"
    path.write_text(GOOD.format(state=tmp_path / "state"))
    return path


def call(*words: object, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{TOOLS}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    argv = [str(TOOLS / "vantrexia"), *(str(word) for word in words)]
    return subprocess.run(argv, env=env, input=stdin, capture_output=True, text=True, check=False, timeout=60)


def check(done: subprocess.CompletedProcess[str], *, code: int, says: str, hint: str) -> None:
    assert done.returncode == code, done.stderr
    assert code in EXIT_CODES
    (line,) = done.stderr.splitlines()
    assert says in line
    assert hint in line
    assert "Traceback" not in line


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        (("deploy", "--relase", "x"), "No such option '--relase'", "`vantrexia deploy --help`"),
        (("deply",), "No such command 'deply'", "`vantrexia --help`"),
        (("rollback", "a", "b"), "unexpected extra argument", "`vantrexia rollback --help`"),
        (("history", "--count", "none"), "'none' is not a valid integer", "`vantrexia history --help`"),
        (("deploy", "--lock-wait", "-5"), "-5 is not in the range", "`vantrexia deploy --help`"),
        (("lock", "acquire"), "Missing option", "`vantrexia lock acquire --help`"),
    ],
)
def test_an_unknown_word_is_one_line_with_where_to_look(words: tuple[str, ...], says: str, hint: str) -> None:
    check(call(*words), code=2, says=says, hint=hint)


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("[deploy]\nbake_second = 3\n", "unknown option in [deploy]: 'bake_second'", "Did you mean 'bake_seconds'?"),
        ("[deplyo]\n", "unknown table: 'deplyo'", "Did you mean 'deploy'?"),
        ("[deploy]\nbake_seconds = \"3\"\n", "deploy.bake_seconds must be like 300", "`vantrexia config`"),
        ("[alarms]\nobjective = 1.5\n", "alarms.objective", "`vantrexia config`"),
        ("[deploy\n", "is not TOML", "tables are [in brackets]"),
    ],
)  # fmt: skip
def test_an_unknown_option_of_the_configuration_is_named_and_nothing_is_begun(
    config: Path, tmp_path: Path, text: str, says: str, hint: str
) -> None:
    config.write_text(config.read_text() + text)
    check(call("deploy", "--config", config, "--release", "abc"), code=2, says=says, hint=hint)
    assert not (tmp_path / "state").exists()


def test_a_configuration_that_is_not_there_says_where_it_was_looked_for(tmp_path: Path) -> None:
    check(
        call("status", "--config", tmp_path / "none.toml"),
        code=2,
        says="no configuration at",
        hint="configuration.md",
    )


def test_a_release_nobody_named_and_a_time_that_is_none_begin_nothing(config: Path, tmp_path: Path) -> None:
    check(call("deploy", "--config", config), code=2, says="no release was named", hint="--release HASH")
    words = ("--release", "abc", "--committed-at", "yesterday")
    check(
        call("deploy", "--config", config, *words),
        code=2,
        says="'yesterday' is no time with a zone",
        hint="For example",
    )
    check(
        call("deploy", "--config", config, "--release", "latest"),
        code=2,
        says="'latest' cannot name a release",
        hint="hash",
    )
    assert not (tmp_path / "state" / "journal.jsonl").exists()


# --- SSH ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def host(tmp_path: Path) -> Iterator[SshHost]:
    with SshHost(tmp_path, env={"PATH": "/usr/bin:/bin"}) as host:
        yield host


def on(host: SshHost, tmp_path: Path, *, known: str, identity: str | None = None) -> tuple[object, ...]:
    known_hosts, key = tmp_path / "known_hosts", tmp_path / "key"
    known_hosts.write_text(f"{known}\n")
    key.write_text(identity or host.identity)
    key.chmod(0o600)
    return ("--on", host.address, "--known-hosts", known_hosts, "--identity", key)


def test_a_host_with_another_key_is_refused_and_nothing_is_sent(host: SshHost, tmp_path: Path) -> None:
    with SshHost(tmp_path, env={}) as stranger:
        wrong = host.line_for(stranger.host_key)
    done = call(
        "deploy",
        *on(host, tmp_path, known=wrong),
        "--release",
        "abc",
        "--registry-user",
        "ada",
        stdin="token\n",
    )
    fingerprint = host.host_key.get_fingerprint("sha256")
    check(
        done,
        code=9,
        says=f"does not show the key it is known by, but {fingerprint}. ",
        hint="Compare its key over another way",
    )
    assert done.stdout == "", "what ssh says of it, and how to forget the key, is not what to do"
    assert host.commands == []


def test_a_host_nobody_vouched_for_is_refused_and_never_learned(host: SshHost, tmp_path: Path) -> None:
    done = call("rollback", *on(host, tmp_path, known="# nobody"))
    check(done, code=9, says="does not show the key", hint="known hosts")
    assert (tmp_path / "known_hosts").read_text() == "# nobody\n"


def test_a_key_the_host_does_not_know_reaches_nothing(host: SshHost, tmp_path: Path) -> None:
    with SshHost(tmp_path, env={}) as stranger:
        other = stranger.identity
    done = call("rollback", *on(host, tmp_path, known=host.known_hosts, identity=other))
    check(done, code=1, says="was not reached", hint="nothing was begun")


def test_a_host_that_is_down_reaches_nothing(host: SshHost, tmp_path: Path) -> None:
    words = on(host, tmp_path, known=host.known_hosts)
    down = ("--on", "ssh://deploy@127.0.0.1:1", *words[2:])
    check(call("rollback", *down), code=1, says="Connection refused", hint="Check address, user and key")


def test_a_connection_that_is_lost_in_the_middle_is_not_called_one_that_never_was(tmp_path: Path) -> None:
    there = put_program(tmp_path / "there", "vantrexia", f"echo 'Switch the proxy …'; exit {CUT}")
    with SshHost(tmp_path, env={"PATH": f"{there}:/usr/bin:/bin"}) as host:
        done = call("rollback", *on(host, tmp_path, known=host.known_hosts))
    assert done.stdout.startswith("Switch the proxy …\n")
    check(
        done,
        code=11,
        says=f"the connection to {host.address} was lost",
        hint="`vantrexia history` on the host",
    )


def test_a_release_named_by_the_environment_here_is_named_there(host: SshHost, tmp_path: Path) -> None:
    words = ("deploy", *on(host, tmp_path, known=host.known_hosts), "--dry-run")
    call(*words, RELEASE_ID="abc")
    call(*words, "--release", "it's", RELEASE_ID="abc")
    assert host.commands == [
        "vantrexia deploy --dry-run --release abc",
        "vantrexia deploy --dry-run --release 'it'\"'\"'s'",
    ]


def test_an_ssh_that_is_ended_says_that_the_host_goes_on(tmp_path: Path) -> None:
    there = put_program(tmp_path / "there", "ssh", "kill -TERM $$; sleep 5")
    done = call("rollback", "--on", "deploy@host.example", PATH=f"{there}:/usr/bin:/bin")
    check(
        done,
        code=11,
        says="no longer listening to deploy@host.example",
        hint="`vantrexia history` on the host",
    )


def test_ctrl_c_here_says_that_the_host_goes_on(tmp_path: Path) -> None:
    there = put_program(
        tmp_path / "there", "vantrexia", f"touch {tmp_path}/begun; sleep 3; touch {tmp_path}/done"
    )
    with SshHost(tmp_path, env={"PATH": f"{there}:/usr/bin:/bin"}) as host:
        words = [str(word) for word in ("rollback", *on(host, tmp_path, known=host.known_hosts))]
        process = subprocess.Popen(
            [TOOLS / "vantrexia", *words], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        wait_for_file(tmp_path / "begun")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        wait_for_file(tmp_path / "done")
    check(
        subprocess.CompletedProcess(words, process.returncode, "", said),
        code=11,
        says=f"no longer listening to {host.address}",
        hint="goes on without us",
    )


def wait_for_file(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.05)


# --- the page ----------------------------------------------------------------------------------------------------------


def test_every_accident_of_the_page_names_its_code_and_a_test_there_is() -> None:
    page = (ROOT / "docs/deploying/exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z][^|]+) \| ([\d, ]+) \| `([^`:]+)::(\w+)` \|$", page, re.M)
    assert len(rows) >= 9
    for what, codes, file, test in rows:
        assert all(int(code) in EXIT_CODES for code in codes.split(",")), what
        assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), (
            f"{what}: {test}"
        )
    named = " ".join(what for what, *_ in rows)
    for accident in (
        "option",
        "secret",
        "host key",
        "certificate",
        "disk",
        "engine",
        "clock",
        "reads",
        "password",
    ):
        assert accident in named


def test_every_page_a_hint_names_is_there() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ops/vantrexia_ops").rglob("*.py"))
    pages = set(re.findall(r"docs/[a-z/-]+\.md", texts))
    assert len(pages) > 5
    assert [page for page in sorted(pages) if not (ROOT / page).is_file()] == []
