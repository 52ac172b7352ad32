from dirty_equals import IsStr

from tests.modules.users.adapters.users_app import PASSWORD, UsersApp, registration


async def test_customers_cannot_find_other_users(app: UsersApp) -> None:
    boss = await app.admin()
    await app.register("ada")
    bob = await app.register("bob")
    ada = await app.signed_in("ada")
    hidden, missing = await ada.get(f"/v1/users/{bob['id']}"), await ada.get("/v1/users/99999")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"] == missing.json()["detail"]
    assert (await boss.get(f"/v1/users/{bob['id']}")).status_code == 200
    for method, path, scope in (
        ("GET", "/v1/users", "users:read"),
        ("PATCH", f"/v1/users/{bob['id']}", "users:write"),
        ("DELETE", f"/v1/users/{bob['id']}", "system:admin"),
    ):
        response = await ada.request(method, path, json={} if method == "PATCH" else None)
        assert (response.status_code, response.json()["required_scope"]) == (403, scope)
        stranger = await app.http.request(method, path, json={} if method == "PATCH" else None)
        assert (stranger.status_code, "www-authenticate" in stranger.headers) == (401, True)


async def test_lists_page_sort_and_filter(app: UsersApp) -> None:
    boss = await app.admin()
    for name in ("ada", "bob", "cleo"):
        await app.register(name)
    page = (await boss.get("/v1/users", params={"limit": 3})).json()
    assert [user["username"] for user in page["items"]] == ["cleo", "bob", "ada"]
    assert (page["total"], page["limit"], page["offset"]) == (4, 3, 0)
    rest = (await boss.get("/v1/users", params={"cursor": page["next_cursor"], "limit": 3})).json()
    assert [user["username"] for user in rest["items"]] == ["boss"]
    assert (rest["next_cursor"], "total" in rest) == (None, False)
    skipped = (await boss.get("/v1/users", params={"skip": 3})).json()
    assert [user["username"] for user in skipped["items"]] == ["boss"]
    by_name = (await boss.get("/v1/users", params={"sort": "username", "limit": 2})).json()
    assert [user["username"] for user in by_name["items"]] == ["ada", "bob"]
    following = await boss.get("/v1/users", params={"sort": "username", "limit": 2, "cursor": by_name["next_cursor"]})
    assert [user["username"] for user in following.json()["items"]] == ["boss", "cleo"]
    admins = (await boss.get("/v1/users", params={"role": "admin", "is_active": "true"})).json()
    assert ([user["username"] for user in admins["items"]], admins["total"]) == (["boss"], 1)
    for params, status in (
        ({"role": "king"}, 422),
        ({"sort": "password_hash"}, 400),
        ({"sort": "id;drop"}, 400),
        ({"nope": "1"}, 400),
        ({"limit": "101"}, 422),
        ({"q": "x" * 101}, 422),
    ):
        assert (await boss.get("/v1/users", params=params)).status_code == status, params


