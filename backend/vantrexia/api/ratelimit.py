"""How often a caller may call: the published limits, counted in Valkey, told in the IETF RateLimit fields.

Public: `POLICIES`, `check(scope, key)`, `check_all(...)`, `charge(request, …)` (raises `rate_limited`), and
for webhooks `check_webhook_address`, `forgive_webhook_address`, `check_connection`.

| scope       | limit       | per                                                            |
| user        | 1,000/hour  | signed-in person with an API client                            |
| browser     | 10,000/hour | signed-in person in a browser: a live screen asks often        |
| ingestion   | 1,000/hour  | signed-in person, on the ingestion endpoints, beside `user`    |
| anonymous   | 100/hour    | address, where nobody is signed in; sign-ins counted apart     |
| auth        | 20/minute   | address, on sign-in, refresh and reset; person, on credentials |
| renewal     | 300/minute  | address, where a browser renews its session: a practice is one |
| webhook     | 500/hour    | address, until the signature verifies                          |
| connection  | its budget  | gateway connection, verified deliveries                        |

Where several apply, the strictest decides and all are told. Headers follow
draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy: "auth";q=20;w=60` and `RateLimit:
"auth";r=19;t=60`. A window begins with its first request. When Valkey is away, each process counts for
itself: never an error, and never without a limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from vantrexia.api.counters import Counters
from vantrexia.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Policy:
    """So many requests per window. `lease` > 1 counts ahead in portions, sparing Valkey on hot paths."""

    name: str
    quota: int
    window_seconds: int
    lease: int = 1


HOUR, MINUTE = 3600, 60
POLICIES: Mapping[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("user", 1_000, HOUR),
        Policy("browser", 10_000, HOUR, lease=10),
        Policy("ingestion", 1_000, HOUR),
        Policy("anonymous", 100, HOUR),
        Policy("auth", 20, MINUTE),
        Policy("renewal", 300, MINUTE),
        Policy("webhook", 500, HOUR, lease=5),
        Policy("connection", 100_000, HOUR, lease=200),
    )
}


@dataclass(frozen=True, slots=True)
class Count:
    """Where one policy stands after this request."""

    policy: Policy
    remaining: int
    reset_seconds: int
    allowed: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What the limiter says about one request."""

    counts: tuple[Count, ...]

    @property
    def allowed(self) -> bool:
        return all(count.allowed for count in self.counts)

    @property
    def retry_after(self) -> int:
        """Seconds until the strictest exceeded window is over; 0 when nothing is exceeded."""
        return max((count.reset_seconds for count in self.counts if not count.allowed), default=0)

    def headers(self) -> dict[str, str]:
        """The RateLimit fields, and Retry-After (RFC 9110 10.2.3) when the request is refused."""
        fields = {
            "RateLimit-Policy": ", ".join(
                f'"{count.policy.name}";q={count.policy.quota};w={count.policy.window_seconds}'
                for count in self.counts
            ),
            "RateLimit": ", ".join(
                f'"{count.policy.name}";r={count.remaining};t={count.reset_seconds}' for count in self.counts
            ),
        }
        if not self.allowed:
            fields["Retry-After"] = str(max(1, self.retry_after))
        return fields

    def joined(self, other: Decision) -> Decision:
        """Both decisions as one."""
        return Decision(self.counts + other.counts)


_counters = Counters()


def find_policy(scope: str) -> Policy:
    """A published policy, with the installation's own quota where the setting RATE_LIMITS gives one."""
    policy = POLICIES[scope]
    own = settings.RATE_LIMITS.get(scope)
    return policy if own is None else _replace_quota(policy, own)


@lru_cache(maxsize=64)
def _replace_quota(policy: Policy, quota: int) -> Policy:
    return Policy(policy.name, quota, policy.window_seconds, policy.lease)


@lru_cache(maxsize=1024)
def _limit(policy: Policy, quota: int) -> Policy:
    """A caller's own quota: what is counted ahead is a hundredth of it at most."""
    return Policy(policy.name, quota, policy.window_seconds, max(1, min(policy.lease, quota // 100)))


def check(scope: str, key: object, *, quota: int | None = None) -> Decision:
    """Count one request of a caller. `quota` replaces the policy's own (a connection's budget)."""
    policy = find_policy(scope) if quota is None else _limit(find_policy(scope), quota)
    used, left_seconds = _counters.take(
        f"{policy.name}:{key}", window_seconds=policy.window_seconds, lease=policy.lease
    )
    return Decision(
        (
            Count(
                policy=policy,
                remaining=max(0, policy.quota - used),
                reset_seconds=max(0, ceil(left_seconds)),
                allowed=used <= policy.quota,
            ),
        )
    )


def check_all(wanted: Sequence[tuple[str, object]]) -> Decision:
    """Count one request under several policies; the strictest decides."""
    return Decision(tuple(count for scope, key in wanted for count in check(scope, key).counts))


def charge(request: HttpRequest, *wanted: tuple[str, object]) -> None:
    """Count a request, keep the decision for the headers, and raise DomainError `rate_limited` when it is too
    much.
    """
    decision = check_all(wanted)
    before: Decision | None = getattr(request, "rate_limit", None)
    request.rate_limit = decision if before is None else before.joined(decision)  # type: ignore[attr-defined]
    if not decision.allowed:
        raise DomainError(
            "rate_limited",
            "Too many requests; try again later.",
            data={"retry_after": max(1, decision.retry_after)},
        )


def check_webhook_address(address: str | None) -> Decision:
    """Count a delivery that nobody has verified yet."""
    return check("webhook", address or "unknown")


def forgive_webhook_address(address: str | None) -> None:
    """The delivery verified: it counts for its connection, not for the address it came from."""
    _counters.give_back(f"webhook:{address or 'unknown'}")


def check_connection(connection_id: UUID, *, budget: int) -> Decision:
    """Count a verified delivery of a connection against its hourly budget."""
    return check("connection", connection_id, quota=budget)
