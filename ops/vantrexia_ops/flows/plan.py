"""What a deploy or rollback would do, without doing it: `plan_deploy`, `plan_rollback` return a `Plan`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vantrexia_ops.flows.deploy import name_images
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.rollback import prepare_rollback
from vantrexia_ops.flows.run import Run, make_run
from vantrexia_ops.flows.serving import find_serving
from vantrexia_ops.flows.steps import list_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`steps` are (name, title, sentences)."""

    flow: str
    release: str
    colour: str
    serving: str | None
    steps: tuple[tuple[str, str, tuple[str, ...]], ...]


def plan_deploy(
    ground: Ground,
    *,
    release: str,
    images: Mapping[str, str],
    contracting: tuple[str, ...] = (),
    skip_smoke: bool = False,
) -> Plan:
    wanted = name_images(ground, release=release, images=images)
    run = make_run(
        ground, flow="deploy", release=release, wanted=wanted, previous=find_serving(ground),
        contracting=contracting, skip_smoke=skip_smoke,
    )  # fmt: skip
    return _describe(run, ground)


def plan_rollback(ground: Ground, *, release: str | None, skip_smoke: bool = False) -> Plan:
    """Raises RollbackRefused where the rollback itself would."""
    return _describe(prepare_rollback(ground, release=release, skip_smoke=skip_smoke), ground)


def _describe(run: Run, ground: Ground) -> Plan:
    steps = list_steps(ground, flow=run.flow)
    return Plan(
        flow=run.flow,
        release=run.release,
        colour=run.colour,
        serving=run.previous.release if run.previous else None,
        steps=tuple((step.name, step.title, tuple(step.plan(run))) for step in steps),
    )
