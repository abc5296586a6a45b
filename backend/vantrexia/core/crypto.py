"""Encryption of fields and blind indexes for searching them.

`seal`/`unseal` (text) and `seal_bytes`/`unseal_bytes` (raw bodies): AES-256-GCM (NIST SP 800-38D), envelope
`v1.kid.nonce‖ct‖tag`, associated data `label|practice|row`, so a ciphertext copied to another row, column or
practice does not open. Decryption is strict: what is no envelope is an error, never passed through.
`blind_token`: HMAC-SHA256 of a normalised value under a key derived for (practice, field) by HKDF (RFC 5869);
equality only. `normalise_name`, `normalise_exact`, `prefixes` say what is compared.

Keys: FIELD_ENCRYPTION_KEY=`kid:base64[,kid:base64]`, the first encrypts, all decrypt; BLIND_INDEX_KEY=`version:base64[,…]`.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PLATFORM = "platform"  # stands where a practice id would, for rows that belong to a person, not to a practice
_NONCE_BYTES = 12
_KID = re.compile(r"[A-Za-z0-9_-]{1,32}\Z")
PREFIX_LENGTHS = range(2, 11)


class BadKeySetting(Exception):
    """A key setting does not parse; the text says which and why, never the key."""


class Unreadable(Exception):
    """An envelope does not open: unknown key, wrong row, altered or not an envelope."""


@lru_cache(maxsize=8)
def _parse_keys(setting_name: str, raw: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in raw.split(","))):
        kid, _, encoded = part.partition(":")
        if not _KID.match(kid):
            raise BadKeySetting(f"{setting_name}: key id {kid[:8]!r} must be 1-32 letters, digits, _ or -")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise BadKeySetting(f"{setting_name}: key {kid!r} is not base64") from None
        if len(key) != 32:
            raise BadKeySetting(f"{setting_name}: key {kid!r} has {len(key)} bytes, 32 are needed")
        if kid in keys:
            raise BadKeySetting(f"{setting_name}: key id {kid!r} appears twice")
        keys[kid] = key
    if not keys:
        raise BadKeySetting(f"{setting_name} holds no key; expected kid:base64 of 32 bytes")
    return keys


@lru_cache(maxsize=32)
def _cipher(raw: str, kid: str) -> AESGCM:
    return AESGCM(_parse_keys("FIELD_ENCRYPTION_KEY", raw)[kid])


def primary_key_id() -> str:
    """Key id new envelopes are made with."""
    return next(iter(_parse_keys("FIELD_ENCRYPTION_KEY", settings.FIELD_ENCRYPTION_KEY)))


def associated_data(label: str, practice_id: UUID | str, row_id: UUID | str) -> bytes:
    """What an envelope is bound to: a constant label, the practice, the row."""
    return f"{label}|{practice_id}|{row_id}".encode()


def seal_bytes(plain: bytes, *, label: str, practice_id: UUID | str, row_id: UUID | str) -> bytes:
    """Encrypt bytes; returns the binary envelope `v1.kid.` + nonce + ciphertext + tag."""
    kid = primary_key_id()
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(settings.FIELD_ENCRYPTION_KEY, kid).encrypt(
        nonce, plain, associated_data(label, practice_id, row_id)
    )
    return b"v1." + kid.encode() + b"." + nonce + sealed


def unseal_bytes(envelope: bytes, *, label: str, practice_id: UUID | str, row_id: UUID | str) -> bytes:
    """Decrypt a binary envelope; raises Unreadable."""
    version, _, rest = bytes(envelope).partition(b".")
    kid_bytes, dot, body = rest.partition(b".")
    if version != b"v1" or not dot or len(body) < _NONCE_BYTES + 16:
        raise Unreadable("not an envelope")
    try:
        cipher = _cipher(settings.FIELD_ENCRYPTION_KEY, kid_bytes.decode("ascii"))
    except (KeyError, UnicodeDecodeError):
        raise Unreadable("sealed with a key that is not loaded") from None
    try:
        return cipher.decrypt(
            body[:_NONCE_BYTES], body[_NONCE_BYTES:], associated_data(label, practice_id, row_id)
        )
    except InvalidTag:
        raise Unreadable("the envelope does not belong here or was altered") from None


def seal(plain: str, *, label: str, practice_id: UUID | str, row_id: UUID | str) -> str:
    """Encrypt text; returns the envelope `v1.kid.base64(nonce‖ct‖tag)`."""
    kid = primary_key_id()
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(settings.FIELD_ENCRYPTION_KEY, kid).encrypt(
        nonce, plain.encode(), associated_data(label, practice_id, row_id)
    )
    return f"v1.{kid}.{base64.b64encode(nonce + sealed).decode()}"


def unseal(envelope: str, *, label: str, practice_id: UUID | str, row_id: UUID | str) -> str:
    """Decrypt a text envelope; raises Unreadable."""
    parts = envelope.split(".", 2)
    if len(parts) != 3 or parts[0] != "v1":
        raise Unreadable("not an envelope")
    try:
        body = base64.b64decode(parts[2], validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("not an envelope") from None
    if len(body) < _NONCE_BYTES + 16:
        raise Unreadable("not an envelope")
    try:
        cipher = _cipher(settings.FIELD_ENCRYPTION_KEY, parts[1])
    except KeyError:
        raise Unreadable("sealed with a key that is not loaded") from None
    try:
        return cipher.decrypt(
            body[:_NONCE_BYTES], body[_NONCE_BYTES:], associated_data(label, practice_id, row_id)
        ).decode()
    except InvalidTag:
        raise Unreadable("the envelope does not belong here or was altered") from None


# --- blind indexes -----------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _blind_key(raw: str, version: str, practice_id: str, field: str) -> bytes:
    master = _parse_keys("BLIND_INDEX_KEY", raw)[version]
    info = f"vantrexia blind index|{practice_id}|{field}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master)


def blind_key_version() -> str:
    """Key version new tokens are made with."""
    return next(iter(_parse_keys("BLIND_INDEX_KEY", settings.BLIND_INDEX_KEY)))


def blind_key_versions() -> list[str]:
    """All loaded versions; a search asks for each until the old one is retired."""
    return list(_parse_keys("BLIND_INDEX_KEY", settings.BLIND_INDEX_KEY))


def blind_token(value: str, *, practice_id: UUID | str, field: str, version: str | None = None) -> bytes:
    """16 bytes of HMAC-SHA256 over an already normalised value; equal values give equal tokens in one practice."""
    key = _blind_key(settings.BLIND_INDEX_KEY, version or blind_key_version(), str(practice_id), field)
    return hmac.new(key, value.encode(), sha256).digest()[:16]


def normalise_name(value: str) -> str:
    """Names as compared: compatibility form, no marks, case folded, inner spaces and hyphens kept single."""
    decomposed = unicodedata.normalize("NFKD", value)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[\s\-'’.]+", " ", bare.casefold()).strip()


def normalise_exact(value: str) -> str:
    """Identifiers as compared (MRN, e-mail, telephone in E.164, ISO date): NFKC, case folded, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value).casefold())


def prefixes(normalised: str) -> list[str]:
    """The prefixes of 2 to 10 characters a name can be found by, and of each further word of it."""
    found: dict[str, None] = {}
    for word in normalised.split(" "):
        for length in PREFIX_LENGTHS:
            if len(word) >= length:
                found[word[:length]] = None
    if len(normalised) == 1:
        found[normalised] = None
    return list(found)
