"""References from products to picture files, in PostgreSQL."""

from collections.abc import Collection, Sequence

from shared.infra.sql.database import Database
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_REFERENCED = """
    SELECT DISTINCT file FROM inventory.products, jsonb_array_elements_text(picture_files) AS file
    WHERE picture_files ?| $1::text[] AND file = ANY($1::text[])
"""
_LIST_AFTER = """
    SELECT sku, picture_files FROM inventory.products
    WHERE sku > $1 AND picture_files IS NOT NULL ORDER BY sku LIMIT 1000
"""


class SqlPictureReferences:
    """Implements the port `PictureReferences`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_referenced(self, files: Sequence[str]) -> Collection[str]:
        async with self._database.read() as reading:
            return {row["file"] for row in await reading.fetch(_REFERENCED, list(files))}

    async def list_after(self, snapshot: Transaction, sku: str) -> Sequence[tuple[str, Sequence[str]]]:
        return [(row["sku"], row["picture_files"]) for row in await sql(snapshot).fetch(_LIST_AFTER, sku)]
