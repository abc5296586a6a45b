"""The variables of one release in one colour, as Compose and `docker/systemd/bring-up.sh` read them.

`make_environment` decides them, `write_environment` gives the file's text: quoted so that Compose and a POSIX shell read the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from vantrexia_ops.config import Config
from vantrexia_ops.errors import ConfigurationError
from vantrexia_ops.proxy.render import COLOUR_NUMBERS, Colour


def make_environment(
    config: Config, *, release: str, images: Mapping[str, str], colour: Colour, project: str, state: str
) -> dict[str, str]:
    """Every variable; `images` are references by digest of backend, frontend and nginx."""
    return {
        **config.environment,
        "TAG": release,
        "IMAGE_PREFIX": config.images.prefix,
        **{f"{name.upper()}_IMAGE": images[name] for name in sorted(images)},
        "VALKEY_IMAGE": config.images.valkey,
        "POSTGRES_IMAGE": config.images.postgres,
        "COMPOSE_PROFILES": ",".join(config.host.profiles),
        "APP_HOST": config.names.app,
        "API_HOST": config.names.api,
        "HTTP_LISTEN": config.host.http_listen,
        "HTTPS_LISTEN": config.host.https_listen,
        "VANTREXIA_STACK": config.host.stack,
        "VANTREXIA_COLOUR": colour,
        "VANTREXIA_COLOUR_NUMBER": str(COLOUR_NUMBERS[colour]),
        "VANTREXIA_APP_PREFIX": config.host.app_prefix,
        "VANTREXIA_SECRETS_DIR": config.secrets.target,
        "VANTREXIA_PROXY_DIR": f"{state}/proxy",
        "VANTREXIA_RELEASE_PROJECT": project,
        "VANTREXIA_COMPOSE_OVERRIDES": ":".join(config.host.compose_overrides),
    }


def write_environment(variables: Mapping[str, str]) -> str:
    """One NAME='value' per line. Single quotes: neither Compose nor a shell looks inside."""
    for name, value in variables.items():
        if "'" in value or "\n" in value:
            raise ConfigurationError(
                f"{name} may hold neither a quote nor a line break",
                hint="See [environment] in the configuration.",
            )
    return "# Written by vantrexia; changes made by hand are lost.\n" + "".join(
        f"{name}='{value}'\n" for name, value in variables.items()
    )
