"""`/.well-known/jwks.json`: the public keys an EHR verifies our client assertions with (RFC 7517; SMART App Launch 2.2,
backend services).

It holds the keys of EHR connections only: access tokens are signed and verified by us alone, so their keys are nobody
else's business. `list_public_keys()` is what is published; as long as no connection has a key of its own, the set is
empty, which RFC 7517 section 5 allows and a client reads as "trust nothing".

`/.well-known/evidence-keys.json`: the public keys that signed evidence packets and the roots of the audit, for whoever
must verify one without an account here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path

from vantrexia.api.rendering import encode
from vantrexia.audit.services.signing import list_verifying_keys

MAX_AGE_SECONDS = 300  # how long a withdrawn key may still be believed


def list_public_keys() -> Sequence[Mapping[str, str]]:
    """Public halves of the keys of EHR connections, as JWKs."""
    return ()


@transaction.non_atomic_requests
def jwks(request: HttpRequest) -> HttpResponse:
    """The key set; open to everybody."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    return HttpResponse(
        encode({"keys": list_public_keys()}),
        content_type="application/jwk-set+json",
        headers={"Cache-Control": f"public, max-age={MAX_AGE_SECONDS}"},
    )


@transaction.non_atomic_requests
def evidence_keys(request: HttpRequest) -> HttpResponse:
    """The keys packets and roots are verified with; open to everybody."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    return HttpResponse(
        encode({"keys": list_verifying_keys()}),
        content_type="application/jwk-set+json",
        headers={"Cache-Control": f"public, max-age={MAX_AGE_SECONDS}"},
    )


urlpatterns = [
    path(".well-known/jwks.json", jwks),
    path(".well-known/evidence-keys.json", evidence_keys),
]
