"""Invariants under concurrent requests."""

import asyncio

from tests.modules.users.adapters.users_app import PASSWORD, UsersApp, registration
from tests.timeouts import TIMEOUT_SECONDS


async def test_concurrent_registrations_of_an_address_create_one_user(app: UsersApp) -> None:
    bodies = [registration(f"ada{number}", email="Ada@Example.com") for number in range(8)]
    responses = await asyncio.gather(*(app.http.post("/v1/users", json=body) for body in bodies))
    assert sorted(response.status_code for response in responses) == [201] + [409] * 7
    assert {response.json()["code"] for response in responses if response.status_code == 409} == {"email_taken"}
    assert len(await app.rows("SELECT id FROM platform.events")) == 1


async def test_concurrent_removals_leave_one_admin(app: UsersApp) -> None:
    boss = await app.admin()
    others = [await app.register(f"admin{number}") for number in range(4)]
    for other in others:
        await boss.patch(f"/v1/users/{other['id']}", json={"role": "admin"})
    clients = [boss] + [await app.signed_in(other["username"]) for other in others]
    ids = [(await client.get("/v1/users/me")).json()["id"] for client in clients]
    removals = [
        client.patch(f"/v1/users/{id_}", json={"role": "customer"}) if number % 2 else client.delete(f"/v1/users/{id_}")
        for number, (client, id_) in enumerate(zip(clients, ids[1:] + ids[:1], strict=True))
    ]
    responses = await asyncio.gather(*removals)
    assert not [response.text for response in responses if response.status_code >= 500]
    left = await app.rows("SELECT id FROM users.users WHERE role = 'admin' AND is_active")
    assert len(left) >= 1


async def test_concurrent_repeats_of_a_key_have_one_effect(app: UsersApp) -> None:
    boss = await app.admin()
    body = {"email": "c@example.com", "username": "customer"}
    responses = await asyncio.gather(
        *(boss.post("/v1/users", json=body, headers={"Idempotency-Key": "k"}) for _ in range(6))
    )
    assert {response.status_code for response in responses} <= {201, 409}
    assert {response.json()["code"] for response in responses if response.status_code == 409} <= {
        "idempotency_in_flight"
    }
    assert len(await app.rows("SELECT id FROM users.users WHERE username = 'customer'")) == 1


async def test_changes_of_one_user_are_numbered_without_a_gap(app: UsersApp) -> None:
    await app.register("ada")
    ada = await app.signed_in("ada")
    await asyncio.gather(*(ada.patch("/v1/users/me", json={"full_name": f"Ada {n}"}) for n in range(8)))
    rows = await app.rows("SELECT sequence FROM platform.events ORDER BY sequence")
    assert [row["sequence"] for row in rows] == list(range(1, 10))
    (user,) = await app.rows("SELECT version, event_count FROM users.users")
    assert (user["version"], user["event_count"]) == (9, 9)


async def test_a_deactivation_reaches_other_processes_within_a_second(app: UsersApp, database_url: str) -> None:
    boss = await app.admin()
    ada = await app.register("ada")
    elsewhere = UsersApp(database_url)
    token = (await app.token(grant_type="password", username="ada", password=PASSWORD)).json()["access_token"]
    client = elsewhere.client(token)
    assert (await client.get("/v1/users/me")).status_code == 200
    await boss.patch(f"/v1/users/{ada['id']}", json={"is_active": False})
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while (refused := await client.get("/v1/users/me")).status_code == 200:
            await asyncio.sleep(0.05)
    await elsewhere.database.close()
    assert (refused.status_code, refused.json()["code"]) == (401, "account_inactive")
