"""CORS: only exactly matching configured origins are allowed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from entrypoints.configuration.environment import SettingsError
from shared.infra.http.app import HttpSettings, create_application
from tests.edges.raw_requests import Answer, Asker
from tests.edges.shop import Shop
from tests.settings import settings_of

OURS = "https://shop.example"
FOREIGN = [
    "https://evil.example",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "https://shop.example:8443",
    "https://shop.example:443",
    "http://shop.example",
    "https://SHOP.example.",
    "https://sub.shop.example",
    "https://shop.example@evil.example",
    "https://shop.example/",
    "https://shop.example, https://evil.example",
    "https://evil.example https://shop.example",
    "null",
    "*",
    "",
    "file://",
    "chrome-extension://abc",
    "https://shop.example\x00",
    "https://shop.exаmple",
]
ALLOWED = "access-control-allow-origin"


@asynccontextmanager
async def _nothing(_app: Any) -> AsyncIterator[None]:
    yield


@pytest.fixture
def ask(shop: Shop) -> Asker:
    policy = HttpSettings("1", cors_origins=(OURS,))
    services = shop.container.http_services()
    return Asker(
        create_application(
            policy, shop.container.routers(), [], log_line=lambda _: None, lifespan=_nothing, services=services
        )
    )


async def asked(ask: Asker, method: str, origin: str, token: str | None = None, wants: str = "POST") -> Answer:
    headers = {b"origin": origin.encode()}
    if method == "OPTIONS":
        headers |= {
            b"access-control-request-method": wants.encode(),
            b"access-control-request-headers": b"authorization",
        }
    return await ask(method, "/v1/orders", token, headers=headers)


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
async def test_other_origins_get_no_cors_headers(shop: Shop, ask: Asker, method: str, origin: str) -> None:
    response = await asked(ask, method, origin, shop.token("ada"))
    assert response.header(ALLOWED) is None
    assert response.header("access-control-allow-credentials") is None
    assert response.status == (200 if method == "GET" else 400)


async def test_allowed_origins_may_send_and_read(shop: Shop, ask: Asker) -> None:
    preflight = await asked(ask, "OPTIONS", OURS)
    assert (preflight.status, preflight.header(ALLOWED)) == (200, OURS)
    assert preflight.header("access-control-max-age") == "600"
    response = await asked(ask, "GET", OURS, shop.token("ada"))
    assert (response.status, response.header(ALLOWED)) == (200, OURS)
    assert "Origin" in (response.header("vary") or "")
    refused = await asked(ask, "GET", OURS)
    assert (refused.status, refused.header(ALLOWED)) == (401, OURS), "so that a page can read why"


async def test_browser_credentials_are_never_allowed(shop: Shop, ask: Asker) -> None:
    for response in (await asked(ask, "OPTIONS", OURS), await asked(ask, "GET", OURS, shop.token("ada"))):
        assert response.header("access-control-allow-credentials") is None
        assert response.header(ALLOWED) != "*"


@pytest.mark.parametrize("wants", ["TRACE", "CONNECT", "BREW"])
async def test_a_preflight_for_an_unknown_method_returns_400(ask: Asker, wants: str) -> None:
    assert (await asked(ask, "OPTIONS", OURS, wants=wants)).status == 400


async def test_without_the_setting_there_is_no_cors(shop: Shop) -> None:
    response = await asked(shop.ask, "GET", OURS, shop.token("ada"))
    assert response.header(ALLOWED) is None


@pytest.mark.parametrize(
    "origins", ["*", "null", "https://shop.example/path", "shop.example", "https://*.shop.example"]
)
def test_invalid_origins_prevent_the_start(origins: str) -> None:
    with pytest.raises(SettingsError, match="TRADEPOST_CORS_ORIGINS"):
        settings_of(TRADEPOST_CORS_ORIGINS=origins)
