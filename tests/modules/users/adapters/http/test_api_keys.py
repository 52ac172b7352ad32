from datetime import timedelta

from dirty_equals import IsPositiveInt, IsStr

from shared.infra.injection import resolve
from tests.modules.users.adapters.users_app import UsersApp


async def test_a_key_is_created_with_its_secret_shown_once(app: UsersApp) -> None:
    boss = await app.admin()
    body = {"name": "scanner", "scopes": ["users:read"], "rate_limit": "600/60", "expires_at": "2099-01-01T00:00:00Z"}
    response = await boss.post("/v1/api-keys", json=body)
    assert (response.status_code, response.headers["cache-control"]) == (201, "no-store")
    made = response.json()
    assert made == {
        **body,
        "id": IsPositiveInt,
        "owner_id": IsPositiveInt,
        "created_at": IsStr,
        "last_used_at": None,
        "secret": IsStr(regex=r"sk_dev_.*\..*"),
    }
    secret = made.pop("secret")
    assert (await boss.get(response.headers["location"])).json() == made
    assert (await boss.get("/v1/api-keys")).json()["items"] == [made]
    assert (await app.client(secret).get("/v1/users")).status_code == 200
    for table in ("users.api_keys", "platform.audit_log", "platform.events"):
        assert secret not in repr(await app.rows(f"SELECT to_jsonb(t) FROM {table} t"))
    assert secret not in repr(app.lines)


async def test_a_repeat_does_not_show_the_secret_again(app: UsersApp) -> None:
    boss = await app.admin()
    body = {"name": "scanner", "scopes": ["users:read"]}
    first = await boss.post("/v1/api-keys", json=body, headers={"Idempotency-Key": "k"})
    again = await boss.post("/v1/api-keys", json=body, headers={"Idempotency-Key": "k"})
    assert again.status_code == 409
    assert (again.json()["code"], again.json()["id"]) == ("secret_already_issued", first.json()["id"])
    assert again.headers["content-type"] == "application/problem+json"
    assert again.headers["idempotent-replayed"] == "true"
    stored = await app.rows("SELECT encode(body, 'escape') AS body FROM platform.idempotency_keys")
    assert first.json()["secret"] not in repr(stored)
    assert len((await boss.get("/v1/api-keys")).json()["items"]) == 1


async def test_a_scope_that_the_caller_lacks_cannot_be_granted(app: UsersApp) -> None:
    await app.register("ada")
    ada = await app.signed_in("ada")
    response = await ada.post("/v1/api-keys", json={"name": "k", "scopes": ["orders:read"]})
    assert (response.status_code, response.json()["required_scope"]) == (403, "orders:read")
    for body, pointer in (
        ({"name": "k", "scopes": []}, "/scopes"),
        ({"name": "k", "scopes": ["orders:eat"]}, "/scopes"),
        ({"name": "", "scopes": ["orders:read"]}, "/name"),
        ({"name": "k", "scopes": ["orders:read"], "rate_limit": "many"}, "/rate_limit"),
        ({"name": "k", "scopes": ["orders:read"], "expires_at": "2000-01-01T00:00:00Z"}, "/expires_at"),
        ({"name": "k", "scopes": ["orders:read"], "secret": "x"}, "/secret"),
    ):
        refused = await ada.post("/v1/api-keys", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), body
    for wrong in ("order:read", "orders.read", "Orders:Read", "orders read"):
        refused = await ada.post("/v1/api-keys", json={"name": "k", "scopes": [wrong]})
        (error,) = refused.json()["errors"]
        assert "Did you mean `orders:read`? There are: audit:read, catalog:write," in error["message"]


async def test_keys_of_others_are_not_found(app: UsersApp) -> None:
    boss = await app.admin()
    key = await app.key(boss, "users:read")
    await app.register("ada")
    ada = await app.signed_in("ada")
    for method in ("GET", "DELETE"):
        hidden = await ada.request(method, f"/v1/api-keys/{key['id']}")
        missing = await ada.request(method, "/v1/api-keys/99999")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.json()["detail"] == missing.json()["detail"]
    assert (await ada.get("/v1/api-keys")).json()["items"] == []
    assert (await app.http.get("/v1/api-keys")).status_code == 401


async def test_a_deleted_key_is_rejected(app: UsersApp) -> None:
    boss = await app.admin()
    key = await app.key(boss, "users:read")
    client = app.client(key["secret"])
    assert (await client.get("/v1/users")).status_code == 200
    assert (await boss.delete(f"/v1/api-keys/{key['id']}")).status_code == 204
    assert (await client.get("/v1/users")).json()["code"] == "token_invalid"


async def test_a_key_expires(app: UsersApp) -> None:
    boss = await app.admin()
    key = await app.key(boss, "users:read", expires_at="2099-01-01T00:00:00Z")
    client = app.client(key["secret"])
    assert (await client.get("/v1/users")).status_code == 200
    app.database.clock_shift += timedelta(days=36_500)
    resolve(app.users.authenticate).invalidate()
    assert (await client.get("/v1/users")).json()["code"] == "token_expired"


async def test_a_key_has_its_own_rate_limit(rate_limited_app: UsersApp) -> None:
    app = rate_limited_app
    boss = await app.admin()
    client = app.client((await app.key(boss, "users:read", rate_limit="2/60"))["secret"])
    responses = [await client.get("/v1/users") for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert responses[0].headers["x-ratelimit-limit"] == "2"
