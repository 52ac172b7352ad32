"""Changing and resetting passwords over HTTP."""

import asyncio
from datetime import timedelta

import httpx2
import pytest

from shared.infra.injection import resolve
from tests.modules.users.adapters.users_app import PASSWORD, UsersApp
from tests.statements import noted

NEW = "staple of the horse"


async def change(client: httpx2.AsyncClient, current: str, new: str = NEW, **headers: str) -> httpx2.Response:
    body = {"current_password": current, "new_password": new}
    return await client.post("/v1/auth/password/change", json=body, headers=headers)


async def forgot(app: UsersApp, email: str = "ada@example.com", address: str = "203.0.113.9") -> httpx2.Response:
    return await app.client(address=address).post("/v1/auth/password/forgot", json={"email": email})


async def mailed(app: UsersApp) -> str:
    """The token that the mail would contain."""
    assert (await forgot(app)).status_code == 202
    (last,) = await app.rows("SELECT max(id) AS id FROM users.password_resets")
    reset = await resolve(app.users.api).issue_password_reset(last["id"])
    assert reset
    return str(reset.token)


async def reset(app: UsersApp, token: str, new: str = NEW) -> httpx2.Response:
    return await app.http.post("/v1/auth/password/reset", json={"token": token, "new_password": new})


async def sign_in(app: UsersApp, password: str) -> int:
    return (await app.token(grant_type="password", username="ada", password=password)).status_code


async def test_a_password_change_keeps_the_current_session_only(app: UsersApp) -> None:
    await app.register("ada")
    here, there = await app.signed_in("ada"), await app.signed_in("ada")
    changed = await change(here, PASSWORD)
    assert (changed.status_code, changed.json()["username"]) == (200, "ada")
    assert [(await client.get("/v1/users/me")).status_code for client in (here, there)] == [200, 401]
    assert [await sign_in(app, password) for password in (PASSWORD, NEW)] == [401, 200]
    actions = [row["action"] for row in await app.rows("SELECT action FROM platform.audit_log")]
    assert actions == ["user.password_changed"]


async def test_a_wrong_password_returns_invalid_credentials(app: UsersApp) -> None:
    await app.register("ada")
    ada = await app.signed_in("ada")
    wrong = await change(ada, "wrong horse")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    long = await change(ada, "x" * 1024)
    assert (long.status_code, long.json()["code"]) == (401, "invalid_credentials")
    assert await sign_in(app, PASSWORD) == 200


async def test_invalid_passwords_are_reported_by_field(app: UsersApp) -> None:
    await app.register("ada")
    ada = await app.signed_in("ada")
    for new in ("short", "x" * 129, "iloveyou"):
        refused = await change(ada, PASSWORD, new)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/new_password")
        assert new not in refused.text
    extra = await ada.post("/v1/auth/password/change", json={"current_password": PASSWORD, "new_password": NEW, "x": 1})
    assert extra.json()["errors"][0]["pointer"] == "/x"
    for path in ("change", "forgot", "reset"):
        assert (await ada.post(f"/v1/auth/password/{path}", json={})).status_code == 422


