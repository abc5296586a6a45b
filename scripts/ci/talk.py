"""HTTP with the standard library for the pipeline's small programs: `ask(...)` returns JSON, or raises NoAnswer after a few tries.

429 and 5xx and a connection that fails are tried again, `Retry-After` is kept to; any other refusal is final. Neither token nor
address stands in an error: the address of a Slack channel is its key.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

TRIES = 4
LONGEST_WAIT_SECONDS = 30.0


class NoAnswer(Exception):
    """It was not taken; the text says what came back."""


def ask(
    url: str,
    *,
    what: str,
    token: str | None = None,
    body: Mapping[str, Any] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Any:
    """GET, or POST when there is a body. `what` names it in an error."""
    headers = {"Accept": "application/json", "User-Agent": "vantrexia-pipeline"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    if data is not None:
        headers["Content-Type"] = "application/json"
    said = "no answer"
    for attempt in range(TRIES):
        request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 - the address is the pipeline's own
        wait = 2.0**attempt
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
                text = answer.read().decode("utf-8", "replace")
            try:
                return json.loads(text)
            except ValueError:
                return text
        except urllib.error.HTTPError as error:
            said = f"answered {error.code}"
            if error.code != 429 and error.code < 500:
                break
            wait = _asked_wait(error, otherwise=wait)
        except (OSError, ValueError) as error:
            said = type(getattr(error, "reason", error)).__name__
        if attempt + 1 < TRIES:
            sleep(min(wait, LONGEST_WAIT_SECONDS))
    raise NoAnswer(f"{what}: {said}")


def _asked_wait(error: urllib.error.HTTPError, *, otherwise: float) -> float:
    try:
        return max(otherwise, float(error.headers.get("Retry-After", "")))
    except ValueError:
        return otherwise
