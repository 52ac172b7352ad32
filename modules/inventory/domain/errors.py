"""What inventory says no to."""

from collections.abc import Sequence

from shared.kernel.errors import Conflict, FieldError, Invalid, PreconditionRequired


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


def sku_taken() -> Conflict:
    return Conflict("sku_taken", "The SKU is taken.")


def location_taken() -> Conflict:
    return Conflict("location_taken", "The location code is taken.")


def unknown_sku(pointer: str) -> FieldError:
    return FieldError(pointer, "sku_not_found", "There is no such product.")


def unknown_location(pointer: str) -> FieldError:
    return FieldError(pointer, "location_not_found", "There is no such location, or it is not active.")


def not_that_many(pointer: str) -> Invalid:
    return Invalid([FieldError(pointer, "out_of_range", "Fewer units than that are there.")])
