"""The demo's past, lived at its own time: what homes delivered in the last weeks, each delivery at the hour it was sent,
understood and evaluated then, and the demo's staff acting on the alerts of those days.

`live_through(sent, until=…) -> Lived` takes the same steps a running system takes, in order of time. Only for the demo's own
practices, whose past is invented anyway: nobody else's deliveries can be kept under another hour than now.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vantrexia.accounts.selectors.members import list_members
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.latency import unmeasured
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.selectors.doors import find_door
from vantrexia.devices.services.deliveries import store_delivery
from vantrexia.domain.access import permissions_of
from vantrexia.triage.services.due import count_levels
from vantrexia.workflows.demo import DEMO_PRACTICES
from vantrexia.workflows.demo_staff import Act, do_act, plan_acts, plan_reviews
from vantrexia.workflows.readings import process_due
from vantrexia.workflows.sweeps import sweep_scores, sweep_steps

# Before that nobody's silence is news: the homes have only just begun.
QUIET_START = timedelta(days=4)


class NotTheDemo(Exception):
    """A delivery for a practice that is not the demo's, or one that does not verify."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery as it was sent: `at` with zone, headers with lower-case names, body as on the wire."""

    at: datetime
    gateway: str
    connection_id: UUID
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Lived:
    """How much came of it."""

    deliveries: int
    acts: int


def live_through(sent: Iterable[Sent], *, until: datetime) -> Lived:
    """Everything up to `until`. Raises NotTheDemo before anything of such a delivery is kept."""
    past = _Past(until=until)
    for one in sorted(sent, key=lambda item: item.at):
        if one.at > until:
            break
        past.go_on(to=one.at)
        past.take_in(one)
    past.go_on(to=until)
    return Lived(past.deliveries, past.acts)


class _Past:
    """Where the story stands: acts still to be done, and the next full hour."""

    def __init__(self, *, until: datetime) -> None:
        self.deliveries = self.acts = 0
        self._until = until
        self._staff = {practice_id: find_staff(practice_id, now=until) for practice_id in DEMO_PRACTICES}
        self._plan: list[tuple[datetime, int, Act]] = []
        self._number = itertools.count()  # of two at the same moment the one planned first
        self._hour: datetime | None = None
        self._sweeps_from = until
        for practice_id in DEMO_PRACTICES:
            self._remember(plan_reviews(practice_id, until=until))
            self._remember(plan_acts(practice_id))  # what an interrupted telling left open

    def take_in(self, one: Sent) -> None:
        """Verify, keep and process one delivery at its own time, and plan what the staff will do about it."""
        door, adapter = find_door(one.connection_id), ADAPTERS.get(one.gateway)
        if door is None or adapter is None or door.practice_id not in DEMO_PRACTICES:
            raise NotTheDemo(f"connection {one.connection_id} is not the demo's")
        verified = adapter.verify(headers=one.headers, body=one.body, secrets=door.secrets, now=one.at)
        if self._hour is None:
            self._hour = one.at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            self._sweeps_from = one.at + QUIET_START
        store_delivery(
            practice_id=door.practice_id,
            connection_id=one.connection_id,
            key_id=verified.key_id,
            delivery_key=verified.delivery_key,
            body=one.body,
            content_type=one.headers.get("content-type", "application/json"),
            content_encoding=one.headers.get("content-encoding", ""),
            received_at=one.at,
        )
        with unmeasured():
            process_due(now=one.at)
        self.deliveries += 1
        self._remember(plan_acts(door.practice_id, opened_at=one.at))

    def go_on(self, *, to: datetime) -> None:
        """Do what is due before `to`, in order: acts of the staff, and what the scheduler does every hour."""
        while True:
            act_at = self._plan[0][0] if self._plan else None
            hour = self._hour
            if act_at is not None and act_at < to and (hour is None or act_at <= hour):
                _, _, act = heapq.heappop(self._plan)
                self.acts += do_act(act, staff=self._staff[act.practice_id])
            elif hour is not None and hour < to:
                self._strike(hour)
                self._hour = hour + timedelta(hours=1)
            else:
                return

    def _strike(self, hour: datetime) -> None:
        """The sweeps; often enough on the last day, whose traces are still on the screen."""
        is_recent = hour >= self._until - timedelta(hours=26)
        if hour >= self._sweeps_from and (is_recent or hour.hour % 6 == 0):
            sweep_scores(hour)
            sweep_steps(hour)
            for practice_id in DEMO_PRACTICES:
                with practice_scope(practice_id):
                    count_levels(practice_id=practice_id, now=hour)
                self._remember(plan_acts(practice_id, opened_at=hour))

    def _remember(self, acts: Iterable[Act]) -> None:
        for act in acts:
            heapq.heappush(self._plan, (act.at, next(self._number), act))


def find_staff(practice_id: UUID, *, now: datetime) -> dict[str, Actor]:
    """One person of each role, as they act when signed in."""
    actor = system_actor("seed_history", practice_id=practice_id)
    with practice_scope(practice_id):
        return {
            member.role: Actor(
                kind="user",
                practice_id=practice_id,
                user_id=member.id,
                user_uuid=member.uuid,
                role=member.role,
                membership_id=member.membership_id,
                permissions=permissions_of(member.role),
            )
            for member in list_members(viewer=actor, now=now)
        }
