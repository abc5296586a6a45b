"""Where a deploy's smoke tests look, and as whom.

The smoke user comes from the store of secrets. Only the first release of a host makes one itself: before it nothing runs that
could, and without one it could not be tested.
"""

from __future__ import annotations

import json
from pathlib import Path

from vantrexia_ops.commands import application
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import write_whole
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.run import Run, edge_door
from vantrexia_ops.probes.engine import find_container
from vantrexia_ops.runner import CommandFailed
from vantrexia_ops.secrets import fetch_secrets
from vantrexia_ops.smoke import SignIn, Target

HINT_NO_USER = "`vantrexia app run -- smoke_user` makes one in the synthetic practice and prints what to put into the store."


def read_sign_in(ground: Ground) -> SignIn | None:
    """The smoke user from the store of secrets; None when the store knows none."""
    told = ground.config.smoke
    secrets = fetch_secrets(ground.config, runner=ground.runner)
    email, password = secrets.get(told.email_secret), secrets.get(told.password_secret)
    if email is None or password is None:
        return None
    # Stripped, as the application strips what it reads from a file of secrets: an editor ends one with a new line.
    return SignIn(
        email=email.reveal().strip(),
        password=Redacted(password.reveal().strip()),
        totp=secrets.get(told.totp_secret),
    )


def found_smoke_user(ground: Ground, run: Run) -> SignIn:
    """Made by the new release; kept in the store when that is a directory, else the operator is told to. Raises OpsError."""
    backend = find_container(ground.containers(), project=run.project, service="backend", running=True)
    if backend is None:
        raise OpsError("the new backend does not run")
    try:
        said = ground.runner.run(application.manage(backend.id, words=("smoke_user",), timeout_seconds=120))
        made = json.loads(said.out.strip().splitlines()[-1])
        sign_in = SignIn(email=made["SMOKE_EMAIL"], password=Redacted(made["SMOKE_PASSWORD"]))
    except (CommandFailed, ValueError, LookupError) as error:
        raise OpsError(f"no smoke user can be made: {error}", hint=HINT_NO_USER) from error
    told = ground.config
    if told.secrets.source != "directory":
        ground.reporter.note(f"a smoke user was made for this deploy only. {HINT_NO_USER}")
        return sign_in
    for name, value in (
        (told.smoke.email_secret, sign_in.email),
        (told.smoke.password_secret, sign_in.password.reveal()),
    ):
        write_whole(Path(told.secrets.directory) / name, value, mode=0o400)
    ground.reporter.note(f"a smoke user was made and put into {told.secrets.directory}")
    return sign_in


def find_sign_in(ground: Ground, run: Run) -> tuple[SignIn | None, str]:
    """The smoke user of this run, or why it does without one: a rollback does not wait for a store of secrets that is away."""
    try:
        known = read_sign_in(ground)
    except OpsError as error:
        if not run.is_rollback:
            raise
        return None, f"the store of secrets hands out no smoke user: {error.message}"
    return known or (found_smoke_user(ground, run) if run.previous is None else None), ""


def private_target(ground: Ground, run: Run, *, bundle: frozenset[str]) -> Target:
    """The colour's own addresses. There is no TLS there, so certificates are the edge's matter."""
    sign_in, excuse = find_sign_in(ground, run)
    return Target(
        api=run.door(ground, "backend"),
        page=run.door(ground, "frontend"),
        sign_in=sign_in,
        sign_in_excuse=excuse,
        release=run.release,
        bundle=bundle,
    )


def edge_target(
    ground: Ground, *, release: str | None, bundle: frozenset[str], sign_in: SignIn | None, excuse: str = ""
) -> Target:
    names, public = ground.config.names, ground.config.smoke.public
    doors = [
        (f"origin {name}", edge_door(ground, host=name, public=False)) for name in (names.app, names.api)
    ]
    if public:
        doors.insert(0, ("edge", edge_door(ground)))
    return Target(
        api=edge_door(ground),
        sign_in=sign_in,
        sign_in_excuse=excuse,
        release=release,
        bundle=bundle or None,
        certificates=tuple(doors),
        certificate_days=ground.config.checks.certificate_days,
    )
