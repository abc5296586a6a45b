"""Proof that the demo works: `wait_until_up()` and `wait_for_reading()`, both by HTTP only, as a browser
would see it.

A reading has travelled the whole path when a signed-in person sees it on the triage list: a home sent it, the
webhook stored it, the worker understood and evaluated it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from vantrexia_ops.errors import OpsError

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Login:
    """One account of the demo practice."""

    role: str
    name: str
    email: str
    password: str
    practice: str
    totp_secret: str | None


def read_logins(path: Path) -> tuple[Login, ...]:
    """The accounts in the credentials file, in its order. OpsError when it does not parse."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            Login(
                role=entry["role"],
                name=entry.get("name", ""),
                email=entry["email"],
                password=entry["password"],
                practice=entry.get("practice", ""),
                totp_secret=entry.get("totp_secret"),
            )
            for entry in document["logins"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OpsError(f"{path} is damaged.", hint="Start over with `make demo-reset`.") from error


def wait_until_up(*, app_url: str, tend: Callable[[], None], patience_seconds: float = 90.0) -> None:
    """Wait until the web server says it is ready; `tend` is called all the while. OpsError when it takes too
    long.
    """

    def is_ready() -> bool:
        return httpx.get(f"{app_url}/health/ready", timeout=5).status_code == 200

    if not _wait(is_ready, tend=tend, patience_seconds=patience_seconds):
        raise OpsError(f"The web server did not become ready within {patience_seconds:.0f} s.")


def wait_for_reading(
    *, app_url: str, login: Login, since: datetime, tend: Callable[[], None], patience_seconds: float = 120.0
) -> Mapping[str, Any]:
    """The first patient on the triage list with a reading that was received after `since`; OpsError when none
    comes.
    """
    found: list[Mapping[str, Any]] = []
    with httpx.Client(base_url=app_url, timeout=10) as client:
        answer = client.post(f"{API}/auth/login/", json={"email": login.email, "password": login.password})
        if answer.status_code != 200:
            raise OpsError(f"Signing in as {login.email} answers {answer.status_code}.")
        client.headers["Authorization"] = f"Bearer {answer.json()['access']}"

        def has_arrived() -> bool:
            page = client.get(f"{API}/triage/patients/", params={"ordering": "-last_reading_at"})
            page.raise_for_status()
            for row in page.json()["results"]:
                last = row.get("last_reading_at")
                if last and datetime.fromisoformat(last) >= since:
                    found.append(row)
                    return True
            return False

        try:
            if not _wait(has_arrived, tend=tend, patience_seconds=patience_seconds):
                raise OpsError(
                    f"No reading from a home reached the worklist within {patience_seconds:.0f} s.",
                    hint="The logs of web, worker and sim say why.",
                )
        finally:
            client.post(f"{API}/auth/logout/", json={})
    return found[0]


def _wait(condition: Callable[[], bool], *, tend: Callable[[], None], patience_seconds: float) -> bool:
    deadline = time.monotonic() + patience_seconds
    while time.monotonic() < deadline:
        tend()
        try:
            if condition():
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    return False
