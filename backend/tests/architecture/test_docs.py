"""The pages say what is there: printed parts equal their sources, and what a page names exists and works."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.api.routes import list_routes
from vantrexia.devices.gateways.base import NotVerified, Secret
from vantrexia.devices.gateways.mioconnect.webhook import verify
from vantrexia.workflows.jobs import LIST

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))]
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
COMMANDS = ROOT / "backend" / "vantrexia" / "console" / "management" / "commands"
# Django's own commands, and those of its apps, that pages may name.
FOREIGN_COMMANDS = {"makemigrations", "spectacular", "shell"}


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The printer of the printed parts."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import documents

    return documents


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_printed(text: str) -> str:
    return re.sub(r"<!-- printed: .*?<!-- end: \w+ -->", "", text, flags=re.DOTALL)


def list_nav(entry: Any) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    values = entry.values() if isinstance(entry, dict) else entry
    return [path for value in values for path in list_nav(value)]


# --- printed parts ---------------------------------------------------------------------------------------------


def test_versions_figures_and_settings_are_those_of_the_sources() -> None:
    argv = (sys.executable, str(ROOT / "scripts" / "documents.py"), "check")
    checked = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, f"{checked.stdout}{checked.stderr} run: python scripts/documents.py write"


@pytest.mark.parametrize(
    ("page", "said", "otherwise"),
    [
        ("README.md", "| Django | 4.2 | 5", "| Django | 4.2 | 6"),
        ("docs/operations/environment.md", "| `DEBUG` | bool |", "| `DEBUG` | str |"),
    ],
)
def test_a_page_that_says_something_else_is_named(
    documents: ModuleType,
    page: str,
    said: str,
    otherwise: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name, _ in documents.PARTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(read(name).replace(said, otherwise) if name == page else read(name))
    printed = {key: render() for key, render in documents.PARTS.items()}
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    monkeypatch.setattr(documents, "PARTS", {key: (lambda text=text: text) for key, text in printed.items()})
    assert said in read(page)
    assert list(documents.list_stale()) == [page]
    assert documents.main(["check"]) == 1
    assert documents.main(["write"]) == 0
    assert documents.main(["check"]) == 0


def test_a_part_whose_marks_are_lost_is_an_error(documents: ModuleType) -> None:
    with pytest.raises(LookupError, match="versions"):
        documents.replace_part("no marks here", "versions", "text")


MADE = {"commit": "abc1234", "date": "2026-11-23", "cores": 2, "memory_gib": 8, "system": "Linux"}
MEASURED = {
    "webhooks": {"ours": {"per_second": 1612}, "ratio": 0.713, "made": MADE},
    "lists": {"patients": {"p50_ms": 6.41}, "latest_20": {"status": 404}, "made": {}},
    "flatness": {"steps": [{"processing_us_per_reading": 98}], "made": {}},
}


def test_a_row_stands_for_each_measured_figure_and_for_no_other(
    documents: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "bench.json").write_text(json.dumps(MEASURED))
    table = documents.render_figures(tmp_path)
    assert "| Single signed webhooks, durable, 16 connections | 1,612/s | ≥ 1,500/s | 99–109/s |" in table
    assert "| … beside a bare view that only inserts the body | 71 % | ≥ 60 % |  |" in table
    assert "| Patient list, median | 6.4 ms |" in table
    assert "| Processing one reading, 10 thousand stored | 98 µs |" in table
    assert "latest 20" not in table
    assert "1 million stored" not in table
    assert "99th percentile" not in table
    assert "Measured at commit abc1234, 2026-11-23, 2 cores, 8 GiB, Linux: webhooks." in table


def test_measuring_anew_makes_readme_stale(documents: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text(json.dumps(MEASURED))
    assert documents.render_figures(tmp_path) not in read("README.md")


def test_without_figures_the_table_says_so(documents: ModuleType, tmp_path: Path) -> None:
    assert "Nothing was measured" in documents.render_figures(tmp_path)


def test_no_measured_story_is_left_out_of_the_table(documents: ModuleType) -> None:
    import figures

    measured = figures.read_figures(DOCS / "figures")
    shown = {row.place.split(".")[0] for row, _ in figures.list_rows(measured)}
    assert set(measured) - shown == set(), "give its figures rows in scripts/figures.py"


def test_readme_has_no_figure_but_the_printed_ones() -> None:
    prose = without_printed(read("README.md"))
    assert re.findall(r"\d[\d,.]* ?(?:/s\b|ms\b|µs\b|MB\b|req/s|readings/s)", prose) == []


# --- structure -------------------------------------------------------------------------------------------------


def test_every_page_is_in_the_navigation_once() -> None:
    nav = list_nav(yaml.safe_load(read("mkdocs.yml"))["nav"])
    assert sorted(nav) == sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    argv = (
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(tmp_path / "site"),
    )
    built = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "https://fonts" not in index


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    text = re.sub(r"```.*?```", "", read(name), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


# --- what pages name --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_make_targets_and_commands_named_exist(name: str) -> None:
    text = read(name)
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]+)", text, flags=re.MULTILINE))
    assert named - targets == set()
    commands = {path.stem for path in COMMANDS.glob("*.py")} | FOREIGN_COMMANDS
    called = set(re.findall(r"(?:^|`|python |dev )manage(?:\.py)? ([a-z][a-z_]+)", text, flags=re.MULTILINE))
    assert called - commands == set()


@pytest.mark.parametrize("name", NAMES)
def test_paths_of_the_repository_named_exist(name: str) -> None:
    text = re.sub(r"```.*?```", "", read(name), flags=re.DOTALL)
    roots = ("backend", "ops", "sim", "frontend", "docs", "scripts", "docker", "bench", "requirements")
    named = re.findall(rf"`((?:{'|'.join(roots)})/[\w./*-]+)`", text)
    made = (
        "frontend/dist",
        "docs/figures",
        "backend/openapi.yaml",
    )  # by the build, `make bench`, `make schema`
    assert [
        path for path in named if not path.startswith(made) and not any(ROOT.glob(path.rstrip("/")))
    ] == []


def is_defined(path: Path, name: str) -> bool:
    return (
        re.search(rf"^(?:def|class) {name}\b", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        is not None
    )


def test_stations_and_their_tests_exist() -> None:
    backend = ROOT / "backend"
    wrong = []
    for file, function in re.findall(
        r"`((?:tests|vantrexia)/[\w./]+\.py)(?:::(\w+))?`", "".join(map(read, NAMES))
    ):
        path = backend / file
        if not path.exists() or (function and not is_defined(path, function)):
            wrong.append(f"{file}::{function}")
    assert wrong == []
    assert len(re.findall(r"`tests/[\w./]+\.py::\w+`", read("docs/reading.md"))) > 20


def test_every_command_and_job_has_its_line() -> None:
    page = read("docs/operations/commands.md")
    tables = page.split("## Schedule")
    listed = re.findall(r"^\| `(\w+)` \|", tables[0], flags=re.MULTILINE)
    assert sorted(listed) == sorted(path.stem for path in COMMANDS.glob("[a-z]*.py"))
    jobs = dict(re.findall(r"^\| `(\w+)` \| (\d+ \w+) \|", tables[1], flags=re.MULTILINE))
    seconds = {"s": 1, "min": 60, "h": 3600}
    spoken = {job: int(every.split()[0]) * seconds[every.split()[1]] for job, every in jobs.items()}
    assert spoken == {name: int(job.every.total_seconds()) for name, job in LIST.items()}


def read_causes(page: str) -> set[str]:
    """Causes of alarms a table names in its first column; a link counts by its word."""
    rows = re.findall(r"^\| (.*?) \|", page, flags=re.MULTILINE)
    return {cause for row in rows for cause in re.findall(r"`([a-z][\w-]+(?:…|DAY)?)`", row)}


def test_every_alarm_that_is_told_has_a_first_step() -> None:
    told = read(name := "docs/deploying/alarms.md").split("## What is told")[1].split("\n**Objective**")[0]
    assert len(read_causes(told)) > 20, name
    assert read_causes(told) - read_causes(read("docs/runbooks/alarms.md")) == set()


def test_every_measurement_says_what_it_does() -> None:
    named = re.search(r"^NAMES = \((.*?)\)", read("bench/__main__.py"), flags=re.MULTILINE | re.DOTALL)
    assert named is not None
    listed = re.findall(r"^\| `(\w+)` \|", read("docs/measuring.md"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(re.findall(r'"(\w+)"', named[1]))


def matches(path: str, route: str) -> bool:
    """Whether an address as written (`{names}`, `$VARIABLES`, real words) is the route, or a folder of routes."""
    ours, theirs = path.strip("/").split("/"), route.strip("/").split("/")
    return len(ours) <= len(theirs) and all(
        word == part or part.startswith("{") or word.startswith(("$", "{"))
        for word, part in zip(ours, theirs, strict=False)
    )


def test_every_address_of_the_api_named_is_answered() -> None:
    routes = [route.path for route in list_routes()] + ["/api/v1/stream/"]
    wrong = []
    for name in NAMES:
        for path in re.findall(r"/api/v1/[\w{}$./-]*(?=[`\"'\s?])", read(name)):
            if not any(matches(path, route) for route in routes):
                wrong.append(f"{name}: {path}")
    assert wrong == []
    assert not any(matches("/api/v1/patients/$PATIENT/moods/", route) for route in routes)


# --- the examples work --------------------------------------------------------------------------------------------

SECRET = b"0123456789abcdef0123456789abcdef"
SHOWN = "whsec_" + base64.b64encode(SECRET).decode()


def find_example(language: str, containing: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", read("docs/api.md"), flags=re.DOTALL)
    (found,) = [block for block in blocks if containing in block]
    return found


def is_taken(headers: dict[str, str], body: bytes) -> bool:
    lowered = {key.lower(): value for key, value in headers.items()}
    now = datetime.now(tz=UTC)
    try:
        verify(headers=lowered, body=body, secrets=(Secret("k1", SECRET),), now=now)
    except NotVerified:
        return False
    return True


def test_the_python_example_signs_what_the_server_takes() -> None:
    example: dict[str, Any] = {}
    exec(find_example("python", "def sign"), example)
    headers = example["sign"](SHOWN, b'{"type": "reading"}')
    assert is_taken(headers, b'{"type": "reading"}')
    assert not is_taken(headers, b'{"type": "Reading"}')


def test_the_shell_example_signs_what_the_server_takes() -> None:
    signing = find_example("sh", "webhook-signature").split("curl")[0]
    script = f'{signing}\nprintf "%s\\n" "$ID" "$AT" "$SIGNATURE" "$BODY"'
    argv = ("bash", "-euo", "pipefail", "-c", script)
    done = subprocess.run(
        argv, env={"SECRET": SHOWN, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    message_id, at, signature, body = done.stdout.rstrip("\n").split("\n")
    headers = {"webhook-id": message_id, "webhook-timestamp": at, "webhook-signature": signature}
    assert abs(int(at) - time.time()) < 60
    assert is_taken(headers, body.encode())
    assert json.loads(body)["blood_pressure"]["systolic"] == 142
    assert not is_taken({**headers, "webhook-id": "msg_other"}, body.encode())
