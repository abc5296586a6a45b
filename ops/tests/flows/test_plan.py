"""What would be done, said without doing it: the same steps, the same refusals, nothing changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.flows.stage import Stage
from vantrexia_ops.cli.deploy import show_plan
from vantrexia_ops.errors import RollbackRefused
from vantrexia_ops.flows.plan import Plan, plan_deploy, plan_rollback
from vantrexia_ops.flows.steps import FLOWS


def look(stage: Stage) -> tuple[object, ...]:
    """Everything a plan must leave as it is."""
    state = stage.ground.places.state
    files = {str(path): path.read_bytes() for path in state.rglob("*") if path.is_file()}
    running = sorted((c.id, c.running) for c in stage.world.containers.values())
    return (files, running, stage.world.done, stage.world.edge_colour)


def plan(stage: Stage, act: Callable[[], Plan]) -> Plan:
    before = look(stage)
    made = act()
    assert look(stage) == before
    assert stage.ground.leases.find() is None
    return made


def sentences(made: Plan) -> str:
    return "\n".join(sentence for _, _, told in made.steps for sentence in told)


def test_a_deploy_is_told_step_by_step_with_what_starts_first_and_why(stage: Stage) -> None:
    stage.deploy("r1")
    made = plan(stage, lambda: plan_deploy(stage.ground, release="r2", images={}))
    assert [name for name, _, _ in made.steps] == [step.name for step in FLOWS["deploy"]]
    assert (made.flow, made.release, made.colour, made.serving) == ("deploy", "r2", "green", "r1")
    told = sentences(made)
    for word in (
        "frontend, backend, stream: start-first, as green beside what serves",
        "celery, celery-bulk: start-first",
        "celery-beat: stop-first, because there must never be two",
        "redis, redis-cache: kept as they run",
        "nginx itself: kept as it runs",
        "/health/ready every 5 s for up to 60 s",
    ):
        assert word in told, word
    assert all(told for _, _, told in made.steps), "every step says something"


def test_the_first_deploy_and_one_without_smoke_tests_say_so(stage: Stage) -> None:
    made = plan(stage, lambda: plan_deploy(stage.ground, release="r1", images={}, skip_smoke=True))
    assert made.serving is None
    assert sentences(made).count("Skipped, as asked for") == 2


def test_a_rollback_is_planned_to_where_it_would_go_and_touches_neither_schema_nor_secrets(
    stage: Stage,
) -> None:
    stage.deploy("r1")
    stage.deploy("r2")
    made = plan(stage, lambda: plan_rollback(stage.ground, release=None))
    assert (made.flow, made.release, made.colour, made.serving) == ("rollback", "r1", "blue", "r2")
    assert [name for name, _, _ in made.steps] == [step.name for step in FLOWS["rollback"]]
    stage.rollback()
    assert stage.serving == "r1"


def test_what_a_rollback_would_refuse_its_plan_refuses_too(stage: Stage) -> None:
    with pytest.raises(RollbackRefused, match="nothing serves"):
        plan_rollback(stage.ground, release=None)
    stage.deploy("r1")
    for release, says in ((None, "no release served well"), ("r1", "serves already"), ("rx", "is not kept")):
        with pytest.raises(RollbackRefused, match=says):
            plan_rollback(stage.ground, release=release)
        with pytest.raises(RollbackRefused, match=says):
            stage.rollback(release)


def test_it_is_printed_for_people_and_for_machines(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    stage.deploy("r1")
    made = plan_deploy(stage.ground, release="r2", images={})
    show_plan(made, as_json=False)
    said = capsys.readouterr().out
    assert said.startswith(
        "Deploy of release r2 as green; r1 serves now. Nothing was changed.\n 1. Fetch and pin images"
    )
    show_plan(made, as_json=True)
    assert '"colour": "green"' in capsys.readouterr().out
