"""The errors of the orders module."""

from collections.abc import Sequence

from shared.kernel.errors import Conflict, DomainError, FieldError, Invalid


def insufficient_stock(items: Sequence[dict[str, object]]) -> Conflict:
    """`items` lists each short SKU as `{sku, requested, available}`."""
    return Conflict("insufficient_stock", "There is not enough stock for this order.", items=items)


def price_changed(current: Sequence[dict[str, object]]) -> Conflict:
    """`current` lists the products whose price differs from the expected one, with the current price."""
    return Conflict("price_changed", "A price is not the expected one.", current=current)


def duplicate_reference(order_id: int | None) -> Conflict:
    return Conflict("duplicate_reference", "An order with this client_reference exists.", order_id=order_id)


def reference_in_flight() -> Conflict:
    return Conflict("idempotency_in_flight", "A request with this client_reference is being processed.", retry_after=1)


def too_many_unpaid_orders(limit: int) -> Conflict:
    return Conflict("too_many_unpaid_orders", f"At most {limit} orders can wait for payment at once.")


def customer_required() -> Invalid:
    return Invalid(code="customer_required", detail="Name the buyer: `customer_id`, or `customer` for a guest.")


def payment_method_unavailable() -> Invalid:
    return Invalid(code="payment_method_unavailable", detail="The shop does not accept this payment method.")


def payment_in_progress(retry_after: int) -> Conflict:
    """`retry_after`: seconds until the next request to the provider, or until the buyer's approval expires."""
    return Conflict("payment_in_progress", "A payment of the order is in progress.", retry_after=retry_after)


def payment_exceeds_outstanding(max_cents: int) -> Conflict:
    """`max_cents`: the outstanding amount."""
    detail = f"Only {max_cents} are outstanding."
    return Conflict("payment_exceeds_outstanding", detail, max_cents=max_cents)


def payment_token_invalid(pointer: str) -> Invalid:
    """Raised before anything is stored."""
    return _token_invalid(pointer, "The token identifies no card at the payment provider.")


def charged_token_invalid(pointer: str, order_id: int, payment_id: int) -> Invalid:
    """Raised when the provider rejects the token during the charge. The order is stored and nothing was charged."""
    detail = (
        "The token identifies no card at the payment provider; the order still exists: "
        f"try again with POST /v1/orders/{order_id}/payments."
    )
    return _token_invalid(pointer, detail, order_id=order_id, payment_id=payment_id)


def _token_invalid(pointer: str, detail: str, **kept: int) -> Invalid:
    message = "The token identifies no card at the payment provider. Send the id of a payment method, like `pm_…`."
    return Invalid([FieldError(pointer, "unknown", message)], "payment_token_invalid", detail, **kept)


def payment_required() -> Conflict:
    return Conflict("payment_required", "The order is not paid.")


def payment_declined(decline_code: str | None, order_id: int, payment_id: int) -> DomainError:
    detail = f"The payment was declined; the order still exists: try again with POST /v1/orders/{order_id}/payments."
    return DomainError("payment_declined", detail, decline_code=decline_code, order_id=order_id, payment_id=payment_id)


def refund_exceeds_captured(max_cents: int, detail: str = "The amount exceeds what can be refunded.") -> Conflict:
    """`max_cents`: captured money that is neither refunded nor part of a pending refund."""
    return Conflict("refund_exceeds_captured", detail, max_cents=max_cents)


def return_exceeds_captured(max_cents: int, deduct_cents: int) -> Conflict:
    """The return is worth more than the remaining money. With `deduct_cents` it refunds what remains."""
    detail = (
        "The return exceeds what can be refunded, because a part of the order was refunded before. "
        f"Send `deduct_cents` of at least {deduct_cents} to refund what is left."
    )
    return refund_exceeds_captured(max_cents, detail)


def already_refunded(line_id: int, most: int) -> Conflict:
    """`max_quantity`: the line's shipped units that have not been refunded."""
    detail = f"At most {most} units of the line can still be refunded: the others have been refunded."
    return Conflict("already_refunded", detail, line_id=line_id, max_quantity=most)


def order_refunded(order_id: int) -> Conflict:
    """`max_quantity` is 0: nothing of the order may be shipped any more."""
    detail = f"The order has been fully refunded; cancel it with POST /v1/orders/{order_id}/cancel."
    return Conflict("already_refunded", detail, max_quantity=0)


