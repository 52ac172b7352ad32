"""The error codes of promotions."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "coupon_exhausted",
        409,
        title="The coupon is exhausted",
        advice="If `order_id` is given, your unpaid order holds the coupon: pay or cancel it. Otherwise place "
        "the order without the coupon or with another one.",
    ),
    ProblemCode(
        "coupon_taken",
        409,
        title="The coupon code is taken",
        advice="Update the existing coupon, or choose another code.",
    ),
    ProblemCode(
        "coupon_invalid",
        422,
        title="The coupon cannot be used",
        advice="Check the code, or place the order without a coupon.",
    ),
    ProblemCode(
        "coupon_min_spend",
        422,
        title="The coupon's minimum spend is not reached",
        advice="Order more, or place the order without the coupon.",
    ),
)
