"""The tables of the schema `orders`."""

from modules.orders.adapters.outbound.sql.tables.fulfillment import returns, shipments
from modules.orders.adapters.outbound.sql.tables.orders import (
    order_counts,
    order_history,
    order_lines,
    orders,
    part_counts,
    verified_customers,
)
from modules.orders.adapters.outbound.sql.tables.payments import payments, provider_events, refunds
from modules.orders.adapters.outbound.sql.tables.schema import id_sequences, metadata
from modules.orders.adapters.outbound.sql.tables.search import order_search, search_progress

__all__ = [
    "id_sequences",
    "metadata",
    "order_counts",
    "order_history",
    "order_lines",
    "order_search",
    "orders",
    "part_counts",
    "payments",
    "provider_events",
    "refunds",
    "returns",
    "search_progress",
    "shipments",
    "verified_customers",
]
