"""Deploys as the journal tells them: which steps began, which ended, how it came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vantrexia_ops.journal.chain import Entry

STARTED, ENDED = "deploy.started", "deploy.ended"
BEGUN, DONE, UNDONE = "step.begun", "step.done", "step.undone"


@dataclass(slots=True, kw_only=True)
class StepRecord:
    """One step of one deploy. `facts` is what the step noted for those after it and for a resume."""

    name: str
    state: str
    millis: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Deploy:
    """One deploy or rollback. `outcome` is None while it is unfinished, else good | failed | aborted."""

    id: str
    kind: str
    who: str
    started_at: datetime
    about: Mapping[str, Any]
    steps: dict[str, StepRecord] = field(default_factory=dict)
    ended_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None

    @property
    def release(self) -> str:
        return str(self.about.get("release", ""))


def list_deploys(entries: Iterable[Entry]) -> list[Deploy]:
    """Oldest first."""
    deploys: dict[str, Deploy] = {}
    for entry in entries:
        if entry.kind == STARTED:
            deploys[entry.deploy] = Deploy(
                id=entry.deploy, kind=str(entry.facts.get("flow", "deploy")), who=entry.who,
                started_at=entry.at, about=entry.facts,
            )  # fmt: skip
        elif (deploy := deploys.get(entry.deploy)) is not None:
            _apply(deploy, entry)
    return list(deploys.values())


def find_unfinished(entries: Iterable[Entry]) -> Deploy | None:
    """The deploy that has not ended, if there is one; there is never more than one."""
    open_ones = [deploy for deploy in list_deploys(entries) if deploy.outcome is None]
    return open_ones[-1] if open_ones else None


def _apply(deploy: Deploy, entry: Entry) -> None:
    facts = entry.facts
    if entry.kind == ENDED:
        deploy.ended_at, deploy.outcome, deploy.reason = entry.at, str(facts["outcome"]), facts.get("reason")
    elif entry.kind in (BEGUN, DONE, UNDONE):
        name = str(facts["step"])
        before = deploy.steps.get(name)
        kept = before.facts if before else {}
        deploy.steps[name] = StepRecord(
            name=name,
            state=entry.kind.removeprefix("step."),
            # What a step took and noted stays known while it is undone.
            millis=int(facts.get("millis", before.millis if before else 0)),
            facts={**kept, **facts.get("facts", {})},
        )
