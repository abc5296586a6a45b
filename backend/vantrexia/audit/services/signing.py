"""Signing tree heads: ECDSA P-256 over the canonical JSON of (tree, size, root, time); and other canonical documents
by the same keys: `sign_document`, `is_document_signed`; `list_verifying_keys` and `is_signed_by` for whoever is not us.

AUDIT_SIGNING_KEY holds one or more PEM private keys; the first signs, all verify; the key id is a fingerprint of the public key.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)


@lru_cache(maxsize=4)
def _keys(raw: str) -> dict[str, ec.EllipticCurvePrivateKey]:
    found: dict[str, ec.EllipticCurvePrivateKey] = {}
    for pem in _PEM.findall(raw):
        key = load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("AUDIT_SIGNING_KEY must hold EC keys")
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        found[sha256(public).hexdigest()[:16]] = key
    if not found:
        raise ValueError("AUDIT_SIGNING_KEY holds no PEM private key")
    return found


def head_bytes(*, tree: str, size: int, root: bytes, signed_at: datetime) -> bytes:
    """What is signed."""
    return rfc8785.dumps({"root": root.hex(), "signed_at": signed_at.isoformat(), "size": size, "tree": tree})


def sign_head(*, tree: str, size: int, root: bytes, signed_at: datetime) -> tuple[str, bytes]:
    """Key id and signature of a tree head."""
    key_id, key = next(iter(_keys(settings.AUDIT_SIGNING_KEY).items()))
    return key_id, key.sign(
        head_bytes(tree=tree, size=size, root=root, signed_at=signed_at), ec.ECDSA(SHA256())
    )


def is_signed(
    *, tree: str, size: int, root: bytes, signed_at: datetime, key_id: str, signature: bytes
) -> bool:
    """Whether a head carries the signature of one of our keys."""
    key = _keys(settings.AUDIT_SIGNING_KEY).get(key_id)
    if key is None:
        return False
    try:
        key.public_key().verify(
            signature, head_bytes(tree=tree, size=size, root=root, signed_at=signed_at), ec.ECDSA(SHA256())
        )
    except InvalidSignature:
        return False
    return True


def sign_document(document: Mapping[str, str]) -> tuple[str, bytes]:
    """Key id and signature of a small document of texts (digests, ids, times), canonical by RFC 8785."""
    key_id, key = next(iter(_keys(settings.AUDIT_SIGNING_KEY).items()))
    return key_id, key.sign(rfc8785.dumps(dict(document)), ec.ECDSA(SHA256()))


def list_verifying_keys() -> list[dict[str, str]]:
    """The public halves as JWKs (RFC 7517, EC P-256), each with the same key as PEM in `pem`; retired ones too."""
    found: list[dict[str, str]] = []
    for key_id, key in _keys(settings.AUDIT_SIGNING_KEY).items():
        public = key.public_key()
        numbers = public.public_numbers()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        point = {
            name: urlsafe_b64encode(value.to_bytes(32)).rstrip(b"=").decode()
            for name, value in (("x", numbers.x), ("y", numbers.y))
        }
        found.append(
            {"kid": key_id, "kty": "EC", "crv": "P-256", **point, "alg": "ES256", "use": "sig", "pem": pem}
        )
    return found


def is_signed_by(pem: str, document: Mapping[str, str], signature: bytes) -> bool:
    """Whether a document of texts carries the signature (DER) of a public key in PEM. Raises ValueError for no such key."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("the key is no EC key")
    try:
        key.verify(signature, rfc8785.dumps(dict(document)), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def is_document_signed(document: Mapping[str, str], *, key_id: str, signature: bytes) -> bool:
    """Whether the document carries the signature of one of our keys."""
    key = _keys(settings.AUDIT_SIGNING_KEY).get(key_id)
    if key is None:
        return False
    try:
        key.public_key().verify(signature, rfc8785.dumps(dict(document)), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
