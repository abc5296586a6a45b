#!/usr/bin/env python3
# ruff: noqa: E402, UP010, UP032, RUF005, S606  older Pythons must be able to read this file
"""Make this checkout ready to run, with nothing but Python and Node on the machine; then run a command.

    python3 scripts/bootstrap.py demo                 what `make demo` does first
    python3 scripts/bootstrap.py dev -- COMMAND ...   what `make test`, `make lint` and the others do first

Standard library only, and readable to any Python from 3.6 on, because its first duty is to say in one line
that a Python is too old. Every step is skipped when its inputs have not changed, every failure is one line on
standard error, and an interrupted step is simply done again the next time: what marks a step as done is
written last.

Steps: Python, Node and npm, free disk, free ports; `.venv` from the hashed locks; the `vantrexia` and
`vantrexia-sim` commands; the packages of the single-page application and, for the demo, its build.
"""

from __future__ import print_function

import os
import signal
import sys

INTERRUPTED = "Interrupted. Nothing is left running; run the same command again to go on.\n"


def leave(number, frame):
    """Ctrl-C while this file is still being loaded."""
    os.write(2, INTERRUPTED.encode())
    os._exit(130)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, leave)

import fcntl
import hashlib
import json
import re
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
OLDEST_NODE = (20, 19, 0)
MEGABYTE = 1024 * 1024
DISK_MEGABYTES = {"demo": 1500, "dev": 2500}  # environment, npm packages, build; measured and rounded up
DISK_MEGABYTES_AGAIN = 300  # nothing to install: room for logs, WAL and a rebuild
LOCKS = {"demo": "requirements/demo.txt", "dev": "requirements/dev.txt"}
EDITABLES = ("ops", "sim")


class Stop(Exception):
    """A reason to stop that a person can act on; its text is one line."""


def say(text):
    """One line of progress."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


# --- what the machine must have ---


def check_python(version=None):
    """Stop when this Python is too old."""
    version = tuple(version or sys.version_info)[:3]
    if version < OLDEST_PYTHON:
        raise Stop(
            "Python {} is too old: Vantrexia needs Python {} or newer. Install it and run make again with "
            "PYTHON=/path/to/python3.".format(dotted(version), dotted(OLDEST_PYTHON))
        )


def find_newer_python(path=None):
    """Path of a Python on PATH that is new enough, or None."""
    for name in NEWER_PYTHONS:
        found = shutil.which(name, path=path)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return found
    return None


def check_venv():
    """Stop when this Python cannot make virtual environments (Debian has a package of its own for that)."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Stop(
            "This Python lacks the module ensurepip: install it (on Debian or Ubuntu: apt install "
            "python{}.{}-venv) and run make again.".format(*sys.version_info[:2])
        )


def check_node(path=None):
    """Stop when Node or npm is missing or Node is too old; returns Node's version."""
    node = shutil.which("node", path=path)
    if not node:
        raise Stop("Node is not installed: Vantrexia needs Node {} or newer.".format(dotted(OLDEST_NODE)))
    if not shutil.which("npm", path=path):
        raise Stop("npm is not installed: it comes with Node, or as a package of its own (apt install npm).")
    try:
        printed = subprocess.check_output([node, "--version"], stderr=subprocess.STDOUT).decode(
            "utf-8", "replace"
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stop("{} --version does not work: {}".format(node, one_line(error)))
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)", printed.strip())
    version = tuple(int(part) for part in match.groups()) if match else (0,)
    if version < OLDEST_NODE:
        raise Stop(
            "Node {} is too old: Vantrexia needs Node {} or newer.".format(
                dotted(version), dotted(OLDEST_NODE)
            )
        )
    return version


def check_disk(path, megabytes):
    """Stop when the file system that will hold `path` has less than `megabytes` free."""
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    free = shutil.disk_usage(path).free // MEGABYTE
    if free < megabytes:
        raise Stop("The disk is full: {} has {} MB free and {} MB are needed.".format(path, free, megabytes))


def check_port(port, what, setting):
    """Stop when something already listens on `port` of the loopback interface."""
    try:
        number = int(port)
    except ValueError:
        number = 0
    if not 0 < number < 65536:
        raise Stop("{}={} is no port number.".format(setting, port))
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", number))
    except OSError as error:
        if isinstance(error, PermissionError):
            raise Stop(
                "Port {} for {} needs root: choose one above 1023 with {}=.".format(number, what, setting)
            )
        raise Stop(
            "Port {} for {} is taken by another program: choose another with make demo {}={}.".format(
                number, what, setting, number + 10
            )
        )
    finally:
        probe.close()


