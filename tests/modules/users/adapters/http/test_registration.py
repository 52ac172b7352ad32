from dirty_equals import IsPositiveInt, IsStr

from tests.modules.users.adapters.users_app import PASSWORD, UsersApp, registration


async def test_a_customer_registers_and_reads_their_account(app: UsersApp) -> None:
    response = await app.http.post("/v1/users", json=registration("Ada", full_name="  Ada Lovelace "))
    assert response.status_code == 201
    user = response.json()
    assert user == {
        "id": IsPositiveInt,
        "email": "Ada@example.com",
        "username": "Ada",
        "full_name": "Ada Lovelace",
        "role": "customer",
        "is_active": True,
        "is_admin": False,
        "email_verified_at": None,
        "created_at": IsStr(regex=r".*Z"),
        "updated_at": user["created_at"],
        "version": 1,
    }
    assert response.headers["location"] == f"/v1/users/{user['id']}"
    assert response.headers["etag"] == '"1"'
    ada = await app.signed_in("ada")
    for path in ("/v1/users/me", response.headers["location"]):
        read = await ada.get(path)
        assert (read.status_code, read.json()) == (200, user)
    unchanged = await ada.get("/v1/users/me", headers={"If-None-Match": '"1"'})
    assert unchanged.status_code == 304


async def test_existing_names_are_found_in_any_case(app: UsersApp) -> None:
    await app.register("ada")
    for body, code in (
        (registration("bob", email="ADA@EXAMPLE.COM"), "email_taken"),
        (registration("ADA", email="bob@example.com"), "username_taken"),
    ):
        response = await app.http.post("/v1/users", json=body)
        assert (response.status_code, response.json()["code"]) == (409, code)


async def test_invalid_registrations_are_rejected_by_field_without_an_echo(app: UsersApp) -> None:
    for change, pointer in (
        ({"email": "no address"}, "/email"),
        ({"email": 7}, "/email"),
        ({"username": "a b c"}, "/username"),
        ({"username": "ab"}, "/username"),
        ({"password": "short"}, "/password"),
        ({"password": "x" * 129}, "/password"),
        ({"password": "qwertyuiop"}, "/password"),
        ({"password": None}, "/password"),
        ({"password": "canary\x00canary"}, "/password"),
        ({"full_name": "x" * 201}, "/full_name"),
        ({"role": "admin"}, "/role"),
        ({"is_admin": True}, "/is_admin"),
        ({"is_active": False}, "/is_active"),
        ({"id": 1}, "/id"),
    ):
        response = await app.http.post("/v1/users", json=registration("ada", **change))
        assert response.status_code == 422, (change, response.text)
        assert [error["pointer"] for error in response.json()["errors"]] == [pointer], change
        assert "canary" not in response.text
        assert "qwertyuiop" not in response.text
    assert await app.rows("SELECT id FROM users.users") == []


async def test_spaces_in_a_password_are_significant(app: UsersApp) -> None:
    password = "  two blanks "
    await app.register("ada", password=password)
    for tried, status in ((password, 200), (password.strip(), 401)):
        response = await app.token(grant_type="password", username="ada", password=tried)
        assert response.status_code == status


async def test_a_client_registers_customers_without_passwords_and_repeats_safely(app: UsersApp) -> None:
    boss = await app.admin()
    secret = (await app.key(boss, "users:write", "users:read"))["secret"]
    client = app.client(secret)
    body = {"email": "c1@example.com", "username": "c01", "full_name": "One"}
    first = await client.post("/v1/users", json=body, headers={"Idempotency-Key": "c1"})
    again = await client.post("/v1/users", json=body, headers={"Idempotency-Key": "c1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["location"], again.headers["etag"]) == (
        first.content,
        first.headers["location"],
        first.headers["etag"],
    )
    assert again.headers["idempotent-replayed"] == "true"
    other = await client.post("/v1/users", json={**body, "username": "c02"}, headers={"Idempotency-Key": "c1"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    found = await client.get("/v1/users", params={"q": "C1@example"})
    assert [user["username"] for user in found.json()["items"]] == ["c01"]
    refused = await app.token(grant_type="password", username="c01", password=PASSWORD)
    assert refused.json()["code"] == "invalid_credentials"


async def test_registrations_are_limited_except_for_those_who_may_write_users(rate_limited_app: UsersApp) -> None:
    app = rate_limited_app
    boss = await app.admin()
    client = app.client((await app.key(boss, "users:write"))["secret"])
    for number in range(5):
        body = {"email": f"c{number}@example.com", "username": f"c{number}00"}
        assert (await client.post("/v1/users", json=body)).status_code == 201
    statuses = [
        (await app.http.post("/v1/users", json=registration(f"stranger{number}"))).status_code for number in range(4)
    ]
    assert statuses == [201, 201, 201, 429]
    elsewhere = app.client(address="198.51.100.7")
    assert (await elsewhere.post("/v1/users", json=registration("elsewhere"))).status_code == 201
