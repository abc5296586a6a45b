"""Where a deploy's smoke tests look, and as whom."""

from __future__ import annotations

from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.run import Run, edge_door
from vantrexia_ops.secrets import fetch_secrets
from vantrexia_ops.smoke import SignIn, Target


def read_sign_in(ground: Ground) -> SignIn | None:
    """The smoke user from the store of secrets; None when the store knows none."""
    told = ground.config.smoke
    secrets = fetch_secrets(ground.config, runner=ground.runner)
    email, password = secrets.get(told.email_secret), secrets.get(told.password_secret)
    if email is None or password is None:
        return None
    return SignIn(email=email.reveal().strip(), password=password, totp=secrets.get(told.totp_secret))


def private_target(ground: Ground, run: Run, *, bundle: frozenset[str]) -> Target:
    """The colour's own addresses. There is no TLS there, so certificates are the edge's matter."""
    return Target(
        api=run.door(ground, "backend"),
        page=run.door(ground, "frontend"),
        sign_in=read_sign_in(ground),
        release=run.release,
        bundle=bundle,
    )


def edge_target(ground: Ground, *, release: str | None, bundle: frozenset[str]) -> Target:
    names, public = ground.config.names, ground.config.smoke.public
    doors = [
        (f"origin {name}", edge_door(ground, host=name, public=False)) for name in (names.app, names.api)
    ]
    if public:
        doors.insert(0, ("edge", edge_door(ground)))
    return Target(
        api=edge_door(ground),
        sign_in=read_sign_in(ground),
        release=release,
        bundle=bundle or None,
        certificates=tuple(doors),
        certificate_days=ground.config.checks.certificate_days,
    )
