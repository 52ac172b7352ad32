"""The holder of a token is resolved by name, with current rights."""

import pytest

from shared.infra.injection import resolve
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from tests.modules.users.adapters.users_app import UsersApp


def token_of(client: object) -> str:
    return str(client.headers["Authorization"]).removeprefix("Bearer ")  # type: ignore[attr-defined]


async def refusal(app: UsersApp, name: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await resolve(app.users.authenticate).resolve(name)
    return refused.value.code


async def test_a_user_is_resolved_with_current_scopes(app: UsersApp) -> None:
    boss, ada = await app.admin(), await app.register("ada")
    authenticate = resolve(app.users.authenticate)
    token = token_of(await app.signed_in("ada"))
    name = await authenticate.name(token)
    assert token not in name
    assert await authenticate.resolve(name) == await authenticate(token)
    await boss.patch(f"/v1/users/{ada['id']}", json={"role": "support"})
    assert "orders:read" in (await authenticate.resolve(name)).scopes
    await boss.patch(f"/v1/users/{ada['id']}", json={"is_active": False})
    assert await refusal(app, name) == "account_inactive"


async def test_a_user_is_not_resolved_after_the_session(app: UsersApp) -> None:
    await app.register("ada")
    authenticate = resolve(app.users.authenticate)
    first, second = [await authenticate.name(token_of(await app.signed_in("ada"))) for _ in range(2)]
    await app.rows("UPDATE users.sessions SET revoked_at = now() WHERE id = (SELECT min(id) FROM users.sessions)")
    authenticate.invalidate()
    assert await refusal(app, first) == "token_invalid"
    assert (await authenticate.resolve(second)).kind == "user"


async def test_a_client_is_resolved_by_its_key_or_token(app: UsersApp) -> None:
    boss = await app.admin()
    key = await app.key(boss, "orders:read", rate_limit="7/60")
    form = {"grant_type": "client_credentials", "client_id": key["id"], "client_secret": key["secret"]}
    issued = (await app.token(**form)).json()["access_token"]
    authenticate = resolve(app.users.authenticate)
    names = {await authenticate.name(token) for token in (key["secret"], issued)}
    assert names == {f"client:{key['id']}"}
    expected = Principal(str(key["id"]), "client", frozenset({"orders:read"}), owner_id=1, rate_limit="7/60")
    assert await authenticate.resolve(names.pop()) == expected
    await boss.delete(f"/v1/api-keys/{key['id']}")
    assert await refusal(app, f"client:{key['id']}") == "token_invalid"


async def test_an_invalid_name_resolves_to_no_principal(app: UsersApp) -> None:
    with pytest.raises(Unauthenticated):
        await resolve(app.users.authenticate).name("nonsense")
