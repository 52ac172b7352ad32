"""Indexes of tables that are in use: they are built while others write, outside of the migration's transaction.

https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
"""

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import TextClause, text

_INVALID = text("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")


def create_index_concurrently(
    name: str, table: str, columns: Sequence[str | TextClause], *, schema: str, **options: Any
) -> None:
    """Build an index without keeping writers out. The migration should do nothing else.

    What an interrupted build has left is dropped first; a complete index is kept. `options` are those of
    `op.create_index`.
    """
    with op.get_context().autocommit_block():
        if op.get_bind().execute(_INVALID, {"name": f"{schema}.{name}"}).scalar():
            op.drop_index(name, table, schema=schema, postgresql_concurrently=True)
        op.create_index(
            name, table, list(columns), schema=schema, if_not_exists=True, postgresql_concurrently=True, **options
        )
