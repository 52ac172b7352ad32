"""Signed tokens can be read back; all other tokens are invalid."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from modules.users.adapters.outbound.jwt_access_tokens import JwtAccessTokens, key_id
from modules.users.ports.access_tokens import AccessToken
from modules.users.public import UserPolicy
from shared.kernel.errors import Unauthenticated

KEY, OLD_KEY, FOREIGN_KEY = "n" * 32, "o" * 32, "f" * 32
POLICY = UserPolicy((KEY, OLD_KEY))
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ADA = AccessToken("user:7", 3)


class Clock:
    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(clock: Clock) -> JwtAccessTokens:
    return JwtAccessTokens(POLICY, clock)


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: object, claims: object, key: str = KEY) -> str:
    """A forged token."""
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{part(hmac.digest(key.encode(), text.encode(), 'sha256'))}"


HEADER = {"alg": "HS256", "kid": key_id(KEY), "typ": "at+jwt"}
CLAIMS = {
    "iss": "tradepost",
    "aud": "tradepost",
    "sub": "user:7",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 900,
    "jti": "x",
    "sid": 3,
}


def without(claim: str) -> dict[str, Any]:
    return {name: value for name, value in CLAIMS.items() if name != claim}


def test_issued_tokens_are_verified(tokens: JwtAccessTokens) -> None:
    assert tokens.read(tokens.issue(ADA, NOW)) == ADA
    assert tokens.read(tokens.issue(AccessToken("client:9", None), NOW)) == AccessToken("client:9", None)


def test_the_forger_of_these_tests_can_sign(tokens: JwtAccessTokens) -> None:
    assert tokens.read(signed(HEADER, CLAIMS)) == ADA


def test_an_older_key_still_verifies_and_the_newest_signs(tokens: JwtAccessTokens, clock: Clock) -> None:
    before = JwtAccessTokens(UserPolicy((OLD_KEY,)), clock)
    assert tokens.read(before.issue(ADA, NOW)) == ADA
    with pytest.raises(Unauthenticated):
        before.read(tokens.issue(ADA, NOW))


def test_an_access_token_expires_after_fifteen_minutes(tokens: JwtAccessTokens, clock: Clock) -> None:
    text = tokens.issue(ADA, NOW)
    clock.now += 899
    assert tokens.read(text) == ADA
    clock.now += 12
    for reader in (tokens, JwtAccessTokens(POLICY, clock)):
        with pytest.raises(Unauthenticated) as refused:
            reader.read(text)
        assert refused.value.code == "token_expired"


def test_a_slow_clock_rejects_no_token(tokens: JwtAccessTokens, clock: Clock) -> None:
    text = tokens.issue(ADA, NOW)
    clock.now -= 90
    assert tokens.read(text) == ADA


FORGERIES: dict[str, Callable[[str], str]] = {
    "alg none": lambda _: f"{part({**HEADER, 'alg': 'none'})}.{part(CLAIMS)}.",
    "alg None": lambda _: f"{part({**HEADER, 'alg': 'None'})}.{part(CLAIMS)}.",
    "alg nOnE": lambda _: f"{part({**HEADER, 'alg': 'nOnE'})}.{part(CLAIMS)}.",
    "alg missing": lambda _: signed({"kid": key_id(KEY), "typ": "at+jwt"}, CLAIMS),
    "alg HS512": lambda _: signed({**HEADER, "alg": "HS512"}, CLAIMS),
    "alg RS256": lambda _: signed({**HEADER, "alg": "RS256"}, CLAIMS),
    "foreign key": lambda _: signed(HEADER, CLAIMS, FOREIGN_KEY),
    "empty key": lambda _: signed(HEADER, CLAIMS, ""),
    "unknown kid": lambda _: signed({**HEADER, "kid": key_id(FOREIGN_KEY)}, CLAIMS, FOREIGN_KEY),
    "kid is a path": lambda _: signed({**HEADER, "kid": "../../../../dev/null"}, CLAIMS, ""),
    "kid is SQL": lambda _: signed({**HEADER, "kid": "' OR 1=1 --"}, CLAIMS),
    "kid is a number": lambda _: signed({**HEADER, "kid": 7}, CLAIMS),
    "kid missing": lambda _: signed({"alg": "HS256", "typ": "at+jwt"}, CLAIMS),
    "key in header": lambda _: signed(
        {**HEADER, "kid": "me", "jwk": {"kty": "oct", "k": part(FOREIGN_KEY.encode())}}, CLAIMS, FOREIGN_KEY
    ),
    "key by address": lambda _: signed({**HEADER, "jku": "https://evil.example/k"}, CLAIMS, FOREIGN_KEY),
    "another type": lambda _: signed({**HEADER, "typ": "JWT"}, CLAIMS),
    "no type": lambda _: signed({"alg": "HS256", "kid": key_id(KEY)}, CLAIMS),
    "no exp": lambda _: signed(HEADER, without("exp")),
    "exp text": lambda _: signed(HEADER, {**CLAIMS, "exp": "9999999999"}),
    "exp null": lambda _: signed(HEADER, {**CLAIMS, "exp": None}),
    "exp true": lambda _: signed(HEADER, {**CLAIMS, "exp": True}),
    "exp infinite": lambda _: signed(HEADER, {**CLAIMS, "exp": float("inf")}),
    "exp a fraction": lambda _: signed(HEADER, {**CLAIMS, "exp": 9999999999.5}),
    "no sub": lambda _: signed(HEADER, without("sub")),
    "sub a number": lambda _: signed(HEADER, {**CLAIMS, "sub": 7}),
    "sub unknown": lambda _: signed(HEADER, {**CLAIMS, "sub": "user:"}),
    "sub of another kind": lambda _: signed(HEADER, {**CLAIMS, "sub": "system:7"}),
    "no iat": lambda _: signed(HEADER, without("iat")),
    "iat text": lambda _: signed(HEADER, {**CLAIMS, "iat": "1"}),
    "no jti": lambda _: signed(HEADER, without("jti")),
    "no sid": lambda _: signed(HEADER, without("sid")),
    "sid text": lambda _: signed(HEADER, {**CLAIMS, "sid": "3"}),
    "no iss": lambda _: signed(HEADER, without("iss")),
    "foreign iss": lambda _: signed(HEADER, {**CLAIMS, "iss": "elsewhere"}),
    "no aud": lambda _: signed(HEADER, without("aud")),
    "foreign aud": lambda _: signed(HEADER, {**CLAIMS, "aud": "elsewhere"}),
    "claims no object": lambda _: signed(HEADER, [1]),
    "claims deep": lambda _: signed(HEADER, b"[" * 2000),
    "claims no text": lambda _: signed(HEADER, b"\xff\xfe"),
    "signature cut": lambda good: good[:-2],
    "signature gone": lambda good: good.rpartition(".")[0] + ".",
    "a part too many": lambda good: good + ".e30",
    "payload changed": lambda good: good.replace(part(CLAIMS)[:20], part(CLAIMS)[:19] + "A", 1) + "x",
    "oversized": lambda _: signed(HEADER, {**CLAIMS, "x": "y" * 5000}),
    "no token": lambda _: "abc",
    "nothing": lambda _: "",
    "dots": lambda _: "..",
    "no base64": lambda _: "\u00e4.\u00e4.\u00e4",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_forgeries_are_refused(tokens: JwtAccessTokens, forge: Callable[[str], str]) -> None:
    good = signed(HEADER, CLAIMS)
    assert tokens.read(good) == ADA
    with pytest.raises(Unauthenticated) as refused:
        tokens.read(forge(good))
    assert refused.value.code == "token_invalid"


def test_a_token_discloses_nothing_of_its_keys(tokens: JwtAccessTokens) -> None:
    text = tokens.issue(ADA, NOW)
    assert KEY not in repr(POLICY)
    assert KEY not in base64.urlsafe_b64decode(text.partition(".")[0] + "==").decode()