async def test_role_changes_check_the_version(app: UsersApp) -> None:
    boss = await app.admin()
    ada = await app.register("ada")
    path = f"/v1/users/{ada['id']}"
    stale = await boss.patch(path, json={"role": "support"}, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["current"]) == (412, 1)
    changed = await boss.patch(path, json={"role": "support"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["role"], changed.headers["etag"]) == (200, "support", '"2"')
    for body in ({"role": None}, {"is_active": None}, {"role": "king"}, {"email": "x@example.com"}, {"is_active": 1}):
        assert (await boss.patch(path, json=body)).status_code == 422, body
    assert (await boss.patch(path, json={})).json()["version"] == 2
    assert (await boss.patch("/v1/users/99999", json={"role": "support"})).status_code == 404
    signed_in = await app.signed_in("ada")
    assert (await signed_in.get("/v1/users")).status_code == 200
    lines = await app.rows("SELECT actor, action, resource, changes FROM platform.audit_log ORDER BY id")
    assert dict(lines[-1]) == {
        "actor": IsStr(regex=r"user:\d+"),
        "action": "user.changed",
        "resource": f"user:{ada['id']}",
        "changes": {"role": ["customer", "support"]},
    }


async def test_a_client_cannot_grant_a_higher_role_than_its_own(app: UsersApp) -> None:
    boss = await app.admin()
    ada = await app.register("ada")
    client = app.client((await app.key(boss, "users:write"))["secret"])
    response = await client.patch(f"/v1/users/{ada['id']}", json={"role": "admin"})
    assert response.status_code == 403
    assert (await boss.get(f"/v1/users/{ada['id']}")).json()["role"] == "customer"
    assert (await client.patch(f"/v1/users/{ada['id']}", json={"is_active": False})).status_code == 200


async def test_a_deactivated_user_is_rejected_immediately_with_any_credential(app: UsersApp) -> None:
    boss = await app.admin()
    ada = await app.register("ada")
    tokens = (await app.token(grant_type="password", username="ada", password=PASSWORD)).json()
    client = app.client(tokens["access_token"])
    assert (await client.get("/v1/users/me")).status_code == 200
    await boss.patch(f"/v1/users/{ada['id']}", json={"is_active": False})
    refused = await client.get("/v1/users/me")
    assert (refused.status_code, refused.json()["code"]) == (401, "account_inactive")
    again = await app.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (again.status_code, again.json()["code"]) == (401, "invalid_credentials")
    login = await app.token(grant_type="password", username="ada", password=PASSWORD)
    assert (login.status_code, login.json()["code"]) == (401, "invalid_credentials")


async def test_users_change_their_own_names_only(app: UsersApp) -> None:
    await app.register("ada", full_name="Ada")
    await app.register("bob")
    ada = await app.signed_in("ada")
    changed = await ada.patch("/v1/users/me", json={"username": "countess"})
    assert (changed.json()["username"], changed.json()["full_name"]) == ("countess", "Ada")
    assert (await ada.patch("/v1/users/me", json={"full_name": None})).json()["full_name"] is None
    assert (await ada.patch("/v1/users/me", json={"username": "BOB"})).json()["code"] == "username_taken"
    for body in ({"username": None}, {"role": "admin"}, {"is_active": True}, {"password": PASSWORD}):
        assert (await ada.patch("/v1/users/me", json=body)).status_code == 422, body
    stale = await ada.patch("/v1/users/me", json={"full_name": "A"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_a_deleted_user_is_erased(app: UsersApp) -> None:
    boss = await app.admin()
    ada = await app.register("lovelace")
    signed_in = await app.signed_in("lovelace")
    response = await boss.delete(f"/v1/users/{ada['id']}", headers={"Idempotency-Key": "d"})
    assert (response.status_code, response.content) == (204, b"")
    replay = await boss.delete(f"/v1/users/{ada['id']}", headers={"Idempotency-Key": "d"})
    assert (replay.status_code, replay.headers["idempotent-replayed"]) == (204, "true")
    assert (await boss.delete(f"/v1/users/{ada['id']}")).status_code == 404
    assert (await signed_in.get("/v1/users/me")).json()["code"] == "token_invalid"
    for table in ("users.users", "users.sessions", "users.refresh_tokens", "platform.events", "platform.audit_log"):
        assert "lovelace" not in repr(await app.rows(f"SELECT to_jsonb(t) FROM {table} t")).lower(), table
    assert (await app.http.post("/v1/users", json=registration("lovelace"))).status_code == 201


async def test_the_last_admin_cannot_be_removed(app: UsersApp) -> None:
    boss = await app.admin()
    me = (await boss.get("/v1/users/me")).json()
    assert me["is_admin"] is True
    for response in (
        await boss.delete(f"/v1/users/{me['id']}"),
        await boss.patch(f"/v1/users/{me['id']}", json={"role": "customer"}),
        await boss.patch(f"/v1/users/{me['id']}", json={"is_active": False}),
    ):
        assert (response.status_code, response.json()["code"]) == (409, "last_admin")


async def test_unknown_paths_and_methods_are_rejected(app: UsersApp) -> None:
    assert (await app.http.get("/v1/users/abc")).status_code == 404
    assert (await app.http.get("/v1/users/0")).status_code == 401
    response = await app.http.put("/v1/users/me", json={})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, PATCH")
