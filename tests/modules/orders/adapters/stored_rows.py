"""Rows of the database, for assertions."""

from typing import Any

from shared.infra.sql.database import Database


async def rows(db: Database, text: str, *arguments: object) -> list[dict[str, Any]]:
    async with db.read() as reading:
        return [dict(row) for row in await reading.fetch(text, *arguments)]
