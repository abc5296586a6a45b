"""The configuration and what is written about it are one thing: every option, its default, its meaning."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import msgspec
import pytest

from vantrexia_ops.config.documentation import read_documentation, read_documentation_text
from vantrexia_ops.config.reading import FREE_TABLES, parse_config
from vantrexia_ops.config.shape import Config, NamesTable
from vantrexia_ops.errors import ConfigurationError

DEFAULTS: dict[str, Any] = json.loads(
    msgspec.json.encode(Config(names=NamesTable(app="app.vantrexia.com", api="api.vantrexia.com")))
)


def test_every_option_is_documented_with_its_default() -> None:
    documented = read_documentation()
    assert set(documented) == set(DEFAULTS)
    for table in set(DEFAULTS) - FREE_TABLES:
        assert dict(documented[table]) == DEFAULTS[table], f"[{table}]"


def test_the_documentation_is_itself_a_configuration() -> None:
    """What `vantrexia config` prints may be saved and used."""
    assert (
        parse_config(tomllib.loads(read_documentation_text()), source="documentation").names.app
        == "app.vantrexia.com"
    )


def test_no_table_stands_without_a_word_of_explanation() -> None:
    lines = read_documentation_text().splitlines()
    for number, line in enumerate(lines):
        if line.startswith("["):
            assert lines[number - 1].startswith("#"), line


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"deploy": {"bake_second": 1}}, "unknown option in [deploy]: 'bake_second'"),
        ({"deplyo": {}}, "unknown table: 'deplyo'"),
        ({"deploy": {"bake_seconds": "300"}}, 'deploy.bake_seconds must be like 300, not "300"'),
        ({"deploy": {"keep_releases": 1}}, "keep_releases"),
        ({"environment": {"TAG": "x"}}, "environment.TAG is decided by the deploy itself"),
        ({"secrets": {"source": "aws"}}, "secrets.aws_secret is empty"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_option(told: dict[str, Any], says: str) -> None:
    names = {"app": "app.example", "api": "api.example"}
    with pytest.raises(ConfigurationError) as caught:
        parse_config({"names": names, **told}, source="vantrexia.toml")
    assert says in caught.value.message
    assert "\n" not in caught.value.line
