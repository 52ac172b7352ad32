"""The resource of a user event equals the response of its GET endpoint."""

from shared.infra.injection import resolve
from tests.modules.users.adapters.users_app import UsersApp


async def test_a_user(app: UsersApp) -> None:
    boss = await app.admin()
    ada = await app.register("ada", full_name="Ada Lovelace")
    (resource,) = resolve(app.users.module).resources()
    assert resource.prefix == "users.user."
    assert await resource.describe({"user_id": ada["id"]}) == (await boss.get(f"/v1/users/{ada['id']}")).json()
    await boss.delete(f"/v1/users/{ada['id']}")
    assert await resource.describe({"user_id": ada["id"]}) is None
