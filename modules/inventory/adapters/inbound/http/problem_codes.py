"""The error codes of inventory."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "insufficient_stock",
        409,
        "Insufficient stock",
        "`items` lists every item that is short and its available quantity. Reduce the quantities or remove items.",
        {"items": [{"sku": "85123A", "requested": 6, "available": 2}]},
    ),
    ProblemCode(
        "over_receipt",
        409,
        "Quantity exceeds the expected units",
        "Receive at most `max` units. Record surplus units as an adjustment, or, for a return, in another return.",
        {"max": 40},
    ),
    ProblemCode(
        "stock_below_reserved",
        409,
        "The stock is reserved by orders",
        "The orders in `orders` reserve these units. Cancel some, or adjust with `on_shortfall: deallocate`.",
        {"orders": [1042]},
    ),
    ProblemCode(
        "not_reserved_here",
        409,
        "Nothing is reserved at that location",
        "Ship from the locations in `reserved_at`, or reallocate the line first.",
        {"reserved_at": ["LEEDS"]},
    ),
    ProblemCode(
        "quantity_changed",
        409,
        "The stock has changed",
        "Decide on the basis of `current` and send it as `expected_on_hand`.",
        {"current": 41},
    ),
    ProblemCode(
        "stock_limit_exceeded",
        409,
        "The location's stock limit is exceeded",
        "At most `max` more units of `sku` can be stocked at `location_code`: correct the quantity.",
    ),
    ProblemCode(
        "barcode_taken",
        409,
        "The barcode is taken",
        "A barcode identifies one product. Remove it from the product `sku` first, or send another barcode.",
    ),
    ProblemCode("sku_taken", 409, "The SKU is taken", "Update the existing product, or choose another SKU."),
    ProblemCode(
        "location_taken", 409, "The location code is taken", "Update the existing location, or choose another code."
    ),
    ProblemCode("location_not_empty", 409, "The location still holds stock", "Move or adjust its stock first."),
)
