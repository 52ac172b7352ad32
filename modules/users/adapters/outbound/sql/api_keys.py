"""API keys over PostgreSQL."""

from datetime import datetime

import asyncpg
from sqlalchemy import RowMapping, select

from modules.users.adapters.outbound.sql.tables import api_keys
from modules.users.domain.api_key import ApiKey, NewApiKey
from modules.users.domain.secret import KeySecret, digest
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest

_ADD = """
    INSERT INTO users.api_keys (owner_id, name, lookup, secret_digest, scopes, rate_limit, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *
"""
_REMOVE = "DELETE FROM users.api_keys WHERE id = $1 AND owner_id = coalesce($2, owner_id) RETURNING id"
_BY_ID = "SELECT * FROM users.api_keys WHERE id = $1 AND owner_id = coalesce($2, owner_id)"
_SORTED_BY = {"id": api_keys.c.id, "created_at": api_keys.c.created_at}


class SqlApiKeyRepository:
    """Implements the port `ApiKeyRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def add(self, new: NewApiKey, secret: KeySecret, now: datetime) -> ApiKey:
        rows = await self._tx.fetch(
            _ADD, new.owner_id, new.name, secret.lookup, digest(secret.text),
            sorted(new.scopes), new.rate_limit, now, new.expires_at,
        )  # fmt: skip
        return to_api_key(rows[0])

    async def remove(self, key_id: int, owner_id: int | None) -> bool:
        return bool(await self._tx.fetch(_REMOVE, key_id, owner_id))


class SqlApiKeyQueries:
    """Implements the port `ApiKeyQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_by_id(self, key_id: int, owner_id: int | None) -> ApiKey | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_ID, key_id, owner_id)
        return None if row is None else to_api_key(row)

    async def list_page(self, wanted: PageRequest, owner_id: int | None) -> Page[ApiKey]:
        query = select(api_keys) if owner_id is None else select(api_keys).where(api_keys.c.owner_id == owner_id)
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, query, _SORTED_BY, wanted=wanted, item=to_api_key, exact=True)


def to_api_key(row: asyncpg.Record | RowMapping) -> ApiKey:
    return ApiKey(
        id=row["id"],
        owner_id=row["owner_id"],
        name=row["name"],
        lookup=row["lookup"],
        secret_digest=row["secret_digest"],
        scopes=frozenset(row["scopes"]),
        rate_limit=row["rate_limit"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
    )
