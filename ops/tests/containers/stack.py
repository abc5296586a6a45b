"""One throw-away production on this machine: own names, addresses, secrets, certificates, ports on loopback.

    with create_stack(images=…, directory=…) as stack:
        stack.compose("up", "-d", "--wait")

Leaving the block removes every container, network and volume of the stack, whatever happened inside.
"""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import socket
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.containers.authority import Issued, issue
from tests.containers.engine import REPOSITORY, run
from vantrexia_ops.proxy import EdgeRanges, ProxySettings, install_files, load_ranges, render_files
from vantrexia_ops.proxy.render import Colour

APP_HOST = "app.practice.example"
API_HOST = "api.practice.example"
# Files in memory, as on a real host; /run is not always a tmpfs on a test machine.
MEMORY = Path("/dev/shm")


@dataclass(slots=True)
class Stack:
    name: str
    directory: Path
    secrets_directory: Path
    environment: dict[str, str]
    issued: Issued
    http_port: int
    https_port: int
    secrets: dict[str, str]
    overrides: list[Path] = field(default_factory=list)

    @property
    def app_prefix(self) -> str:
        return self.environment["VANTREXIA_APP_PREFIX"]

    def compose(
        self,
        *words: str,
        project: str | None = None,
        environment: Mapping[str, str] | None = None,
        check: bool = True,
        timeout_seconds: float = 300,
    ) -> str:
        """`docker compose` on the production file; returns standard output and error together."""
        files = [REPOSITORY / "docker-compose.prod.yml", *self.overrides]
        done = run(
            *("docker", "compose", "--env-file", "/dev/null", "-p", project or self.name),
            *(word for path in files for word in ("-f", str(path))),
            *words,
            environment={**self.environment, **(environment or {})},
            check=check,
            timeout_seconds=timeout_seconds,
        )
        return done.stdout + done.stderr

    def container(self, service: str, *, project: str | None = None) -> str:
        """The id of the service's container. Raises when there is not exactly one."""
        (found,) = self.compose("ps", "--all", "--quiet", service, project=project).split()
        return found

    def inspect(self, service: str) -> dict[str, object]:
        (found,) = json.loads(run("docker", "inspect", self.container(service)).stdout)
        return dict(found)

    def logs(self, service: str) -> str:
        done = run("docker", "logs", self.container(service))
        return done.stdout + done.stderr

    def write_proxy(
        self, *, ranges: EdgeRanges | None = None, colour: Colour = "blue", **settings: object
    ) -> None:
        """Write the proxy directory; nginx reads it at its start or at `reload_proxy`."""
        chosen = ProxySettings(
            app_host=APP_HOST,
            api_host=API_HOST,
            colour=colour,
            app_prefix=self.app_prefix,
            ranges=ranges or load_ranges(),
            **settings,  # type: ignore[arg-type]
        )
        install_files(directory=Path(self.environment["VANTREXIA_PROXY_DIR"]), files=render_files(chosen))

    def reload_proxy(self) -> None:
        self.compose("exec", "-T", "nginx", "nginx", "-t")
        self.compose("exec", "-T", "nginx", "nginx", "-s", "reload")

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.issued.authority)

    def client(self, *, host: str = APP_HOST, http2: bool = False) -> httpx.Client:
        """A client that reaches the published port under the public name, as a browser would."""
        return httpx.Client(
            base_url=f"https://{host}:{self.https_port}",
            transport=_ToLoopback(verify=self.tls(), port=self.https_port),
            headers={"Host": host},
            timeout=30,
        )

    def install_secrets(self) -> None:
        run(
            *(
                "python3",
                "docker/secrets/install_secrets.py",
                "--from",
                "-",
                "--target",
                self.secrets_directory,
            ),
            stdin=json.dumps(self.secrets),
        )

    def remove(self) -> None:
        """Take everything down, also what a failed test left half made."""
        filters = f"label=io.vantrexia.stack={self.name}"
        containers = run("docker", "ps", "--all", "--quiet", "--filter", filters).stdout.split()
        if containers:
            run("docker", "rm", "--force", "--volumes", *containers, check=False)
        for kind in ("network", "volume"):
            named = run("docker", kind, "ls", "--quiet", "--filter", f"name={self.name}-").stdout.split()
            if named:
                run("docker", kind, "rm", *named, check=False)
        shutil.rmtree(self.secrets_directory, ignore_errors=True)


class _ToLoopback(httpx.HTTPTransport):
    """Connects to loopback whatever the address says; name and certificate are checked as written."""

    def __init__(self, *, verify: ssl.SSLContext, port: int) -> None:
        super().__init__(verify=verify)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)


@contextmanager
def create_stack(*, images: Mapping[str, str], directory: Path) -> Iterator[Stack]:
    """A stack with everything written but nothing started."""
    name = f"vxt{secrets.token_hex(4)}"
    secrets_directory = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=MEMORY))
    secrets_directory.chmod(0o711)
    directory.chmod(0o755)
    http_port, https_port = find_free_port(), find_free_port()
    issued = issue(APP_HOST, API_HOST)
    stack = Stack(
        name=name,
        directory=directory,
        secrets_directory=secrets_directory,
        environment={
            **images,
            "VANTREXIA_STACK": name,
            "VANTREXIA_APP_PREFIX": f"10.{203 + secrets.randbelow(40)}.{secrets.randbelow(250)}",
            "VANTREXIA_SECRETS_DIR": str(secrets_directory),
            "VANTREXIA_PROXY_DIR": str(directory / "proxy"),
            "HTTP_LISTEN": f"127.0.0.1:{http_port}",
            "HTTPS_LISTEN": f"127.0.0.1:{https_port}",
            "APP_HOST": APP_HOST,
            "API_HOST": API_HOST,
        },
        issued=issued,
        http_port=http_port,
        https_port=https_port,
        secrets=make_secrets(issued),
    )
    stack.write_proxy()
    try:
        stack.install_secrets()
        yield stack
    finally:
        stack.remove()


def make_secrets(issued: Issued) -> dict[str, str]:
    """Everything a host with its own PostgreSQL needs, random."""
    passwords = {
        who: secrets.token_hex(16) for who in ("postgres", "app", "migrator", "backup", "redis", "cache")
    }
    database = "postgres:5432/vantrexia"
    return {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DATABASE_URL": f"postgresql://vantrexia_app:{passwords['app']}@{database}",
        "MIGRATION_DATABASE_URL": f"postgresql://vantrexia_migrator:{passwords['migrator']}@{database}",
        "BACKUP_DATABASE_URL": f"postgresql://vantrexia_backup:{passwords['backup']}@{database}",
        "ADMIN_DATABASE_URL": f"postgresql://postgres:{passwords['postgres']}@{database}",
        "POSTGRES_PASSWORD": passwords["postgres"],
        "REDIS_URL": f"redis://vantrexia:{passwords['redis']}@redis:6379/0",
        "CACHE_URL": f"redis://vantrexia:{passwords['cache']}@redis-cache:6379/0",
        "FIELD_ENCRYPTION_KEY": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "BLIND_INDEX_KEY": f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "JWT_SIGNING_KEY": _private_key(),
        "AUDIT_SIGNING_KEY": _private_key(),
        "CLOUDFLARE_ORIGIN_CERT": issued.certificate,
        "CLOUDFLARE_ORIGIN_KEY": issued.key,
    }


def _private_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
