"""What events of users are about is told exactly as it is read."""

from tests.modules.users.adapters.shop import UserShop


async def test_a_user(shop: UserShop) -> None:
    boss = await shop.admin()
    ada = await shop.register("ada", full_name="Ada Lovelace")
    (resource,) = shop.root.users.resources()
    assert resource.prefix == "users.user."
    assert await resource.describe({"user_id": ada["id"]}) == (await boss.get(f"/v1/users/{ada['id']}")).json()
    await boss.delete(f"/v1/users/{ada['id']}")
    assert await resource.describe({"user_id": ada["id"]}) is None
