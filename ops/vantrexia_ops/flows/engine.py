"""Carry out a run's steps, or take them back: every beginning and ending is in the journal before the next thing happens.

    carry_out(run, steps, ground)      from the first step not done; on failure everything begun is undone, in reverse
    take_back(run, steps, ground)      what `--abort` does

A step's `do` may be called again after a crash in its middle, and its `undo` after a `do` that never ended: both must bear it. An undo
that fails ends the undoing there, because what earlier steps built may be what serves; the deploy stays unfinished, so that the next
command refuses and `--abort` tries again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from vantrexia_ops.errors import EngineGone, Interrupted, LockHeld, OpsError, Unfinished
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.run import Run
from vantrexia_ops.journal import Deploy
from vantrexia_ops.journal.reading import BEGUN, DONE, ENDED, STARTED, UNDONE

UNDOING = "deploy.undoing"


class Step(Protocol):
    """`is_vital` is false for what must not turn a good deploy into a failed one; without `leaves_traces` undoing is nothing to tell."""

    name: ClassVar[str]
    title: ClassVar[str]
    is_vital: ClassVar[bool]
    leaves_traces: ClassVar[bool]

    def plan(self, run: Run) -> list[str]:
        """What it would do, in sentences."""
        ...

    def do(self, run: Run) -> Mapping[str, Any]:
        """Do it; returns what is to be remembered."""
        ...

    def undo(self, run: Run) -> None:
        """Leave things as they were before `do`."""
        ...


class DeployFailed(OpsError):
    """A step failed and everything was undone; carries the exit code of its reason where that says more."""

    def __init__(self, message: str, *, hint: str | None, reason: OpsError | None) -> None:
        super().__init__(message, hint=hint)
        self.exit_code = reason.exit_code if reason is not None else 1


def start(run: Run, ground: Ground) -> None:
    _write(ground, run, STARTED, run.about())


def carry_out(run: Run, steps: Sequence[Step], ground: Ground, *, known: Deploy | None = None) -> None:
    """Do every step that is not done. Raises DeployFailed after undoing, EngineGone or LockHeld as they are."""
    finished = {name for name, step in known.steps.items() if step.state == "done"} if known else set()
    for step in steps:
        if step.name in finished:
            ground.reporter.note(f"{step.title}: done before")
            continue
        try:
            _do(step, run, ground)
        except LockHeld:
            # Somebody else is in charge of the host now; whatever we did would be the second hand.
            raise
        except (Exception, KeyboardInterrupt) as error:
            reason = _reason(error)
            ground.reporter.failed(step.name, reason.message)
            if not step.is_vital and not isinstance(error, KeyboardInterrupt):
                _write(ground, run, "step.failed", {"step": step.name, "reason": reason.message})
                continue
            _fail(run, steps, ground, step=step, reason=reason)
    _write(ground, run, ENDED, {"outcome": "good"})


def take_back(run: Run, steps: Sequence[Step], ground: Ground, *, known: Deploy, reason: str) -> None:
    """Undo everything begun. Raises Unfinished when something could not be undone."""
    _write(ground, run, UNDOING, {"reason": reason})
    _undo_all(run, steps, ground, states={name: step.state for name, step in known.steps.items()})
    _write(ground, run, ENDED, {"outcome": "aborted", "reason": reason})


def _do(step: Step, run: Run, ground: Ground) -> None:
    ground.reporter.step(step.name, step.title)
    started = ground.clock.monotonic()
    _write(ground, run, BEGUN, {"step": step.name})
    run.facts.setdefault(step.name, {})
    facts = dict(step.do(run))
    run.facts[step.name].update(facts)
    seconds = ground.clock.monotonic() - started
    _write(ground, run, DONE, {"step": step.name, "millis": round(seconds * 1000), "facts": facts})
    ground.reporter.done(step.name, seconds)


def _fail(run: Run, steps: Sequence[Step], ground: Ground, *, step: Step, reason: OpsError) -> None:
    message = f"{step.title} failed: {reason.message}"
    _write(ground, run, "step.failed", {"step": step.name, "reason": reason.message})
    _write(ground, run, UNDOING, {"reason": message})
    begun = [known.name for known in steps if known.name in run.facts]
    try:
        _undo_all(run, steps, ground, states=dict.fromkeys(begun, "done"))
    except EngineGone as error:
        raise EngineGone(message, hint=error.hint) from error
    except LockHeld:
        raise
    except OpsError as error:
        raise Unfinished(f"{message}; {error.message}", hint=error.hint) from error
    _write(ground, run, ENDED, {"outcome": "failed", "reason": message})
    still = f"; release {run.previous.release} still serves" if run.previous else "; nothing served before"
    # The reason stands above and comes last, with its hint, as the error.
    ground.reporter.end("failed", f"{step.title} failed{still}")
    raise DeployFailed(
        f"{message}{still}", hint=reason.hint or _where_to_look(run), reason=reason
    ) from reason


def _where_to_look(run: Run) -> str:
    return f"`vantrexia history --steps` shows how far it came; what new containers said last is kept in deploys/{run.id}."


def _undo_all(run: Run, steps: Sequence[Step], ground: Ground, *, states: Mapping[str, str]) -> None:
    for step in reversed(steps):
        if states.get(step.name) not in ("begun", "done"):
            continue
        if step.leaves_traces:
            ground.reporter.undoing(step.name, step.title)
        try:
            step.undo(run)
        except (EngineGone, LockHeld):
            raise
        except (Exception, KeyboardInterrupt) as error:
            reason = _reason(error)
            ground.reporter.failed(step.name, f"cannot be undone: {reason.message}")
            hint = "`vantrexia deploy --abort` tries again; `vantrexia doctor` looks."
            raise Unfinished(
                f"{step.title.lower()} could not be undone ({reason.message})",
                hint=f"{reason.hint} {hint}" if reason.hint else hint,
            ) from error
        _write(ground, run, UNDONE, {"step": step.name})


def _reason(error: Exception | KeyboardInterrupt) -> OpsError:
    """A fault of our own is undone like any other failure; its type and text are what there is to say."""
    if isinstance(error, OpsError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Interrupted("interrupted")
    return OpsError(
        f"{type(error).__name__}: {error}", hint="This is a fault of the tool: report it with the journal."
    )


def _write(ground: Ground, run: Run, kind: str, facts: Mapping[str, Any]) -> None:
    """Raises LockHeld: how a run goes on is no longer told by who has lost the host."""
    ground.fence.check()
    ground.journal.append(kind=kind, deploy=run.id, who=ground.who, facts=facts)
