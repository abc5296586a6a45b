"""Every action the server can write into the audit, read from its sources: `list_actions()`.

An action reaches `record` and `record_platform` as a text, as one put together (`f"alert.{action}"`), or through the parameters of
the functions in between; those are followed from call to call. What only runs can tell (a column's value) stands in `CHOSEN`. An
expression that is none of this raises, so that no new way of writing goes unnoticed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from vantrexia.domain.device_states import MANUAL_ACTIONS, STATUSES, transition
from vantrexia.domain.errors import DomainError

SOURCES = Path(__file__).parents[2] / "vantrexia"
WRITERS = ("record", "record_platform")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Parameter = tuple[str, str, str]  # file, function, its parameter that becomes (part of) an action


def list_reached() -> Iterator[str]:
    """Where an act by hand brings a device."""
    for action in MANUAL_ACTIONS:
        for status in STATUSES:
            with suppress(DomainError):
                yield transition(status, action)


# (file, expression) and what it may be.
CHOSEN = {("devices/services/inventory.py", "device.status"): frozenset(list_reached())}


class Module:
    """One file of the server."""

    def __init__(self, path: Path) -> None:
        self.file = path.relative_to(SOURCES).as_posix()
        self.tree = ast.parse(path.read_text())
        nodes = list(ast.walk(self.tree))
        self.around = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
        self.calls = [node for node in nodes if isinstance(node, ast.Call)]
        self.functions = {
            node.name: node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        self.imported = {
            alias.asname
            or alias.name: f"{(node.module or '').removeprefix('vantrexia.').replace('.', '/')}/{alias.name}"
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        self.named: dict[str, list[ast.expr]] = {}
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.named.setdefault(node.targets[0].id, []).append(node.value)

    def is_call_of(self, call: ast.Call, file: str, name: str) -> bool:
        """Whether this calls that function: its own, an imported one, one of an imported module, a method of `self`."""
        function = call.func
        whole = f"{file.removesuffix('.py')}/{name}"
        if isinstance(function, ast.Name):
            if function.id in self.imported:
                return self.imported[function.id] == whole
            return self.file == file and function.id == name
        if isinstance(function, ast.Attribute) and function.attr == name:
            owner = function.value
            if isinstance(owner, ast.Name) and owner.id in self.imported:
                return self.imported[owner.id] + f"/{name}" == whole
            return self.file == file
        return False

    def functions_around(self, node: ast.AST) -> Iterator[Function]:
        while node in self.around:
            node = self.around[node]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def resolve(self, call: ast.AST, said: ast.expr) -> Iterator[str | tuple[Parameter, str]]:
        """The texts an argument may be, and the parameters it comes from with what is put around them."""
        chosen = CHOSEN.get((self.file, ast.unparse(said)))
        match said:
            case _ if chosen is not None:
                yield from chosen
            case ast.Constant(value=str(text)):
                yield from [text] if text else []
            case ast.IfExp():
                yield from self.resolve(call, said.body)
                yield from self.resolve(call, said.orelse)
            case ast.JoinedStr():
                frame = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "{}" for part in said.values
                )
                (inner,) = [part.value for part in said.values if isinstance(part, ast.FormattedValue)]
                for found in self.resolve(call, inner):
                    yield (
                        frame.format(found) if isinstance(found, str) else (found[0], frame.format(found[1]))
                    )
            case ast.Name(id=name):
                for function in self.functions_around(call):
                    if name in names_of(function):
                        yield ((self.file, function.name, name), "{}")
                        return
                for value in self.named[name]:
                    yield from self.resolve(call, value)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                for value in self.named[name]:
                    yield from self.resolve(call, value)
            case ast.Subscript(value=ast.Name(id=name)):
                for value in self.named[name]:
                    assert isinstance(value, ast.Dict)
                    for one in value.values:
                        yield from self.resolve(call, one)
            case _:
                raise AssertionError(f"{self.file}:{call.lineno}: which action is {ast.unparse(said)}?")  # type: ignore[attr-defined]


def names_of(function: Function) -> list[str]:
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def argument_of(call: ast.Call, function: Function, parameter: str) -> ast.expr | None:
    """What a call gives for a parameter: by name, by place, or the default."""
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    places = [one.arg for one in function.args.args]
    if places[:1] == ["self"]:
        places = places[1:]
    if parameter in places and places.index(parameter) < len(call.args):
        return call.args[places.index(parameter)]
    positional = dict(zip(places[::-1], function.args.defaults[::-1], strict=False))
    named = dict(zip((one.arg for one in function.args.kwonlyargs), function.args.kw_defaults, strict=True))
    return positional.get(parameter) or named.get(parameter)


@lru_cache(maxsize=1)
def list_actions() -> frozenset[str]:
    """Every action, from its writers outwards to whoever names it."""
    modules = [Module(path) for path in sorted(SOURCES.rglob("*.py")) if "migrations" not in path.parts]
    by_file = {module.file: module for module in modules}
    found: set[str] = set()
    seen: set[tuple[Parameter, str]] = set()
    waiting: list[tuple[Parameter, str]] = [
        (("audit/services/entries.py", name, "action"), "{}") for name in WRITERS
    ]
    while waiting:
        parameter, frame = waiting.pop()
        if (parameter, frame) in seen:
            continue
        seen.add((parameter, frame))
        file, name, argument = parameter
        function = by_file[file].functions[name]
        # The package says where its writers are found.
        known_as = {file, "audit/services.py"} if name in WRITERS else {file}
        for module in modules:
            for call in module.calls:
                if not any(module.is_call_of(call, one, name) for one in known_as):
                    continue
                said = argument_of(call, function, argument)
                assert said is not None, f"{module.file}:{call.lineno}: no {argument}"
                for one in module.resolve(call, said):
                    if isinstance(one, str):
                        found.add(frame.format(one))
                    else:
                        waiting.append((one[0], frame.format(one[1])))
    return frozenset(found)
