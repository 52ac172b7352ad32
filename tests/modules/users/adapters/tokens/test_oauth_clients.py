"""Third-party OAuth 2.0 clients work unmodified: they are configured with Tradepost's addresses only."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session as Authlib
from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError, InvalidGrantError, LegacyApplicationClient
from requests_oauthlib import OAuth2Session

from tests.modules.users.adapters.users_app import PASSWORD, Json, UsersApp
from tests.running.http_server import served


@dataclass(frozen=True)
class Served:
    app: UsersApp
    address: str
    key: Json

    @property
    def token(self) -> str:
        return f"{self.address}/v1/auth/token"

    @property
    def revoke(self) -> str:
        return f"{self.address}/v1/auth/revoke"

    @property
    def users(self) -> str:
        return f"{self.address}/v1/users"

    @property
    def me(self) -> str:
        return f"{self.address}/v1/users/me"


@pytest.fixture
async def at(app: UsersApp, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    boss = await app.admin()
    await app.register("ada")
    key = await app.key(boss, "users:read", "orders:read")
    async with served(app.app) as address:
        yield Served(app, address, key)


async def test_authlib_signs_in_refreshes_automatically_and_signs_out(at: Served) -> None:
    def drive() -> None:
        renewed: list[Any] = []

        def note(token: Any, refresh_token: str | None = None, access_token: str | None = None) -> None:
            renewed.append(token)

        with Authlib("shop-app", token_endpoint=at.token, scope="orders:read users:read", update_token=note) as client:
            token = client.fetch_token(username="ada", password=PASSWORD)
            assert (token["token_type"], token["scope"]) == ("Bearer", "")
            assert client.get(at.me).json()["username"] == "ada"
            client.token = {**token, "expires_at": 1}
            assert client.get(at.me).json()["username"] == "ada"
            assert len(renewed) == 1
            assert renewed[0]["refresh_token"] != token["refresh_token"]
            assert client.revoke_token(at.revoke, client.token["refresh_token"]).status_code == 200
            assert client.get(at.me).status_code == 401

    await asyncio.to_thread(drive)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_authlib_uses_client_credentials(at: Served, method: str) -> None:
    def drive() -> None:
        id_, secret = str(at.key["id"]), at.key["secret"]
        how = {"token_endpoint_auth_method": method, "grant_type": "client_credentials"}
        with Authlib(id_, secret, token_endpoint=at.token, scope="users:read", **how) as client:
            token = client.fetch_token()
            assert token["scope"] == "users:read"
            assert "refresh_token" not in token
            assert client.get(at.users).status_code == 200
            client.token = {**token, "expires_at": 1}
            assert client.get(at.users).status_code == 200, "it gets another by itself"

    await asyncio.to_thread(drive)


async def test_authlib_parses_errors(at: Served) -> None:
    def drive() -> None:
        with Authlib("shop-app", token_endpoint=at.token) as client:
            with pytest.raises(OAuthError) as wrong:
                client.fetch_token(username="ada", password="wrong horse")
            assert (wrong.value.error, wrong.value.description) == ("invalid_grant", "The credentials do not match.")
            with pytest.raises(OAuthError) as unsupported:
                client.fetch_token(grant_type="authorization_code", code="x")
            assert unsupported.value.error == "unsupported_grant_type"
        with Authlib(str(at.key["id"]), "sk_dev_x.y", token_endpoint=at.token) as client:
            with pytest.raises(OAuthError) as unknown:
                client.fetch_token(grant_type="client_credentials")
            assert unknown.value.error == "invalid_client"

    await asyncio.to_thread(drive)


async def test_requests_oauthlib_signs_in_and_refreshes_automatically(at: Served) -> None:
    def drive() -> None:
        client = OAuth2Session(client=LegacyApplicationClient("shop-app"))
        token = client.fetch_token(at.token, username="ada", password=PASSWORD)
        assert client.get(at.me).json()["username"] == "ada"
        renewed: list[Any] = []
        client = OAuth2Session(
            "shop-app",
            token={**token, "expires_in": -30, "expires_at": 1},
            auto_refresh_url=at.token,
            auto_refresh_kwargs={"client_id": "shop-app", "extra": "ignored"},
            token_updater=renewed.append,
        )
        assert client.get(at.me).json()["username"] == "ada"
        assert len(renewed) == 1
        assert renewed[0]["refresh_token"] != token["refresh_token"]
        with pytest.raises(InvalidGrantError):
            OAuth2Session(client=LegacyApplicationClient("shop-app")).fetch_token(
                at.token, username="ada", password="wrong horse"
            )

    await asyncio.to_thread(drive)


async def test_requests_oauthlib_uses_client_credentials(at: Served) -> None:
    def drive() -> None:
        id_, secret = str(at.key["id"]), at.key["secret"]
        for reported in (None, True):
            client = OAuth2Session(client=BackendApplicationClient(id_, scope=["users:read"]))
            token = client.fetch_token(at.token, client_id=id_, client_secret=secret, include_client_id=reported)
            assert token["scope"] == ["users:read"]
            assert client.get(at.users).status_code == 200
        with pytest.raises(InvalidClientError):
            OAuth2Session(client=BackendApplicationClient(id_)).fetch_token(
                at.token, client_id=id_, client_secret="sk_dev_x.y"
            )

    await asyncio.to_thread(drive)
