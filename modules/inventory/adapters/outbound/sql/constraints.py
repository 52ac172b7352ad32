"""What a violated constraint of this module means to the caller."""

from collections.abc import Callable, Mapping

from modules.inventory.domain.errors import insufficient_stock, location_taken, sku_taken
from shared.infra.sql.error_mapping import RaceLost
from shared.kernel.errors import Conflict, Refusal


def _oversold() -> Conflict:
    return insufficient_stock([])


CONSTRAINTS: Mapping[str, Callable[[], Refusal]] = {
    # A product is written together with its first level and its standing; any of them may notice first.
    "pk_products": sku_taken,
    "pk_stock_levels": sku_taken,
    "pk_standings": sku_taken,
    "pk_locations": location_taken,
    # Two units of work gave the same order's next part the same number: the later one looks again.
    "pk_reservations": RaceLost,
    "uq_ledger_sku": RaceLost,
    # Another product took the barcode meanwhile: the work runs again, and then sees whose it is.
    "pk_barcodes": RaceLost,
    "ck_stock_levels_never_oversold": _oversold,
}
