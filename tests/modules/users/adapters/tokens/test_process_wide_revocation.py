"""Two instances over one database: a revocation in one takes effect in the other within a second."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest

from modules.users.public import UserPolicy
from tests.modules.users.adapters.users_app import PASSWORD, Json, UsersApp
from tests.timeouts import TIMEOUT_SECONDS

END = "/v1/auth/sessions"


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[UsersApp]:
    made = UsersApp(database_url)
    yield made
    await made.database.close()


async def tokens(app: UsersApp, name: str) -> Json:
    response = await app.token(grant_type="password", username=name, password=PASSWORD)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_deactivation_here_takes_effect_in_the_other_process(app: UsersApp, other: UsersApp) -> None:
    boss = await app.admin()
    people = {
        name: await app.register(name)
        for name in ("revoked", "ended", "everywhere", "changed", "inactive", "deleted", "staff", "stays")
    }
    path = {name: f"/v1/users/{user['id']}" for name, user in people.items()}
    await boss.patch(path["staff"], json={"role": "support"})
    issued = {name: await tokens(app, name) for name in people}
    second = await tokens(app, "changed")
    key = await app.key(await app.signed_in("staff"), "users:read")
    here = {name: app.client(pair["access_token"]) for name, pair in issued.items()}
    there = {name: other.client(pair["access_token"]) for name, pair in issued.items()}
    there["key"] = other.client(key["secret"])

    async def seen(name: str) -> tuple[int, str | None]:
        """The response of the other instance; `/v1/users` for callers that may list users."""
        response = await there[name].get("/v1/users" if name in ("staff", "key") else "/v1/users/me")
        return response.status_code, response.json().get("code")

    assert {await seen(name) for name in there} == {(200, None)}
    (session,) = (await here["ended"].get(END)).json()["items"]
    ends: list[Callable[[], Awaitable[httpx2.Response]]] = [
        lambda: app.http.post("/v1/auth/revoke", data={"token": issued["revoked"]["refresh_token"]}),
        lambda: here["ended"].delete(f"{END}/{session['id']}"),
        lambda: here["everywhere"].delete(END),
        lambda: app.client(second["access_token"]).post(
            "/v1/auth/password/change", json={"current_password": PASSWORD, "new_password": "staple of the horse"}
        ),
        lambda: boss.patch(path["inactive"], json={"is_active": False}),
        lambda: boss.delete(path["deleted"]),
        lambda: boss.delete(f"/v1/api-keys/{key['id']}"),
        lambda: boss.patch(path["staff"], json={"role": "customer"}),
    ]
    for end in ends:
        assert (await end()).status_code in (200, 204)
    over = dict.fromkeys(("revoked", "ended", "everywhere", "changed", "deleted", "key"), (401, "token_invalid"))
    over |= {"inactive": (401, "account_inactive"), "staff": (403, "forbidden")}
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while {name: await seen(name) for name in over} != over:
            await asyncio.sleep(0.02)
    assert await seen("stays") == (200, None)
    refreshed = await other.token(grant_type="refresh_token", refresh_token=issued["staff"]["refresh_token"])
    assert (refreshed.status_code, refreshed.json()["scope"]) == (200, ""), "a lesser role ends no session"
    assert UserPolicy(("k" * 32,)).principal_cache_ttl.total_seconds() < 1, "rights are cached for at most a second"
