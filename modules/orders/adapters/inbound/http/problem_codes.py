"""The error codes of orders."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "payment_declined",
        402,
        title="The payment was declined",
        advice="Check `decline_code`, ask the buyer for another payment method, and pay again: the order "
        "is still open.",
        example={"decline_code": "insufficient_funds", "order_id": 1042, "payment_id": 311},
    ),
    ProblemCode(
        "price_changed",
        409,
        title="A price has changed",
        advice="Show the buyer the prices in `current` and place the order again.",
        example={"current": [{"sku": "85123A", "unit_price_cents": 295}]},
    ),
    ProblemCode(
        "mail_unavailable",
        409,
        title="The e-mail is not available",
        advice="Send one of the kinds in `available`. No e-mail can be sent to an erased buyer.",
    ),
    ProblemCode(
        "order_on_hold",
        409,
        title="The order is on hold",
        advice="Release the hold, or resolve its cause, and try again.",
    ),
    ProblemCode(
        "shipping_address_erased",
        409,
        title="The address was erased",
        advice="Set one with `PATCH /v1/orders/{id}` and `shipping_address`, or cancel the units that "
        "have not shipped.",
    ),
    ProblemCode(
        "payment_in_progress", 409, title="A payment is in progress", advice="Try again after `retry_after` seconds."
    ),
    ProblemCode(
        "payment_exceeds_outstanding",
        409,
        title="Amount exceeds the outstanding balance",
        advice="Record at most `max_cents`.",
        example={"max_cents": 1530},
    ),
    ProblemCode(
        "payment_required", 409, title="The order is not paid for", advice="Collect the payment before shipping."
    ),
    ProblemCode(
        "refund_exceeds_captured",
        409,
        title="Amount exceeds the captured payment",
        advice="Refund at most `max_cents`.",
        example={"max_cents": 1530},
    ),
    ProblemCode(
        "already_refunded",
        409,
        title="Already refunded",
        advice="Refund at most `max_quantity` units of the line. A fully refunded order is not shipped: cancel it.",
        example={"line_id": 1, "max_quantity": 2},
    ),
    ProblemCode(
        "units_not_shipped",
        409,
        title="The units have not shipped",
        advice="Cancel them with `POST /v1/orders/{id}/cancel` and `items`: this refunds the units and releases their "
        "stock. Refund at most `max_quantity` units of the line, or any `amount_cents` as goodwill.",
        example={"line_id": 1, "max_quantity": 2},
    ),
    ProblemCode(
        "nothing_to_refund",
        409,
        title="Nothing to refund",
        advice="Nothing was paid for these units, or it has all been refunded. Close a received return with `POST "
        "/v1/returns/{id}/close`.",
    ),
    ProblemCode(
        "deduction_exceeds_value",
        409,
        title="The deduction exceeds the value of the units",
        advice="Deduct at most `max_cents`. If nothing remains to refund, close the return.",
        example={"max_cents": 510},
    ),
    ProblemCode(
        "over_cancellation",
        409,
        title="Quantity exceeds the cancellable units",
        advice="Cancel at most `max` units of the line; shipped units can be returned.",
        example={"line_id": 1, "max": 2},
    ),
    ProblemCode(
        "over_fulfilment",
        409,
        title="Quantity exceeds the open units",
        advice="Ship at most the units that are neither shipped nor cancelled.",
    ),
    ProblemCode(
        "over_return",
        409,
        title="Quantity exceeds the shipped units",
        advice="Return at most the shipped units that are not returned yet.",
    ),
    ProblemCode(
        "return_window_closed",
        409,
        title="The return window has closed",
        advice="Contact the shop's staff: they can still refund.",
    ),
    ProblemCode(
        "duplicate_reference",
        409,
        title="The reference is already in use",
        advice="`order_id` is the order that was placed with this `client_reference`. Use a new reference "
        "for a new order.",
        example={"order_id": 1042},
    ),
    ProblemCode(
        "too_many_unpaid_orders", 409, title="Too many unpaid orders", advice="Pay or cancel an unpaid order first."
    ),
    ProblemCode(
        "bulk_coupon_required",
        422,
        title="Large orders require a coupon",
        advice="Add the coupon that was agreed with the shop, or split the order.",
    ),
    ProblemCode(
        "customer_required",
        422,
        title="The order has no customer",
        advice="Send a `customer_id`, or a guest's data in `customer`.",
    ),
    ProblemCode(
        "payment_token_invalid",
        422,
        title="The card token is invalid",
        advice="Create a new token with the provider's form and send it. No order was placed unless "
        "`order_id` is given: pay that order with `POST /v1/orders/{id}/payments`.",
    ),
    ProblemCode(
        "payment_method_unavailable",
        422,
        title="The payment method is not available",
        advice="Choose another `payment.method`.",
    ),
)
