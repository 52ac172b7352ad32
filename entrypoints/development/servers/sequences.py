"""Sequences of a restored database."""

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl

_ADVANCE = """
    SELECT setval(format('%I.%I', schemaname, sequencename), last_value + $1) FROM pg_sequences
    WHERE data_type = 'bigint'::regtype AND last_value IS NOT NULL
"""


async def advance_sequences(url: str, by: int) -> None:
    """Let every sequence skip that many values."""
    connection = await connect(DatabaseUrl.parse(url))
    try:
        await connection.execute(_ADVANCE.replace("$1", str(by)))
    finally:
        await connection.close()
