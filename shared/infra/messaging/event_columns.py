"""An event as it is read from its table."""

from typing import Any

import asyncpg

_COLUMNS = (
    "id", "type", "schema_version", "aggregate_type", "aggregate_id", "sequence", "occurred_at", "correlation_id",
    "actor", "data",
)  # fmt: skip


def event_columns(row: asyncpg.Record) -> dict[str, Any]:
    """What all who read events want of one, by the names that their own classes have for it too."""
    return {name: row[name] for name in _COLUMNS}
