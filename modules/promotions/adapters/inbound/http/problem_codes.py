"""The error codes of promotions."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "coupon_exhausted",
        409,
        "The coupon is exhausted",
        "If `order_id` is given, your unpaid order holds the coupon: pay or cancel it. Otherwise place the order "
        "without the coupon or with another one.",
    ),
    ProblemCode("coupon_taken", 409, "The coupon code is taken", "Update the existing coupon, or choose another code."),
    ProblemCode(
        "coupon_invalid", 422, "The coupon cannot be used", "Check the code, or place the order without a coupon."
    ),
    ProblemCode(
        "coupon_min_spend",
        422,
        "The coupon's minimum spend is not reached",
        "Order more, or place the order without the coupon.",
    ),
)