def state_dir():
    """Where the demo keeps its data; the same rule as vantrexia_ops.dev.places.state_dir."""
    chosen = os.environ.get("VANTREXIA_DEMO_DIR")
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))
    if os.geteuid() == 0:
        return "/var/lib/vantrexia-demo"
    return os.path.join(os.path.expanduser(os.environ.get("XDG_STATE_HOME") or "~/.local/state"), "vantrexia")


def check_not_running(directory):
    """Stop when a demo is running in `directory` (it holds a lock there as long as it lives)."""
    try:
        with open(os.path.join(directory, "lock")) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Stop(
            "The demo is already running in {}: stop it with Ctrl-C in its terminal, or choose another place "
            "with VANTREXIA_DEMO_DIR=/path.".format(directory)
        )
    except OSError:
        return


# --- steps ---


def run_step(title, argv, cwd=ROOT, env=None):
    """Run `argv` quietly, saying what happens and for how long; its last words are shown when it fails."""
    sys.stdout.write("  {} ... ".format(title))
    sys.stdout.flush()
    started = time.time()
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                argv,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the step with all its children
            )
        except OSError as error:
            say("failed")
            raise Stop("{} failed: {}".format(title, one_line(error)))
        try:
            status = process.wait()
        except BaseException:
            stop_process(process)
            raise
        if status != 0:
            say("failed")
            output.seek(0)
            printed = output.read().decode("utf-8", "replace")
            raise Stop(explain_failure(title, printed, status))
    say("{:.0f} s".format(time.time() - started))


def explain_failure(title, printed, status):
    """One line for a failed step: the known causes by name, else the line of its output that says most."""
    if "No space left on device" in printed or "ENOSPC" in printed or "os error 28" in printed:
        return "{} failed: the disk is full.".format(title)
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"\berror\b|\bERR!|failed|cannot|not found", line, re.I)]
    chosen = (telling or lines or ["no output"])[0 if telling else -1]
    return "{} failed (exit {}): {}".format(title, status, one_line(chosen)[:300])


def stop_process(process):
    """End a step that was interrupted, and everything it started."""
    for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def prepare_environment(kind):
    """`.venv` with exactly the packages of the lock, and our two commands. Returns what was done."""
    venv_dir = os.path.join(ROOT, ".venv")
    python = os.path.join(venv_dir, "bin", "python")
    marker = os.path.join(venv_dir, ".installed.json")
    installed = read_marker(marker)
    if installed.get("kind") == "dev":
        kind = "dev"  # it holds all the demo needs; taking packages out again would only cost time
    wanted = {
        "kind": kind,
        "lock": hash_files([LOCKS[kind]] + [name + "/pyproject.toml" for name in EDITABLES]),
    }
    call = [python, "-c", CHECK_VENV]
    works = os.path.exists(python) and not subprocess.call(call, stderr=subprocess.DEVNULL)
    if works and installed == wanted:
        return False
    if not works:
        check_venv()
        run_step("Python environment", [sys.executable, "-m", "venv", "--clear", venv_dir])
    env = dict(os.environ, VIRTUAL_ENV=venv_dir, PIP_DISABLE_PIP_VERSION_CHECK="1")
    env.setdefault("UV_SYSTEM_CERTS", "true")  # trust what the machine trusts, as pip does
    env.pop("PYTHONPATH", None)
    pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements/bootstrap.txt"]
    run_step("Installer", pip, env=env)
    uv = [python, "-m", "uv", "pip"]
    run_step("Packages", uv + ["sync", "--require-hashes", LOCKS[kind]], env=env)
    editables = [argument for name in EDITABLES for argument in ("--editable", "./" + name)]
    own = uv + ["install", "--no-deps", "--no-build-isolation", "--offline"] + editables
    run_step("Commands vantrexia and vantrexia-sim", own, env=env)
    write_marker(marker, wanted)
    return True


CHECK_VENV = "import sys, pip; sys.exit(sys.version_info < {!r})".format(OLDEST_PYTHON)


