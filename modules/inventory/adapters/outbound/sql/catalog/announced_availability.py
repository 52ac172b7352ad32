"""Announced availability in PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import asyncpg

from modules.inventory.adapters.outbound.sql.tables import announced_availability
from modules.inventory.domain.announced_availability import AnnouncedAvailability
from modules.inventory.ports.announced_availability import CurrentAvailability
from shared.infra.sql.transaction import SqlTransaction

# The rows of a SKU are locked in the order of the SKUs, after its stock levels: restocks of different SKUs do not
# wait for each other. A consumer that applies its events one by one (after one of them failed) locks in the order of
# the events. It may deadlock; the delivery is then repeated.
_LOCK = """
    SELECT sku, sequence, state, announced, announced_at, due FROM inventory.announced_availability
    WHERE sku = ANY($1::text[]) ORDER BY sku FOR NO KEY UPDATE
"""
_CURRENT = """
    SELECT p.sku, p.low_stock_threshold, p.track_inventory, coalesce(
        sum(l.on_hand - l.reserved - l.unavailable) FILTER (WHERE c.active AND c.fulfills_online), 0
    )::bigint AS available
    FROM inventory.products p
    JOIN inventory.stock_levels l ON l.sku = p.sku
    JOIN inventory.locations c ON c.code = l.location_code
    WHERE p.sku = ANY($1::text[])
    GROUP BY p.sku
"""
_DUE = """
    SELECT sku FROM inventory.announced_availability WHERE due AND announced_at <= $1 ORDER BY announced_at LIMIT $2
"""


class SqlAnnouncedAvailabilityRepository:
    """Implements the port `AnnouncedAvailabilityRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def lock(self, skus: Collection[str]) -> Mapping[str, AnnouncedAvailability]:
        await self._tx.flush()
        return {row["sku"]: _announced_availability(row) for row in await self._tx.fetch(_LOCK, list(skus))}

    async def get_current(self, skus: Collection[str]) -> Mapping[str, CurrentAvailability]:
        return {
            row["sku"]: CurrentAvailability(row["available"], row["low_stock_threshold"], row["track_inventory"])
            for row in await self._tx.fetch(_CURRENT, list(skus))
        }

    async def list_due(self, announced_before: datetime, most: int) -> Collection[str]:
        return [row["sku"] for row in await self._tx.fetch(_DUE, announced_before, most)]

    def save(self, changed: Iterable[AnnouncedAvailability]) -> None:
        records = list(changed)
        self._tx.update(announced_availability, ("sku",), map(announced_availability_row, records))
        for record in records:
            self._tx.collect(record.events)


def _announced_availability(row: asyncpg.Record) -> AnnouncedAvailability:
    return AnnouncedAvailability(
        sku=row["sku"],
        sequence=row["sequence"],
        state=row["state"],
        announced=row["announced"],
        announced_at=row["announced_at"],
        due=row["due"],
    )


def announced_availability_row(record: AnnouncedAvailability) -> dict[str, object]:
    return {
        "sku": record.sku,
        "sequence": record.sequence,
        "state": record.state,
        "announced": record.announced,
        "announced_at": record.announced_at,
        "due": record.due,
    }
