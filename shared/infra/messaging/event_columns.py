"""The columns of an event."""

from typing import Any

import asyncpg

_COLUMNS = (
    "id", "type", "schema_version", "aggregate_type", "aggregate_id", "sequence", "occurred_at", "correlation_id",
    "actor", "data",
)  # fmt: skip


def event_columns(row: asyncpg.Record) -> dict[str, Any]:
    """The columns that all readers of events need, named as the fields of their classes."""
    return {name: row[name] for name in _COLUMNS}
