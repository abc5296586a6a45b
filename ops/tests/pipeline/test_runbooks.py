"""What a runbook tells an operator to type is understood by what it is typed to."""

from __future__ import annotations

import configparser
import re
import shlex

import click
import pytest
import yaml

from tests.runbooks import ROOT, blocks, commands
from vantrexia_ops.cli import cli

UNITS = ROOT / "docker/systemd"
COMMANDS = sorted(set(commands()))
# Django's own, which have no file here.
BUILT_IN = {"showmigrations", "migrate", "check"}
# What only looks at the engine, whatever runs on it.
LOOKS = {"ps", "logs", "inspect", "stats"}


def of(first: str) -> list[tuple[str, str]]:
    return [found for found in COMMANDS if found[1].startswith(f"{first} ")]


def parse(words: list[str]) -> None:
    """As the command line would, without doing anything. Raises click.UsageError."""
    command: click.Command = cli
    context = click.Context(cli, info_name="vantrexia")
    while isinstance(command, click.Group):
        name = words.pop(0)
        found = command.get_command(context, name)
        if found is None:
            raise click.UsageError(f"No such command {name!r}")
        command, context = found, click.Context(found, parent=context, info_name=name)
    command.make_parser(context).parse_args(words)


def test_there_are_commands_to_read() -> None:
    assert {first for _, text in COMMANDS for first in text.split()[:1]} >= {
        "vantrexia",
        "docker",
        "systemctl",
    }
    assert len(of("vantrexia")) > 6
    assert len(blocks("secrets")) == 3


@pytest.mark.parametrize(("page", "text"), of("vantrexia"))
def test_the_tool_knows_the_command_and_its_options(page: str, text: str) -> None:
    # `…` stands for what depends on the case.
    parse(shlex.split(text.replace("…", "x"))[1:])
    if text.startswith("vantrexia app run"):
        manage(shlex.split(text.partition(" -- ")[2]))


def manage(words: list[str]) -> None:
    """A management command there is, with options it declares."""
    name, *rest = words
    if name in BUILT_IN:
        return
    (path,) = (ROOT / "backend/vantrexia").glob(f"*/management/commands/{name}.py")
    text = path.read_text(encoding="utf-8")
    if "add_practice_option(" in text:
        text += (ROOT / "backend/vantrexia/console/choices.py").read_text(encoding="utf-8")
    assert [option for option in rest if option.startswith("--") and f'"{option}"' not in text] == []


def test_a_command_nobody_knows_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        parse(["deploy", "--relese", "x"])
    with pytest.raises(click.UsageError):
        parse(["maintain"])
    with pytest.raises(ValueError, match="not enough values"):
        manage(["create_rolls"])


@pytest.mark.parametrize(("page", "text"), of("docker"))
def test_compose_is_asked_for_a_service_there_is(page: str, text: str) -> None:
    words = shlex.split(text, comments=True)
    if words[1] in LOOKS:
        labels = [
            word.removeprefix("label=").partition("=")[0] for word in words if word.startswith("label=")
        ]
        compose = (ROOT / "docker-compose.prod.yml").read_text(encoding="utf-8")
        assert [label for label in labels if f"{label}:" not in compose] == []
        return
    assert words[:2] == ["docker", "compose"]
    assert words[words.index("--env-file") + 1] == "state/current.env"
    assert words[words.index("-p") + 1] in ("vantrexia", "$VANTREXIA_STACK")
    file = ROOT / words[words.index("-f") + 1]
    services = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
    verb, *rest = words[words.index("-f") + 2 :]
    assert verb in ("up", "run", "exec")
    service = next(at for at, word in enumerate(rest) if not word.startswith("-"))
    assert rest[service] in services
    if "manage.py" in rest:
        manage(rest[rest.index("manage.py") + 1 :])


@pytest.mark.parametrize(("page", "text"), of("systemctl"))
def test_a_unit_is_there_and_can_do_what_it_is_told(page: str, text: str) -> None:
    _, verb, unit, *more = shlex.split(text, comments=True)
    if verb == "status":
        names = [name if "." in name else f"{name}.service" for name in (unit, *more) if name != "docker"]
        assert [name for name in names if not (UNITS / name).is_file()] == []
        return
    assert not more
    if unit == "docker":
        return
    service = read_unit(f"{unit}.service")["Service"]
    assert verb in ("reload", "restart")
    if verb == "reload":
        assert service["ExecReload"] == service["ExecStart"], "written anew, as at the start"


def read_unit(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((UNITS / name).read_text(encoding="utf-8"))
    return unit


def test_writing_secrets_anew_takes_nothing_down() -> None:
    """systemd.unit(5): whatever requires a unit, is bound to it or part of it, is stopped with it when somebody stops or restarts it."""
    unit = read_unit("vantrexia.service")["Unit"]
    for name in ("Requires", "Requisite", "BindsTo", "PartOf"):
        assert "vantrexia-secrets" not in unit.get(name, ""), name
    assert "vantrexia-secrets.service" in unit["Wants"]
    assert "vantrexia-secrets.service" in unit["After"]


def test_no_page_restarts_the_secrets_unit_where_a_reload_will_do() -> None:
    assert [text for _, text in COMMANDS if re.match(r"systemctl (re)?start vantrexia-secrets", text)] == []
