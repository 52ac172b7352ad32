"""The contract of the port `AccessTokens`, for signed tokens and the fake."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from modules.users.adapters.outbound.jwt_access_tokens import JwtAccessTokens
from modules.users.ports.access_tokens import AccessToken, AccessTokens
from modules.users.public import UserPolicy
from shared.kernel.errors import Unauthenticated
from tests.modules.users.plain_crypto import PlainTokens

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
Make = Callable[[Callable[[], datetime]], AccessTokens]
MAKES: dict[str, Make] = {
    "in_memory": PlainTokens,
    "jwt": lambda now: JwtAccessTokens(UserPolicy(("n" * 32,)), lambda: now().timestamp()),
}


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=list(MAKES))
def tokens(request: pytest.FixtureRequest, clock: Clock) -> AccessTokens:
    return MAKES[request.param](clock)


@pytest.mark.parametrize("token", [AccessToken("user:7", 3), AccessToken("client:9", None)])
def test_issued_tokens_are_verified_and_unique(tokens: AccessTokens, token: AccessToken) -> None:
    first, second = tokens.issue(token, NOW), tokens.issue(token, NOW)
    assert first != second
    assert tokens.read(first) == tokens.read(second) == token


def test_an_access_token_expires_after_fifteen_minutes(tokens: AccessTokens, clock: Clock) -> None:
    text = tokens.issue(AccessToken("user:7", 3), NOW)
    clock.now += timedelta(minutes=14, seconds=59)
    tokens.read(text)
    clock.now += timedelta(minutes=1)
    with pytest.raises(Unauthenticated) as refused:
        tokens.read(text)
    assert refused.value.code == "token_expired"


@pytest.mark.parametrize("text", ["", "abc", "a.b.c", "token-99"])
def test_a_token_that_was_not_issued_is_rejected(tokens: AccessTokens, text: str) -> None:
    tokens.issue(AccessToken("user:7", 3), NOW)
    with pytest.raises(Unauthenticated) as refused:
        tokens.read(text)
    assert refused.value.code == "token_invalid"
