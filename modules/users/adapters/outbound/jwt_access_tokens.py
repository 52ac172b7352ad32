"""Access tokens as JWTs (RFC 9068): one fixed algorithm, keys identified by `kid`."""

import hmac
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from time import time
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import OctKey

from modules.users.domain.errors import token_expired, token_invalid
from modules.users.ports.access_tokens import AccessToken
from modules.users.public import UserPolicy

ALGORITHM = "HS256"
TYPE = "at+jwt"
_LEEWAY_SECONDS = 10
_MAX_LENGTH = 4096
_MAX_CACHED = 10_000
_KINDS = ("user", "client")


class JwtAccessTokens:
    """Implements the port `AccessTokens`. `clock` gives Unix time.

    Verified tokens are cached with their expiry, so that each signature is verified once.
    """

    def __init__(self, policy: UserPolicy, clock: Callable[[], float] = time) -> None:
        self._policy = policy
        self._clock = clock
        self._keys = {key_id(secret): OctKey.import_key(secret.encode()) for secret in policy.signing_keys}
        self._signing_kid = key_id(policy.signing_keys[0])
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": policy.issuer},
            aud={"essential": True, "value": policy.audience},
            sub={"essential": True},
            exp={"essential": True},
            jti={"essential": True},
        )
        self._known: dict[str, tuple[float, AccessToken]] = {}

    def issue(self, token: AccessToken, now: datetime) -> str:
        header = {"alg": ALGORITHM, "kid": self._signing_kid, "typ": TYPE}
        claims: dict[str, Any] = {
            "iss": self._policy.issuer,
            "aud": self._policy.audience,
            "sub": token.subject,
            "iat": int(now.timestamp()),
            "exp": int((now + self._policy.access_for).timestamp()),
            "jti": uuid4().hex,
        }
        if token.session_id is not None:
            claims["sid"] = token.session_id
        if token.scopes is not None:
            claims["scope"] = " ".join(sorted(token.scopes))
        return jwt.encode(header, claims, self._keys[self._signing_kid], algorithms=[ALGORITHM])

    def read(self, text: str) -> AccessToken:
        known = self._known.get(text)
        if known is None:
            known = self._verified(text)
            if len(self._known) >= _MAX_CACHED:
                self._known.clear()
            self._known[text] = known
        if known[0] + _LEEWAY_SECONDS <= self._clock():
            raise token_expired()
        return known[1]

    def _verified(self, text: str) -> tuple[float, AccessToken]:
        if len(text) > _MAX_LENGTH:
            raise token_invalid()
        try:
            decoded = jwt.decode(text, self._key_for, algorithms=[ALGORITHM])
            # `iat` is not validated: it grants nothing, and this server's clock may be late.
            self._claims.validate({name: value for name, value in decoded.claims.items() if name != "iat"})
        except ExpiredTokenError as error:
            raise token_expired() from error
        except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise token_invalid() from error
        claims = decoded.claims
        if decoded.header.get("typ") != TYPE or not _has_shape(claims):
            raise token_invalid()
        scope = claims.get("scope")
        scopes = None if scope is None else frozenset(scope.split())
        return claims["exp"], AccessToken(claims["sub"], claims.get("sid"), scopes)

    def _key_for(self, token: Any) -> OctKey:
        key = self._keys.get(str(token.headers().get("kid")))
        if key is None:
            raise ValueError("no such key")
        return key


def key_id(secret: str) -> str:
    """Return the public id of a signing key; it reveals nothing about the key."""
    return hmac.digest(secret.encode(), b"tradepost kid", sha256)[:8].hex()


def _has_shape(claims: dict[str, Any]) -> bool:
    kind, _, number = claims["sub"].partition(":")
    session = claims.get("sid")
    is_session = type(session) is int if kind == "user" else session is None
    times = (claims.get("iat"), claims["exp"])
    is_scope = type(claims.get("scope", "")) is str
    is_timed = all(type(moment) is int for moment in times)
    return kind in _KINDS and number.isdecimal() and is_session and is_scope and is_timed
