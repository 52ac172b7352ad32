"""The error codes of orders."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "payment_declined",
        402,
        "The payment was declined",
        "Check `decline_code`, ask the buyer for another payment method, and pay again: the order is still open.",
        {"decline_code": "insufficient_funds", "order_id": 1042, "payment_id": 311},
    ),
    ProblemCode(
        "price_changed",
        409,
        "A price has changed",
        "Show the buyer the prices in `current` and place the order again.",
        {"current": [{"sku": "85123A", "unit_price_cents": 295}]},
    ),
    ProblemCode(
        "mail_unavailable",
        409,
        "The e-mail is not available",
        "Send one of the kinds in `available`. No e-mail can be sent to an erased buyer.",
    ),
    ProblemCode("order_on_hold", 409, "The order is on hold", "Release the hold, or resolve its cause, and try again."),
    ProblemCode(
        "shipping_address_erased",
        409,
        "The address was erased",
        "Set one with `PATCH /v1/orders/{id}` and `shipping_address`, or cancel the units that have not shipped.",
    ),
    ProblemCode("payment_in_progress", 409, "A payment is in progress", "Try again after `retry_after` seconds."),
    ProblemCode(
        "payment_exceeds_outstanding",
        409,
        "Amount exceeds the outstanding balance",
        "Record at most `max_cents`.",
        {"max_cents": 1530},
    ),
    ProblemCode("payment_required", 409, "The order is not paid for", "Collect the payment before shipping."),
    ProblemCode(
        "refund_exceeds_captured",
        409,
        "Amount exceeds the captured payment",
        "Refund at most `max_cents`.",
        {"max_cents": 1530},
    ),
    ProblemCode(
        "already_refunded",
        409,
        "Already refunded",
        "Refund at most `max_quantity` units of the line. A fully refunded order is not shipped: cancel it.",
        {"line_id": 1, "max_quantity": 2},
    ),
    ProblemCode(
        "units_not_shipped",
        409,
        "The units have not shipped",
        "Cancel them with `POST /v1/orders/{id}/cancel` and `items`: this refunds the units and releases their "
        "stock. Refund at most `max_quantity` units of the line, or any `amount_cents` as goodwill.",
        {"line_id": 1, "max_quantity": 2},
    ),
    ProblemCode(
        "nothing_to_refund",
        409,
        "Nothing to refund",
        "Nothing was paid for these units, or it has all been refunded. Close a received return with `POST "
        "/v1/returns/{id}/close`.",
    ),
    ProblemCode(
        "deduction_exceeds_value",
        409,
        "The deduction exceeds the value of the units",
        "Deduct at most `max_cents`. If nothing remains to refund, close the return.",
        {"max_cents": 510},
    ),
    ProblemCode(
        "over_cancellation",
        409,
        "Quantity exceeds the cancellable units",
        "Cancel at most `max` units of the line; shipped units can be returned.",
        {"line_id": 1, "max": 2},
    ),
    ProblemCode(
        "over_fulfilment",
        409,
        "Quantity exceeds the open units",
        "Ship at most the units that are neither shipped nor cancelled.",
    ),
    ProblemCode(
        "over_return",
        409,
        "Quantity exceeds the shipped units",
        "Return at most the shipped units that are not returned yet.",
    ),
    ProblemCode(
        "return_window_closed", 409, "The return window has closed", "Contact the shop's staff: they can still refund."
    ),
    ProblemCode(
        "duplicate_reference",
        409,
        "The reference is already in use",
        "`order_id` is the order that was placed with this `client_reference`. Use a new reference for a new order.",
        {"order_id": 1042},
    ),
    ProblemCode("too_many_unpaid_orders", 409, "Too many unpaid orders", "Pay or cancel an unpaid order first."),
    ProblemCode(
        "bulk_coupon_required",
        422,
        "Large orders require a coupon",
        "Add the coupon that was agreed with the shop, or split the order.",
    ),
    ProblemCode(
        "customer_required", 422, "The order has no customer", "Send a `customer_id`, or a guest's data in `customer`."
    ),
    ProblemCode(
        "payment_token_invalid",
        422,
        "The card token is invalid",
        "Create a new token with the provider's form and send it. No order was placed unless `order_id` is given: "
        "pay that order with `POST /v1/orders/{id}/payments`.",
    ),
    ProblemCode(
        "payment_method_unavailable", 422, "The payment method is not available", "Choose another `payment.method`."
    ),
)
