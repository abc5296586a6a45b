"""Access tokens: ES256 JWTs (RFC 7519, 7518) that name a session and live fifteen minutes.

`issue_access_token(...)` and `verify_access_token(token, now=…) -> session id`. A token alone proves nothing
for long: the session row is read with every request, so signing out or disabling a person ends it at once
(ASVS 7.4.1). Keys: JWT_SIGNING_KEY holds one or more PEM private keys; the first signs, all verify; `kid` is
the thumbprint of RFC 7638.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

ALGORITHM = "ES256"
AUDIENCE = "vantrexia-api"
ISSUER = "vantrexia"
ACCESS_LIFETIME = timedelta(minutes=15)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)


class InvalidToken(Exception):
    """The token is malformed, expired, of another key, algorithm, issuer or audience."""


class ExpiredToken(InvalidToken):
    """The token was ours and is too old: the caller is known, if only to be counted."""

    def __init__(self, user_id: str) -> None:
        super().__init__("expired")
        self.user_id = user_id


@lru_cache(maxsize=4)
def _keys(raw: str) -> tuple[ECKey, KeySet]:
    keys: list[ECKey] = []
    for pem in _PEM.findall(raw):
        key = ECKey.import_key(pem)
        key = ECKey.import_key(pem, {"kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"})
        keys.append(key)
    if not keys:
        raise InvalidToken("JWT_SIGNING_KEY holds no PEM private key")
    return keys[0], KeySet(list(keys))


def issue_access_token(*, session_id: UUID, user_id: int, scope: str, now: datetime) -> str:
    """A signed token for a session; `scope` is full, or enrol for one that may only enrol a second factor."""
    signer, _ = _keys(settings.JWT_SIGNING_KEY)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user_id),
        "sid": str(session_id),
        "scope": scope,
        "iat": int(now.timestamp()),
        "exp": int((now + ACCESS_LIFETIME).timestamp()),
    }
    header = {"alg": ALGORITHM, "kid": signer.kid, "typ": "JWT"}
    return jwt.encode(header, claims, signer, algorithms=[ALGORITHM])


def verify_access_token(token: str, *, now: datetime) -> UUID:
    """The session id a valid token names; raises InvalidToken."""
    _, known = _keys(settings.JWT_SIGNING_KEY)
    try:
        claims = jwt.decode(token, known, algorithms=[ALGORITHM]).claims
        if claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE:
            raise InvalidToken("issuer or audience")
        if not isinstance(claims.get("exp"), int):
            raise InvalidToken("no expiry")
        if claims["exp"] <= now.timestamp():
            raise ExpiredToken(str(claims["sub"]))
        return UUID(str(claims["sid"]))
    except InvalidToken:
        raise
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise InvalidToken(type(error).__name__) from None
