"""What inventory says no to."""

from collections.abc import Iterable, Sequence

from shared.kernel.errors import Conflict, FieldError, Invalid, PreconditionRequired
from shared.kernel.quantity import MAX_QUANTITY


class StockBelowReserved(Conflict):
    """Orders hold units that the change would take away."""

    def __init__(self, orders: Sequence[int]) -> None:
        super().__init__("stock_below_reserved", "Orders hold these units.", orders=sorted(orders))


class QuantityChanged(Conflict):
    """The caller decided on another quantity."""

    def __init__(self, current: int) -> None:
        super().__init__("quantity_changed", "The quantity has changed since it was read.", current=current)


class ExpectationMissing(PreconditionRequired):
    """A level is only set by who knows what it was."""

    def __init__(self) -> None:
        super().__init__("precondition_required", "Send expected_on_hand, or If-Match with the level's ETag.")


class NotConsumed(Exception):
    """More is to be restored than was consumed there; whoever asks knows what was shipped."""


def insufficient_stock(items: Iterable[tuple[str, int, int]]) -> Conflict:
    """`items`: SKU, units wanted, units available."""
    named = [{"sku": sku, "requested": wanted, "available": available} for sku, wanted, available in items]
    return Conflict("insufficient_stock", "There is not that much stock.", items=named)


def not_reserved_here(reserved_at: Iterable[str]) -> Conflict:
    return Conflict(
        "not_reserved_here", "The lines' units are not reserved at that location.", reserved_at=sorted(reserved_at)
    )


_PICTURES = {
    "type_mismatch": "The file is not of the type it is said to be.",
    "unreadable_image": "The file is no sound PNG, JPEG or WebP picture.",
    "too_many_pixels": "A picture has at most 25 million pixels.",
    "too_costly": "The picture takes more memory or time than a picture may.",
}


def picture_rejected(reason: str) -> Invalid:
    """`reason` is one of the codes; of another the picture is called unreadable."""
    code = reason if reason in _PICTURES else "unreadable_image"
    return Invalid([FieldError("", code, _PICTURES[code])])


def stock_limit_exceeded(sku: str, location_code: str, most: int) -> Conflict:
    """`max`: so many units more can be booked there."""
    detail = f"A location holds at most {MAX_QUANTITY} units of a product."
    return Conflict("stock_limit_exceeded", detail, sku=sku, location_code=location_code, max=most)


def sku_taken() -> Conflict:
    return Conflict("sku_taken", "The SKU is taken.")


def barcode_taken(sku: str) -> Conflict:
    """`sku`: the product that has the barcode."""
    return Conflict("barcode_taken", f"The product {sku} has one of these barcodes.", sku=sku)


def location_taken() -> Conflict:
    return Conflict("location_taken", "The location code is taken.")


def unknown_sku(pointer: str) -> FieldError:
    return FieldError(pointer, "sku_not_found", "There is no such product.")


def unknown_location(pointer: str) -> FieldError:
    return FieldError(pointer, "location_not_found", "There is no such location, or it is not active.")


def too_few_units(pointer: str) -> Invalid:
    return Invalid([FieldError(pointer, "out_of_range", "Fewer units than that are there.")])
