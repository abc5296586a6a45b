"""HTTP and TLS as a client sees them: `Web` is the port, `RealWeb` the real thing.

A `Door` says which origin is meant and where it is reached: by its public name, or at an address of this host while name and
certificate are checked as written.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from vantrexia_ops.errors import OpsError
from vantrexia_ops.probes.certificates import Certificate, read_der


class NoAnswer(OpsError):
    """Nothing came back: refused, timed out, no name, no handshake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """`origin` is scheme://host[:port]; `connect_to` is host, host:port or [IPv6]:port to connect to instead; `host` is said instead."""

    origin: str
    connect_to: str | None = None
    host: str | None = None
    ca_file: str | None = None
    timeout_seconds: float = 10
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def hostname(self) -> str:
        return urlsplit(self.origin).hostname or ""

    def where(self) -> tuple[str, int]:
        """Address and port to connect to. Raises ValueError where one is written that is none."""
        parts = urlsplit(self.origin)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if not self.connect_to:
            return self.hostname, port
        there = urlsplit(f"//{self.connect_to}")
        return there.hostname or "", there.port or port


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    millis: int

    @property
    def is_of_release_before(self) -> bool:
        """The proxy says so when the server meant has failed (docker/nginx/snippets/headers.conf)."""
        return any(name.lower() == "x-answered-by-release-before" for name in self.headers)

    def json(self) -> Any:
        """The body, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Web(Protocol):
    def get(self, door: Door, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises NoAnswer."""
        ...

    def post(
        self, door: Door, path: str, *, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Raises NoAnswer."""
        ...

    def read_certificate(self, door: Door) -> Certificate:
        """Of a handshake that verified. Raises NoAnswer with the reason otherwise."""
        ...


class RealWeb:
    """`request_id` goes with every request, so that the application's log can be read beside the deploy's."""

    def __init__(self, *, request_id: str | None = None) -> None:
        self._headers = {"X-Request-ID": request_id} if request_id else {}

    def get(self, door: Door, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask(door, "GET", path, headers=headers, content=None)

    def post(
        self, door: Door, path: str, *, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        told = {"Content-Type": "application/json", **(headers or {})}
        return self._ask(door, "POST", path, headers=told, content=json.dumps(body).encode())

    def _ask(
        self, door: Door, method: str, path: str, *, headers: Mapping[str, str] | None, content: bytes | None
    ) -> Answer:
        parts = urlsplit(door.origin)
        host, port = door.where()
        said_host = door.host or parts.netloc
        url = httpx.URL(scheme=parts.scheme, host=host, port=port, raw_path=path.encode())
        started = time.monotonic()
        try:
            with httpx.Client(verify=_trust(door), timeout=door.timeout_seconds, trust_env=False) as client:
                request = client.build_request(
                    method,
                    url,
                    content=content,
                    headers={"Host": said_host, **self._headers, **door.headers, **(headers or {})},
                )
                request.extensions = {**request.extensions, "sni_hostname": door.hostname}
                answer = client.send(request)
        except (httpx.HTTPError, OSError) as error:
            raise NoAnswer(
                f"no answer from {door.origin}{path} at {host}:{port}: {_reason(error)}"
            ) from error
        millis = round((time.monotonic() - started) * 1000)
        return Answer(
            status=answer.status_code, headers=dict(answer.headers), body=answer.content, millis=millis
        )

    def read_certificate(self, door: Door) -> Certificate:
        host, port = door.where()
        try:
            with (
                socket.create_connection((host, port), timeout=door.timeout_seconds) as plain,
                _trust(door).wrap_socket(plain, server_hostname=door.hostname) as wrapped,
            ):
                shown = wrapped.getpeercert(binary_form=True)
        except OSError as error:
            raise NoAnswer(f"no handshake with {door.hostname} at {host}:{port}: {_reason(error)}") from error
        if not shown:
            raise NoAnswer(f"{door.hostname} at {host}:{port} shows no certificate")
        return read_der(shown)


def _trust(door: Door) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=door.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise OpsError(
            f"{door.ca_file} holds no certificate authority: {error}", hint="smoke.ca_file names a PEM file."
        ) from error


def _reason(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return str(error) or type(error).__name__
