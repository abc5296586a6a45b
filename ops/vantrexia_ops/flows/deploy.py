"""Deploying, resuming, aborting: `deploy`, `resume`, `abort`. One at a time on a host, under its lease.

A failure leaves the release that served before serving and raises; what a crash left behind is refused until `resume` or `abort`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from vantrexia_ops.errors import ConfigurationError, OpsError, Unfinished
from vantrexia_ops.flows.engine import UNDOING, carry_out, start, take_back
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.releases import check_name
from vantrexia_ops.flows.run import Run, make_run, restore_run
from vantrexia_ops.flows.serving import find_serving, refuse_moved
from vantrexia_ops.flows.steps import list_steps
from vantrexia_ops.journal import Deploy, find_unfinished

IMAGES = ("backend", "frontend", "nginx")


def deploy(
    ground: Ground,
    *,
    release: str,
    images: Mapping[str, str],
    lock_wait_seconds: float = 0,
    contracting: tuple[str, ...] = (),
    skip_smoke: bool = False,
    login: str | None = None,
    committed_at: datetime | None = None,
) -> Run:
    """Bring `release` into service. `images` are references for some of the three; the others follow from prefix and release."""
    wanted = name_images(ground, release=release, images=images)
    with hold_host(ground, why=f"deploy {release}", wait_seconds=lock_wait_seconds):
        refuse_unfinished(ground)
        run = make_run(
            ground, flow="deploy", release=release, wanted=wanted, previous=find_serving(ground),
            contracting=contracting, skip_smoke=skip_smoke, login=login,
            committed_at=committed_at.isoformat() if committed_at else None,
        )  # fmt: skip
        begin(run, ground)
        return run


def resume(ground: Ground, *, lock_wait_seconds: float = 0, login: str | None = None) -> Run:
    """Go on where a deploy was cut off."""
    with hold_host(ground, why="resume", wait_seconds=lock_wait_seconds):
        known = _get_unfinished(ground)
        if _was_undoing(ground, known):
            raise Unfinished(
                f"deploy {known.id} was being undone when it was cut off",
                hint="`vantrexia deploy --abort` ends that.",
            )
        run = _restore(ground, known)
        run.login = login
        ground.reporter.begin(f"Resuming {known.kind} of release {known.release}")
        carry_out(run, list_steps(ground, flow=run.flow), ground, known=known)
        _tell_good(run, ground)
        return run


def abort(ground: Ground, *, lock_wait_seconds: float = 0) -> Run:
    """Take back what a cut-off deploy had begun."""
    with hold_host(ground, why="abort", wait_seconds=lock_wait_seconds):
        known = _get_unfinished(ground)
        run = _restore(ground, known)
        ground.reporter.begin(f"Aborting {known.kind} of release {known.release}")
        take_back(run, list_steps(ground, flow=run.flow), ground, known=known, reason="aborted by hand")
        serves = run.previous.release if run.previous else "nothing"
        ground.reporter.end("aborted", f"Undone; {serves} serves")
        return run


def begin(run: Run, ground: Ground) -> None:
    """Write it down, then do it."""
    kind = "Rolling back to" if run.is_rollback else "Deploying"
    ground.reporter.begin(f"{kind} release {run.release} as {run.colour}")
    start(run, ground)
    carry_out(run, list_steps(ground, flow=run.flow), ground)
    _tell_good(run, ground)


def name_images(ground: Ground, *, release: str, images: Mapping[str, str]) -> dict[str, str]:
    """References of all three; a bare digest means the image of the configured prefix."""
    check_name(release)
    unknown = sorted(set(images) - set(IMAGES))
    if unknown:
        raise ConfigurationError(
            f"there is no image {unknown[0]!r}", hint=f"A release has {', '.join(IMAGES)}."
        )
    prefix = ground.config.images.prefix
    named = {}
    for name in IMAGES:
        given = images.get(name, "")
        if given.startswith("sha256:"):
            named[name] = f"{prefix}/{name}@{given}"
        else:
            named[name] = given or f"{prefix}/{name}:{release}"
    return named


def refuse_unfinished(ground: Ground) -> None:
    known = find_unfinished(ground.journal.read())
    if known is not None:
        raise Unfinished(
            f"{known.kind} {known.id} by {known.who} was cut off",
            hint="`vantrexia deploy --resume` goes on, `vantrexia deploy --abort` takes it back.",
        )


@contextmanager
def hold_host(ground: Ground, *, why: str, wait_seconds: float) -> Iterator[None]:
    """The lease, with the fence standing before every change until it is given back."""
    with ground.leases.hold(who=ground.who, why=why, wait_seconds=wait_seconds) as lease:
        ground.fence.lease = lease
        try:
            yield
        finally:
            ground.fence.lease = None


def _get_unfinished(ground: Ground) -> Deploy:
    known = find_unfinished(ground.journal.read())
    if known is None:
        raise OpsError("no deploy was cut off", hint="`vantrexia history` shows how each ended.")
    return known


def _restore(ground: Ground, known: Deploy) -> Run:
    run = restore_run(known)
    if run.previous is not None:
        refuse_moved(ground, run.previous)
    return run


def _was_undoing(ground: Ground, known: Deploy) -> bool:
    return any(entry.kind == UNDOING and entry.deploy == known.id for entry in ground.journal.read())


def _tell_good(run: Run, ground: Ground) -> None:
    left = run.previous.release if run.previous else None
    kept = f"; {left} is kept for a rollback" if left else ""
    ground.reporter.end("good", f"Release {run.release} serves as {run.colour}{kept}")
