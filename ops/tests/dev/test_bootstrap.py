"""Every obstacle on the way to `make demo` is one clear line; an interrupted step leaves nothing running."""

from __future__ import annotations

import ast
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace

import psutil
import pytest

from .conftest import CHECKOUT
from .people import tiny_disk

SCRIPT = CHECKOUT / "scripts" / "bootstrap.py"


def run_bootstrap(**env: str) -> subprocess.CompletedProcess[str]:
    """`bootstrap.py demo`, which stops at its checks in every test that calls this."""
    return subprocess.run(
        [sys.executable, SCRIPT, "demo"],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    for part in parts:
        assert part in done.stderr


def make_tool(directory: Path, name: str, script: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_a_python_of_2016_can_read_the_file() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 99)])
def test_an_old_python_is_told_what_is_needed(bootstrap: ModuleType, version: tuple[int, ...]) -> None:
    with pytest.raises(
        bootstrap.Stop, match=r"Python .* is too old: Vantrexia needs Python 3\.11 or newer"
    ) as stop:
        bootstrap.check_python(version)
    assert "\n" not in str(stop.value)
    assert ".".join(map(str, version)) in str(stop.value)


def test_an_old_python_ends_the_whole_program_with_that_line(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(
        bootstrap, "sys", SimpleNamespace(version_info=(3, 8, 1), stderr=sys.stderr, stdout=sys.stdout)
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.main(["demo"]) == 1
    captured = capsys.readouterr()
    assert captured.err == (
        "Python 3.8.1 is too old: Vantrexia needs Python 3.11 or newer. Install it and run make again with "
        "PYTHON=/path/to/python3.\n"
    )


def test_a_newer_python_beside_the_old_one_is_found(bootstrap: ModuleType, tmp_path: Path) -> None:
    assert bootstrap.find_newer_python(path=str(tmp_path)) is None
    make_tool(tmp_path, "python3.13", "exit 1")
    make_tool(tmp_path, "python3.12", "exit 0")
    assert bootstrap.find_newer_python(path=str(tmp_path)) == str(tmp_path / "python3.12")


def test_a_python_without_venv_is_one_line(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(bootstrap.Stop, match=r"lacks the module ensurepip: .*apt install python3\.\d+-venv"):
        bootstrap.check_venv()


def test_an_old_node_is_one_line(tmp_path: Path) -> None:
    make_tool(tmp_path, "node", "echo v20.18.3")
    make_tool(tmp_path, "npm", "exit 0")
    done = run_bootstrap(PATH=f"{tmp_path}:/usr/bin:/bin")
    assert_one_line(done, "Node 20.18.3 is too old: Vantrexia needs Node 20.19.0 or newer.")


def test_the_oldest_node_that_will_do_is_accepted(bootstrap: ModuleType, tmp_path: Path) -> None:
    make_tool(tmp_path, "node", "echo v20.19.0")
    make_tool(tmp_path, "npm", "exit 0")
    assert bootstrap.check_node(path=str(tmp_path)) == (20, 19, 0)


def test_a_missing_node_is_one_line(tmp_path: Path) -> None:
    assert_one_line(run_bootstrap(PATH=str(tmp_path)), "Node is not installed")


def test_a_missing_npm_is_one_line(tmp_path: Path) -> None:
    make_tool(tmp_path, "node", "echo v22.1.0")
    assert_one_line(run_bootstrap(PATH=str(tmp_path)), "npm is not installed")


def test_a_node_that_does_not_start_is_one_line(tmp_path: Path) -> None:
    make_tool(tmp_path, "node", "exit 127")
    make_tool(tmp_path, "npm", "exit 0")
    assert_one_line(run_bootstrap(PATH=f"{tmp_path}:/bin"), "--version does not work")


def test_a_taken_port_is_one_line_that_names_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run_bootstrap(PORT=str(port))
    assert_one_line(
        done, f"Port {port} for the web server is taken by another program", f"make demo PORT={port + 10}"
    )


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_one_line(port: str) -> None:
    assert_one_line(run_bootstrap(PORT=port), f"PORT={port} is no port number")


def test_a_full_disk_is_one_line() -> None:
    with tiny_disk(megabytes=20) as disk:
        done = run_bootstrap(VANTREXIA_DEMO_DIR=str(disk / "state"), PORT="18999")
    assert_one_line(done, "The disk is full: ", "MB are needed")


def test_a_disk_that_fills_up_meanwhile_is_one_line(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(bootstrap.Stop, match=r"^Packages failed: the disk is full\.$"):
        bootstrap.run_step("Packages", ["sh", "-c", "exec cat /etc/passwd > /dev/full"], cwd="/")


def test_how_much_is_free_is_asked_where_the_directory_will_be(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[object] = []

    def statvfs(path: object) -> object:
        asked.append(path)
        return SimpleNamespace(f_bavail=10, f_frsize=4096, f_blocks=1000, f_bfree=10)

    monkeypatch.setattr(os, "statvfs", statvfs)
    with pytest.raises(bootstrap.Stop, match=r"The disk is full: .* has 0 MB free and 5 MB are needed"):
        bootstrap.check_disk(str(tmp_path / "not" / "yet" / "there"), 5)
    assert asked == [str(tmp_path)]


def test_a_running_demo_is_named_instead_of_its_port(scratch: Path) -> None:
    state = scratch / "state"
    state.mkdir()
    with open(state / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run_bootstrap(VANTREXIA_DEMO_DIR=str(state))
    assert_one_line(done, f"The demo is already running in {state}")


def test_a_failed_step_shows_the_line_that_says_most(bootstrap: ModuleType) -> None:
    script = "echo resolving; echo 'ERROR: no matching distribution for thing==9'; echo bye; exit 3"
    with pytest.raises(bootstrap.Stop, match=r"failed \(exit 3\): ERROR: no matching distribution for"):
        bootstrap.run_step("Packages", ["sh", "-c", script], cwd="/")


def test_a_tool_that_is_not_there_is_one_line(bootstrap: ModuleType) -> None:
    with pytest.raises(bootstrap.Stop, match=r"Packages failed: .*No such file"):
        bootstrap.run_step("Packages", ["/no/such/tool"], cwd="/")


def test_an_interrupted_step_ends_with_all_its_children_and_one_line(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import bootstrap\n"
        "step = ['sh', '-c', 'sleep 77.5 & echo $! > pid; wait']\n"
        "def prepare(kind, build): bootstrap.run_step('Packages', step, cwd='.')\n"
        "bootstrap.prepare = prepare; sys.exit(bootstrap.main(['dev']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    sleeper = psutil.Process(int((tmp_path / "pid").read_text()))
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert told.strip() == "Interrupted. Nothing is left running; run the same command again to go on."
    assert psutil.wait_procs([sleeper], timeout=10)[1] == []


def test_a_build_is_due_when_a_source_changes_and_not_when_its_products_do(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    for name in ("src", "dist", "node_modules"):
        (tmp_path / "frontend" / name).mkdir(parents=True)
        (tmp_path / "frontend" / name / "file").write_text("one")

    def take_hash() -> str:
        return str(bootstrap.hash_files(bootstrap.list_sources(str(tmp_path / "frontend"))))

    before = take_hash()
    (tmp_path / "frontend" / "dist" / "file").write_text("two")
    (tmp_path / "frontend" / "node_modules" / "file").write_text("two")
    assert take_hash() == before
    (tmp_path / "frontend" / "src" / "file").write_text("two")
    assert take_hash() != before


def test_a_marker_that_was_cut_off_counts_as_none(bootstrap: ModuleType, tmp_path: Path) -> None:
    marker = str(tmp_path / "marker.json")
    bootstrap.write_marker(marker, {"lock": "abc"})
    assert bootstrap.read_marker(marker) == {"lock": "abc"}
    (tmp_path / "marker.json").write_text('{"lock": "a')
    assert bootstrap.read_marker(marker) == {}


def test_the_demo_and_the_launcher_agree_where_the_data_are(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vantrexia_ops.dev import places

    assert bootstrap.state_dir() == str(places.state_dir())
    monkeypatch.delenv("VANTREXIA_DEMO_DIR")
    assert bootstrap.state_dir() == str(places.state_dir())
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere/else")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bootstrap.state_dir() == str(places.state_dir()) == "/somewhere/else/vantrexia"


def test_words_it_does_not_know_are_answered_with_the_usage(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["everything"]) == 2
    assert "usage:" in capsys.readouterr().err
