"""What a violated constraint of this module means to the caller."""

from collections.abc import Callable, Mapping

from modules.inventory.domain.errors import insufficient_stock, location_taken, sku_taken
from shared.infra.sql.error_mapping import SerializationFailure
from shared.kernel.errors import Conflict, DomainError


def _oversold() -> Conflict:
    return insufficient_stock([])


CONSTRAINTS: Mapping[str, Callable[[], DomainError]] = {
    # A product is written together with its first level and its standing; any of them may notice first.
    "pk_products": sku_taken,
    "pk_stock_levels": sku_taken,
    "pk_standings": sku_taken,
    "pk_locations": location_taken,
    # Two units of work gave the same order's next part the same number: the later one looks again.
    "pk_reservations": SerializationFailure,
    "uq_ledger_sku": SerializationFailure,
    # Another product took the barcode meanwhile: the work runs again, and then sees whose it is.
    "pk_barcodes": SerializationFailure,
    "ck_stock_levels_never_oversold": _oversold,
}