def units_not_shipped(order_id: int, line_id: int, most: int) -> Conflict:
    """`max_quantity`: the line's units that were shipped and have not been refunded."""
    detail = (
        f"{most} units of the line have shipped and can be refunded. Cancel those that have not shipped, with "
        f"POST /v1/orders/{order_id}/cancel and `items`: that refunds them and releases their stock."
    )
    return Conflict("units_not_shipped", detail, line_id=line_id, max_quantity=most)


def nothing_to_refund(detail: str = "Nothing was paid for these units.") -> Conflict:
    return Conflict("nothing_to_refund", detail)


def nothing_to_return(return_id: int) -> Conflict:
    """The return has no refundable value."""
    return nothing_to_refund(
        f"No money is due for what was received; end the return with POST /v1/returns/{return_id}/close."
    )


def deduction_exceeds_value(max_cents: int) -> Conflict:
    """`max_cents`: the value of the received units."""
    return Conflict(
        "deduction_exceeds_value", "The deduction exceeds the value of the received units.", max_cents=max_cents
    )


def over_cancellation(line_id: int, most: int) -> Conflict:
    """`max`: the line's units that are neither shipped nor cancelled."""
    return Conflict(
        "over_cancellation", "The quantity exceeds the units that can be cancelled.", line_id=line_id, max=most
    )


def not_a_guest() -> Invalid:
    message = "The order belongs to a customer account; change the account instead."
    return field_error("/customer", "not_a_guest", message)


def mail_unavailable(available: Sequence[str] = (), detail: str = "The order's state has no such mail.") -> Conflict:
    """`available`: the kinds of mail that exist for the order's state."""
    return Conflict("mail_unavailable", detail, available=available)


def shipping_address_erased(order_id: int) -> Conflict:
    detail = (
        "The customer and the address have been erased; enter a shipping address with "
        f"PATCH /v1/orders/{order_id} and `shipping_address`, or cancel what is not shipped."
    )
    return Conflict("shipping_address_erased", detail)


def order_on_hold() -> Conflict:
    return Conflict("order_on_hold", "The order is on hold.")


def over_fulfillment(line_id: int, most: int) -> Conflict:
    """`max`: the line's units that are neither shipped nor cancelled."""
    return Conflict("over_fulfilment", "The quantity exceeds the units that can be shipped.", line_id=line_id, max=most)


def not_reserved_here(reserved_at: Sequence[str]) -> Conflict:
    """`reserved_at`: the locations where the lines' units are reserved."""
    return Conflict("not_reserved_here", "The units are not reserved at one such location.", reserved_at=reserved_at)


def over_return(line_id: int, most: int) -> Conflict:
    """`max`: the line's shipped units that are neither returned nor part of an open return."""
    return Conflict("over_return", "The quantity exceeds the units that can be returned.", line_id=line_id, max=most)


def over_receipt(line_id: int, most: int, *, refunded_before: bool = False) -> Conflict:
    """`max`: the line's units that are still expected; 0 for a return that has already been refunded."""
    detail = "The quantity exceeds the units that are expected."
    if refunded_before:
        detail = "The return has been refunded and expects no more units; request another return for them."
    return Conflict("over_receipt", detail, line_id=line_id, max=most)


def return_window_closed() -> Conflict:
    return Conflict("return_window_closed", "The units were delivered too long ago.")


class CouponExhausted(Conflict):
    """The coupon has no redemptions left. `unpaid_order_ids`: the buyer's newest unpaid orders that hold it.

    `order_id`: the one of them that the caller may see. Paying or cancelling it releases the coupon.
    """

    def __init__(self, *, unpaid_order_ids: Sequence[int] = (), order_id: int | None = None) -> None:
        if order_id is None:
            super().__init__("coupon_exhausted", "The coupon is exhausted.")
        else:
            detail = f"The coupon is exhausted: the unpaid order {order_id} holds it. Pay for that order, or cancel it."
            super().__init__("coupon_exhausted", detail, order_id=order_id)
        self.unpaid_order_ids = unpaid_order_ids


def bulk_coupon_required(lines: int) -> Invalid:
    return Invalid(
        code="bulk_coupon_required",
        detail=f"Orders of more than {lines} items require a coupon; split the order or add a coupon.",
        max_items=lines,
    )


def field_error(pointer: str, code: str, message: str) -> Invalid:
    """A validation error for one field."""
    return Invalid([FieldError(pointer, code, message)])
