"""How old the secrets are that services read, judged for `vantrexia doctor`, `watch` and `status`: `look_at_rotation(ground)`.

Only the state directory is read: every minute can afford it, and a store that is away hides no age.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from vantrexia_ops.alarms.rules import Alarm
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.secrets import Age, AgeStore, list_ages

RUNBOOK = "docs/runbooks/secrets.md"
BATCH = "secrets-of-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """`ages` has the oldest first. `limit` is in days; 0: nobody wants to know, and there are none. `problem` says why nothing is known
    where something should be."""

    limit: int
    ages: tuple[Age, ...] = ()
    problem: OpsError | None = None
    is_known: bool = True

    @property
    def due(self) -> tuple[Age, ...]:
        return tuple(age for age in self.ages if age.days >= self.limit)

    @property
    def sentence(self) -> str:
        """For a person; names secrets, never a value."""
        if not self.limit:
            return "their ages are not watched (secrets.rotate_days is 0)"
        if self.problem is not None:
            return f"nothing is known about their ages ({self.problem.message})"
        if self.due:
            return _tell_due(self.due, limit=self.limit)
        if not self.ages:
            return "none were handed out yet"
        oldest = self.ages[0]
        return f"the oldest is {oldest.name}, {oldest.days} of {_count_days(self.limit)}"


def open_ages(ground: Ground) -> AgeStore:
    return AgeStore(ground.places.secret_ages)


def look_at_rotation(ground: Ground) -> Rotation:
    """Before a first deploy there is nothing to know."""
    limit = ground.config.secrets.rotate_days
    if not limit:
        return Rotation(limit=0)
    try:
        ages = list_ages(open_ages(ground).read(), now=ground.clock.now())
    except OpsError as error:
        is_missed = ground.places.current.exists()
        return Rotation(limit=limit, problem=error if is_missed else None, is_known=False)
    return Rotation(limit=limit, ages=tuple(ages))


def judge_rotation(rotation: Rotation) -> list[Alarm]:
    """One cause for all that were first handed out on the same day: fifteen secrets of one deploy are one piece of work, and what is
    left undone of it keeps nobody from hearing of the next."""
    if rotation.problem is not None:
        return [
            Alarm(
                key="secrets-unknown", severity="warning", looks=3,
                summary=f"nothing is known about the ages of the secrets ({rotation.problem.message})",
                hint=rotation.problem.hint or RUNBOOK,
            )
        ]  # fmt: skip
    return [
        Alarm(
            key=f"{BATCH}{day}", severity="warning", hint=f"{RUNBOOK} says how.",
            summary=f"secrets are {_tell_due(tuple(ages), limit=rotation.limit)}",
        )
        for day, ages in groupby(rotation.due, key=lambda age: f"{age.since:%Y-%m-%d}")
    ]  # fmt: skip


def _tell_due(ages: tuple[Age, ...], *, limit: int) -> str:
    named = ", ".join(f"{age.name} ({_count_days(age.days)})" for age in ages)
    return f"due for rotation after {_count_days(limit)}: {named}"


def _count_days(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"
