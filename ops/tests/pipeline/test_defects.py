"""The page about the guide's defects: D1 to D32 are all there, and what each line names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.pipeline.places import ROOT

PAGE = ROOT / "docs" / "deploying" / "guide-defects.md"
LISTED = ROOT.parent / "shared" / "reference" / "deployment.md"
ROW = re.compile(
    r"^\| (D\d+) \| (?P<there>[^|]+) \| (?P<here>[^|]+) \| `(?P<where>[^`]+)` \| `(?P<file>[^`:]+)::(?P<test>\w+)` \|$",
    re.M,
)
ROWS = {found[1]: found for found in ROW.finditer(PAGE.read_text(encoding="utf-8"))}


def test_every_defect_has_one_line() -> None:
    lines = re.findall(r"^\| (D\d+) \|", PAGE.read_text(encoding="utf-8"), re.M)
    assert lines == [f"D{number}" for number in range(1, 33)]
    assert list(ROWS) == lines, "a line that is not of the table's form"


@pytest.mark.parametrize("number", ROWS)
def test_what_answers_a_defect_is_there_and_tested(number: str) -> None:
    row = ROWS[number]
    assert (ROOT / row["where"]).is_file()
    test_file = ROOT / row["file"]
    assert test_file.is_file()
    assert re.search(rf"^ *(?:async )?def {row['test']}\(", test_file.read_text(encoding="utf-8"), re.M)


def list_promises() -> list[tuple[str, str, str, str]]:
    """(promise, file, test file, test) of each line about what the guide promises."""
    text = PAGE.read_text(encoding="utf-8").partition("## What the guide promises")[2]
    form = re.compile(r"^\| ([^|]+) \| [^|]+ \| `([^`]+)` \| `([^`:]+)::(\w+)` \|$", re.M)
    return [(found[1], found[2], found[3], found[4]) for found in form.finditer(text)]


def test_every_line_about_a_promise_is_of_the_tables_form() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## What the guide promises")[2]
    lines = [
        line
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith(("| **", "| in the", "| ---"))
    ]
    assert len(lines) == len(list_promises()) > 25


@pytest.mark.parametrize(("promise", "where", "file", "test"), list_promises())
def test_what_keeps_a_promise_is_there_and_tested(promise: str, where: str, file: str, test: str) -> None:
    assert (ROOT / where).is_file(), promise
    assert re.search(rf"^ *(?:async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), promise


def test_what_is_decided_rather_than_built_stands_on_a_page() -> None:
    decided = [row for row in ROWS.values() if row["here"].strip().startswith("decided:")]
    assert decided
    assert all(row["where"].startswith("docs/") for row in decided)


def test_there_is_no_volume_for_patient_files() -> None:
    volumes = yaml.safe_load((ROOT / "docker-compose.prod.yml").read_text(encoding="utf-8"))["volumes"]
    assert set(volumes) == {"assets", "audit", "redis", "postgres"}
    settings = (ROOT / "backend/config/settings/base.py").read_text(encoding="utf-8")
    assert "MEDIA_ROOT" not in settings


@pytest.mark.skipif(not LISTED.is_file(), reason="the list of defects is not beside this checkout")
def test_the_list_has_no_defect_the_page_does_not_know() -> None:
    listed = set(re.findall(r"^\| (D\d+) \|", Path(LISTED).read_text(encoding="utf-8"), re.M))
    assert {f"D{number}" for number in range(1, 33)} <= listed
    assert set(ROWS) == {name for name in listed if int(name[1:]) <= 32}
