"""Returning to a release that served well before: `rollback(ground, release=None)`; without a name, the last good one."""

from __future__ import annotations

from collections.abc import Sequence

from vantrexia_ops.errors import RollbackRefused
from vantrexia_ops.flows.deploy import begin, hold_host, refuse_unfinished
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.releases import (
    check_name,
    find_good_images,
    find_obstacle,
    find_release,
    list_good,
)
from vantrexia_ops.flows.run import Run, make_run
from vantrexia_ops.flows.serving import find_serving
from vantrexia_ops.journal import Deploy, list_deploys


def rollback(
    ground: Ground, *, release: str | None = None, lock_wait_seconds: float = 0, skip_smoke: bool = False
) -> Run:
    """Bring an earlier release back into service. Raises RollbackRefused with the reason."""
    with hold_host(
        ground, why=f"rollback to {release or 'the last good release'}", wait_seconds=lock_wait_seconds
    ):
        refuse_unfinished(ground)
        run = prepare_rollback(ground, release=release, skip_smoke=skip_smoke)
        begin(run, ground)
        return run


def prepare_rollback(ground: Ground, *, release: str | None, skip_smoke: bool) -> Run:
    """The run, not yet begun: nothing is changed. Raises RollbackRefused with the reason."""
    serving = find_serving(ground)
    if serving is None:
        raise RollbackRefused(
            "nothing serves, so there is nothing to roll back from", hint="Deploy a release."
        )
    deploys = list_deploys(ground.journal.read())
    target = check_name(release) if release else choose_target(deploys, serving=serving.release)
    if target == serving.release:
        raise RollbackRefused(
            f"release {target} serves already", hint="`vantrexia history` lists the others."
        )
    record = find_release(ground.places.releases, target)
    if record is None:
        raise RollbackRefused(
            f"release {target} is not kept on this host",
            hint="`vantrexia history` lists what is; deploy it instead.",
        )
    images = find_good_images(deploys, target)
    if not images:
        raise RollbackRefused(
            f"release {target} has never served well on this host",
            hint="Nobody knows whether it fits the schema as it is: deploy it instead.",
        )
    refuse_obstacle(ground, target=target, deploys=deploys)
    return make_run(
        ground,
        flow="rollback",
        release=target,
        wanted=images,
        previous=serving,
        skip_smoke=skip_smoke,
    )


def choose_target(deploys: Sequence[Deploy], *, serving: str) -> str:
    """The release that served well before the one that serves."""
    candidates = [name for name in list_good(deploys) if name != serving]
    if not candidates:
        raise RollbackRefused(
            f"no release served well before {serving}",
            hint="The first release of a host has nothing to go back to.",
        )
    return candidates[-1]


def refuse_obstacle(ground: Ground, *, target: str, deploys: Sequence[Deploy]) -> None:
    """Before the journal says a rollback was begun: a refusal changes nothing and is no failed deploy."""
    record = find_release(ground.places.releases, target)
    obstacle = find_obstacle(record, deploys) if record else None
    if obstacle:
        raise RollbackRefused(
            f"release {target} cannot return, its code needs what is gone: {obstacle}",
            hint="Mend forward: deploy a new release. docs/runbooks/rollback-refused.md.",
        )
