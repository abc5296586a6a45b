"""The URL tree and the schema as data, for tests that look at every endpoint.

`list_routes()` walks the tree the server answers from; `Route.fill(ids)` makes a path; `read_schema()` is the OpenAPI schema;
`example_body(operation, …)` a body with every required field, as the schema describes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

HANDLERS = ("get", "post", "put", "patch", "delete")
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One pattern of the tree: its path with `{names}`, the REST view (None for a plain one), what is handed to it."""

    path: str
    view: Any
    parameters: tuple[tuple[str, str], ...]  # (name, the segment before it: what kind of row it names)

    @property
    def methods(self) -> list[str]:
        return [name.upper() for name in HANDLERS if hasattr(self.view, name)]

    @property
    def needs(self) -> Mapping[str, str]:
        return getattr(self.view, "needs", {})

    def fill(self, ids: Mapping[str, object]) -> str:
        """The path with an id for each parameter, by parameter name."""
        return re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), self.path)


def list_routes() -> list[Route]:
    """Every pattern the server resolves."""
    return list(_walk(get_resolver().url_patterns, "/"))


def _walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            path = _PARAMETER.sub(r"{\2}", route)
            before = [
                re.sub(r".*?([\w.-]*)/$", r"\1", path[: found.start()])
                for found in re.finditer(r"\{\w+\}", path)
            ]
            # A billing entry and an entry of the audit stand after the same word.
            before = ["billing-entries" if "/billing/entries/" in path else kind for kind in before]
            names = re.findall(r"\{(\w+)\}", path)
            callback: Callable[..., Any] = pattern.callback
            yield Route(path, getattr(callback, "cls", None), tuple(zip(names, before, strict=True)))


@cache
def read_schema() -> dict[str, Any]:
    """The OpenAPI schema, generated now."""
    from drf_spectacular.generators import SchemaGenerator

    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema


def find_operation(path: str, method: str) -> dict[str, Any]:
    """An operation of the schema; empty when it is not in it."""
    operation: dict[str, Any] = read_schema()["paths"].get(path, {}).get(method.lower(), {})
    return operation


def request_fields(operation: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an operation's JSON body, by name."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = _resolve(content.get("application/json", {}).get("schema", {}))
    fields: dict[str, Any] = schema.get("properties", {})
    return fields


def example_body(
    operation: Mapping[str, Any], *, ids: Mapping[str, object], text: str = "", whole: bool = False
) -> dict[str, Any]:
    """A body with the required fields; a field that names a row (`patient_id`) takes its value from `ids`.

    `text` is what free text says; `whole` fills the optional fields as well.
    """
    content = operation.get("requestBody", {}).get("content", {})
    schema = _resolve(content.get("application/json", {}).get("schema", {}))
    body = _example("", schema, ids, text or "long enough to be some text", whole=whole)
    return body if isinstance(body, dict) else {}


def _resolve(schema: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return _resolve(read_schema()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "allOf" in schema:
        return _resolve(schema["allOf"][0])
    if "oneOf" in schema:
        return _resolve(schema["oneOf"][0])
    return dict(schema)


def _example(
    name: str, schema: Mapping[str, Any], ids: Mapping[str, object], text: str, *, whole: bool
) -> Any:
    schema = _resolve(schema)
    if "properties" in schema:
        required = schema.get("required", [])
        return {
            key: _example(key, part, ids, text, whole=whole)
            for key, part in schema["properties"].items()
            if whole or key in required
        }
    if name in ids:
        return ids[name]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_example(name, schema["items"], ids, text, whole=whole)]
    if schema.get("type") in ("integer", "number"):
        return schema.get("minimum", 1) or 1
    if schema.get("type") == "boolean":
        return True
    moment = datetime.now(tz=UTC) - timedelta(hours=1)
    by_format = {
        "date": moment.date().isoformat(),
        "date-time": moment.isoformat(),
        "email": "somebody@elsewhere.example",
        "uuid": "0190163d-8694-739b-aea5-966c26f8ad91",
    }
    if schema.get("type") == "object":
        return {}
    return by_format.get(schema.get("format", ""), text[: schema.get("maxLength", 99)])