def prepare_frontend(build):
    """The packages of the single-page application and, with `build`, the built application."""
    frontend = os.path.join(ROOT, "frontend")
    if not os.path.exists(os.path.join(frontend, "package.json")):
        return
    packages = os.path.join(frontend, "node_modules")
    marker = os.path.join(packages, ".installed.json")
    wanted = {"lock": hash_files(["frontend/package-lock.json", "frontend/package.json"])}
    if read_marker(marker) != wanted:
        run_step("Packages of the web application", ["npm", "ci", "--no-audit", "--no-fund"], cwd=frontend)
        write_marker(marker, wanted)
    if not build:
        return
    built = os.path.join(packages, ".built.json")
    sources = {"sources": hash_files(list_sources(frontend))}
    if read_marker(built) != sources or not os.path.exists(os.path.join(frontend, "dist", "index.html")):
        run_step("Web application", ["npm", "run", "build"], cwd=frontend)
        write_marker(built, sources)


def is_prepared(kind):
    """True when nothing is to be installed, as far as the markers say."""
    marker = read_marker(os.path.join(ROOT, ".venv", ".installed.json"))
    return marker.get("kind") in (kind, "dev") and os.path.isdir(
        os.path.join(ROOT, "frontend", "node_modules")
    )


def list_sources(frontend):
    """Every file the build of the application depends on, relative to the root, in a fixed order."""
    found = []
    for directory, names, files in os.walk(frontend):
        names[:] = sorted(set(names) - {"node_modules", "dist", "e2e", "test-results", "coverage"})
        found.extend(os.path.relpath(os.path.join(directory, name), ROOT) for name in sorted(files))
    return found


def hash_files(names):
    """SHA-256 over names and contents."""
    digest = hashlib.sha256()
    for name in names:
        path = os.path.join(ROOT, name)
        if os.path.isfile(path):
            with open(path, "rb") as stream:
                digest.update("{}\0{}\0".format(name, hashlib.sha256(stream.read()).hexdigest()).encode())
    return digest.hexdigest()


def read_marker(path):
    """What a finished step noted, or nothing."""
    try:
        with open(path) as stream:
            return dict(json.load(stream))
    except (OSError, ValueError, TypeError):
        return {}


def write_marker(path, content):
    """Note that a step is finished: whole or not at all."""
    temporary = "{}.{}".format(path, os.getpid())
    with open(temporary, "w") as stream:
        json.dump(content, stream)
    os.replace(temporary, path)


def dotted(version):
    return ".".join(str(part) for part in version)


def one_line(text):
    return " ".join(str(text).split())


# --- the story ---


def prepare(kind, build):
    """Check the machine, then make everything ready for `kind` (demo or dev); `build` the web application."""
    check_python()
    check_node()
    check_disk(ROOT, DISK_MEGABYTES_AGAIN if is_prepared(kind) else DISK_MEGABYTES[kind])
    if kind == "demo":
        check_not_running(state_dir())
        check_disk(state_dir(), DISK_MEGABYTES_AGAIN)
        check_port(os.environ.get("PORT") or "8000", "the web server", "PORT")
        if os.environ.get("STREAM_PORT"):  # else the launcher takes 8001 or a free one
            check_port(os.environ["STREAM_PORT"], "live updates", "STREAM_PORT")
    prepare_environment(kind)
    prepare_frontend(build=build)


def main(argv):
    kind = argv[0] if argv else ""
    if kind not in LOCKS:
        sys.stderr.write("usage: bootstrap.py demo|dev [--build] [-- COMMAND ...]\n")
        return 2
    command = argv[argv.index("--") + 1 :] if "--" in argv else []
    if (3,) <= tuple(sys.version_info[:2]) < OLDEST_PYTHON:
        newer = find_newer_python()
        if newer:
            os.execv(newer, [newer, os.path.abspath(__file__)] + argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        prepare(kind, build=kind == "demo" or "--build" in argv[1:2])
    except Stop as reason:
        sys.stderr.write("{}\n".format(reason))
        return 1
    except OSError as error:
        sys.stderr.write("{}\n".format(one_line(error)))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n" + INTERRUPTED)
        # make dies of the same Ctrl-C by itself; an error of ours would only make it print a second line.
        return 0 if kind == "demo" and "MAKELEVEL" in os.environ else 130
    if command:
        os.environ["PATH"] = os.path.join(ROOT, ".venv", "bin") + os.pathsep + os.environ.get("PATH", "")
        os.chdir(ROOT)
        if kind == "demo":
            # Kept waiting until the launcher has its own handler: no traceback while it loads.
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
        os.execvp(command[0], command)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
