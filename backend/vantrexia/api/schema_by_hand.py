"""What the schema generator cannot see: plain views (webhooks, the stream, health, keys).

`add_plain_views(result, generator, request, public)` is a postprocessing hook of drf-spectacular.
"""

from __future__ import annotations

from typing import Any

_ERROR = {
    "type": "object",
    "required": ["detail", "code"],
    "properties": {"detail": {"type": "string"}, "code": {"type": "string"}},
}
_RECEIPT = {
    "type": "object",
    "required": ["status", "delivery", "duplicate"],
    "properties": {
        "status": {"type": "string", "enum": ["accepted"]},
        "delivery": {"type": "string", "format": "uuid"},
        "duplicate": {"type": "boolean"},
    },
}
_HEALTH = {
    "type": "object",
    "required": ["status", "release"],
    "properties": {
        "status": {"type": "string", "enum": ["pass", "warn", "fail"]},
        "release": {"type": "string"},
        "checks": {"type": "object", "additionalProperties": {"type": "object"}},
    },
}
_KEY_SET = {
    "type": "object",
    "required": ["keys"],
    "properties": {"keys": {"type": "array", "items": {"type": "object", "additionalProperties": True}}},
}


def _answer(description: str, schema: dict[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"description": description, "content": {media: {"schema": schema}}}


def _refusals(**reasons: str) -> dict[str, Any]:
    return {status.lstrip("_"): _answer(text, _ERROR) for status, text in reasons.items()}


def _parameter(name: str, kind: str = "string", **schema: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind, **schema}}


def add_plain_views(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the paths that are not REST framework views."""
    paths = result["paths"]
    paths["/api/v1/webhooks/{gateway}/{connection_id}/"] = {
        "post": {
            "operationId": "webhook_receive",
            "tags": ["webhooks"],
            "description": "A device gateway's delivery; each gateway signs in its own way. 202: kept and synced.",
            "parameters": [_parameter("gateway"), _parameter("connection_id", format="uuid")],
            "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
            "security": [{}],
            "responses": {
                "202": _answer("Kept. `duplicate`: it had been kept before.", _RECEIPT),
                **_refusals(
                    _400="Not JSON, or not the encoding it says.",
                    _401="Not verified; nothing was kept.",
                    _413="Over 5 MB or 5,000 objects.",
                    _415="Not application/json, or an encoding we do not take.",
                    _429="Over the budget; Retry-After says when.",
                    _503="It could not be kept; send it again.",
                ),
            },
        }
    }
    paths["/api/v1/stream/"] = {
        "get": {
            "operationId": "stream_read",
            "tags": ["stream"],
            "description": "Server-Sent Events with ids and versions only; resumable by Last-Event-ID.",
            "parameters": [{"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}}],
            "security": [{"accessToken": []}],
            "responses": {
                "200": _answer("Events.", {"type": "string"}, "text/event-stream"),
                **_refusals(_401="Sign in first.", _403="Not permitted."),
            },
        }
    }
    for path, operation in (
        ("/health/", "health"),
        ("/health/live", "health_live"),
        ("/health/ready", "health_ready"),
    ):
        paths[path] = {
            "get": {
                "operationId": operation,
                "tags": ["health"],
                "security": [{}],
                "responses": {
                    "200": _answer(
                        "Usable; `warn` when something is missing.", _HEALTH, "application/health+json"
                    ),
                    "503": _answer("Not usable.", _HEALTH, "application/health+json"),
                },
            }
        }
    paths["/.well-known/jwks.json"] = {
        "get": {
            "operationId": "jwks",
            "tags": ["keys"],
            "description": "Public keys an EHR verifies our client assertions with; none of our access tokens.",
            "security": [{}],
            "responses": {"200": _answer("The key set.", _KEY_SET, "application/jwk-set+json")},
        }
    }
    paths["/.well-known/evidence-keys.json"] = {
        "get": {
            "operationId": "evidence_keys",
            "tags": ["keys"],
            "description": "Public keys that evidence packets and the roots of the audit are verified with; each as JWK and PEM.",
            "security": [{}],
            "responses": {"200": _answer("The key set.", _KEY_SET, "application/jwk-set+json")},
        }
    }
    result["paths"] = dict(sorted(paths.items()))
    return result
