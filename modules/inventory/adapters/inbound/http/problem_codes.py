"""The error codes of inventory."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "insufficient_stock",
        409,
        title="Insufficient stock",
        advice="`items` lists every item that is short and its available quantity. Reduce the quantities "
        "or remove items.",
        example={"items": [{"sku": "85123A", "requested": 6, "available": 2}]},
    ),
    ProblemCode(
        "over_receipt",
        409,
        title="Quantity exceeds the expected units",
        advice="Receive at most `max` units. Record surplus units as an adjustment, or, for a return, in "
        "another return.",
        example={"max": 40},
    ),
    ProblemCode(
        "stock_below_reserved",
        409,
        title="The stock is reserved by orders",
        advice="The orders in `orders` reserve these units. Cancel some, or adjust with `on_shortfall: deallocate`.",
        example={"orders": [1042]},
    ),
    ProblemCode(
        "not_reserved_here",
        409,
        title="Nothing is reserved at that location",
        advice="Ship from the locations in `reserved_at`, or reallocate the line first.",
        example={"reserved_at": ["LEEDS"]},
    ),
    ProblemCode(
        "quantity_changed",
        409,
        title="The stock has changed",
        advice="Decide on the basis of `current` and send it as `expected_on_hand`.",
        example={"current": 41},
    ),
    ProblemCode(
        "stock_limit_exceeded",
        409,
        title="The location's stock limit is exceeded",
        advice="At most `max` more units of `sku` can be stocked at `location_code`: correct the quantity.",
    ),
    ProblemCode(
        "barcode_taken",
        409,
        title="The barcode is taken",
        advice="A barcode identifies one product. Remove it from the product `sku` first, or send another barcode.",
    ),
    ProblemCode(
        "sku_taken", 409, title="The SKU is taken", advice="Update the existing product, or choose another SKU."
    ),
    ProblemCode(
        "location_taken",
        409,
        title="The location code is taken",
        advice="Update the existing location, or choose another code.",
    ),
    ProblemCode(
        "location_not_empty", 409, title="The location still holds stock", advice="Move or adjust its stock first."
    ),
)
