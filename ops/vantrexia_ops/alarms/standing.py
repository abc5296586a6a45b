"""Which alarms stand: `settle(standing, firing, now=…)` says who is to be told that something began, and that something is over.

Pure. An alarm must be seen as often in a row as it asks for, is told once, and told again only when its severity rises; it is over
after it was not seen `QUIET_LOOKS` times in a row, so that one good look in between resolves nothing. A look that could not see
whether a cause still stands (`is_hidden`) is no good look: what stood goes on standing, and nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from vantrexia_ops.alarms.rules import Alarm
from vantrexia_ops.alarms.slo import Severity

QUIET_LOOKS = 2
RANK: Mapping[Severity, int] = {"info": 0, "warning": 1, "error": 2, "critical": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One cause between its first sign and its end. `told` is false while it has not been seen often enough."""

    key: str
    severity: Severity
    summary: str
    hint: str
    since: datetime
    seen: int = 1
    quiet: int = 0
    told: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """`begun` and `over` are what somebody must be told of."""

    standing: tuple[Standing, ...]
    begun: tuple[Standing, ...]
    over: tuple[Standing, ...]


def settle(
    standing: Iterable[Standing],
    firing: Iterable[Alarm],
    *,
    now: datetime,
    is_hidden: Callable[[str], bool] = lambda key: False,
) -> Settled:
    known = {found.key: found for found in standing}
    seen = {alarm.key: alarm for alarm in firing}
    kept: list[Standing] = []
    begun: list[Standing] = []
    over: list[Standing] = []
    for key, alarm in seen.items():
        before = known.get(key)
        counted = before.seen + 1 if before else 1
        now_standing = Standing(
            key=key, severity=alarm.severity, summary=alarm.summary, hint=alarm.hint,
            since=before.since if before else now, seen=counted, told=before.told if before else False,
        )  # fmt: skip
        worse = before is not None and before.told and RANK[alarm.severity] > RANK[before.severity]
        if (not now_standing.told and counted >= alarm.looks) or worse:
            now_standing = replace(now_standing, told=True)
            begun.append(now_standing)
        kept.append(now_standing)
    for key, before in known.items():
        if key in seen:
            continue
        if is_hidden(key):
            kept.append(before)
        elif before.told and before.quiet + 1 < QUIET_LOOKS:
            kept.append(replace(before, quiet=before.quiet + 1))
        elif before.told:
            over.append(before)
    return Settled(tuple(sorted(kept, key=lambda found: found.key)), tuple(begun), tuple(over))
