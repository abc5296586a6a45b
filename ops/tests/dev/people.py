"""Circumstances a test can put itself in: an ordinary user, a tiny disk, a person who presses Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import psutil
import pytest

from vantrexia_ops.dev import places

SERVER_NEEDS = "import psycopg, psutil, vantrexia_ops"
DEMO_NEEDS = SERVER_NEEDS + ", redis, django, celery, gunicorn, uvicorn, vantrexia_sim"


@cache
def find_open_python(needs: str) -> str:
    """A Python of our version that an account other than root can execute, with the packages it `needs`."""
    nobody = pwd.getpwnam("nobody")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = [
        sys.executable,
        *(f"{place}/{version}" for place in ("/usr/bin", "/usr/local/bin", "/opt/bin")),
    ]
    for candidate in candidates:
        with contextlib.suppress(OSError):
            done = subprocess.run(
                [candidate, "-c", needs],
                env=make_open_environment({}),
                user=nobody.pw_uid,
                group=nobody.pw_gid,
                extra_groups=[],
                cwd="/",
                capture_output=True,
                check=False,
            )
            if done.returncode == 0:
                return candidate
    pytest.skip(f"no {version} with all packages here that an ordinary user may execute")


def make_open_environment(more: Mapping[str, str]) -> dict[str, str]:
    """Ours, with the packages named outright: the virtual environment's own interpreter may be closed to
    others.
    """
    path = [entry for entry in sys.path if entry and not entry.endswith(".zip")]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**ours, "PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1", **more}


def as_ordinary_user(
    program: str, home: Path, *, needs: str = SERVER_NEEDS, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a Python program as somebody without privileges who owns a directory below `home`."""
    mine = home / "ordinary"
    mine.mkdir(exist_ok=True)
    argv = ["-c", program, str(mine)]
    env = make_open_environment({"HOME": str(mine), "VANTREXIA_DEMO_DIR": str(mine / "state")})
    if os.geteuid() != 0:
        return subprocess.run(
            [sys.executable, *argv], env=env, capture_output=True, text=True, timeout=timeout, check=False
        )
    nobody = pwd.getpwnam("nobody")
    os.chown(mine, nobody.pw_uid, nobody.pw_gid)
    return subprocess.run(
        [find_open_python(needs), *argv],
        env=env,
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@contextlib.contextmanager
def tiny_disk(*, megabytes: int) -> Iterator[Path]:
    """A file system of that size, which only root can make."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a tiny file system")
    path = places.make_scratch_dir(prefix="vantrexia-tiny-")
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "vantrexia-test", str(path)]
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        path.rmdir()
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
        path.rmdir()


def list_processes_of(directory: Path) -> list[psutil.Process]:
    """Every process that names `directory` in its command line or environment, this one excepted."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            named = [*process.cmdline(), process.environ().get("VANTREXIA_DEMO_DIR", "")]
            if any(str(directory) in text for text in named):
                found.append(process)
    return found


def is_alive(pid: int) -> bool:
    """False when the process has ended, also while its parent has not asked for its status yet."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
