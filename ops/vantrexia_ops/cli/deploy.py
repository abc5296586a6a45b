"""`vantrexia deploy`, `rollback`, `plan`: bring a release into service, and back."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import msgspec

from vantrexia_ops.cli.ground import LOCK_WAIT, end_like_ctrl_c_on_termination, with_ground
from vantrexia_ops.cli.remote import remote_options
from vantrexia_ops.commands import docker
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import ConfigurationError
from vantrexia_ops.flows import deploy as flow
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.plan import Plan, plan_deploy, plan_rollback
from vantrexia_ops.flows.rollback import rollback as roll_back
from vantrexia_ops.flows.telling import tell_of_deploys

RELEASE = click.option("--release", envvar="RELEASE_ID", help="Release to deploy: the commit's hash.")
IMAGE = click.option(
    "--image", "images", multiple=True, metavar="NAME=REFERENCE",
    help="Image of backend, frontend or nginx: a reference, or a digest under the configured prefix. Repeatable.",
)  # fmt: skip
CONTRACT = click.option(
    "--contract", "contracting", multiple=True, metavar="APP.MIGRATION",
    help="A migration that takes something away, which the serving release no longer uses. Repeatable.",
)  # fmt: skip
SKIP_SMOKE = click.option("--skip-smoke", is_flag=True, help="Leave the smoke tests out (an emergency).")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")


@click.command(name="deploy")
@RELEASE
@IMAGE
@CONTRACT
@SKIP_SMOKE
@DRY_RUN
@LOCK_WAIT
@click.option("--resume", "mode", flag_value="resume", help="Go on where a deploy was cut off.")
@click.option("--abort", "mode", flag_value="abort", help="Take back what a cut-off deploy had begun.")
@click.option(
    "--registry-user", help="Sign in to the registry as this user; the token comes on standard input."
)
@click.option(
    "--committed-at", metavar="TIME", help="When the commit was made (ISO 8601); lead time counts from it."
)
@remote_options
@with_ground
def deploy(
    *,
    ground: Ground,
    as_json: bool,
    release: str | None,
    images: tuple[str, ...],
    contracting: tuple[str, ...],
    skip_smoke: bool,
    dry_run: bool,
    lock_wait: int,
    mode: str | None,
    registry_user: str | None,
    committed_at: str | None,
) -> None:
    """Bring a release into service without a failed request; whatever fails leaves the old one serving."""
    if mode is not None:
        refuse_with(
            mode,
            dry_run=dry_run,
            skip_smoke=skip_smoke,
            contract=contracting,
            image=images,
            committed_at=committed_at,
        )
    end_like_ctrl_c_on_termination()
    if mode == "abort":
        with telling(ground):
            flow.abort(ground, lock_wait_seconds=lock_wait)
        return
    named = parse_images(images)
    if mode is None and not release:
        raise ConfigurationError(
            "no release was named", hint="--release HASH, or RELEASE_ID in the environment."
        )
    if dry_run and release:
        show_plan(
            plan_deploy(
                ground, release=release, images=named, contracting=contracting, skip_smoke=skip_smoke
            ),
            as_json=as_json,
        )
        return
    with telling(ground), registry_login(ground, user=registry_user) as login:
        if mode == "resume":
            flow.resume(ground, lock_wait_seconds=lock_wait, login=login)
        elif release:
            flow.deploy(
                ground, release=release, images=named, lock_wait_seconds=lock_wait, contracting=contracting,
                skip_smoke=skip_smoke, login=login, committed_at=parse_moment(committed_at),
            )  # fmt: skip


@click.command(name="rollback")
@click.argument("release", required=False)
@SKIP_SMOKE
@DRY_RUN
@LOCK_WAIT
@remote_options
@with_ground
def rollback(
    *, ground: Ground, as_json: bool, release: str | None, skip_smoke: bool, dry_run: bool, lock_wait: int
) -> None:
    """Return to RELEASE, or to the last one that served well; refused when a migration forbids it."""
    if dry_run:
        show_plan(plan_rollback(ground, release=release, skip_smoke=skip_smoke), as_json=as_json)
        return
    end_like_ctrl_c_on_termination()
    with telling(ground):
        roll_back(ground, release=release, lock_wait_seconds=lock_wait, skip_smoke=skip_smoke)


@click.command(name="plan")
@RELEASE
@IMAGE
@CONTRACT
@with_ground
def plan(
    *,
    ground: Ground,
    as_json: bool,
    release: str | None,
    images: tuple[str, ...],
    contracting: tuple[str, ...],
) -> None:
    """Say what a deploy would do, service by service, and why."""
    if not release:
        raise ConfigurationError(
            "no release was named", hint="--release HASH, or RELEASE_ID in the environment."
        )
    found = plan_deploy(ground, release=release, images=parse_images(images), contracting=contracting)
    show_plan(found, as_json=as_json)


def refuse_with(mode: str, **options: object) -> None:
    """What was cut off is ended as it was begun: an option that would be passed over might be the one that was meant."""
    given = [f"--{name.replace('_', '-')}" for name, value in options.items() if value]
    if given:
        raise ConfigurationError(
            f"--{mode} does not go with {' and '.join(given)}",
            hint="It ends the deploy that was cut off, as that was begun; `vantrexia history --steps` shows how far it came.",
        )


def parse_moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ConfigurationError(
            f"--committed-at {text!r} is no time with a zone", hint="For example 2026-11-23T10:00:00+00:00"
        )
    return moment


def parse_images(words: tuple[str, ...]) -> dict[str, str]:
    named = {}
    for word in words:
        name, equals, reference = word.partition("=")
        if not equals or not reference:
            raise ConfigurationError(
                f"--image {word!r} names no image", hint="For example --image backend=sha256:…"
            )
        named[name] = reference
    return named


def show_plan(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(plan), ensure_ascii=False))
        return
    serving = f"; {plan.serving} serves now" if plan.serving else "; nothing serves yet"
    what = "Rollback to" if plan.flow == "rollback" else "Deploy of"
    click.echo(f"{what} release {plan.release} as {plan.colour}{serving}. Nothing was changed.")
    for number, (_, title, sentences) in enumerate(plan.steps, start=1):
        click.echo(f"{number:2}. {title}")
        for sentence in sentences:
            click.echo(f"      {sentence}")


@contextmanager
def telling(ground: Ground) -> Iterator[None]:
    """However it ends, PagerDuty and Slack hear of it; what they do not take now the next look sends."""
    try:
        yield
    finally:
        tell_of_deploys(ground)


@contextmanager
def registry_login(ground: Ground, *, user: str | None) -> Iterator[str | None]:
    """Credentials live in memory and for this run only."""
    if user is None:
        yield None
        return
    token = sys.stdin.readline().strip()
    if not token:
        raise ConfigurationError(
            "no token came on standard input", hint='printf %s "$TOKEN" | vantrexia deploy …'
        )
    memory = next((place for place in ("/run", "/dev/shm") if os.access(place, os.W_OK)), None)  # noqa: S108
    directory = tempfile.mkdtemp(prefix="vantrexia-login-", dir=memory)
    try:
        registry = ground.config.images.prefix.partition("/")[0]
        ground.runner.run(
            docker.log_in(registry=registry, user=user, token=Redacted(token), directory=directory)
        )
        yield directory
    finally:
        shutil.rmtree(Path(directory), ignore_errors=True)
