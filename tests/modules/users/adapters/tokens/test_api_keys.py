"""The contract of the ports `ApiKeyRepository`, `ApiKeyQueries` and `IdentityQueries`."""

from datetime import timedelta

import pytest

from modules.users.domain.api_key import NewApiKey
from modules.users.domain.roles import Role
from modules.users.domain.secret import KeySecret
from modules.users.domain.session import NewSession
from modules.users.ports.identities import UserStatus
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest
from tests.modules.users.adapters.conftest import Ports
from tests.modules.users.adapters.sample_users import add, add_key


async def test_a_key_is_found_by_its_owner(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada"), await add(ports.begin, "bob")
    key = await add_key(ports.begin, ada, KeySecret.new("sk_"), "orders:read", "users:read")
    assert (key.owner_id, key.scopes, key.rate_limit) == (ada.id, frozenset({"orders:read", "users:read"}), "60/60")
    assert await ports.key_queries.get_by_id(key.id, ada.id) == key
    assert await ports.key_queries.get_by_id(key.id, None) == key
    assert await ports.key_queries.get_by_id(key.id, bob.id) is None


async def test_lists_contain_own_keys_only(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada"), await add(ports.begin, "bob")
    keys = [await add_key(ports.begin, owner, KeySecret.new("sk_"), "orders:read") for owner in (ada, bob, ada)]
    own = await ports.key_queries.list_page(PageRequest(10, sort=("-id",)), ada.id)
    every = await ports.key_queries.list_page(PageRequest(2, sort=("id",)), None)
    assert [key.id for key in own.items] == [keys[2].id, keys[0].id]
    assert ([key.id for key in every.items], every.total) == ([keys[0].id, keys[1].id], 3)
    assert every.next_after == [keys[1].id]


async def test_a_key_is_removed_by_its_owner(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada"), await add(ports.begin, "bob")
    key = await add_key(ports.begin, ada, KeySecret.new("sk_"), "orders:read")
    async with ports.begin() as work:
        assert not await work.keys.remove(key.id, bob.id)
        assert await work.keys.remove(key.id, ada.id)
        assert not await work.keys.remove(key.id, None)
        await work.commit()
    assert await ports.identities.get_client(key.id) is None


async def test_a_key_needs_an_owner(ports: Ports) -> None:
    with pytest.raises(NotFound):
        async with ports.begin() as work:
            await work.keys.add(
                NewApiKey(owner_id=99, name="k", scopes=frozenset({"orders:read"})), KeySecret.new("sk_"), work.tx.now
            )
            await work.commit()


async def test_a_key_is_found_by_the_beginning_of_its_secret(ports: Ports) -> None:
    secret = KeySecret.new("sk_")
    ada = await add(ports.begin, "ada", Role.SUPPORT)
    key = await add_key(ports.begin, ada, secret, "orders:read")
    status = await ports.identities.get_client_by_lookup(secret.lookup)
    assert status
    assert status.key.id == key.id
    assert secret.matches(status.key.secret_digest)
    assert status.owner == UserStatus(Role.SUPPORT, is_active=True)
    assert not status.is_expired
    assert await ports.identities.get_client_by_lookup("sk_none") is None


async def test_the_last_use_of_a_key_is_recorded_to_the_minute(ports: Ports) -> None:
    secret = KeySecret.new("sk_")
    key = await add_key(ports.begin, await add(ports.begin), secret, "orders:read")

    async def last_used() -> object:
        await ports.identities.get_client_by_lookup(secret.lookup)
        found = await ports.key_queries.get_by_id(key.id, None)
        return found and found.last_used_at

    first = await last_used()
    assert first is not None
    assert await last_used() == first
    ports.pass_time(seconds=90)
    assert await last_used() != first


async def test_a_key_expires(ports: Ports) -> None:
    ada = await add(ports.begin)
    async with ports.begin() as work:
        new = NewApiKey(owner_id=ada.id, name="k", scopes=frozenset({"orders:read"}), expires_at=work.tx.now)
        key = await work.keys.add(new, KeySecret.new("sk_"), work.tx.now)
        await work.commit()
    ports.pass_time(seconds=1)
    status = await ports.identities.get_client(key.id)
    assert status
    assert status.is_expired


async def test_a_user_is_resolved_while_the_session_is_active(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada", Role.SUPPORT), await add(ports.begin, "bob")
    async with ports.begin() as work:
        session = await work.sessions.open(
            NewSession(user_id=ada.id, known_hash="plain:ada", expires_at=work.tx.now + timedelta(hours=1)), work.tx.now
        )
        assert session
        await work.commit()
    assert await ports.identities.get_user(ada.id, session) == UserStatus(Role.SUPPORT, is_active=True)
    assert await ports.identities.get_user(bob.id, session) is None
    assert await ports.identities.get_user(ada.id, session + 1) is None
    async with ports.begin() as work:
        await work.sessions.revoke(session, work.tx.now)
        await work.commit()
    assert await ports.identities.get_user(ada.id, session) is None
