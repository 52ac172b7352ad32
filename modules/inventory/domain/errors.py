"""Errors of the inventory domain."""

from collections.abc import Iterable, Sequence

from shared.kernel.errors import Conflict, FieldError, Invalid, PreconditionRequired
from shared.kernel.values.quantity import MAX_QUANTITY


class StockBelowReserved(Conflict):
    """The change would remove units that are reserved for orders."""

    def __init__(self, orders: Sequence[int]) -> None:
        super().__init__("stock_below_reserved", "These units are reserved for orders.", orders=sorted(orders))


class QuantityChanged(Conflict):
    """The quantity on hand differs from the expected one."""

    def __init__(self, current: int) -> None:
        super().__init__("quantity_changed", "The quantity has changed since it was read.", current=current)


class ExpectationMissing(PreconditionRequired):
    """A level can only be set with the expected quantity or version."""

    def __init__(self) -> None:
        super().__init__("precondition_required", "Send expected_on_hand, or If-Match with the level's ETag.")


class NotConsumed(Exception):
    """More units are to be restored than were consumed there: an error of the caller."""


def insufficient_stock(items: Iterable[tuple[str, int, int]]) -> Conflict:
    """`items`: SKU, units wanted, units available."""
    named = [{"sku": sku, "requested": wanted, "available": available} for sku, wanted, available in items]
    return Conflict("insufficient_stock", "There is not enough stock.", items=named)


def not_reserved_here(reserved_at: Iterable[str]) -> Conflict:
    return Conflict(
        "not_reserved_here", "The lines' units are not reserved at that location.", reserved_at=sorted(reserved_at)
    )


_PICTURES = {
    "type_mismatch": "The file is not of the declared media type.",
    "unreadable_image": "The file is not a valid PNG, JPEG or WebP picture.",
    "too_many_pixels": "A picture may have at most 25 million pixels.",
    "too_costly": "Decoding the picture takes too much memory or time.",
}


def picture_rejected(reason: str) -> Invalid:
    """`reason` is an error code; unknown codes become `unreadable_image`."""
    code = reason if reason in _PICTURES else "unreadable_image"
    return Invalid([FieldError("", code, _PICTURES[code])])


def stock_limit_exceeded(sku: str, location_code: str, most: int) -> Conflict:
    """The error's `max` is the number of units that can still be added."""
    detail = f"A location holds at most {MAX_QUANTITY} units of a product."
    return Conflict("stock_limit_exceeded", detail, sku=sku, location_code=location_code, max=most)


def sku_taken() -> Conflict:
    return Conflict("sku_taken", "A product with this SKU already exists.")


def barcode_taken(sku: str) -> Conflict:
    """`sku` is the product that already has the barcode."""
    return Conflict("barcode_taken", f"The product {sku} already has one of these barcodes.", sku=sku)


def location_taken() -> Conflict:
    return Conflict("location_taken", "A location with this code already exists.")


def unknown_sku(pointer: str) -> FieldError:
    return FieldError(pointer, "sku_not_found", "There is no product with this SKU.")


def unknown_location(pointer: str) -> FieldError:
    return FieldError(pointer, "location_not_found", "There is no active location with this code.")


def too_few_units(pointer: str) -> Invalid:
    return Invalid([FieldError(pointer, "out_of_range", "There are not that many units.")])
