"""The domain errors of violated constraints."""

from collections.abc import Callable, Mapping

from modules.inventory.domain.errors import insufficient_stock, location_taken, sku_taken
from shared.infra.sql.error_mapping import SerializationFailure
from shared.kernel.errors import Conflict, DomainError


def _oversold() -> Conflict:
    return insufficient_stock([])


CONSTRAINTS: Mapping[str, Callable[[], DomainError]] = {
    # A product is inserted with its first level and its announced availability; any of them may fail first.
    "pk_products": sku_taken,
    "pk_stock_levels": sku_taken,
    "pk_announced_availability": sku_taken,
    "pk_locations": location_taken,
    # Two units of work numbered an order's next part equally: the later one is retried.
    "pk_reservations": SerializationFailure,
    "uq_ledger_sku": SerializationFailure,
    # Another product took the barcode concurrently: the retry reports its owner.
    "pk_barcodes": SerializationFailure,
    "ck_stock_levels_never_oversold": _oversold,
}
