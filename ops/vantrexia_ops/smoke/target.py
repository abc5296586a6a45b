"""What is tested (`Target`) and what came of it (`Result`, `SmokeReport`)."""

from __future__ import annotations

from dataclasses import dataclass

from vantrexia_ops.config import Redacted
from vantrexia_ops.probes.web import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The smoke user: belongs to the synthetic practice, sees no patient of anybody."""

    email: str
    password: Redacted
    totp: Redacted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to look and what must be there.

    `page` is the door of the page when it is another server than the API's (a colour not yet behind the proxy); `release` and `bundle`
    (names of the assets the page must name) are left out when a stranger's address is tested; `certificates` are the doors whose
    handshake counts, none while a colour is tested privately. `sign_in_excuse` is why nobody signs in and that is no failure.
    """

    api: Door
    page: Door | None = None
    sign_in: SignIn | None = None
    sign_in_excuse: str = ""
    release: str | None = None
    bundle: frozenset[str] | None = None
    certificates: tuple[tuple[str, Door], ...] = ()
    certificate_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One test. `detail` says what was seen, or what is wrong; no secret, no patient."""

    name: str
    ok: bool
    detail: str
    millis: int = 0
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class SmokeReport:
    results: tuple[Result, ...]

    @property
    def ok(self) -> bool:
        return all(result.ok for result in self.results)

    @property
    def failures(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if not result.ok)

    @property
    def sentence(self) -> str:
        """What failed, on one line."""
        return "; ".join(f"{result.name}: {result.detail}" for result in self.failures) or "all passed"
