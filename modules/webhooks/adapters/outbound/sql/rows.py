"""Mapping of table rows to domain objects."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy import RowMapping

from modules.webhooks.domain.delivery import Delivery, Message
from modules.webhooks.domain.endpoint import Endpoint

Row: TypeAlias = asyncpg.Record | RowMapping | Mapping[str, Any]

ENDPOINT = (
    "id, url, event_types, description, active, disabled_reason, secret_version, rotated_at, failing_since, "
    "event_count, version, created_at, updated_at"
)


def endpoint_of(row: Row, prefix: str = "") -> Endpoint:
    """The endpoint in the row. `prefix` is the prefix of its column names."""
    values = {name: row[prefix + name] for name in ENDPOINT.split(", ")}
    return Endpoint(**{**values, "event_types": tuple(values["event_types"])})


def message_of(row: Row) -> Message:
    return Message(
        event_id=row["event_id"],
        type=row["type"],
        aggregate_type=row["aggregate_type"],
        aggregate_id=row["aggregate_id"],
        sequence=row["sequence"],
        person_id=row["person_id"],
    )


def delivery_of(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        endpoint_id=row["endpoint_id"],
        message=message_of(row),
        origin=row["origin"],
        status=row["status"],
        attempts=row["attempts"],
        due_at=row["due_at"],
        last_status=row["last_status"],
        last_error=row["last_error"],
        last_duration_ms=row["last_duration_ms"],
        created_at=row["created_at"],
        succeeded_at=row["succeeded_at"],
        body=row.get("body"),
    )