async def test_a_change_repeated_with_its_key_is_replayed(app: UsersApp) -> None:
    await app.register("ada")
    ada = await app.signed_in("ada")
    first, again = [await change(ada, PASSWORD, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["idempotent-replayed"] == "true"


async def test_an_api_client_that_knows_the_password_may_change_it(app: UsersApp) -> None:
    boss = await app.admin()
    client = app.client((await app.key(boss, "users:read"))["secret"])
    assert (await change(client, "wrong horse")).status_code == 401
    assert (await change(client, PASSWORD)).status_code == 200
    assert (await boss.get("/v1/users/me")).status_code == 401


async def test_a_password_reset_request_has_the_same_response_for_any_account(app: UsersApp) -> None:
    boss = await app.admin()
    await app.register("ada")
    bob = await app.register("bob")
    await boss.patch(f"/v1/users/{bob['id']}", json={"is_active": False})
    seen = set()
    for name in ("ada", "unknown", "bob"):
        response = await forgot(app, f"{name}@example.com")
        seen.add((response.status_code, response.text, *sorted(response.headers)))
    assert len(seen) == 1
    events = await app.rows("SELECT data FROM platform.events WHERE type = 'users.password_reset.requested'")
    assert [sorted(row["data"]) for row in events] == [["reset_id"]] * 3


async def test_a_password_reset_request_does_the_same_work_for_any_account(
    app: UsersApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.register("ada")
    await forgot(app, "warm@example.com")
    statements = noted(monkeypatch)
    work = []
    for name in ("ada", "unknown"):
        statements.clear()
        await forgot(app, f"{name}@example.com")
        work.append(list(statements))
    assert work[0] == work[1] != []


async def test_an_invalid_address_is_rejected(app: UsersApp) -> None:
    for text in ("ada", "@", "ada@", "a b@example.com"):
        response = await forgot(app, text)
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/email")


async def test_a_reset_token_sets_a_password_once_and_ends_all_sessions(app: UsersApp) -> None:
    await app.register("ada")
    ada = await app.signed_in("ada")
    token = await mailed(app)
    done = await reset(app, token)
    assert (done.status_code, done.json()["username"]) == (200, "ada")
    assert (await ada.get("/v1/users/me")).status_code == 401
    assert [await sign_in(app, password) for password in (PASSWORD, NEW)] == [401, 200]
    again = await reset(app, token, "yet another horse")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "token_invalid")
    assert token not in again.text


async def test_an_expired_or_replaced_token_is_rejected(app: UsersApp) -> None:
    await app.register("ada")
    first = await mailed(app)
    app.database.clock_shift += timedelta(minutes=6)
    second = await mailed(app)
    assert (await reset(app, first)).status_code == 422
    app.database.clock_shift += timedelta(minutes=31)
    assert (await reset(app, second)).status_code == 422
    assert await sign_in(app, PASSWORD) == 200


async def test_concurrent_uses_of_a_reset_token_set_one_password(app: UsersApp) -> None:
    await app.register("ada")
    token = await mailed(app)
    passwords = [f"{NEW} {number}" for number in range(6)]
    responses = await asyncio.gather(*(reset(app, token, password) for password in passwords))
    assert sorted(response.status_code for response in responses) == [200] + [422] * 5
    (won,) = [password for password, response in zip(passwords, responses, strict=True) if response.status_code == 200]
    assert await sign_in(app, won) == 200


async def test_no_secret_is_stored_or_logged(app: UsersApp) -> None:
    await app.register("ada")
    token = await mailed(app)
    kept = await app.rows(
        """SELECT data::text FROM platform.events UNION ALL SELECT changes::text FROM platform.audit_log
           UNION ALL SELECT row_to_json(r)::text FROM users.password_resets r"""
    )
    assert not [row for row in kept if token in row[0] or token.encode().hex() in row[0]]
    (row,) = await app.rows("SELECT length(digest) AS bytes FROM users.password_resets WHERE digest IS NOT NULL")
    assert row["bytes"] == 32
    assert token not in repr(app.lines)


async def test_password_attempts_are_rate_limited(rate_limited_app: UsersApp) -> None:
    app = rate_limited_app
    await app.register("ada")
    ada = await app.signed_in("ada")
    wrong = [(await change(ada, "wrong horse")).status_code for _ in range(6)]
    assert wrong == [401] * 5 + [429]
    spellings = 3 * ["Ada@Example.com", "ada@example.com"]
    requested = [(await forgot(app, spelt, "198.51.100.1")).status_code for spelt in spellings]
    assert requested == [202] * 5 + [429]
    assert (await forgot(app, "ada@example.com", "198.51.100.2")).status_code == 202, (
        "callers do not use up the limit of others"
    )
    assert await sign_in(app, PASSWORD) == 200, "neither prevents a sign-in"
    granted = [(await reset(app, "x" * 43)).status_code for _ in range(20)]
    assert set(granted) == {422, 429}
