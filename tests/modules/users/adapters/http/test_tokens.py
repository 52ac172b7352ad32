import asyncio
from datetime import timedelta

import pytest

from tests.modules.users.adapters.users_app import PASSWORD, UsersApp


async def test_a_password_grant_returns_tokens(app: UsersApp) -> None:
    await app.register("ada")
    response = await app.token(grant_type="password", username="Ada@Example.com", password=PASSWORD)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert sorted(body) == ["access_token", "expires_in", "refresh_token", "scope", "token_type"]
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 900, "")
    assert (await app.client(body["access_token"]).get("/v1/users/me")).json()["username"] == "ada"


async def test_wrong_passwords_unknown_and_disabled_users_get_the_same_error(app: UsersApp) -> None:
    boss = await app.admin()
    await app.register("ada")
    bob = await app.register("bob")
    await boss.patch(f"/v1/users/{bob['id']}", json={"is_active": False})
    seen = set()
    for name, password in (("ada", "wrong horse"), ("unknown", PASSWORD), ("bob", PASSWORD), ("x@", PASSWORD)):
        response = await app.token(grant_type="password", username=name, password=password)
        problem = response.json()
        seen.add((response.status_code, problem["code"], problem["detail"], response.headers["www-authenticate"]))
    assert len(seen) == 1
    assert {status for status, *_ in seen} == {401}


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({}, "/grant_type"),
        ({"grant_type": "implicit"}, "/grant_type"),
        ({"grant_type": "password", "password": PASSWORD}, "/username"),
        ({"grant_type": "password", "username": "ada"}, "/password"),
        ({"grant_type": "refresh_token"}, "/refresh_token"),
        ({"grant_type": "client_credentials", "client_id": "1"}, "/client_secret"),
        ({"grant_type": "client_credentials", "client_secret": "x"}, "/client_id"),
        ({"grant_type": "client_credentials", "client_id": "", "client_secret": "x"}, "/client_id"),
        ({"grant_type": "password", "username": "ada", "password": "x" * 1025}, "/password"),
    ],
)
async def test_each_grant_requires_its_fields(app: UsersApp, form: dict[str, str], pointer: str) -> None:
    response = await app.token(**form)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert PASSWORD not in response.text


async def test_a_token_request_must_be_a_form(app: UsersApp) -> None:
    response = await app.http.post("/v1/auth/token", json={"grant_type": "password"})
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


async def test_a_refresh_token_can_be_used_once(app: UsersApp) -> None:
    await app.register("ada")
    first = (await app.token(grant_type="password", username="ada", password=PASSWORD)).json()
    second = await app.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (second.status_code, second.headers["cache-control"]) == (200, "no-store")
    app.database.clock_shift += timedelta(seconds=11)
    reused = await app.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (reused.status_code, reused.json()["code"]) == (401, "refresh_reused")
    after = await app.token(grant_type="refresh_token", refresh_token=second.json()["refresh_token"])
    assert (after.status_code, after.json()["code"]) == (401, "invalid_credentials")
    events = await app.rows("SELECT aggregate_type, data FROM platform.events WHERE type LIKE 'users.session.%'")
    assert [row["aggregate_type"] for row in events] == ["session"]


async def test_of_many_parallel_refreshes_at_most_two_succeed(app: UsersApp) -> None:
    await app.register("ada")
    token = (await app.token(grant_type="password", username="ada", password=PASSWORD)).json()["refresh_token"]
    responses = await asyncio.gather(*(app.token(grant_type="refresh_token", refresh_token=token) for _ in range(20)))
    statuses = sorted(response.status_code for response in responses)
    assert statuses == [200, 200] + [401] * 18
    events = await app.rows("SELECT id FROM platform.events WHERE type = 'users.session.reuse_detected'")
    assert len(events) == 1, "one of them ends the session"
    live = await app.rows("SELECT id FROM users.sessions WHERE revoked_at IS NULL")
    assert live == []


async def test_two_parallel_refreshes_leave_one_valid_token(app: UsersApp) -> None:
    await app.register("ada")
    token = (await app.token(grant_type="password", username="ada", password=PASSWORD)).json()["refresh_token"]
    responses = await asyncio.gather(*(app.token(grant_type="refresh_token", refresh_token=token) for _ in range(2)))
    assert [response.status_code for response in responses] == [200, 200]
    open_tokens = await app.rows("SELECT id FROM users.refresh_tokens WHERE used_at IS NULL AND revoked_at IS NULL")
    assert len(open_tokens) == 1


async def test_a_client_gets_a_token_for_its_secret(app: UsersApp) -> None:
    boss = await app.admin()
    key = await app.key(boss, "users:read")
    response = await app.token(grant_type="client_credentials", client_id=key["id"], client_secret=key["secret"])
    body = response.json()
    assert (response.status_code, body["scope"], "refresh_token" in body) == (200, "users:read", False)
    client = app.client(body["access_token"])
    assert (await client.get("/v1/users")).status_code == 200
    assert (await client.get("/v1/users/me")).json()["username"] == "boss"
    refused = await client.patch("/v1/users/me", json={})
    assert (refused.status_code, refused.json()["required_scope"]) == (403, "users:write")
    wrong = await app.token(grant_type="client_credentials", client_id=key["id"], client_secret="sk_dev_x.y")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")


@pytest.mark.parametrize("token", ["nonsense", "sk_dev_x.y", "a.b.c", "ot_5"])
async def test_an_invalid_token_is_rejected(app: UsersApp, token: str) -> None:
    response = await app.client(token).get("/v1/users/me")
    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


async def test_a_refresh_token_is_no_access_token(app: UsersApp) -> None:
    await app.register("ada")
    tokens = (await app.token(grant_type="password", username="ada", password=PASSWORD)).json()
    response = await app.client(tokens["refresh_token"]).get("/v1/users/me")
    assert response.json()["code"] == "token_invalid"


async def test_a_key_in_the_header_stores_no_tokens(app: UsersApp) -> None:
    await app.register("ada")
    ada = await app.signed_in("ada")
    form = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    responses = [await ada.post("/v1/auth/token", data=form, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert responses[0].json() != responses[1].json()
    assert await app.rows("SELECT key FROM platform.idempotency_keys") == []


async def test_attempts_are_limited_by_account_and_by_address(rate_limited_app: UsersApp) -> None:
    app = rate_limited_app
    await app.register("ada")

    async def attempt(name: str, address: str = "203.0.113.9") -> int:
        form = {"grant_type": "password", "username": name, "password": "wrong horse"}
        return (await app.client(address=address).post("/v1/auth/token", data=form)).status_code

    spellings = ["ada", "ADA", "ada", "aDa", "ada", "ada"]
    assert [await attempt(name) for name in spellings] == [401] * 5 + [429]
    assert await attempt("ada", "198.51.100.7") == 401
    others = [await attempt(f"other{number}") for number in range(16)]
    assert others == [401] * 14 + [429] * 2
