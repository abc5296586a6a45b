"""Which stretches of monitoring are judged one by one: a consent in force while enrolled.

Public: `list_spans`, `Span`, `join_consents`, `join_episodes`.

A consent signed again while the last still holds continues it: day 1 stays where it is. Withdrawn and given again
inside one enrolment, the second stretch is judged apart (rules 8.7): nothing later may count for the first, and
nothing of the first for the second. Enrolments that overlap (two records of one person became one) are one
monitoring as well: none takes days from another, and no day counts for two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An episode of care as stored: `[started_at, ended_at)`. `also`: the ids of others that were joined with it."""

    id: str
    program: str
    started_at: datetime
    ended_at: datetime | None
    also: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """Its own id and those of the joined."""
        return self.also | {self.id}


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch. `number` counts within its episode; `consent_at` None: enrolled without any consent.

    `earlier_ended_at` is when the stretch before it ended, `before` when the next one begins: what was measured or
    worked outside `(earlier_ended_at, before)` belongs to another stretch.
    """

    episode: Enrolled
    number: int
    consent_at: datetime | None
    revoked_at: datetime | None
    earlier_ended_at: datetime | None = None
    before: datetime | None = None

    @property
    def started_at(self) -> datetime:
        """When it begins: the later of consent and enrolment."""
        return (
            self.episode.started_at
            if self.consent_at is None
            else max(self.consent_at, self.episode.started_at)
        )

    @property
    def ended_at(self) -> datetime | None:
        """When it ends, by withdrawal or discharge."""
        return min((m for m in (self.revoked_at, self.episode.ended_at) if m is not None), default=None)


def join_consents(
    consents: Iterable[tuple[datetime, datetime | None]],
) -> list[tuple[datetime, datetime | None]]:
    """Consents `[given, revoked)` as stretches without a gap, oldest first."""
    joined: list[tuple[datetime, datetime | None]] = []
    for given, revoked in sorted(consents, key=lambda one: one[0]):
        if joined and (joined[-1][1] is None or given <= joined[-1][1]):
            begun, until = joined[-1]
            joined[-1] = (begun, None if until is None or revoked is None else max(until, revoked))
        else:
            joined.append((given, revoked))
    return joined


def join_episodes(episodes: Iterable[Enrolled]) -> list[Enrolled]:
    """One program's episodes, those that overlap as one with the id of the one that goes on longest; oldest first."""
    joined: list[Enrolled] = []
    for one in sorted(episodes, key=lambda each: (each.started_at, each.id)):
        last = joined[-1] if joined else None
        if last is None or (last.ended_at is not None and one.started_at >= last.ended_at):
            joined.append(one)
            continue
        outlasts = last.ended_at is not None and (one.ended_at is None or one.ended_at > last.ended_at)
        goes_on = one if outlasts else last
        also = (last.ids | one.ids) - {goes_on.id}
        joined[-1] = Enrolled(goes_on.id, last.program, last.started_at, goes_on.ended_at, also)
    return joined


def list_spans(
    episodes: Iterable[Enrolled], consents: Iterable[tuple[datetime, datetime | None]]
) -> tuple[Span, ...]:
    """The stretches of one program's episodes, oldest first."""
    stretches = join_consents(consents)
    found: list[Span] = []
    for episode in join_episodes(episodes):
        within = [
            (given, revoked)
            for given, revoked in stretches
            if (episode.ended_at is None or given < episode.ended_at)
            and (revoked is None or revoked > episode.started_at)
        ]
        if within:
            found.extend(
                Span(episode, number, given, revoked) for number, (given, revoked) in enumerate(within)
            )
        else:
            found.append(Span(episode, 0, None, None))
    return tuple(
        Span(
            span.episode,
            span.number,
            span.consent_at,
            span.revoked_at,
            found[index - 1].ended_at if index else None,
            found[index + 1].started_at if index + 1 < len(found) else None,
        )
        for index, span in enumerate(found)
    )
