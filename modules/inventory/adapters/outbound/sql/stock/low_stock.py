"""The query for products with low stock."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from modules.inventory.adapters.outbound.sql.tables import locations, products, stock_levels
from modules.inventory.ports.ledger_queries import LowStock


def low_stock(threshold: int) -> tuple[Select[Any], Mapping[str, ColumnElement[Any]]]:
    """Active products at or below their own threshold, else the given one; and the sort columns."""
    level = stock_levels.c
    fulfilling = locations.c.active & locations.c.fulfills_online
    sums = (
        select(
            level.sku,
            func.sum(level.on_hand).label("on_hand"),
            func.coalesce(func.sum(level.on_hand - level.reserved - level.unavailable).filter(fulfilling), 0).label(
                "available"
            ),
        )
        .join(locations, locations.c.code == level.location_code)
        .group_by(level.sku)
        .subquery("sums")
    )
    limit = func.coalesce(products.c.low_stock_threshold, threshold)
    query = (
        select(products.c.sku, products.c.name, sums.c.on_hand, sums.c.available, limit.label("threshold"))
        .join(sums, sums.c.sku == products.c.sku)
        .where(products.c.active, products.c.track_inventory, sums.c.available <= limit)
    )
    return query, {"sku": products.c.sku}


def low_stock_of(row: Mapping[Any, Any]) -> LowStock:
    return LowStock(
        sku=row["sku"],
        name=row["name"],
        available=int(row["available"]),
        on_hand=int(row["on_hand"]),
        threshold=row["threshold"],
    )
