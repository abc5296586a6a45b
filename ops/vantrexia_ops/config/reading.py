"""Read and check the configuration file; every mistake is one sentence that names the option and what would be right."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import Any

import msgspec

from vantrexia_ops.config.documentation import read_documentation
from vantrexia_ops.config.shape import Config
from vantrexia_ops.errors import ConfigurationError

DEFAULT_PATH = Path("/etc/vantrexia/vantrexia.toml")
HINT = "`vantrexia config` prints every option with its meaning."
# Tables whose keys are the practice's own: variables handed to Compose.
FREE_TABLES = frozenset({"environment"})
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
# Set by the tool itself; a second opinion about them would decide which release serves.
_OWN_VARIABLES = re.compile(
    r"TAG|.*_IMAGE|IMAGE_PREFIX|VANTREXIA_.*|COMPOSE_.*|APP_HOST|API_HOST|HTTPS?_LISTEN"
)


def find_config_path(*, given: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The file to read: the option, then VANTREXIA_CONFIG, then /etc/vantrexia/vantrexia.toml."""
    if given is not None:
        return given
    named = environment.get("VANTREXIA_CONFIG")
    return Path(named) if named else DEFAULT_PATH


def read_config(path: Path) -> Config:
    """The whole configuration, checked. Raises ConfigurationError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"no configuration at {path}: {error.strerror}",
            hint="Write one (docs/deploying/configuration.md), or name another with --config.",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8: {error.reason}", hint="Save it as UTF-8.") from error
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f"{path} is not TOML: {error}", hint="Texts need quotes; tables are [in brackets]."
        ) from error
    return parse_config(told, source=str(path))


def parse_config(told: Mapping[str, Any], *, source: str) -> Config:
    """Check what was told against the documentation, then against the types."""
    documented = read_documentation()
    for table, options in told.items():
        _check_known(table, among=documented, source=source, what="table")
        if not isinstance(options, Mapping):
            raise ConfigurationError(
                f"{source}: {table} is a table", hint=f"Write [{table}] on a line of its own."
            )
        if table in FREE_TABLES:
            _check_environment(options, source=source)
            continue
        for option, value in options.items():
            _check_known(option, among=documented[table], source=source, what=f"option in [{table}]")
            _check_kind(f"{table}.{option}", value, documented[table][option], source=source)
    try:
        config = msgspec.convert(told, Config)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        place = f"{where.rstrip('`')}: " if where else ""
        raise ConfigurationError(f"{source}: {place}{what}", hint=HINT) from error
    _check_together(config, source=source)
    return config


def _check_known(name: str, *, among: Mapping[str, Any], source: str, what: str) -> None:
    if name in among:
        return
    close = difflib.get_close_matches(name, among, n=1)
    hint = f"Did you mean {close[0]!r}? {HINT}" if close else HINT
    raise ConfigurationError(f"{source}: unknown {what}: {name!r}", hint=hint)


def _check_kind(option: str, value: object, example: object, *, source: str) -> None:
    kinds: tuple[type, ...] = (int, float) if isinstance(example, float) else (type(example),)
    if isinstance(value, bool) != isinstance(example, bool) or not isinstance(value, kinds):
        raise ConfigurationError(
            f"{source}: {option} must be like {_show(example)}, not {_show(value)}", hint=HINT
        )


def _show(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list():
            return f"[{', '.join(_show(part) for part in value)}]"
    return str(value)


def _check_environment(options: Mapping[str, Any], *, source: str) -> None:
    for name, value in options.items():
        if not _VARIABLE.fullmatch(name) or not isinstance(value, str):
            raise ConfigurationError(
                f"{source}: environment.{name} must be an upper-case name with a text",
                hint="Numbers need quotes here: they are handed on as text.",
            )
        if _OWN_VARIABLES.fullmatch(name):
            raise ConfigurationError(
                f"{source}: environment.{name} is decided by the deploy itself", hint=HINT
            )
        if "'" in value or "\n" in value:
            raise ConfigurationError(
                f"{source}: environment.{name} may hold neither a quote nor a line break",
                hint="Values that need them are secrets: keep them in the store.",
            )


def _check_together(config: Config, *, source: str) -> None:
    needed = {
        "directory": config.secrets.directory,
        "command": config.secrets.command,
        "aws": config.secrets.aws_secret,
    }
    if not needed[config.secrets.source]:
        name = {"aws": "aws_secret"}.get(config.secrets.source, config.secrets.source)
        raise ConfigurationError(
            f"{source}: secrets.source is {config.secrets.source!r}, but secrets.{name} is empty", hint=HINT
        )
    for option, name in (("app", config.names.app), ("api", config.names.api)):
        if not _HOST_NAME.fullmatch(name):
            raise ConfigurationError(
                f"{source}: names.{option} is no host name: {name!r}",
                hint="Lower-case letters, digits, dots and hyphens.",
            )
    if config.names.app == config.names.api:
        raise ConfigurationError(
            f"{source}: names.app and names.api are the same",
            hint="The application and the API need a name each.",
        )
    try:
        IPv4Address(f"{config.host.app_prefix}.1")
    except AddressValueError as error:
        raise ConfigurationError(
            f"{source}: host.app_prefix is no prefix of three numbers: {config.host.app_prefix!r}",
            hint="For example 10.203.2.",
        ) from error
    if not config.smoke.public and (config.proxy.require_cloudflare or config.proxy.require_origin_pulls):
        raise ConfigurationError(
            f"{source}: the proxy admits Cloudflare only, so smoke tests must take the public way",
            hint="Set smoke.public = true.",
        )
    if not config.host.https_listen.rpartition(":")[2].isdigit():
        raise ConfigurationError(
            f"{source}: host.https_listen must be a port, with an address before it if need be",
            hint='For example "443" or "127.0.0.1:8443".',
        )
