"""A real SSH server on loopback that runs what it is told as a shell would: `with SshHost(...) as host`."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncssh

# A program that ends with this code takes the connection with it.
CUT = 254


class SshHost:
    """Its own host key, one client key, and an environment for the programs it runs."""

    def __init__(self, directory: Path, *, env: Mapping[str, str], host_key: Any = None) -> None:
        self._env = dict(env)
        self.host_key = host_key or asyncssh.generate_private_key("ssh-ed25519")
        self._client_key = asyncssh.generate_private_key("ssh-ed25519")
        self._authorized = Path(tempfile.mkdtemp(dir=directory)) / "authorized_keys"
        self._authorized.write_bytes(self._client_key.export_public_key())
        # Written once: each export is another text.
        self.identity = self._client_key.export_private_key().decode()
        self.port = 0
        self.commands: list[str] = []

    @property
    def known_hosts(self) -> str:
        return self.line_for(self.host_key)

    def line_for(self, key: Any) -> str:
        return f"[127.0.0.1]:{self.port} {key.export_public_key().decode().strip()}"

    @property
    def address(self) -> str:
        return f"ssh://deploy@127.0.0.1:{self.port}"

    def __enter__(self) -> SshHost:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[self.host_key], authorized_client_keys=str(self._authorized),
            process_factory=self._run, encoding=None,
        )  # fmt: skip
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _run(self, process: Any) -> None:
        self.commands.append(process.command)
        child = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", process.command, env={**self._env, "PATH": self._env.get("PATH", os.environ["PATH"])},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        out, _ = await child.communicate(await process.stdin.read())
        process.stdout.write(out)
        if child.returncode == CUT:
            await process.stdout.drain()
            process.channel.get_connection().abort()
            return
        process.exit(child.returncode or 0)
