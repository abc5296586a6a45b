"""A server as an operator has it: configuration, store of secrets, registry on loopback, and the `vantrexia` command.

    with create_host(bases=…, directory=…) as host:
        host.deploy("r1")                      # as `vantrexia deploy --release r1` would be typed
        host.vantrexia("status", "--json")

The host's stack is a `Stack` like any other: leaving the block removes everything of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.containers.engine import REPOSITORY, Failed
from tests.containers.stack import API_HOST, APP_HOST, Stack, create_stack

COMMAND = Path(sys.executable).with_name("vantrexia")


@dataclass(slots=True)
class Host:
    stack: Stack
    options: dict[str, dict[str, Any]]

    @property
    def config_file(self) -> Path:
        return self.stack.directory / "vantrexia.toml"

    @property
    def state(self) -> Path:
        return self.stack.directory / "state"

    @property
    def store(self) -> Path:
        return self.stack.directory / "store"

    @property
    def environment(self) -> dict[str, str]:
        """What tells the command which host it is on."""
        return {"VANTREXIA_CONFIG": str(self.config_file), "DOCKER_CONFIG": str(self.stack.directory)}

    def configure(self, **tables: Mapping[str, Any]) -> None:
        """Change options of the configuration file, as an operator edits it."""
        for table, options in tables.items():
            self.options.setdefault(table, {}).update(options)
        lines = []
        for table, options in self.options.items():
            lines += [f"[{table}]", *(f"{name} = {json.dumps(value)}" for name, value in options.items()), ""]
        self.config_file.write_text("\n".join(lines))

    def put_secret(self, name: str, value: str) -> None:
        path = self.store / name
        path.touch(mode=0o600)
        path.write_text(value)

    def start(self, *words: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """The command, running; its output is read by whoever started it."""
        return subprocess.Popen(
            [str(COMMAND), *words],
            cwd=REPOSITORY,
            env={**os.environ, **self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def vantrexia(self, *words: str, expect: int = 0, timeout_seconds: float = 900) -> str:
        """Run it to its end; what it said. Raises Failed unless it ends with `expect`."""
        process = self.start(*words)
        try:
            said, _ = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            raise Failed(
                f"vantrexia {' '.join(words)} did not end within {timeout_seconds} s\n{said}"
            ) from None
        if process.returncode != expect:
            raise Failed(
                f"vantrexia {' '.join(words)}\nended with {process.returncode}, not {expect}\n{said[-8000:]}"
            )
        return said

    def ask(self, *words: str) -> Any:
        """What a command says with --json, the last line of it."""
        return json.loads(self.vantrexia(*words, "--json").splitlines()[-1])


@contextmanager
def create_host(
    *, images: Mapping[str, str], directory: Path, options: Mapping[str, Mapping[str, Any]]
) -> Iterator[Host]:
    """A host with everything written and nothing started. `options` go into the configuration file by table."""
    with create_stack(images=images, directory=directory) as stack:
        host = Host(stack=stack, options={})
        host.store.mkdir(mode=0o700)
        for name, value in stack.secrets.items():
            host.put_secret(name, value)
        authority = directory / "authority.pem"
        authority.write_text(stack.issued.authority)
        environment = stack.environment
        host.configure(
            host={
                "directory": str(REPOSITORY),
                "state": str(host.state),
                "stack": stack.name,
                "profiles": ["postgres"],
                "app_prefix": stack.app_prefix,
                "http_listen": environment["HTTP_LISTEN"],
                "https_listen": environment["HTTPS_LISTEN"],
            },
            names={"app": APP_HOST, "api": API_HOST},
            images={"valkey": images["VALKEY_IMAGE"], "postgres": images["POSTGRES_IMAGE"]},
            secrets={"directory": str(host.store), "target": str(stack.secrets_directory)},
            smoke={"public": False, "ca_file": str(authority)},
        )
        host.configure(**options)
        yield host
