"""Who once showed a token is found again by name, with the rights of now."""

import pytest

from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from tests.modules.users.adapters.shop import UserShop


def token_of(client: object) -> str:
    return str(client.headers["Authorization"]).removeprefix("Bearer ")  # type: ignore[attr-defined]


async def refusal(shop: UserShop, name: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await shop.root.users.authenticate().again(name)
    return refused.value.code


async def test_a_user_is_found_with_the_rights_of_now(shop: UserShop) -> None:
    boss, ada = await shop.admin(), await shop.register("ada")
    authenticate = shop.root.users.authenticate()
    token = token_of(await shop.signed_in("ada"))
    name = await authenticate.name(token)
    assert token not in name
    assert await authenticate.again(name) == await authenticate(token)
    await boss.patch(f"/v1/users/{ada['id']}", json={"role": "support"})
    assert "orders:read" in (await authenticate.again(name)).scopes
    await boss.patch(f"/v1/users/{ada['id']}", json={"is_active": False})
    assert await refusal(shop, name) == "account_inactive"


async def test_a_user_is_gone_with_the_session(shop: UserShop) -> None:
    await shop.register("ada")
    authenticate = shop.root.users.authenticate()
    first, second = [await authenticate.name(token_of(await shop.signed_in("ada"))) for _ in range(2)]
    await shop.rows("UPDATE users.sessions SET revoked_at = now() WHERE id = (SELECT min(id) FROM users.sessions)")
    authenticate.forget()
    assert await refusal(shop, first) == "token_invalid"
    assert (await authenticate.again(second)).kind == "user"


async def test_a_client_is_found_by_its_key_however_it_came(shop: UserShop) -> None:
    boss = await shop.admin()
    key = await shop.key(boss, "orders:read", rate_limit="7/60")
    form = {"grant_type": "client_credentials", "client_id": key["id"], "client_secret": key["secret"]}
    issued = (await shop.token(**form)).json()["access_token"]
    authenticate = shop.root.users.authenticate()
    names = {await authenticate.name(token) for token in (key["secret"], issued)}
    assert names == {f"client:{key['id']}"}
    expected = Principal(str(key["id"]), "client", frozenset({"orders:read"}), owner_id=1, rate_limit="7/60")
    assert await authenticate.again(names.pop()) == expected
    await boss.delete(f"/v1/api-keys/{key['id']}")
    assert await refusal(shop, f"client:{key['id']}") == "token_invalid"


async def test_what_opens_nothing_names_nobody(shop: UserShop) -> None:
    with pytest.raises(Unauthenticated):
        await shop.root.users.authenticate().name("nonsense")
