"""Resolve the principal of an already answered request."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from modules.users.adapters.outbound.sql.identities import SqlIdentityQueries
from modules.users.adapters.outbound.sql.user_queries import SqlUserQueries
from modules.users.application.authentication.resolve_user_principal import ResolveUserPrincipal
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from tests.modules.users.scopes import CATALOG

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
USER = """
    INSERT INTO users.users (email, email_canonical, username, username_canonical, role, is_active, version,
                             event_count, created_at, updated_at, search_text)
    VALUES ('a@example.com', 'a@example.com', 'ada', 'ada', 'support', true, 1, 1, now(), now(), '') RETURNING id
"""
KEY = """
    INSERT INTO users.api_keys (owner_id, name, lookup, secret_digest, scopes, created_at)
    VALUES ($1, 'till', 'x', '\\x00', '{orders:read,system:admin}', now()) RETURNING id
"""


@pytest.fixture
async def resolve_principal(database_url: str) -> AsyncIterator[ResolveUserPrincipal]:
    database = Database(database_url, {}, outbox=Outbox)
    yield ResolveUserPrincipal(SqlUserQueries(database), SqlIdentityQueries(database), CATALOG)
    await database.close()


@pytest.fixture
async def owner(owner_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_database_url)
    yield connection
    await connection.close()


async def refused(resolve_principal: ResolveUserPrincipal, name: str) -> str:
    with pytest.raises(Unauthenticated) as error:
        await resolve_principal(name)
    return error.value.code


async def test_current_scopes_are_resolved_without_a_session(
    resolve_principal: ResolveUserPrincipal, owner: asyncpg.Connection
) -> None:
    user = await owner.fetchval(USER)
    key = await owner.fetchval(KEY, user)
    ada, till = await resolve_principal(f"user:{user}"), await resolve_principal(f"client:{key}")
    assert (ada.name, ada.owner_id, "orders:read" in ada.scopes) == (f"user:{user}", user, True)
    assert (till.name, till.owner_id, till.scopes) == (f"client:{key}", user, frozenset({"orders:read"}))
    await owner.execute("UPDATE users.users SET role = 'customer'")
    assert (
        (await resolve_principal(f"user:{user}")).scopes
        == (await resolve_principal(f"client:{key}")).scopes
        == frozenset()
    )
    await owner.execute("UPDATE users.api_keys SET expires_at = $1", LONG_AGO)
    assert await refused(resolve_principal, f"client:{key}") == "token_expired"
    await owner.execute("UPDATE users.users SET is_active = false")
    assert await refused(resolve_principal, f"user:{user}") == "account_inactive"
    await owner.execute("DELETE FROM users.api_keys")
    await owner.execute("DELETE FROM users.users")
    assert (
        await refused(resolve_principal, f"user:{user}")
        == await refused(resolve_principal, f"client:{key}")
        == "token_invalid"
    )


@pytest.mark.parametrize("name", ["anonymous", "user:", "user:x", "guest:7", "operator", "client:-1"])
async def test_other_names_are_no_principal(resolve_principal: ResolveUserPrincipal, name: str) -> None:
    assert await refused(resolve_principal, name) == "token_invalid"
