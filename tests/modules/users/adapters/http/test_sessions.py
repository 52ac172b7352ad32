"""Sessions over HTTP."""

import httpx2
import pytest

from tests.modules.users.adapters.users_app import PASSWORD, Json, UsersApp


async def signed_in(app: UsersApp, name: str = "ada", **more: str) -> tuple[httpx2.AsyncClient, Json]:
    response = await app.token(grant_type="password", username=name, password=PASSWORD, **more)
    assert response.status_code == 200, response.text
    return app.client(response.json()["access_token"]), response.json()


async def revoke(app: UsersApp, **form: str) -> httpx2.Response:
    return await app.http.post("/v1/auth/revoke", data=form)


async def test_the_list_of_sessions_marks_the_current_one(app: UsersApp) -> None:
    await app.register("ada")
    await app.register("bob")
    await signed_in(app)
    await signed_in(app, "bob")
    headers = {"User-Agent": "shop\t1.0 " + "x" * 300}
    form = {"grant_type": "password", "username": "ada", "password": PASSWORD, "scope": "orders:read"}
    issued = (await app.http.post("/v1/auth/token", data=form, headers=headers)).json()
    ada = app.client(issued["access_token"])
    page = (await ada.get("/v1/auth/sessions?limit=1")).json()
    assert (page["total"], len(page["items"])) == (2, 1)
    (newest,) = page["items"]
    assert sorted(newest) == ["created_at", "current", "expires_at", "id", "last_used_at", "scope", "user_agent"]
    assert (newest["current"], newest["scope"]) == (True, "")
    assert newest["user_agent"] == ("shop1.0 " + "x" * 300)[:200]
    following = (await ada.get(f"/v1/auth/sessions?cursor={page['next_cursor']}")).json()
    assert [(item["current"], item["scope"]) for item in following["items"]] == [(False, None)]
    one = await ada.get(f"/v1/auth/sessions/{newest['id']}")
    assert (one.status_code, one.json()) == (200, newest)


async def test_sessions_of_others_are_not_found(app: UsersApp) -> None:
    await app.register("ada")
    await app.register("bob")
    (ada, _), (bob, _) = await signed_in(app), await signed_in(app, "bob")
    (theirs,) = (await bob.get("/v1/auth/sessions")).json()["items"]
    responses = [
        await ada.request(method, f"/v1/auth/sessions/{id_}")
        for method in ("GET", "DELETE")
        for id_ in (theirs["id"], 999_999)
    ]
    assert {(response.status_code, response.json()["detail"]) for response in responses} == {
        (404, "There is no such session.")
    }
    assert (await bob.get("/v1/users/me")).status_code == 200


async def test_an_ended_session_is_rejected(app: UsersApp) -> None:
    await app.register("ada")
    (here, _), (there, issued) = await signed_in(app), await signed_in(app)
    assert (await there.get("/v1/users/me")).status_code == 200
    (other,) = [one for one in (await here.get("/v1/auth/sessions")).json()["items"] if not one["current"]]
    ended = await here.delete(f"/v1/auth/sessions/{other['id']}")
    assert (ended.status_code, ended.content) == (204, b"")
    assert (await there.get("/v1/users/me")).json()["code"] == "token_invalid"
    refreshed = await app.token(grant_type="refresh_token", refresh_token=issued["refresh_token"])
    assert refreshed.json()["code"] == "invalid_credentials"
    assert (await here.delete(f"/v1/auth/sessions/{other['id']}")).status_code == 404
    assert (await here.get("/v1/users/me")).status_code == 200


@pytest.mark.parametrize(("query", "left"), [("", 0), ("?keep_current=false", 0), ("?keep_current=true", 1)])
async def test_signing_out_everywhere(app: UsersApp, query: str, left: int) -> None:
    await app.register("ada")
    clients = [(await signed_in(app))[0] for _ in range(3)]
    assert (await clients[0].delete(f"/v1/auth/sessions{query}")).status_code == 204
    statuses = [(await client.get("/v1/users/me")).status_code for client in clients]
    assert statuses == [200] * left + [401] * (3 - left)


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "what I found"])
async def test_revoking_a_token_ends_its_session(app: UsersApp, kind: str, hint: str | None) -> None:
    await app.register("ada")
    ada, issued = await signed_in(app)
    form = {"token": issued[kind], **({"token_type_hint": hint} if hint else {})}
    for _ in range(2):
        response = await revoke(app, **form)
        assert (response.status_code, response.json(), response.headers["cache-control"]) == (200, {}, "no-store")
    assert (await ada.get("/v1/users/me")).json()["code"] == "token_invalid"
    refreshed = await app.token(grant_type="refresh_token", refresh_token=issued["refresh_token"])
    assert refreshed.json()["code"] == "invalid_credentials"


async def test_revoking_requires_a_token_and_ignores_unknown_ones(app: UsersApp) -> None:
    for token in ("nonsense", "a.b.c", "ot_5"):
        assert (await revoke(app, token=token, foo="bar")).status_code == 200
    missing = await revoke(app)
    assert (missing.status_code, missing.json()["error"]) == (422, "invalid_request")
    twice = await app.http.post(
        "/v1/auth/revoke",
        content="token=a&token=b",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (422, "/token")


async def test_a_client_s_token_ends_with_its_key(app: UsersApp) -> None:
    key = await app.key(await app.admin(), "users:read")
    response = await revoke(app, token=key["secret"])
    assert (response.status_code, response.json()["error"]) == (422, "unsupported_token_type")
    assert key["secret"] not in response.text
